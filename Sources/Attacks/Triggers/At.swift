public import Diagnostics
public import Telemetry

/// A length of time after the run's start: the first row that is at least that late.
public struct At: Trigger {
  /// The id in scenario files.
  public static let id = "at"
  /// What it is.
  public static let summary = "a length of time after the run's start"

  /// The time.
  public let time: TimeSpan

  /// Reads `at`.
  public init(_ fields: inout Fields) {
    let written = fields.optionalSpan("at", in: Fields.waits)
    time = written ?? .zero
    if written == .zero {
      fields.problems.add(
        "nothing untouched lies before a scenario that starts at \(TimeSpan.zero)",
        at: fields.settings("at")?.place ?? fields.place,
        hint: "an attack is told from what was before it: write at: 24h, or a row at least")
    }
  }

  init(_ time: TimeSpan) { self.time = time }

  /// The time.
  public var settings: [(key: String, value: String)] { [("at", time.description)] }
  /// In words.
  public var text: String { "\(time.roundedText) after the start" }
  /// The time.
  public var earliest: TimeSpan { time }
  /// It needs nothing of the plant.
  public func placed(_ use: TriggerUse) -> At? { self }
  /// The drawn moment.
  public static func drawn(_ draw: inout TriggerDraw) -> At? { At(draw.time) }
  /// Starts.
  public func begin(_ generator: SeededGenerator) -> any WaitingTrigger { Waiting(time: time) }

  private struct Waiting: WaitingTrigger {
    let time: TimeSpan
    func fires(_ moment: TriggerMoment) -> Bool { moment.elapsed >= time }
  }
}
