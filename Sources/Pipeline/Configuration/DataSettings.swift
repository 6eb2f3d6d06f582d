internal import Diagnostics
public import Telemetry

/// `data:` — where telemetry comes from and what is known of it.
public struct DataSettings: Sendable {
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
  /// How old the newest sample may be when `--as-of` is given.
  public var freshness: TimeSpan?
  /// How far apart rows are in files without a time column.
  public var interval: TimeSpan?
  /// The largest share of rows that may be quarantined, 0 to 1.
  public var mostQuarantined: Double

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
    resolution = fields.optionalNumber("resolution", in: 1e-9...1e9)
    freshness = fields.optionalSpan("freshness", in: TimeSpan(seconds: 1)...TimeSpan.hours(87_600))
    interval = fields.optionalSpan(
      "interval", in: TimeSpan(nanoseconds: 1)...TimeSpan.hours(87_600))
    mostQuarantined = fields.number("most-quarantined", default: 0.2, in: 0...1)
  }
}
