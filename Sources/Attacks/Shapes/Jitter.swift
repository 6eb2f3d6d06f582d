public import Diagnostics
public import Telemetry

/// Rows come late at random: row s arrives at s + d_s, and v′(t) = v(max{s : s + d_s ≤ t}).
///
/// d_s is 0 to `most` in whole rows, each equally likely and drawn for every row; messages from before the
/// trigger came in time. The receiver keeps the newest row that has come and drops what is overtaken. A
/// missing value is a message like others: it comes as missing. Memory O(most ÷ row).
public struct Jitter: TamperingShape {
  /// The id in scenario files.
  public static let id = "jitter"
  /// What it is.
  public static let summary = "rows come late at random, the newest that has come stands"

  /// The longest that a row may be late; at least one row.
  public let most: TimeSpan

  /// Reads `most`.
  public init(_ fields: inout Fields) {
    most = fields.requiredSpan("most", like: "1h")
  }

  init(most: TimeSpan) { self.most = most }

  /// The longest delay.
  public var settings: [(key: String, value: String)] { [("most", most.description)] }
  /// In words.
  public var text: String { "up to \(most.roundedText) late at random" }

  /// It must be a row at least.
  public func problems(_ use: ShapeUse) -> [(problem: String, hint: String?)] {
    use.refusing(most, of: "most", shorterThanRows: 1)
  }

  /// A whole number of rows of the technique's range.
  public static func drawn(_ draw: inout ShapeDraw) -> Jitter {
    Jitter(most: draw.interval * max(1, Int(draw.number("rows", default: 2...12).rounded())))
  }

  /// The most rows late.
  public static let parameters = ["rows"]

  /// Starts.
  public func begin() -> any Tampering { Running(most: most) }

  private struct Running: Tampering {
    let most: TimeSpan
    var row = 0
    // What is on its way, oldest first.
    var pending: [(due: Int, value: Double)] = []
    var standing: Double?
    mutating func callAsFunction(
      _ value: Double, _ moment: TamperingMoment, generator: inout SeededGenerator
    ) -> Double {
      let late = generator.index(below: max(1, most.rows(of: moment.interval)) + 1)
      pending.append((row + late, value))
      let now = row
      row += 1
      if let newest = pending.lastIndex(where: { $0.due <= now }) {
        standing = pending[newest].value
        pending.removeFirst(newest + 1)
      }
      // Nothing has come since the trigger: what came before stands, or the first value of all.
      let held = standing ?? moment.past.last ?? value
      standing = held
      return held
    }
  }
}
