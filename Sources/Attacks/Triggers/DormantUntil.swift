public import Diagnostics
public import Telemetry

/// A date: a logic bomb, in place from the run's start on and asleep until then.
public struct DormantUntil: Trigger {
  /// The id in scenario files.
  public static let id = "dormant-until"
  /// What it is.
  public static let summary = "asleep until a date: a logic bomb"
  /// It sleeps.
  public static let isDormant = true

  /// The date.
  public let date: Timestamp
  /// The date after the run's start; zero before the run is known.
  public private(set) var earliest = TimeSpan.zero

  /// Reads `dormant-until`.
  public init(_ fields: inout Fields) {
    date = fields.optionalTimestamp(Self.id) ?? Timestamp(nanoseconds: 0)
  }

  private init(date: Timestamp, earliest: TimeSpan) {
    self.date = date
    self.earliest = earliest
  }

  /// The date.
  public var settings: [(key: String, value: String)] { [(Self.id, date.description)] }
  /// In words.
  public var text: String { "asleep until \(date)" }
  /// Refused where the date is outside of the run.
  public func placed(_ use: TriggerUse) -> DormantUntil? {
    guard let start = use.start else { return self }
    let end = start + use.last
    guard start <= date, date <= end else {
      use.refuse(
        "\(date) is outside of the run, which goes from \(start) to \(end)",
        hint: "write the scenario's 'start' a little before the date, or another date")
      return nil
    }
    guard start < date else {
      use.problems.add(
        "nothing untouched lies before \(date), at which the run starts", at: use.place,
        hint: "write an earlier 'start' of the scenario, or a later date")
      return nil
    }
    return DormantUntil(date: date, earliest: date - start)
  }
  /// The drawn moment as a date.
  public static func drawn(_ draw: inout TriggerDraw) -> DormantUntil? {
    DormantUntil(date: draw.start + draw.time, earliest: draw.time)
  }
  /// Starts.
  public func begin(_ generator: SeededGenerator) -> any WaitingTrigger {
    Waiting(time: earliest)
  }

  private struct Waiting: WaitingTrigger {
    let time: TimeSpan
    func fires(_ moment: TriggerMoment) -> Bool { moment.elapsed >= time }
  }
}
