/// A column that reads as time, and how well it would serve.
struct TimeCandidate {
  /// The column.
  let index: Int
  /// Its name.
  let name: String
  /// How it is written.
  let choice: TimeFormatChoice
  /// The column of the times of day, where this one holds days only.
  var clock: Int?
  private let words: TimeName

  /// Judges a column.
  init(index: Int, name: String, choice: TimeFormatChoice) {
    self.index = index
    self.name = name
    self.choice = choice
    words = TimeName(name)
  }

  /// Whether all its moments are midnights of a wall clock.
  var isDateOnly: Bool { choice.isDateOnly }

  private var hasTimeOfDay: Bool { !isDateOnly || clock != nil }
  private var isVarying: Bool { choice.runs > 1 || choice.moments.count < 2 }
  private var isRowTime: Bool { !words.isEdge && !words.isDuration }
  private var isNamed: Bool { words.isTime || words.isDate }
  private var ascends: Bool { choice.descents * 10 <= choice.moments.count }

  /// What speaks for one column and against another, the weightiest first.
  private static let reasons: [(text: String, holds: @Sendable (TimeCandidate) -> Bool)] = [
    ("its stamps vary", { $0.isVarying || ($0.clock != nil) }),
    ("its name says the row's time, no start, end or making", { $0.isRowTime }),
    ("it has times of day", { $0.hasTimeOfDay }),
    ("its name says time", { $0.isNamed }),
    ("its name says nothing but time", { $0.words.isPlain }),
    ("its stamps ascend", { $0.ascends }),
  ]

  /// Whether another column serves better.
  func isWorse(than other: TimeCandidate) -> Bool { other.lead(over: self) != nil }

  /// What speaks for this column and against another.
  func advantage(over other: TimeCandidate) -> String {
    lead(over: other) ?? "it stands first"
  }

  private func lead(over other: TimeCandidate) -> String? {
    for reason in Self.reasons {
      let own = reason.holds(self)
      if own != reason.holds(other) { return own ? reason.text : nil }
    }
    if choice.runs != other.choice.runs {
      return choice.runs > other.choice.runs ? "its stamps change more often" : nil
    }
    if (clock == nil) != (other.clock == nil) {
      return clock == nil ? "it holds days and times of day" : nil
    }
    return index < other.index ? "it stands first" : nil
  }
}
