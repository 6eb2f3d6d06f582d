/// Where the numbers of a sparse symmetric matrix and of its factor stand: made once per network.
///
/// Rows are numbered by their step of elimination. The factor has the columns' entries one after
/// the other, rows ascending.
struct SparsePattern: Sendable {
  /// The number of rows.
  let count: Int
  /// The row of the caller that is eliminated at each step.
  let rows: [Int]
  /// The step of each of the caller's rows.
  let steps: [Int]
  /// Where each column begins in ``entryRows``; `count + 1` numbers.
  let columnStarts: [Int32]
  /// The row (step) of every entry below the diagonal.
  let entryRows: [Int32]
  /// For entry a of a column and every later entry b of it: the entry that a·b changes, in order.
  let targets: [Int32]

  /// The pattern of `count` rows with off-diagonal numbers at the pairs.
  init(count: Int, pairs: [(Int, Int)]) {
    let order = EliminationOrder(count: count, pairs: pairs)
    self.count = count
    rows = order.rows
    steps = order.steps
    var starts: [Int32] = [0]
    var entries: [Int32] = []
    for column in order.columns {
      entries += column
      starts.append(Int32(entries.count))
    }
    var targetList: [Int32] = []
    for column in 0..<count {
      let range = Int(starts[column])..<Int(starts[column + 1])
      for a in range {
        // Every later entry's row is below the diagonal of column `entries[a]`: walk both lists.
        let owner = Int(entries[a])
        var at = Int(starts[owner])
        let end = Int(starts[owner + 1])
        for b in (a + 1)..<max(range.upperBound, a + 1) {
          while at < end && entries[at] < entries[b] { at += 1 }
          targetList.append(Int32(at))
        }
      }
    }
    columnStarts = starts
    entryRows = entries
    targets = targetList
  }

  /// The number of entries below the diagonal.
  var entryCount: Int { entryRows.count }

  /// The entry for two of the caller's rows, nil where there is none.
  func entry(_ a: Int, _ b: Int) -> Int? {
    let column = min(steps[a], steps[b])
    let row = Int32(max(steps[a], steps[b]))
    for at in Int(columnStarts[column])..<Int(columnStarts[column + 1]) where entryRows[at] == row {
      return at
    }
    return nil
  }
}
