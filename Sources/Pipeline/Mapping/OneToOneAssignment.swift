/// The cheapest one-to-one assignment of rows to columns (Hungarian algorithm, shortest augmenting
/// paths; Jonker and Volgenant 1987).
public enum OneToOneAssignment {
  /// The column of each row, so that the sum of costs is least.
  ///
  /// O(rows² · columns). Costs are finite; of equally cheap assignments always the same is taken.
  ///
  /// - Parameter costs: a row per thing to assign, all of one length, at least as long as there are
  ///   rows.
  public static func cheapest(_ costs: [[Double]]) -> [Int] {
    let rows = costs.count
    let columns = costs.first?.count ?? 0
    precondition(rows <= columns, "\(rows) rows need as many columns, got \(columns)")
    // Column 0 and row 0 are the algorithm's own; rows and columns count from 1.
    var rowPrice = [Double](repeating: 0, count: rows + 1)
    var columnPrice = [Double](repeating: 0, count: columns + 1)
    var rowOfColumn = [Int](repeating: 0, count: columns + 1)
    for row in 0..<rows {
      var from = [Int](repeating: 0, count: columns + 1)
      var least = [Double](repeating: .infinity, count: columns + 1)
      var isDone = [Bool](repeating: false, count: columns + 1)
      rowOfColumn[0] = row + 1
      var column = 0
      repeat {
        isDone[column] = true
        let at = rowOfColumn[column]
        var step = Double.infinity
        var next = 0
        for other in 1...columns where !isDone[other] {
          let reduced = costs[at - 1][other - 1] - rowPrice[at] - columnPrice[other]
          if reduced < least[other] {
            least[other] = reduced
            from[other] = column
          }
          if least[other] < step {
            step = least[other]
            next = other
          }
        }
        for other in 0...columns {
          if isDone[other] {
            rowPrice[rowOfColumn[other]] += step
            columnPrice[other] -= step
          } else {
            least[other] -= step
          }
        }
        column = next
      } while rowOfColumn[column] != 0
      while column != 0 {
        rowOfColumn[column] = rowOfColumn[from[column]]
        column = from[column]
      }
    }
    var result = [Int](repeating: 0, count: rows)
    for column in 1..<max(1, columns + 1) where rowOfColumn[column] > 0 {
      result[rowOfColumn[column] - 1] = column - 1
    }
    return result
  }

  /// The sum of an assignment's costs.
  public static func total(_ columns: [Int], _ costs: [[Double]]) -> Double {
    zip(columns, costs).reduce(0) { $0 + $1.1[$1.0] }
  }
}
