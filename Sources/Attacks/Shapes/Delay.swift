public import Diagnostics
public import Telemetry

/// The value from a fixed time before: v′(t) = v(t − by).
///
/// Unlike ``Replay`` it never repeats itself: what comes in is passed on later. Where the channel has
/// carried nothing that old its oldest value stands. What was missing then is missing now.
public struct Delay: TamperingShape {
  /// The id in scenario files.
  public static let id = "delay"
  /// What it is.
  public static let summary = "the value from a fixed time before"

  /// How late; at least one row.
  public let by: TimeSpan

  /// Reads `by`.
  public init(_ fields: inout Fields) {
    by = fields.requiredSpan("by", like: "1h")
  }

  init(by: TimeSpan) { self.by = by }

  /// How late.
  public var settings: [(key: String, value: String)] { [("by", by.description)] }
  /// In words.
  public var text: String { "delayed by \(by.roundedText)" }

  /// It must be a row at least, and nothing of before the run's start can be shown.
  public func problems(_ use: ShapeUse) -> [(problem: String, hint: String?)] {
    let short = use.refusing(by, of: "by", shorterThanRows: 1)
    guard short.isEmpty, by > use.earliest else { return short }
    return [
      (
        "the delay of '\(use.tag)' goes back \(by), but only \(use.earliest) of the run lies before "
          + "its trigger can fire", "shorten 'by', or let the trigger fire later"
      )
    ]
  }

  /// A whole number of rows of the technique's range.
  public static func drawn(_ draw: inout ShapeDraw) -> Delay {
    Delay(by: draw.interval * max(1, Int(draw.number("rows", default: 2...12).rounded())))
  }

  /// How many rows late.
  public static let parameters = ["rows"]

  /// Starts.
  public func begin() -> any Tampering { Running(by: by) }

  private struct Running: Tampering {
    let by: TimeSpan
    var arrived: [Double] = []
    mutating func callAsFunction(
      _ value: Double, _ moment: TamperingMoment, generator: inout SeededGenerator
    ) -> Double {
      let rows = max(1, by.rows(of: moment.interval))
      // The row since the trigger; the channel's own record is true up to there.
      let row = arrived.count
      arrived.append(value)
      if row >= rows { return arrived[row - rows] }
      return moment.past.count >= rows
        ? moment.past[moment.past.count - rows] : moment.past.first ?? arrived[0]
    }
  }
}
