internal import Diagnostics

/// A mode out of a list of words, changed by conditions: automatic, manual, maintenance.
///
/// Conditions elsewhere read it as `mode is manual`. Of several changes that are due the first counts.
struct OperatingMode: ControlBlock {
  static let id = "operating-mode"
  static let summary = "one of several modes, changed by conditions"

  private struct Change: Sendable, Equatable {
    var from: Int?
    var to: Int
    var when: ControlCondition
  }

  let words: [String]
  /// The mode that it begins in; nil where none is written.
  private let first: Int?
  private let changes: [Change]
  private let to: String

  init(_ fields: inout Fields) {
    let words = fields.strings("modes", default: [])
    let problems = fields.problems
    to = fields.requiredString("to")
    let place = fields.place
    if words.count < 2 || Set(words).count < words.count {
      problems.add(
        "'modes' must be at least two different words, got \(words.isEmpty ? "none" : words.joined(separator: ", "))",
        at: place, hint: "like [auto, manual]")
    }
    func mode(_ word: String, _ place: Place) -> Int {
      if let index = words.firstIndex(of: word) { return index }
      problems.add("unknown mode '\(word)'", at: place, hint: Suggestion.hint(for: word, in: words))
      return 0
    }
    first = fields.optionalString("begins").map { mode($0, place) }
    changes = fields.list("changes").map { item in
      var change = Fields(item, problems: problems)
      defer { change.finish() }
      return Change(
        from: change.optionalString("from").map { mode($0, item.place) },
        to: mode(change.requiredString("to"), item.place), when: change.condition("when"))
    }
    self.words = words
  }

  var reads: [ControlOperand] { changes.flatMap(\.when.operands) }
  var writes: [String] { [to] }
  func begin() -> any RunningBlock { Running(changes: changes, mode: first ?? 0) }
  func begin(after past: any RunningBlock) -> any RunningBlock {
    // What says nothing of its first mode goes on in the one that it is in.
    let now = (past as? Running).map { min($0.mode, words.count - 1) }
    return Running(changes: changes, mode: first ?? now ?? 0)
  }

  private struct Running: RunningBlock {
    let changes: [Change]
    var mode: Int

    mutating func scan(_ signals: inout BlockSignals) {
      // Conditions see the mode that it was.
      if signals.written(0).isNaN { signals.write(Double(mode)) }
      var operand = 0
      for change in changes {
        defer { operand += change.when.operands.count }
        if let from = change.from, from != mode { continue }
        guard change.to != mode, signals.holds(change.when, from: operand) else { continue }
        mode = change.to
        break
      }
      signals.write(Double(mode))
    }
  }
}

extension OperatingMode: FactualBlock {
  var facts: BlockFacts {
    BlockFacts(conditions: changes.map { .init(key: "when", condition: $0.when) })
  }
}
