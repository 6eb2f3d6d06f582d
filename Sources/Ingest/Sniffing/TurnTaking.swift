/// How the texts of a column follow each other from row to row, as those do that name what was polled.
struct TurnTaking {
  /// How many different texts there are.
  let names: Int
  /// How many rows have a text.
  let rows: Int
  /// The share of rows whose text is not that of the row before.
  let changes: Double
  /// Whether the texts come in turn: each is followed by one and the same other, up to some that were
  /// left out.
  let isInTurn: Bool

  /// Looks at the first sampled rows, which stand side by side.
  init(_ index: Int, of table: SampledTable, _ format: CSVFormat) {
    let cells = table.column(index, withFirst: !format.hasHeader, limit: .max)
      .filter { !$0.isEmpty }
    var followers: [[UInt8]: [[UInt8]: Int]] = [:]
    var changed = 0
    for (before, now) in zip(cells, cells.dropFirst()) {
      if before != now { changed += 1 }
      followers[before, default: [:]][now, default: 0] += 1
    }
    let steps = max(0, cells.count - 1)
    names = Set(cells).count
    rows = cells.count
    changes = steps == 0 ? 0 : Double(changed) / Double(steps)
    var usual = 0
    for (name, counts) in followers {
      // A tie adds the same number, whichever of the two is taken.
      let others = counts.filter { $0.key != name }.values.max() ?? 0
      if others > counts[name] ?? 0 { usual += others }
    }
    // Two rounds at least; a tenth of the polls may be missing.
    isInTurn = names > 1 && steps >= 2 * names && steps >= 5 && usual * 5 >= steps * 4
  }
}
