internal import Diagnostics

/// A number that a program holds against a signal.
struct ComparedLevel: Sendable, Equatable {
  /// The signal.
  var signal: String
  /// The number.
  var level: Double
  /// The block, in words.
  var block: String
  /// Where the block is said.
  var place: Place
  /// Whether the number is what the signal is given, not what it is held against.
  var isGiven = false
}

extension DeclaredProgram {
  /// Every number that blocks hold against signals, in conditions and outside of them, each once.
  ///
  /// A memory that blocks give numbers, as a schedule does a set point, stands for each of them.
  var comparedLevels: [ComparedLevel] {
    let blocks = tasks.flatMap(\.blocks)
    var given: [String: [Double]] = [:]
    for (block, _) in blocks {
      for own in block.knownFacts.gives {
        if case .constant(let value) = own.value { given[own.signal, default: []].append(value) }
      }
    }
    var levels: [ComparedLevel] = []
    for (block, place) in blocks {
      let facts = block.knownFacts
      let name = block.named(at: place)
      func add(_ signal: String, _ level: Double, isGiven: Bool = false) {
        let found = ComparedLevel(
          signal: signal, level: level, block: name, place: place, isGiven: isGiven)
        if !levels.contains(found) { levels.append(found) }
      }
      let pairs =
        facts.comparisons.map { ($0.of, $0.against) }
        + facts.conditions.flatMap { $0.condition.compared }
      for (a, b) in pairs + pairs.map({ ($1, $0) }) {
        guard case .signal(let signal) = a else { continue }
        switch b {
        case .constant(let level): add(signal, level)
        case .signal(let memory): for level in given[memory] ?? [] { add(signal, level) }
        }
      }
      for own in facts.gives {
        if case .constant(let value) = own.value { add(own.signal, value, isGiven: true) }
      }
    }
    return levels
  }
}

extension ControlCondition {
  /// The operands that its comparisons hold against each other; words are none.
  fileprivate var compared: [(ControlOperand, ControlOperand)] {
    steps.compactMap { step in
      guard case .compare(let a, let comparison, let b) = step, comparison != .named else {
        return nil
      }
      return (operands[a], operands[b])
    }
  }
}
