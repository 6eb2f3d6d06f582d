internal import Twin

/// Whether any values that tags and signals reach fulfil a condition.
///
/// Each takes its states, or each number that it is compared with and one value between each two, all
/// within what it may reach; comparisons see no more of it. All combinations are tried up to a limit, beyond
/// which the condition is taken to be possible. Comparisons of two of them may come out either way.
struct ConditionReach {
  /// The tags and signals that it reads, each once, in order.
  let read: [PlacedOperand]
  /// Whether it can hold at all.
  let canHold: Bool

  // Combinations; each is one evaluation.
  private static let most = 20_000

  init(_ condition: ControlCondition, _ operands: [PlacedOperand], on surface: AttackSurface) {
    var read: [PlacedOperand] = []
    for operand in operands where operand.isRead && !read.contains(operand) { read.append(operand) }
    self.read = read
    let candidates = read.map { operand in
      Self.candidates(Self.limits(of: operand, condition, operands), operand, surface)
    }
    var combinations = 1
    for values in candidates where combinations <= Self.most { combinations *= values.count }
    guard combinations > 0, combinations <= Self.most else {
      canHold = combinations > 0
      return
    }
    canHold = (0..<combinations).contains { number in
      var rest = number
      var values: [PlacedOperand: Double] = [:]
      for (operand, own) in zip(read, candidates) {
        values[operand] = own[rest % own.count]
        rest /= own.count
      }
      return Self.mayHold(condition, operands, values)
    }
  }

  // The numbers that something is compared with.
  private static func limits(
    of read: PlacedOperand, _ condition: ControlCondition, _ operands: [PlacedOperand]
  ) -> [Double] {
    var found: [Double] = []
    for step in condition.steps {
      switch step {
      case .compare(let a, _, let b):
        if operands[a] == read, case .constant(let number) = operands[b] { found.append(number) }
        if operands[b] == read, case .constant(let number) = operands[a] { found.append(number) }
      case .isSet(let a) where operands[a] == read: found.append(0.5)
      default: continue
      }
    }
    return Array(Set(found)).sorted()
  }

  private static func candidates(
    _ limits: [Double], _ read: PlacedOperand, _ surface: AttackSurface
  ) -> [Double] {
    let states = read.states(on: surface)
    if !states.isEmpty { return states }
    let (low, high) = read.reach(on: surface)
    // Nothing is known of it: it may be anywhere.
    guard low.isFinite, high.isFinite, low <= high else {
      return spread([-1e300] + limits + [1e300])
    }
    return spread([low] + limits.filter { low < $0 && $0 < high } + [high])
  }

  // The points and the middles between them.
  private static func spread(_ points: [Double]) -> [Double] {
    var spread: [Double] = []
    for point in points {
      if let last = spread.last { spread.append(last / 2 + point / 2) }
      spread.append(point)
    }
    return spread
  }

  // Three truths: nil is either.
  private static func mayHold(
    _ condition: ControlCondition, _ operands: [PlacedOperand], _ values: [PlacedOperand: Double]
  ) -> Bool {
    func value(_ operand: PlacedOperand) -> Double {
      switch operand {
      case .constant(let number): number
      case .tag, .signal: values[operand] ?? .nan
      }
    }
    var stack: [Bool?] = []
    for step in condition.steps {
      switch step {
      case .compare(let a, let comparison, let b):
        if operands[a].isRead, operands[b].isRead, operands[a] != operands[b] {
          stack.append(nil)
        } else {
          stack.append(comparison.holds(value(operands[a]), value(operands[b])))
        }
      case .isSet(let a): stack.append(value(operands[a]) > 0.5)
      case .never: stack.append(false)
      case .not: stack.append(stack.removeLast().map { !$0 })
      case .and:
        let (b, a) = (stack.removeLast(), stack.removeLast())
        stack.append(a == false || b == false ? false : a == true && b == true ? true : nil)
      case .or:
        let (b, a) = (stack.removeLast(), stack.removeLast())
        stack.append(a == true || b == true ? true : a == false && b == false ? false : nil)
      }
    }
    return stack.last.flatMap(\.self) ?? true
  }
}

extension PlacedOperand {
  /// Whether it is read from the plant.
  fileprivate var isRead: Bool {
    if case .constant = self { false } else { true }
  }
}
