internal import Diagnostics
internal import LinearAlgebra
internal import Telemetry

/// Normal equations of a ridge regression on [φ, f, 1], kept apart for each part of the rows.
///
///     (Σ XᵀX + n·ridge·P) β = Σ Xᵀy ,   P = diag(1 for φ, 10 for f, 0 for the intercept)
///
/// Leaving a part out of a fit is leaving its partial out of the sum. Linear terms are held back ten
/// times as much as waves: they extrapolate.
struct RidgeSums: Sendable {
  private let grams: [Matrix]
  private let rows: [Int]
  private let waves: Int

  /// Sums over the designs of each part; the first `waves` columns are φ.
  init(_ designs: [Matrix], waves: Int, threads: Int) throws {
    grams = try ParallelMap(threads: threads)(designs.count) { designs[$0].gram() }
    rows = designs.map(\.rows)
    self.waves = waves
  }

  /// The sums over some parts.
  struct Total: Sendable {
    let gram: Matrix
    let rows: Int
  }

  /// The sums over the first `count` parts but those left out, in order.
  func total(without out: [Int], among count: Int) -> Total {
    let kept = (0..<count).filter { !out.contains($0) }
    var gram = Matrix(rows: grams[0].rows, columns: grams[0].columns)
    for index in kept { gram += grams[index] }
    return Total(gram: gram, rows: kept.reduce(0) { $0 + rows[$1] })
  }

  /// The factorised equations of sums.
  func factor(_ total: Total, ridge: Double) throws(Fault) -> Cholesky {
    var normal = total.gram
    let penalty = ridge * Double(total.rows)
    for i in 0..<normal.rows - 1 { normal[i, i] += penalty * (i < waves ? 1 : 10) }
    do throws(LinearAlgebraError) {
      return try Cholesky(normal)
    } catch {
      throw Fault(
        .badData, "the normal equations of remaining life cannot be solved: \(error)",
        hint: "raise 'ridge' above \(ridge)")
    }
  }
}
