internal import Diagnostics

/// What can be said of a block without running it.
struct BlockFacts: Sendable {
  /// When a signal comes to rest at 1 and at 0.
  struct Settled: Sendable {
    var on: Proposition
    var off: Proposition
  }

  /// A condition and the key that it stands under.
  struct Condition: Sendable {
    var key: String
    var condition: ControlCondition
  }

  /// Two operands that are held against each other outside of conditions.
  struct Comparison: Sendable {
    var of: ControlOperand
    var against: ControlOperand
  }

  /// Its conditions.
  var conditions: [Condition] = []
  /// What it compares outside of them.
  var comparisons: [Comparison] = []
  /// The values that it gives other signals, whenever.
  var gives: [ControlAssignment] = []
  /// While this holds, it holds what it gives, whatever others wrote; nil where it writes as others do.
  var holdsWhile: ControlCondition?
  /// All values that a signal of its takes, by name: where it takes a few that its settings name.
  var values: [String: [Double]] = [:]
  /// What its signals come to rest at where nothing changes any more, by name.
  var settled: [String: Settled] = [:]
  /// Where its signals may be 1, and where 0, just after its scan, by name; values may satisfy both where it has a memory.
  var possible: [String: Settled] = [:]
}

/// A block that says what it compares, holds and waits for, so that contradictions show before it runs.
protocol FactualBlock: ControlBlock {
  /// What can be said of it.
  var facts: BlockFacts { get }
}

extension ControlBlock {
  /// What can be said of it; nothing of a block that says nothing.
  var knownFacts: BlockFacts { (self as? any FactualBlock)?.facts ?? BlockFacts() }

  /// `the interlock on line 7`.
  func named(at place: Place) -> String {
    "the \(Self.id)" + (place.line.map { " on line \($0)" } ?? "")
  }
}
