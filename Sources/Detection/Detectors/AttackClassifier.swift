public import Diagnostics
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// A judge that was shown attacks: boosted trees on how far rows are from what an autoregression foresees.
///
///     score = Σ leaves ≥ 0 = log-odds of an attack above the least that the trees can give
///
/// over the features of ``ResidualFeatures``. It is taught with normal rows and untouched rows of simulated
/// traces as 0, and with rows of them that are tampered with as 1; both kinds weigh the same. Untouched rows of
/// the twin are needed beside the plant's: the trees would learn to tell the twin from the plant. For the same
/// reason the mean residual of the twin's untouched rows is taken off all of its rows. Its score is
/// bounded: a row that is farther off than any attack it was shown scores no more than that attack, so it
/// belongs beside a detector of distances. `rows` bounds how many rows of each kind are looked at, evenly
/// spread. The first `lags` rows after a gap cannot be scored.
/// Complexity: fit O(rounds · depth · rows · c), score O(c² lags + rounds · depth) per row.
public struct AttackClassifier: Detector {
  /// The id in configuration files.
  public static let id = "attack-classifier"
  /// What it is.
  public static let summary =
    "boosted trees that were shown simulated attacks, on residuals of a ridge autoregression"
  /// It does.
  public static let learnsFromAttacks = true

  /// How many earlier rows foresee a row, 1 to 48.
  public let lags: Int
  /// The ridge on the coefficients of standardised tags, 0 to 10.
  public let ridge: Double
  /// How many rows the mean residual is taken over, 1 to 1,000.
  public let window: Int
  /// How many trees, 1 to 5,000.
  public let rounds: Int
  /// The most cuts from a tree's root to a leaf, 1 to 12.
  public let depth: Int
  /// By what each tree is shrunk, 0.001 to 1.
  public let rate: Double
  /// The most rows of each kind that are looked at, 100 to 10,000,000.
  public let rows: Int

  /// Reads `lags`, `ridge`, `window`, `rounds`, `depth`, `rate` and `rows`.
  public init(_ fields: inout Fields) {
    lags = fields.integer("lags", default: 2, in: 1...48)
    ridge = fields.number("ridge", default: 1e-3, in: 0...10)
    window = fields.integer("window", default: 12, in: 1...1_000)
    rounds = fields.integer("rounds", default: 300, in: 1...5_000)
    depth = fields.integer("depth", default: 4, in: 1...12)
    rate = fields.number("rate", default: 0.1, in: 0.001...1)
    rows = fields.integer("rows", default: 10_000, in: 100...10_000_000)
  }

  /// All seven.
  public var settings: [String: String] {
    [
      "lags": "\(lags)", "ridge": "\(ridge)", "window": "\(window)", "rounds": "\(rounds)",
      "depth": "\(depth)", "rate": "\(rate)", "rows": "\(rows)",
    ]
  }

  /// Moments of the rows and their lags, and the rows.
  public func emptyStatistic(_ context: TrainingContext) -> MomentsAndRows {
    MomentsAndRows(lags: lags, context)
  }

  /// Fits the autoregression to normal time, then the trees to it and the context's traces.
  ///
  /// - Throws: ``Fault`` of kind `configuration` where there are no traces, `badData` where normal time is too
  ///   short or no row of one label can be judged.
  public func model(
    from statistic: MomentsAndRows, _ context: TrainingContext
  ) throws(Fault) -> AttackClassifierModel {
    guard !context.traces.isEmpty else {
      throw Fault(
        .configuration,
        "detector '\(Self.id)' learns from simulated attacks, and there are none",
        hint: "add 'attacks: { campaign: default }', which needs a 'twin:'")
    }
    let features = try ResidualFeatures(
      Autoregression(statistic.moments, ridge: ridge, context), window: window)
    let record = statistic.rows.record
    let normal = Frame(times: record.times, tags: record.tags, values: record.values)
    var untouched: [[Double]] = []
    features.chosenCases(
      normal, chosen: Spread(of: normal.count, most: rows).flags, into: &untouched)
    let twin = features.centred(on: context.traces)
    untouched += cases(twin, of: context.traces, labelled: .normal)
    let attacked = cases(twin, of: context.traces, labelled: .attack)
    guard !untouched.isEmpty, !attacked.isEmpty else {
      throw Fault(
        .badData,
        "detector '\(Self.id)' needs rows of both labels that can be judged, got "
          + "\(untouched.count) normal and \(attacked.count) attacked ones "
          + "in \(context.traces.count) traces",
        hint: "give the campaign more attacks, or longer ones")
    }
    let total = Double(untouched.count + attacked.count)
    let weights =
      untouched.map { _ in total / (2 * Double(untouched.count)) }
      + attacked.map { _ in total / (2 * Double(attacked.count)) }
    var boosting = XGBoost()
    boosting.rounds = rounds
    boosting.depth = depth
    boosting.rate = rate
    let trees = try boosting.classifier(
      Matrix(rowMajor: untouched + attacked),
      isPositive: untouched.map { _ in false } + attacked.map { _ in true }, weights: weights)
    return AttackClassifierModel(features: features, trees: trees.withExactSums())
  }

  // The features of the traces' rows with a label, at most `rows` of them, evenly spread over all traces.
  private func cases(
    _ features: ResidualFeatures, of traces: [LabelledTrace], labelled label: LabelledTrace.Label
  ) -> [[Double]] {
    let total = traces.reduce(0) { $0 + $1.labels.count { $0 == label } }
    var spread = Spread(of: total, most: rows)
    var cases: [[Double]] = []
    for trace in traces {
      let chosen = trace.labels.map { $0 == label && spread.next() }
      if chosen.contains(true) {
        features.chosenCases(trace.frame, chosen: chosen, into: &cases)
      }
    }
    return cases
  }
}

/// Which of some things to take, so that at most so many are taken, evenly spread.
private struct Spread {
  private let count: Int
  private let most: Int
  private var place = 0

  init(of count: Int, most: Int) {
    self.count = count
    self.most = min(most, count)
  }

  /// Whether to take the next one.
  mutating func next() -> Bool {
    defer { place += 1 }
    // Where ⌊place · most / count⌋ is about to step.
    return (place + 1) * most / count > place * most / count
  }

  /// The answers for all of them.
  var flags: [Bool] {
    var copy = self
    return (0..<count).map { _ in copy.next() }
  }
}
