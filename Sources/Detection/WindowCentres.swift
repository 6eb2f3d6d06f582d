internal import Diagnostics
internal import LinearAlgebra

/// Where rows crowd: k centres by Lloyd's iteration from a seeded k-means++ start.
///
/// Sources: Lloyd (1982), IEEE Trans. Information Theory 28(2); Arthur & Vassilvitskii (2007), SODA. A centre that
/// loses all of its rows stays where it is. Distances come out of one matrix product per iteration.
enum WindowCentres {
  /// The centres, *k × columns*, k at most the number of rows.
  ///
  /// O(iterations · n · k · columns).
  static func find(
    in rows: Matrix, count: Int, iterations: Int, generator: inout SeededGenerator
  ) -> Matrix {
    var centres = start(in: rows, count: min(count, rows.rows), generator: &generator)
    var before: [Int] = []
    for _ in 0..<iterations {
      let nearest = nearest(of: rows, centres)
      if nearest == before { break }
      before = nearest
      var sizes = [Double](repeating: 0, count: centres.rows)
      for k in nearest { sizes[k] += 1 }
      for j in 0..<rows.columns {
        var sums = [Double](repeating: 0, count: centres.rows)
        rows.withUnsafeColumn(j) { column in
          for i in column.indices { sums[nearest[i]] += column[i] }
        }
        for k in sizes.indices where sizes[k] > 0 { centres[k, j] = sums[k] / sizes[k] }
      }
    }
    return centres
  }

  /// The nearest centre of each row, the first of equal ones; rows do not notice each other.
  ///
  /// ‖x − m‖² less ‖x‖², which is the same for all: ‖m‖² − 2 x·m. O(n k columns).
  static func nearest(of rows: Matrix, _ centres: Matrix) -> [Int] {
    let products = rows.timesRowStable(centres.transposed())
    let lengths = centres.squaredLengths
    var best = [Double](repeating: .infinity, count: rows.rows)
    var nearest = [Int](repeating: 0, count: rows.rows)
    for k in lengths.indices {
      products.withUnsafeColumn(k) { column in
        for i in column.indices {
          let distance = lengths[k] - 2 * column[i]
          if distance < best[i] {
            best[i] = distance
            nearest[i] = k
          }
        }
      }
    }
    return nearest
  }

  // Each next centre is a row drawn with odds of its squared distance to the centres so far.
  private static func start(
    in rows: Matrix, count: Int, generator: inout SeededGenerator
  ) -> Matrix {
    var chosen = [generator.index(below: rows.rows)]
    var distances = squares(rows, to: chosen[0])
    while chosen.count < count {
      var left = generator.uniform() * distances.reduce(0, +)
      let next = distances.firstIndex { distance in
        left -= distance
        return left < 0
      }
      // Without any distance left all rows are centres already.
      guard let next else { break }
      chosen.append(next)
      let own = squares(rows, to: next)
      for i in distances.indices { distances[i] = min(distances[i], own[i]) }
    }
    return rows.selecting(rows: chosen, columns: Array(0..<rows.columns))
  }

  private static func squares(_ rows: Matrix, to place: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: rows.rows)
    for j in 0..<rows.columns {
      rows.withUnsafeColumn(j) { column in
        let centre = column[place]
        for i in column.indices { sums[i] += (column[i] - centre) * (column[i] - centre) }
      }
    }
    return sums
  }
}
