/// A condition as a tree, for whoever asks what it says instead of whether it holds now.
indirect enum Proposition: Sendable, Equatable {
  /// Two operands compare so.
  case compare(ControlOperand, ControlCondition.Comparison, ControlOperand)
  /// An operand is more than ½.
  case isSet(ControlOperand)
  case not(Proposition)
  case and(Proposition, Proposition)
  case or(Proposition, Proposition)
  case never

  static var always: Proposition { .not(.never) }

  /// The signals that it goes by; words are none.
  var signals: [String] {
    switch self {
    case .never: []
    case .not(let inner): inner.signals
    case .and(let a, let b), .or(let a, let b): a.signals + b.signals
    case .isSet(let operand): Self.signals([operand])
    case .compare(let a, let comparison, let b):
      Self.signals(comparison == .named ? [a] : [a, b])
    }
  }

  private static func signals(_ operands: [ControlOperand]) -> [String] {
    operands.compactMap { if case .signal(let name) = $0 { name } else { nil } }
  }
}

extension ControlCondition {
  /// The condition as a tree.
  var proposition: Proposition {
    var stack: [Proposition] = []
    for step in steps {
      switch step {
      case .compare(let a, let comparison, let b):
        stack.append(.compare(operands[a], comparison, operands[b]))
      case .isSet(let a): stack.append(.isSet(operands[a]))
      case .never: stack.append(.never)
      case .not: stack.append(.not(stack.removeLast()))
      case .and, .or:
        let right = stack.removeLast()
        let left = stack.removeLast()
        stack.append(step == .and ? .and(left, right) : .or(left, right))
      }
    }
    return stack.last ?? .never
  }
}

extension Proposition {
  /// The ways in which it can be true: each a list of differences of signals that hold together.
  ///
  /// The disjunctive normal form. `not` makes a comparison the other one, which a missing value satisfies too.
  func cases(_ reading: Reading) -> [[SignalDifference]] {
    cases(reading, isTrue: true, depth: 0)
  }

  /// What signals stand for while a proposition is taken apart.
  struct Reading {
    /// One name for all names of a signal.
    var key: (String) -> String
    /// The words of a signal's values 0, 1, …, by its key.
    var words: [String: [String]] = [:]
    /// All values of a signal that takes a few, by its key.
    var values: [String: [Double]] = [:]
    /// What a signal that blocks write is 1 and 0 by, by its key.
    var settled: [String: BlockFacts.Settled] = [:]
    /// Signals of which nothing can be said, by their keys.
    var unknown: Set<String> = []
    /// The cases of what nothing can be said of: none, or one that nothing limits.
    var casesOfUnknown: [[SignalDifference]] = []
  }

  /// More cases than these count as unknown.
  private static let mostCases = 1_024
  /// Signals that go by signals further than this count as unknown.
  private static let mostSteps = 8

  private func cases(_ reading: Reading, isTrue: Bool, depth: Int) -> [[SignalDifference]] {
    switch self {
    case .never: return isTrue ? [] : [[]]
    case .not(let inner): return inner.cases(reading, isTrue: !isTrue, depth: depth)
    case .and(let a, let b), .or(let a, let b):
      let left = a.cases(reading, isTrue: isTrue, depth: depth)
      let right = b.cases(reading, isTrue: isTrue, depth: depth)
      var isAnd = isTrue
      if case .or = self { isAnd.toggle() }
      let count = isAnd ? left.count * right.count : left.count + right.count
      if count > Self.mostCases { return reading.casesOfUnknown }
      return isAnd ? left.flatMap { one in right.map { one + $0 } } : left + right
    case .isSet(let operand):
      return Self.cases(
        operand, .more, .constant(0.5), reading, isTrue: isTrue, depth: depth)
    case .compare(let a, let comparison, let b):
      return Self.cases(a, comparison, b, reading, isTrue: isTrue, depth: depth)
    }
  }

  private static func cases(
    _ a: ControlOperand, _ comparison: ControlCondition.Comparison, _ b: ControlOperand,
    _ reading: Reading, isTrue: Bool, depth: Int
  ) -> [[SignalDifference]] {
    if case .signal(let name) = a, case .signal(let word) = b, comparison == .named {
      return cases(of: name, being: word, reading, isTrue: isTrue)
    }
    for (operand, other, isLeft) in [(a, b, true), (b, a, false)] {
      guard case .signal(let name) = operand else { continue }
      let key = reading.key(name)
      if let values = reading.values[key] {
        // The signal is one of its numbers, the same wherever it is named.
        return values.flatMap { value -> [[SignalDifference]] in
          let number = ControlOperand.constant(value)
          let own = SignalDifference.Term(signal: key, offset: 0)
          let same = SignalDifference.Term(signal: nil, offset: value)
          return cases(
            isLeft ? number : a, comparison, isLeft ? b : number, reading, isTrue: isTrue,
            depth: depth
          ).map {
            $0 + [
              SignalDifference(own, same, isStrict: false, holdsWhereMissing: !isTrue),
              SignalDifference(same, own, isStrict: false, holdsWhereMissing: !isTrue),
            ]
          }
        }
      }
      if let settled = reading.settled[key] {
        guard case .constant(let value) = other, depth < mostSteps else {
          return reading.casesOfUnknown
        }
        // The signal is 1 or 0: each counts where the comparison says so of it.
        return [(1.0, settled.on), (0.0, settled.off)].flatMap { state, reason in
          let holds = isLeft ? comparison.holds(state, value) : comparison.holds(value, state)
          return holds == isTrue
            ? reason.cases(reading, isTrue: true, depth: depth + 1) : []
        }
      }
      if reading.unknown.contains(key) { return reading.casesOfUnknown }
    }
    let left = SignalDifference.Term(a, reading.key)
    let right = SignalDifference.Term(b, reading.key)
    if left.signal == nil, right.signal == nil {
      return comparison.holds(left.offset, right.offset) == isTrue ? [[]] : []
    }
    func less(_ x: SignalDifference.Term, _ y: SignalDifference.Term, strictly: Bool)
      -> SignalDifference
    {
      SignalDifference(x, y, isStrict: strictly, holdsWhereMissing: !isTrue)
    }
    switch (comparison, isTrue) {
    case (.less, true), (.notLess, false): return [[less(left, right, strictly: true)]]
    case (.notMore, true), (.more, false): return [[less(left, right, strictly: false)]]
    case (.more, true), (.notMore, false): return [[less(right, left, strictly: true)]]
    case (.notLess, true), (.less, false): return [[less(right, left, strictly: false)]]
    case (.equals, true), (.named, true), (.differs, false):
      return [[less(left, right, strictly: false), less(right, left, strictly: false)]]
    case (.differs, true), (.equals, false), (.named, false):
      return [[less(left, right, strictly: true)], [less(right, left, strictly: true)]]
    }
  }

  // A mode is one of its words.
  private static func cases(
    of name: String, being word: String, _ reading: Reading, isTrue: Bool
  ) -> [[SignalDifference]] {
    let key = reading.key(name)
    guard let words = reading.words[key],
      let wanted = words.firstIndex(where: { "\(name) is \($0)" == word })
    else { return reading.casesOfUnknown }
    let signal = SignalDifference.Term(signal: key, offset: 0)
    return words.indices.filter { ($0 == wanted) == isTrue }.map { index in
      let value = SignalDifference.Term(signal: nil, offset: Double(index))
      return [
        SignalDifference(signal, value, isStrict: false, holdsWhereMissing: !isTrue),
        SignalDifference(value, signal, isStrict: false, holdsWhereMissing: !isTrue),
      ]
    }
  }
}
