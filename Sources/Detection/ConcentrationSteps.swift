internal import Diagnostics
internal import LinearAlgebra

/// C-steps: from distances to the nearest rows, to their mean and covariance, to new distances.
///
/// The determinant of the covariance never rises. Source: Rousseeuw & Van Driessen (1999), Technometrics 41(3),
/// theorem 1.
struct ConcentrationSteps {
  /// What some rows come to.
  struct Fit {
    /// Which rows, ascending.
    let chosen: [Int]
    let mean: [Double]
    /// Divided by the number of rows, floor included.
    let covariance: Matrix
    let logDeterminant: Double
    private let whitener: Matrix

    init(_ rows: Matrix, _ chosen: [Int], floor: [Double]) throws(Fault) {
      self.chosen = chosen
      let n = Double(max(chosen.count, 1))
      var own = rows.selecting(rows: chosen, columns: Array(0..<rows.columns))
      var mean: [Double] = []
      for j in 0..<own.columns {
        own.withUnsafeMutableColumn(j) { column in
          let middle = column.reduce(0, +) / n
          for i in column.indices { column[i] -= middle }
          mean.append(middle)
        }
      }
      self.mean = mean
      var covariance = own.gram().scaled(by: 1 / n)
      for j in floor.indices { covariance[j, j] += floor[j] }
      self.covariance = covariance
      do throws(LinearAlgebraError) {
        let factor = try Cholesky(covariance)
        logDeterminant = factor.logDeterminant
        whitener = factor.inverseLowerTransposed
      } catch {
        throw Fault(
          .badData,
          "the covariance of the \(chosen.count) rows that agree best cannot be inverted: \(error)",
          hint:
            "declare a resolution for tags that depend exactly on each other, or drop one of them")
      }
    }

    /// The squared distances of all rows, ‖x W − m W‖².
    ///
    /// Rows go by in blocks that stay in the cache: columns have a spread of about 1 around about 0, so that nothing
    /// cancels. O(n c²).
    func distances(of rows: Matrix) -> [Double] {
      let centre = Matrix(rows: 1, columns: mean.count, columnMajor: mean).times(whitener)
      var distances = [Double](repeating: 0, count: rows.rows)
      for start in stride(from: 0, to: rows.rows, by: Self.blockRows) {
        let end = min(start + Self.blockRows, rows.rows)
        let part = rows.rows(start..<end).times(whitener)
        for j in 0..<part.columns {
          let middle = centre[0, j]
          part.withUnsafeColumn(j) { column in
            for i in column.indices {
              let departure = column[i] - middle
              distances[start + i] += departure * departure
            }
          }
        }
      }
      return distances
    }

    private static let blockRows = 512
  }

  /// The noise floor per column.
  let floor: [Double]
  /// The part of the rows that is taken.
  let support: Double

  /// h of n rows: a part of them, at least (n + c + 1) / 2, at most n.
  func size(of n: Int) -> Int {
    min(n, max(Int((support * Double(n)).rounded(.up)), (n + floor.count + 1) / 2))
  }

  /// Steps until the rows stay the same or the determinant hardly falls, at most so many.
  ///
  /// - Parameters:
  ///   - distances: of each row, from which the first ones are chosen.
  ///   - gain: by what the determinant's logarithm must fall for another step.
  func converged(
    from distances: [Double], _ rows: Matrix, most: Int, gain: Double = 0
  ) throws(Fault) -> Fit {
    var fit = try Fit(rows, nearest(distances), floor: floor)
    for _ in 0..<most {
      let chosen = nearest(fit.distances(of: rows))
      if chosen == fit.chosen { break }
      let next = try Fit(rows, chosen, floor: floor)
      // With a floor, and in the last bits, the theorem holds no longer: never go round in circles.
      let fall = fit.logDeterminant - next.logDeterminant
      if fall <= 0 { break }
      fit = next
      if fall < gain { break }
    }
    return fit
  }

  /// The h rows with the smallest distances, ascending; of equal ones the earlier.
  ///
  /// O(n) as a rule.
  func nearest(_ distances: [Double]) -> [Int] {
    let h = size(of: distances.count)
    var values = distances
    let edge = values.select(h - 1)
    var left = h - distances.count { $0 < edge }
    return distances.indices.filter { row in
      if distances[row] < edge { return true }
      guard distances[row] == edge, left > 0 else { return false }
      left -= 1
      return true
    }
  }
}

extension Matrix {
  /// Σⱼ x² of each row.
  var squaredLengths: [Double] {
    var sums = [Double](repeating: 0, count: rows)
    for j in 0..<columns {
      withUnsafeColumn(j) { column in
        for i in column.indices { sums[i] += column[i] * column[i] }
      }
    }
    return sums
  }
}
