internal import Diagnostics
internal import Learning
internal import LinearAlgebra

/// The h rows whose covariance has the smallest determinant, found without chance, and the rows near them.
///
/// 1. Columns are brought to median 0 and a robust deviation of 1. Of each of four robust correlations (of
///    tanh z, of ranks, of spatial signs, of the half of the rows nearest to the median) the eigenvectors are
///    taken, the rows' robust deviations along them are the eigenvalues, and the rows nearest under it start.
/// 2. *C-steps*: mean and covariance of the h nearest rows give new distances, of which the h smallest are the
///    next; the determinant never rises. They end where the rows stay the same.
/// 3. The start with the smallest determinant counts. Its covariance times Croux and Haesbroeck's factor says which
///    rows are clean: d² at most the 0.975 quantile of χ²(c).
///
/// The noise floor is on every diagonal. Source: Hubert, Rousseeuw & Verdonck (2012), J. Computational and
/// Graphical Statistics 21(3), "A deterministic algorithm for robust location and scatter" (DetMCD).
/// Deviations: the median absolute deviation stands for Qn; normal scores and the OGK estimator are left out of the
/// six starts; with more than 2,000 rows, columns' middles and the starts are worked out on that many, evenly
/// spread; each start takes two steps there, the two best go on, take two steps with all, and the better one goes on
/// until a step lowers the determinant by less than 0.01 %. A column of which half of the cells are equal has no robust deviation, and
/// one of which 1 % are equal to the least or the greatest has states (a pump's flow that stands at 0, a valve at its end), however
/// little it varies in one of them: its plain variance is its floor, so that a rarer state is not taken for an outlier, neither
/// here nor by whoever takes the clean rows' moments. What was stuck at an end for so long is not seen as an outlier then.
struct MinimumCovarianceDeterminant {
  /// Which rows are clean.
  let isClean: [Bool]
  /// The noise floor's variance per column, with the plain variance where a column has states.
  let floor: [Double]
  /// By what the clean rows' covariance is to be multiplied: those beyond the quantile are cut off.
  let reweightingFactor: Double

  private static let mostToStart = 2_000
  private static let mostSteps = 100
  private static let stepsToChoose = 2
  private static let gain = 1e-4
  private static let quantile = 0.975

  /// Finds the rows.
  ///
  /// - Parameters:
  ///   - rows: *n × c*, finite, n > c.
  ///   - support: h / n, 0.5 to 1; h is at least (n + c + 1) / 2.
  ///   - floor: the noise floor's variance per column.
  /// - Throws: ``Fault`` of kind `badData` where a covariance cannot be inverted for want of a floor.
  /// - Complexity: O(steps · n c² + c³) per start.
  init(_ rows: Matrix, support: Double, floor: [Double]) throws(Fault) {
    let n = rows.rows
    let some = min(n, Self.mostToStart)
    let spread = (0..<some).map { $0 * n / some }
    let all = Array(floor.indices)
    let sample = some == n ? rows : rows.selecting(rows: spread, columns: all)
    let columns = floor.indices.map { RobustColumn(sample.column($0), floor: floor[$0]) }
    var z = rows
    for (j, column) in columns.enumerated() {
      z.withUnsafeMutableColumn(j) { cells in
        for i in cells.indices { cells[i] = (cells[i] - column.median) / column.deviation }
      }
    }
    let steps = ConcentrationSteps(
      floor: columns.map { $0.floor / ($0.deviation * $0.deviation) }, support: support)
    let few = some == n ? z : z.selecting(rows: spread, columns: all)
    var ends: [ConcentrationSteps.Fit] = []
    for start in try RobustStarts(few, floor: steps.floor).distances() {
      let most = some == n ? Self.mostSteps : Self.stepsToChoose
      let end = try steps.converged(from: start, few, most: most)
      // Two starts often end at the same rows.
      if !ends.contains(where: { $0.chosen == end.chosen }) { ends.append(end) }
    }
    ends.sort { $0.logDeterminant < $1.logDeterminant }
    if some < n {
      // Two steps with all rows tell which of the two best is better; it alone goes on.
      var begun: [ConcentrationSteps.Fit] = []
      for start in ends.prefix(2) {
        let end = try steps.converged(
          from: start.distances(of: few), few, most: Self.mostSteps, gain: Self.gain)
        begun.append(try steps.converged(from: end.distances(of: z), z, most: 2))
      }
      begun.sort { $0.logDeterminant < $1.logDeterminant }
      ends = [
        try steps.converged(
          from: begun[0].distances(of: z), z, most: Self.mostSteps, gain: Self.gain)
      ]
    }
    let best = ends[0]
    let c = floor.count
    let factor = ChiSquare.truncationFactor(
      share: Double(best.chosen.count) / Double(n), degrees: c)
    let edge = factor * ChiSquare.quantile(Self.quantile, degrees: c)
    self.floor = columns.map(\.floor)
    isClean = best.distances(of: z).map { $0 <= edge }
    reweightingFactor = ChiSquare.truncationFactor(share: Self.quantile, degrees: c)
  }
}

/// The middle and the spread of a column that outliers do not move.
private struct RobustColumn {
  let median: Double
  let deviation: Double
  /// The noise floor; with it the plain variance where the column has states.
  let floor: Double

  /// The share of cells at the least or the greatest value from which on that is a state.
  private static let stateShare = 0.01

  init(_ cells: [Double], floor: Double) {
    median = cells.median() ?? 0
    let robust = RobustScale.deviation(cells)
    if robust > 0, !Self.hasStates(cells) {
      deviation = (robust * robust + floor).squareRoot()
      self.floor = floor
      return
    }
    let n = Double(max(cells.count, 1))
    let mean = cells.reduce(0, +) / n
    let variance = cells.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    deviation = variance + floor > 0 ? (variance + floor).squareRoot() : 1
    self.floor = variance + floor
  }

  private static func hasStates(_ cells: [Double]) -> Bool {
    guard let least = cells.min(), let greatest = cells.max() else { return false }
    let most = max(cells.count { $0 == least }, cells.count { $0 == greatest })
    return Double(most) >= max(2, stateShare * Double(cells.count))
  }
}
