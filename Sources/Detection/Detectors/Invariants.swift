public import Diagnostics
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// Relations that normal time holds nearly exactly, each of few tags that can be named: the score is how far the one
/// that holds worst is from holding.
///
///     of a row:   r = zⱼ − Σ wₖ zₖ
///     balances:   r = (zⱼ,ₜ − zⱼ,ₜ₋₁) − Σ wₖ (zₖ,ₜ + zₖ,ₜ₋₁) / 2
///     score = max over relations |r| / its scale
///
/// A balance is a stock's: what it gains in a row is what flowed in less what flowed out, by the trapezoidal rule.
/// No role has to say which tag is a level and which a flow: only a stock's change follows the values of
/// others. What flows unmeasured stays in r, so balances may leave more (`balances`) than relations of a row (`rows`).
/// Each tag is explained by at most `terms` others (``RelationSearch``), among the tags that vary; of several relations of
/// the same tags the best stays, and the nearest one to an invariant where none is near enough. A scale is the 0.995-quantile of |r| on normal rows, so
/// that no relation leads for being looser; at least what the noise floor makes of it. Rows are at
/// most 10,000 with those before them (``SampledRows``). What departs along all relations at once, a
/// plant that does less of everything, is not seen. The first row after a gap cannot be scored. Complexity: fit O(rows c² + c² terms²), score O(n c · relations).
/// References: Feng, Palleti, Mathur & Chana (2019), NDSS, "A systematic framework to generate invariants for anomaly
/// detection in ICS"; here the relations are linear and sparse.
public struct Invariants: Detector {
  /// The id in configuration files.
  public static let id = "invariants"
  /// What it is.
  public static let summary =
    "a linear relation of few tags, or the balance of a stock, that normal time held and that breaks"

  /// The most tags that explain another, 1 to 12.
  public let terms: Int
  /// The share of a tag's variance that a relation of a row may leave, 0.0001 to 1.
  public let rows: Double
  /// The share of the variance of a stock's change that a balance may leave, 0.0001 to 1.
  public let balances: Double

  /// The most rows that relations are learned from.
  static let sample = 10_000
  /// The share of normal rows within a relation's scale.
  static let within = 0.995

  /// Reads `terms`, `rows` and `balances`.
  public init(_ fields: inout Fields) {
    terms = fields.integer("terms", default: 4, in: 1...12)
    rows = fields.number("rows", default: 0.02, in: 1e-4...1)
    balances = fields.number("balances", default: 0.25, in: 1e-4...1)
  }

  /// All three.
  public var settings: [String: String] {
    ["terms": "\(terms)", "rows": "\(rows)", "balances": "\(balances)"]
  }

  /// A sample of rows, each with the one before.
  public func emptyStatistic(_ context: TrainingContext) -> SampledRows {
    SampledRows(tags: context.tags.count, lags: 1, most: Self.sample)
  }

  /// Finds the relations and how well normal rows hold them.
  public func model(
    from statistic: SampledRows, _ context: TrainingContext
  ) throws(Fault) -> InvariantsModel {
    let count = context.tags.count
    var moments = LaggedMoments(lags: 0, pilot: context.pilot, incomplete: statistic.incomplete)
    moments.accumulate(statistic.frame(of: context.tags), context: 0)
    let tags = try GaussianTags(moments: moments, floor: context.floor)
    var windows = statistic.windows
    for j in 0..<windows.columns {
      let (mean, scale) = (tags.mean[j % count], tags.scale[j % count])
      windows.withUnsafeMutableColumn(j) { column in
        for i in column.indices { column[i] = (column[i] - mean) / scale }
      }
    }
    let floor = (0..<count).map { context.floor[$0] / (tags.scale[$0] * tags.scale[$0]) }
    let found = try relations(in: windows, floor: floor, tags: context.tags)
    var projection = Matrix(rows: 2 * count, columns: found.count)
    for (k, relation) in found.enumerated() {
      let scale = Self.scale(of: relation, in: windows, floor: floor)
      for (place, weight) in relation.weights { projection[place, k] = weight / scale }
    }
    return InvariantsModel(
      projection: LaggedProjectionModel(
        kind: Self.id, tags: tags, lags: 1, projection: projection, interval: context.interval),
      relations: found.map { $0.text(context.tags, scale: tags.scale) })
  }

  private func relations(
    in windows: Matrix, floor: [Double], tags: [Tag]
  ) throws(Fault) -> [LinearInvariant] {
    let count = tags.count
    // Variables: the values of a row, their means with the row before, and how stocks may have changed.
    var variables = Matrix(rows: windows.rows, columns: 3 * count)
    for j in 0..<count {
      let (now, before) = (windows.column(j), windows.column(count + j))
      for i in 0..<windows.rows {
        variables[i, j] = now[i]
        variables[i, count + j] = (now[i] + before[i]) / 2
        variables[i, 2 * count + j] = now[i] - before[i]
      }
    }
    var covariance = variables.gram()
    let n = Double(max(windows.rows, 1))
    for j in 0..<3 * count {
      for i in 0..<3 * count { covariance[i, j] /= n }
    }
    // A tag that only its rounding moves explains nothing and needs no explanation.
    let varies = (0..<count).filter { covariance[$0, $0] > 2 * floor[$0] }
    // Rounded values explain less than true ones would; and what is told twice is solved for all the same.
    for j in varies {
      covariance[j, j] += floor[j] + 1e-9
      covariance[count + j, count + j] += floor[j] / 2 + 1e-9
    }
    let search = RelationSearch(covariance: covariance, most: terms)
    let ofRow = RelationSearch.distinct(
      varies.compactMap { j in search.relation(of: j, by: varies.filter { $0 != j }) })
    let ofStocks = RelationSearch.distinct(
      varies.filter { tags[$0].role == .sensor }.compactMap { j in
        search.relation(of: 2 * count + j, by: varies.filter { $0 != j }.map { count + $0 })
      })
    var chosen =
      ofRow.filter { $0.unexplained <= rows } + ofStocks.filter { $0.unexplained <= balances }
    if chosen.isEmpty, let nearest = ofRow.first ?? ofStocks.first { chosen = [nearest] }
    guard !chosen.isEmpty else {
      throw Fault(
        .badData,
        "no relation among tags: \(varies.count) of \(count) vary in normal time, at least 2 that go "
          + "together are needed",
        hint: "leave out detector 'invariants', or widen the training window")
    }
    return chosen.map { LinearInvariant($0, tags: count) }
  }

  // The quantile of |r|, and at least what rounding alone makes of it.
  private static func scale(
    of relation: LinearInvariant, in windows: Matrix, floor: [Double]
  ) -> Double {
    var residuals = [Double](repeating: 0, count: windows.rows)
    var noise = 1e-18
    for (place, weight) in relation.weights {
      noise += weight * weight * floor[place % floor.count]
      windows.withUnsafeColumn(place) { column in
        for i in column.indices { residuals[i] += weight * column[i] }
      }
    }
    let sizes = residuals.map { abs($0) }.sorted()
    let place = min(Int((within * Double(sizes.count)).rounded(.up)), sizes.count) - 1
    return max(sizes[max(place, 0)], noise.squareRoot())
  }
}
