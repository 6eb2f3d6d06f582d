internal import LinearAlgebra
internal import Telemetry

/// Finds the columns that tell how a unit is operated rather than how it is.
///
/// A setting takes 2 to 12 well separated values, each in at least a twentieth of the rows, and takes
/// them as often early in a life as late: a reading that drifts with wear is no setting.
enum SettingColumns {
  /// Indices of the settings among `columns`, ascending.
  static func detected(_ columns: [Int], in histories: UnitHistories) -> [Int] {
    columns.filter { isSetting($0, in: histories) }
  }

  private static func isSetting(_ column: Int, in histories: UnitHistories) -> Bool {
    var cells: [Double] = []
    for unit in histories.units {
      unit.values.withUnsafeColumn(column) { cells += $0.filter(\.isFinite) }
    }
    cells.sort()
    guard let low = cells.first, let high = cells.last, cells.count >= 40,
      high - low > 1e-9 * max(low.magnitude, high.magnitude)
    else { return false }
    // Levels are split at gaps of over 5 % of the range and may be 1 % of it wide.
    let range = high - low
    var starts = [0]
    for i in 1..<cells.count where cells[i] - cells[i - 1] > 0.05 * range { starts.append(i) }
    guard (2...12).contains(starts.count) else { return false }
    var edges: [Double] = []
    for (k, start) in starts.enumerated() {
      let end = k + 1 < starts.count ? starts[k + 1] : cells.count
      let isWide = cells[end - 1] - cells[start] > 0.01 * range
      if isWide || Double(end - start) < 0.05 * Double(cells.count) { return false }
      edges.append(cells[end - 1])
    }
    return drift(of: column, levels: edges, in: histories) <= 0.15
  }

  /// Half the summed difference of the levels' shares in the first and the last third of lives, 0 to 1.
  private static func drift(
    of column: Int, levels edges: [Double], in histories: UnitHistories
  ) -> Double {
    var early = [Double](repeating: 0, count: edges.count)
    var late = early
    for unit in histories.units {
      let third = unit.ages.count / 3
      unit.values.withUnsafeColumn(column) { cells in
        for i in cells.indices where cells[i].isFinite {
          guard let level = edges.firstIndex(where: { cells[i] <= $0 }) else { continue }
          if i < third { early[level] += 1 }
          if i >= cells.count - third { late[level] += 1 }
        }
      }
    }
    let totals = (early.reduce(0, +), late.reduce(0, +))
    guard totals.0 > 0, totals.1 > 0 else { return 1 }
    return zip(early, late).reduce(0) { $0 + ($1.0 / totals.0 - $1.1 / totals.1).magnitude } / 2
  }
}
