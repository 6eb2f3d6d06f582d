public import Learning
public import LinearAlgebra
public import Telemetry

/// A fitted ``FourierRidge`` prognoser; it carries a unit's last rows from call to call.
///
/// A missing cell takes the unit's last value; one never seen counts as the mean. Before the first row
/// with a sensor's cell nothing is told, nor in a row whose age is not a finite number.
public struct FourierRidgeModel: PrognosticModel {
  /// A unit's last cells and window.
  public struct State: Sendable {
    var carried: [Double]
    var window = WindowStatistics.State()
  }

  let columns: [String]
  let front: SensorFront
  let statistics: WindowStatistics
  let basis: FourierBasis
  /// Weights of [φ, f, 1].
  let weights: [Double]
  let offsets: ConformalOffsets
  /// How far the model looks ahead, in units of the clock.
  public let cap: Double
  /// What ages and lives are counted in.
  public let clock: LifeClock
  /// What training chose.
  public let choices: Choices

  /// What training chose, for people; the arithmetic does not need it.
  public struct Choices: Sendable, Equatable {
    /// Width of the frequencies' distribution.
    public var bandwidth: Double
    /// The ridge per row.
    public var ridge: Double
    /// The remaining life up to which errors counted.
    public var horizon: Double
    /// Root of the mean squared error on units left out, remaining life capped at the horizon.
    public var error: Double
  }

  /// How many rows the window holds.
  public var window: Int { statistics.window }

  /// Nothing seen.
  public func initialState() -> State { State(carried: front.nothingCarried) }

  /// The remaining life after each row.
  ///
  /// - Complexity: O(rows · (window · sensors + features · statistics)).
  public func remainingLife(
    _ rows: Matrix, ages: [Double], state: inout State
  ) -> [SurvivalCurve?] {
    let width = front.sensors.count
    let (z, first) = front.standardised(
      rows, carried: &state.carried, isStarted: !state.window.rows.isEmpty)
    let features = statistics.features(
      z, ages: ages[first...], sensors: width, state: &state.window)
    let predicted = predictions(basis.standardised(features))
    var curves = [SurvivalCurve?](repeating: nil, count: rows.rows)
    for i in first..<rows.rows where ages[i].isFinite {
      curves[i] = SurvivalCurve(
        levels: offsets.levels, lives: offsets.lives(after: predicted[i - first], cap: cap),
        cap: cap)
    }
    return curves
  }

  /// y = φ β + f γ + intercept, held within 0 and the cap.
  func predictions(_ standardised: Matrix) -> [Double] {
    let waves = basis.phases.count
    let fourier = basis.waves(standardised).timesRowStable(Array(weights[..<waves]))
    let linear = standardised.timesRowStable(Array(weights[waves..<weights.count - 1]))
    let intercept = weights[weights.count - 1]
    return zip(fourier, linear).map { min(max($0 + $1 + intercept, 0), cap) }
  }

  /// Everything that the arithmetic needs, by name.
  public var artifact: ModelArtifact {
    let waves = basis.phases.count
    let regimes = front.regimes
    var arrays: [String: ModelArtifact.Array] = [
      "mean": .init(regimes.mean), "inverse-scale": .init(regimes.inverseScale),
      "window-maps": .init(statistics.maps),
      "feature-mean": .init(basis.mean), "feature-scale": .init(basis.scale),
      "frequencies": .init(basis.frequencies), "phases": .init(basis.phases),
      "fourier-weights": .init(Array(weights[..<waves])),
      "linear-weights": .init(Array(weights[waves..<weights.count - 1])),
      "levels": .init(offsets.levels), "knots": .init(offsets.knots),
      "offsets": .init(Matrix(rowMajor: offsets.offsets)),
    ]
    if !front.settings.isEmpty {
      arrays["setting-mean"] = .init(regimes.settingMean)
      arrays["setting-scale"] = .init(regimes.settingScale)
      arrays["regime-centres"] = .init(regimes.centres)
    }
    return ModelArtifact(
      kind: FourierRidge.id, texts: ["clock": clock.rawValue],
      numbers: [
        "cap": cap, "window": Double(statistics.window), "maps": Double(statistics.maps.rows),
        "features": Double(waves), "regimes": Double(regimes.mean.rows),
        "levels": Double(offsets.levels.count), "knots": Double(offsets.knots.count),
        "cell-limit": OperatingRegimes.cellLimit, "feature-limit": FourierBasis.featureLimit,
        "intercept": weights[weights.count - 1],
        "bandwidth": choices.bandwidth, "ridge": choices.ridge, "horizon": choices.horizon,
        "error": choices.error,
      ],
      lists: [
        "columns": columns, "sensors": front.sensors.map { columns[$0] },
        "settings": front.settings.map { columns[$0] },
      ],
      arrays: arrays)
  }
}
