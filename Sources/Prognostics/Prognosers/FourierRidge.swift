public import Diagnostics
internal import LinearAlgebra
public import Telemetry

/// Remaining life by ridge regression on random Fourier features of causal windowed statistics.
///
/// Sensors are standardised per operating regime; statistics of the last rows, of all rows so far and the
/// age feed waves of random frequencies; the target is the remaining life, held at a cap because a sound
/// unit does not show how long it will last. Intervals are conformal: residuals of units left out, by
/// predicted life. Window, bandwidth, ridge and cap that are not set are chosen by leaving folds of units
/// out, so that the error of remaining life up to the horizon is least.
/// Censored units take part: see ``LifeRegression``. Complexity: O(rows · features²), at most `rows` rows.
public struct FourierRidge: Prognoser {
  /// The id in configuration files.
  public static let id = "fourier-ridge"
  /// What it is.
  public static let summary =
    "remaining life by ridge on random Fourier features of windowed statistics"
  /// How many units must have failed.
  public static let leastFailedUnits = 10

  /// How many random waves, 16 to 4000.
  public let features: Int
  /// Rows in the window, 2 to 2000; nil: chosen.
  public let window: Int?
  /// Width of the frequencies' distribution, 0.01 to 100; nil: chosen.
  public let bandwidth: Double?
  /// The ridge per row, 1e-9 to 100; nil: chosen.
  public let ridge: Double?
  /// The remaining life up to which errors count, in units of the clock; nil: 0.6 of the median life.
  public let horizon: Double?
  /// How far the model looks ahead, in units of the clock; nil: chosen from the horizon on.
  public let cap: Double?
  /// Ids of the columns that tell how units are operated; nil: detected.
  public let operatingSettings: [String]?
  /// How many folds of units, 2 to 20.
  public let folds: Int
  /// How many rows to learn from at most; units give every k-th row where there are more.
  public let rows: Int

  /// Reads `features`, `window`, `bandwidth`, `ridge`, `horizon`, `cap`, `operating-settings`, `folds`, `rows`.
  public init(_ fields: inout Fields) {
    features = fields.integer("features", default: 1_000, in: 16...4_000)
    window =
      fields.settings("window").map { _ in fields.integer("window", default: 2, in: 2...2_000) }
    bandwidth = fields.optionalNumber("bandwidth", in: 0.01...100)
    ridge = fields.optionalNumber("ridge", in: 1e-9...100)
    horizon = fields.optionalNumber("horizon", in: 1e-6...1e9)
    cap = fields.optionalNumber("cap", in: 1e-6...1e9)
    operatingSettings = fields.settings("operating-settings").map { _ in
      fields.strings("operating-settings", default: [])
    }
    folds = fields.integer("folds", default: 5, in: 2...20)
    rows = fields.integer("rows", default: 24_000, in: 100...1_000_000)
  }

  /// All settings; `chosen` and `detected` where training decides.
  public var settings: [String: String] {
    func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "chosen" }
    return [
      "features": "\(features)", "window": window.map { "\($0)" } ?? "chosen",
      "bandwidth": text(bandwidth), "ridge": text(ridge), "horizon": text(horizon),
      "cap": text(cap),
      "operating-settings": operatingSettings.map { $0.joined(separator: ", ") } ?? "detected",
      "folds": "\(folds)", "rows": "\(rows)",
    ]
  }

  /// Chooses what is not set, fits on all units, and learns the intervals from units left out.
  ///
  /// - Throws: ``Faults`` with everything that is wrong with the histories.
  public func fit(
    _ histories: UnitHistories, seed: UInt64, threads: Int, progress: any Progress
  ) throws -> FourierRidgeModel {
    try HistoryCheck.check(histories, failedUnits: Self.leastFailedUnits)
    try checkOperatingSettings(histories.columns)
    var generator = SeededGenerator(root: seed, stage: "prognose.regimes")
    let front = SensorFront(histories, settings: operatingSettings, generator: &generator)
    generator = SeededGenerator(root: seed, stage: "prognose.folds")
    let rows = LifeRows(histories, front: front, folds: folds, generator: &generator)
    let search = FourierRidgeSearch(
      prognoser: self, rows: rows, seed: seed, threads: threads, progress: progress)
    let chosen = try search.choose()
    let regression = chosen.regression
    let offsets = ConformalOffsets(
      try regression.residuals(ridge: chosen.ridge, cap: chosen.cap, threads: threads),
      cap: chosen.cap)
    let weights = try regression.weights(without: nil, ridge: chosen.ridge, cap: chosen.cap)
    return FourierRidgeModel(
      columns: histories.columns.map(\.id), front: front, statistics: chosen.statistics,
      basis: chosen.basis, weights: weights, offsets: offsets, cap: chosen.cap,
      clock: histories.clock,
      choices: .init(
        bandwidth: chosen.bandwidth, ridge: chosen.ridge, horizon: chosen.horizon,
        error: chosen.error))
  }

  private func checkOperatingSettings(_ columns: [Tag]) throws(Faults) {
    let ids = columns.map(\.id)
    let faults = (operatingSettings ?? []).filter { !ids.contains($0) }.map { id in
      Fault(
        .configuration, "'operating-settings' names '\(id)', which is not a column",
        hint: Suggestion.hint(for: id, in: ids))
    }
    if !faults.isEmpty { throw Faults(faults) }
  }
}
