/// The order in which a sparse symmetric matrix is eliminated, and the fill that it makes.
///
/// Minimum degree: always the row with the fewest neighbours left, the lowest index among equals,
/// so that the order is the same on every machine. O(fill · degree) time.
///
/// Source: George and Liu (1981), Computer Solution of Large Sparse Positive Definite Systems, ch.
/// 5.
struct EliminationOrder {
  /// The row that is eliminated at each step.
  private(set) var rows: [Int] = []
  /// The step at which each row is eliminated.
  private(set) var steps: [Int]
  /// Rows (as steps, ascending) below the diagonal of every eliminated column, with the fill.
  private(set) var columns: [[Int32]]

  /// Orders `count` rows joined by pairs; pairs of a row with itself are ignored.
  init(count: Int, pairs: [(Int, Int)]) {
    var neighbours = [[Int32]](repeating: [], count: count)
    for (a, b) in pairs where a != b {
      neighbours[a].append(Int32(b))
      neighbours[b].append(Int32(a))
    }
    for row in 0..<count { neighbours[row] = Self.sortedUnique(neighbours[row]) }
    steps = [Int](repeating: -1, count: count)
    columns = []
    columns.reserveCapacity(count)
    rows.reserveCapacity(count)
    var queue = DegreeQueue(degrees: neighbours.map(\.count))
    var eliminated: [[Int32]] = []
    while let row = queue.popSmallest() {
      steps[row] = rows.count
      rows.append(row)
      let around = neighbours[row]
      neighbours[row] = []
      eliminated.append(around)
      // The neighbours of an eliminated row become neighbours of each other.
      for other in around {
        let merged = Self.union(
          neighbours[Int(other)], around, without: Int32(row), and: other)
        neighbours[Int(other)] = merged
        queue.update(Int(other), degree: merged.count)
      }
    }
    for around in eliminated { columns.append(around.map { Int32(steps[Int($0)]) }.sorted()) }
  }

  private static func sortedUnique(_ values: [Int32]) -> [Int32] {
    var result: [Int32] = []
    result.reserveCapacity(values.count)
    for value in values.sorted() where result.last != value { result.append(value) }
    return result
  }

  /// The union of two ascending lists without two values.
  private static func union(
    _ a: [Int32], _ b: [Int32], without first: Int32, and second: Int32
  ) -> [Int32] {
    var result: [Int32] = []
    result.reserveCapacity(a.count + b.count)
    var i = 0
    var j = 0
    while i < a.count || j < b.count {
      let value: Int32
      if j >= b.count || (i < a.count && a[i] < b[j]) {
        value = a[i]
        i += 1
      } else {
        value = b[j]
        if i < a.count && a[i] == value { i += 1 }
        j += 1
      }
      if value != first && value != second { result.append(value) }
    }
    return result
  }
}
