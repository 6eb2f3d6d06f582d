public import Diagnostics
public import Telemetry

/// Sampling: the historian asks every so often, by the clock, and keeps what it is told then.
///
/// It asks in the first row whose moment lies in another stretch of that length (counted from 1970, UTC) than the row
/// before. Between, the last value is carried, a missing one too; no row depends on a later one.
public struct Every: Compression {
  /// The id in configuration files.
  public static let id = "every"
  /// What it is.
  public static let summary = "keeps a value every so often, by the clock; carries it on"
  /// No: values are carried on.
  public static let isInterpolating = false

  /// The time between two questions; less than a row asks in every row.
  public let span: TimeSpan

  /// Makes one; the span must be above 0.
  public init(_ span: TimeSpan) {
    precondition(span > .zero, "a historian cannot ask every \(span)")
    self.span = span
  }

  /// Reads `every`; `longest` is refused.
  public init(_ fields: inout Fields) {
    let range = TimeSpan(seconds: 1)...Compressions.longestSpan
    self.init(fields.span(Self.id, default: TimeSpan(seconds: 1), in: range))
    fields.refuse("longest", hint: "'every' asks after the same time always")
  }

  /// The settings as numbers.
  public var numbers: [String: Double] { ["every-ns": Double(span.nanoseconds)] }

  /// Makes one from its numbers; nil where one is missing or not above 0.
  public init?(numbers: [String: Double]) {
    guard let nanoseconds = numbers["every-ns"].flatMap({ Int64(exactly: $0) }), nanoseconds > 0
    else { return nil }
    self.init(TimeSpan(nanoseconds: nanoseconds))
  }

  /// Carries kept values on; O(rows).
  public func givenBack(_ values: [Double], at times: [Timestamp]) -> [Double] {
    var kept = Double.nan
    var stretch: Int64?
    return values.indices.map { row in
      let (whole, rest) = times[row].nanoseconds.quotientAndRemainder(dividingBy: span.nanoseconds)
      // Rounded down before 1970, too.
      let own = rest < 0 ? whole - 1 : whole
      if own != stretch { (kept, stretch) = (values[row], own) }
      return kept
    }
  }
}
