internal import Diagnostics
internal import Foundation
public import Ingest
public import Telemetry

/// `data:` — where telemetry comes from and what is known of it.
public struct DataSettings: Sendable {
  /// When a file is complete enough to be read.
  public enum Settled: Sendable, Equatable {
    /// Always.
    case now
    /// When it has not changed for this long.
    case unchanged(TimeSpan)
    /// When a file of its name and `.done` stands beside it.
    case marked
  }

  /// Files or patterns with `*`, `?`, `[…]`.
  public var telemetry: [String]
  /// The same as they are written.
  public var telemetryAsWritten: [String]
  /// `tags.csv`, where there is one.
  public var tags: String?
  /// `events.csv`, where there is one.
  public var events: String?
  /// The zone of stamps without one.
  public var timeZone: String
  /// The step that the historian rounds every tag to, unless `tags.csv` says otherwise.
  public var resolution: Double?
  /// How old the newest sample may be, unless `tags.csv` says otherwise for a tag.
  public var freshness: TimeSpan?
  /// How far apart rows are in files without a time column.
  public var interval: TimeSpan?
  /// The largest share of rows that may be quarantined, 0 to 1.
  public var mostQuarantined: Double
  /// What a person says about how the files are written.
  public var format: FormatDeclaration
  /// What stands in a cell without a measurement, besides the usual words.
  public var missing: [String]
  /// Those of ``missing`` that are numbers, like -9999.
  var missingNumbers: [Double] { missing.compactMap { Double($0) }.filter(\.isFinite) }
  /// Which of several rows of one moment counts.
  public var duplicates: DuplicatePolicy
  /// When a file is complete.
  public var settled: Settled
  /// The grid that rows are put on; nil to keep them as they came.
  public var resample: ResampleSettings?
  /// Whether broken limits of `tags.csv` end the run.
  public var failsOnViolation: Bool

  /// Files that nothing is said about but the zone of their clocks.
  init(timeZone: String) {
    telemetry = []
    telemetryAsWritten = []
    self.timeZone = timeZone
    mostQuarantined = 0.2
    format = FormatDeclaration()
    missing = []
    duplicates = .last
    settled = .now
    failsOnViolation = false
  }

  init(_ fields: inout Fields, paths: PathExpansion, timeZone: String, isNeeded: Bool) {
    telemetryAsWritten = fields.strings("telemetry", default: [])
    telemetry = telemetryAsWritten.map(paths.expand)
    if telemetry.isEmpty, isNeeded {
      fields.problems.add(
        "'telemetry' is missing: which CSV files?", at: fields.place,
        hint: "telemetry: exports/*.csv")
    }
    tags = fields.optionalString("tags").map(paths.expand)
    events = fields.optionalString("events").map(paths.expand)
    self.timeZone = timeZone
    fields.refuse("timezone", hint: "write it beside 'plant': 'timezone' is no part of 'data'")
    resolution = fields.optionalNumber("resolution", in: 1e-9...1e9)
    freshness = fields.optionalSpan("freshness", in: TimeSpan(seconds: 1)...TimeSpan.hours(87_600))
    interval = fields.optionalSpan(
      "interval", in: TimeSpan(nanoseconds: 1)...TimeSpan.hours(87_600))
    mostQuarantined = fields.number("most-quarantined", default: 0.2, in: 0...1)
    var format = fields.fields("format")
    self.format = FormatSettings.read(&format)
    missing = fields.strings("missing", default: [])
    duplicates =
      DuplicatePolicy(
        rawValue: fields.word(
          "duplicates", default: DuplicatePolicy.last.rawValue,
          of: DuplicatePolicy.allCases.map(\.rawValue))) ?? .last
    settled = Self.settled(&fields)
    if fields.settings("resample") != nil {
      var inner = fields.fields("resample")
      resample = ResampleSettings(&inner)
    }
    failsOnViolation =
      fields.word("on-violation", default: "flag", of: ["flag", "error"]) == "error"
  }

  private static func settled(_ fields: inout Fields) -> Settled {
    if case .scalar("done", _)? = fields.settings("settled")?.content { return .marked }
    return fields.optionalSpan("settled", in: .zero...TimeSpan.hours(8_760)).map {
      $0 == .zero ? .now : .unchanged($0)
    } ?? .now
  }
}

/// `data.resample:` — the grid that rows are put on.
public struct ResampleSettings: Sendable, Equatable {
  /// How far apart the grid's rows are.
  public var every: TimeSpan
  /// How a tag's samples become one value, unless `tags.csv` says otherwise for it.
  public var method: String
  /// The longest time over which a value is carried or bridged.
  public var largestGap: TimeSpan

  /// The methods that can be named.
  public static let methods = ["last", "mean", "min", "max", "linear"]

  init(_ fields: inout Fields) {
    let limits = TimeSpan(nanoseconds: 1_000)...TimeSpan.hours(8_760)
    every = fields.optionalSpan("every", in: limits) ?? TimeSpan(seconds: 60)
    if !fields.has("every") {
      fields.problems.add("'every' is missing", at: fields.place, hint: "every: 5min")
    }
    method = fields.word("by", default: "last", of: Self.methods)
    largestGap = fields.optionalSpan("largest-gap", in: limits) ?? every
    fields.finish()
  }
}
