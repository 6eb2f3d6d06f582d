public import Diagnostics
public import Telemetry

/// Exception reporting: a value is kept where it lies more than a band from the one kept last.
///
/// Between, the last one is carried, so that what is given back is never further than the band from what was
/// sent, and no row depends on a later one.
public struct DeadBand: Compression {
  /// The id in configuration files.
  public static let id = "dead-band"
  /// What it is.
  public static let summary = "keeps a value more than a band from the one kept last; carries it on"
  /// No: values are carried on.
  public static let isInterpolating = false

  /// How far a value may lie from the one kept last, in the tag's unit, at least 0.
  public let band: Double
  /// After how many seconds a value is kept anyway; nil: never.
  public let longest: Double?

  /// Makes one.
  public init(band: Double, longest: Double? = nil) {
    self.band = band
    self.longest = longest
  }

  /// Reads `dead-band` and `longest`.
  public init(_ fields: inout Fields) {
    self.init(
      band: fields.number(Self.id, default: 0, in: 0...Compressions.greatestBand),
      longest: Self.longest(&fields))
  }

  /// The band.
  public var tolerance: Double? { band }

  /// The settings as numbers; `longest` is 0 where there is none.
  public var numbers: [String: Double] { ["band": band, "longest": longest ?? 0] }

  /// Makes one from its numbers; nil where one is missing or negative.
  public init?(numbers: [String: Double]) {
    guard let band = Self.number("band", in: numbers),
      let longest = Self.number("longest", in: numbers)
    else { return nil }
    self.init(band: band, longest: longest > 0 ? longest : nil)
  }

  /// Carries kept values on; O(rows).
  public func givenBack(_ values: [Double], at times: [Timestamp]) -> [Double] {
    var kept = Double.nan
    var since = 0
    return values.indices.map { row in
      let value = values[row]
      let isDue = longest.map { (times[row] - times[since]).seconds >= $0 } ?? false
      if kept.isNaN || value.isNaN || abs(value - kept) > band || isDue {
        (kept, since) = (value, row)
      }
      return kept
    }
  }
}
