internal import Evaluation
internal import Ingest
internal import Prognostics
internal import Telemetry

/// What the fitted prognosers leave behind for export and report: `lives.json`.
struct LivesResult: Codable, Sendable {
  /// The prognosers in the order of the configuration; the first is exported.
  var prognosers: [PrognoserRecord]
  /// What a person should know.
  var notices: [String]
}

/// One fitted prognoser with its evidence and what it foresees.
struct PrognoserRecord: Codable, Sendable {
  /// What it foresees of a unit that still runs.
  struct Forecast: Codable, Sendable {
    var unit: String
    var asset: String
    /// When its last row is; nil without a clock.
    var lastSeen: Timestamp?
    var age: Double
    /// Quantiles of the remaining life, in units of the clock; nil where nothing can be told.
    var curve: SurvivalCurve?
    /// The column that has moved most since the unit was young; nil where none has.
    var cause: String?
  }

  var name: String
  var kind: String
  var summary: String
  var settings: [String: String]
  /// The model's file beside `lives.json`.
  var file: String
  var clock: LifeClock
  /// All columns of the histories, in the order that the model reads.
  var columns: [Tag]
  var unitColumn: String
  var ageColumn: String?
  var timeColumn: String?
  var units: Int
  var failed: Int
  var rows: Int
  var cap: Double
  /// Intervals on units left out of the fit.
  var coverage: CoverageStudy.Result
  /// Against known lives, cut at the cap of the protocol; nil without units to judge.
  var judged: LifeResult?
  /// The same, not cut.
  var judgedUncut: LifeResult?
  /// The units that still run, as the histories say.
  var forecasts: [Forecast]
  var histories: String
  var sha256: String

  /// What `metrics.json` holds of it.
  var figures: LifeFigures {
    LifeFigures(
      name: name, kind: kind, clock: clock.rawValue, units: units, failed: failed,
      promisedCoverage: coverage.nominal, achievedCoverage: coverage.coverage,
      splits: coverage.splits.count, meanWidth: coverage.width, splitError: coverage.error,
      judged: judged, judgedUncut: judgedUncut)
  }
}

/// One prognoser in `metrics.json`.
struct LifeFigures: Codable, Sendable {
  var name: String
  var kind: String
  var clock: String
  var units: Int
  var failed: Int
  var promisedCoverage: Double
  /// The mean over splits of training units, each judged by a model that had not seen it.
  var achievedCoverage: Double
  var splits: Int
  var meanWidth: Double
  var splitError: Double
  var judged: LifeResult?
  var judgedUncut: LifeResult?
}

/// `1 pump-life model`: `pumps: 47 failures of 67 units · RMSE 12 days · intervals hold 89 % (promised 90)`.
enum LifeSummary {
  static func line(_ result: LivesResult) -> String {
    result.prognosers.map { record in
      let clock = record.clock.rawValue
      var parts = ["\(record.name): \(record.failed) failures of \(record.units) units"]
      if let error = record.judged?.metrics["rmse"]?.number {
        parts.append("RMSE \(Numbers.plain(error)) \(clock) on \(record.judged?.units ?? 0) others")
      } else {
        parts.append("RMSE \(Numbers.plain(record.coverage.error)) \(clock) on units left out")
      }
      let percent = { (share: Double) in Numbers.plain((share * 1_000).rounded() / 10) }
      parts.append(
        "\(percent(record.coverage.nominal)) % intervals hold \(percent(record.coverage.coverage)) %"
      )
      return parts.joined(separator: " · ")
    }.joined(separator: "; ")
  }
}

/// `remaining-life.csv`: a row per unit that still runs.
enum LifeTable {
  /// The text of the file.
  static func text(_ result: LivesResult) -> String {
    var lines = ["prognoser,unit,asset,last_seen,age,clock,rul_p05,rul_p50,rul_p95,capped,cause"]
    for record in result.prognosers {
      for forecast in record.forecasts {
        let curve = forecast.curve
        let quantiles = [0.05, 0.5, 0.95].map { level in
          curve.map { "\($0.quantile(level))" } ?? ""
        }
        let isCapped = curve.map { $0.isCapped($0.quantile(0.95)) } ?? false
        let cells: [String] =
          [
            CSVField.escaped(record.name), CSVField.escaped(forecast.unit),
            CSVField.escaped(forecast.asset),
            forecast.lastSeen?.description ?? "", "\(forecast.age)", record.clock.rawValue,
          ] + quantiles + [isCapped ? "1" : "0", CSVField.escaped(forecast.cause ?? "")]
        lines.append(cells.joined(separator: ","))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
