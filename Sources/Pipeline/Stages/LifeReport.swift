internal import Evaluation
internal import Prognostics
internal import Reporting
internal import Telemetry

/// What the report shows of remaining lives.
struct LifeReport {
  let lives: LivesResult

  /// The units that still run and of which something can be told.
  func remaining() -> [RemainingLife] {
    lives.prognosers.flatMap { record in
      record.forecasts.compactMap { forecast -> RemainingLife? in
        guard let curve = forecast.curve else { return nil }
        let (early, late) = (curve.quantile(0.05), curve.quantile(0.95))
        let soon = early <= RemainingLife.usualWarning(record.clock)
        return RemainingLife(
          asset: forecast.asset == forecast.unit
            ? forecast.unit : "\(forecast.asset) (\(forecast.unit))",
          clock: record.clock, early: early, median: curve.median, late: late, cap: record.cap,
          age: forecast.age, likelyCause: forecast.cause,
          advice: soon
            ? "Plan its overhaul now"
              + (forecast.cause.map { "; look at \($0) first." } ?? ".") : "")
      }
    }
  }

  /// The first prognoser's honesty; nil without one.
  func model() -> LifeModelFacts? {
    guard let record = lives.prognosers.first else { return nil }
    return LifeModelFacts(
      clock: record.clock, method: record.summary, units: record.units,
      censored: record.units - record.failed, cap: record.cap,
      rmse: record.judged?.metrics["rmse"]?.number ?? record.coverage.error,
      mae: record.judged?.metrics["mae"]?.number, promisedCoverage: record.coverage.nominal,
      // Each failed unit is judged several times; the interval is that of so many units, not of so many cuts.
      covered: Int((record.coverage.coverage * Double(record.failed)).rounded()),
      judged: record.failed, width: record.coverage.width,
      remarks: remarks(record))
  }

  private func remarks(_ record: PrognoserRecord) -> [String] {
    var remarks = [
      "Coverage is that of \(record.coverage.splits.count) fits, each judged at a random age of units that it "
        + "had not seen."
    ]
    if let judged = record.judged {
      var text =
        "RMSE and MAE are those of \(judged.units) other units with known lives"
        + (judged.cap.map { ", cut at \(Numbers.plain($0)) \(record.clock.rawValue)" } ?? "")
      if let coverage = judged.metrics["coverage"]?.number, let interval = judged.coverageInterval {
        text +=
          "; their intervals hold \(Numbers.plain((coverage * 1_000).rounded() / 10)) % "
          + "(95 % interval \(Numbers.plain((interval.low * 1_000).rounded() / 10)) to "
          + "\(Numbers.plain((interval.high * 1_000).rounded() / 10)) %)"
      }
      remarks.append(text + ".")
    }
    return remarks
  }
}
