internal import Diagnostics
internal import LinearAlgebra

/// Well separated groups of points: the fewest centres that leave at most 1 % of the spread.
///
/// Lloyd's iteration from seeded k-means++ starts (Arthur & Vassilvitskii, 2007), the best of five.
enum NearestCentres {
  /// The centres in ascending order of their coordinates, *k × columns*; nil where at most `most` do not do.
  static func find(
    in points: Matrix, most: Int, generator: inout SeededGenerator
  ) -> Matrix? {
    guard points.rows > 1, points.columns > 0 else { return nil }
    let rows = (0..<points.rows).map { points.row($0) }
    let total = spread(of: rows, about: [centre(of: rows)])
    guard total > 0 else { return nil }
    for k in 2...max(2, most) {
      var best: (centres: [[Double]], spread: Double)?
      for _ in 0..<5 {
        let centres = refined(start(k, in: rows, &generator), rows)
        let left = spread(of: rows, about: centres)
        if left < best?.spread ?? .infinity { best = (centres, left) }
      }
      if let best, best.spread <= 0.01 * total {
        return Matrix(rowMajor: best.centres.sorted { $0.lexicographicallyPrecedes($1) })
      }
    }
    return nil
  }

  private static func start(
    _ k: Int, in rows: [[Double]], _ generator: inout SeededGenerator
  ) -> [[Double]] {
    var centres = [rows[generator.index(below: rows.count)]]
    var distances = rows.map { distance($0, centres[0]) }
    while centres.count < k {
      // The next centre is a row drawn with odds of its squared distance to the centres so far.
      var left = generator.uniform() * distances.reduce(0, +)
      let next = distances.firstIndex { distance in
        left -= distance
        return left < 0
      }
      let centre = rows[next ?? rows.count - 1]
      centres.append(centre)
      for i in rows.indices { distances[i] = min(distances[i], distance(rows[i], centre)) }
    }
    return centres
  }

  private static func refined(_ start: [[Double]], _ rows: [[Double]]) -> [[Double]] {
    var centres = start
    for _ in 0..<50 {
      var members = [[[Double]]](repeating: [], count: centres.count)
      for row in rows { members[nearest(row, centres)].append(row) }
      let moved = zip(members, centres).map { $0.isEmpty ? $1 : centre(of: $0) }
      if moved == centres { break }
      centres = moved
    }
    return centres
  }

  private static func nearest(_ row: [Double], _ centres: [[Double]]) -> Int {
    var best = (index: 0, distance: Double.infinity)
    for (index, centre) in centres.enumerated() {
      let distance = distance(row, centre)
      if distance < best.distance { best = (index, distance) }
    }
    return best.index
  }

  private static func centre(of rows: [[Double]]) -> [Double] {
    var sum = [Double](repeating: 0, count: rows[0].count)
    for row in rows { for j in sum.indices { sum[j] += row[j] } }
    return sum.map { $0 / Double(rows.count) }
  }

  private static func spread(of rows: [[Double]], about centres: [[Double]]) -> Double {
    rows.reduce(0) { $0 + distance($1, centres[nearest($1, centres)]) }
  }

  private static func distance(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for j in a.indices { sum += (a[j] - b[j]) * (a[j] - b[j]) }
    return sum
  }
}
