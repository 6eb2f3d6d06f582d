internal import Diagnostics
internal import Foundation
internal import LinearAlgebra

/// Where the search for the minimum covariance determinant begins: four scatters that outliers hardly move.
///
/// Source: Hubert, Rousseeuw & Verdonck (2012), J. Computational and Graphical Statistics 21(3), section 3.1, S₁, S₂,
/// S₄ and S₅.
struct RobustStarts {
  private let z: Matrix
  private let floor: [Double]

  /// Rows with median 0 and a robust deviation of 1 in each column.
  init(_ z: Matrix, floor: [Double]) {
    self.z = z
    self.floor = floor
  }

  /// Each start's squared distances of all rows.
  ///
  /// O(n c² + n c log n + c³).
  func distances() throws(Fault) -> [[Double]] {
    let lengths = z.squaredLengths
    // The half nearest to the median, as BACON begins.
    let near = ConcentrationSteps(floor: floor, support: 0.5).nearest(lengths)
    var distances: [[Double]] = []
    for scatter in [
      correlation { column in column.map { tanh($0) } },
      correlation { RobustScale.ranks($0) }, signs(lengths),
      z.selecting(rows: near, columns: Array(floor.indices)).gram(),
    ] { distances.append(try self.distances(under: scatter)) }
    return distances
  }

  // Columns brought to mean 0 and length 1, then their products.
  private func correlation(_ change: ([Double]) -> [Double]) -> Matrix {
    var changed = z
    for j in 0..<z.columns {
      let column = change(z.column(j))
      let mean = column.reduce(0, +) / Double(max(column.count, 1))
      let length = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
      changed.withUnsafeMutableColumn(j) { target in
        for i in target.indices { target[i] = length > 0 ? (column[i] - mean) / length : 0 }
      }
    }
    return changed.gram()
  }

  // Directions alone, whatever their length.
  private func signs(_ lengths: [Double]) -> Matrix {
    var directions = z
    for j in 0..<z.columns {
      directions.withUnsafeMutableColumn(j) { column in
        for i in column.indices where lengths[i] > 0 { column[i] /= lengths[i].squareRoot() }
      }
    }
    return directions.gram()
  }

  // Eigenvectors of the scatter, with the rows' own robust middles and deviations along them.
  private func distances(under scatter: Matrix) throws(Fault) -> [Double] {
    let vectors: Matrix
    do throws(LinearAlgebraError) {
      vectors = try SymmetricEigen(scatter).vectors
    } catch {
      throw Fault(.badData, "a robust covariance has no principal components: \(error.problem)")
    }
    var along = z.times(vectors)
    for a in 0..<along.columns {
      let column = along.column(a)
      let added = zip(vectors.column(a), floor).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
      let deviation = RobustScale.deviation(column)
      let variance = max(deviation * deviation + added, 1e-12)
      let middle = column.median() ?? 0
      along.withUnsafeMutableColumn(a) { target in
        for i in target.indices { target[i] = (target[i] - middle) / variance.squareRoot() }
      }
    }
    return along.squaredLengths
  }
}
