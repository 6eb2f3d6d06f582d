internal import Diagnostics

/// Finds a column that seems to hold moments that no format reads: rows are no steps then, only their
/// times are not known.
enum UnreadTimes {
  /// How many cells are looked at.
  private static let probe = 200

  /// Notes the first column whose cells nearly all differ and look like moments, where none is read.
  ///
  /// Cells look so where digits in two groups at least make most of them, and the column's name says time,
  /// it stands first, or a year is among them.
  static func note(_ table: SampledTable, _ format: inout CSVFormat) {
    guard !format.isTimed, format.unreadTime == nil else { return }
    for (index, column) in format.columns.enumerated() {
      let cells = Array(
        table.column(index, withFirst: !format.hasHeader, limit: .max).lazy
          .filter { !$0.isEmpty }.prefix(probe))
      let name = TimeName(column.name)
      let isMeant = index == 0 || (name.isTime || name.isDate) && !name.isDuration
      guard cells.count > 1, Set(cells).count * 2 > cells.count,
        cells.count(where: { looksLikeMoment($0, isMeant: isMeant, format) }) * 10
          >= cells.count * 9
      else { continue }
      format.unreadTime = column.name
      format.notices.append(
        "column '\(CellText.cleaned(column.name))' looks like times ('\(CellText.shown(cells[0]))') and "
          + "does not read as any: export yyyy-mm-dd HH:MM:SS, or say how far apart the rows are, "
          + "data.interval")
      return
    }
  }

  private static func looksLikeMoment(
    _ cell: [UInt8], isMeant: Bool, _ format: CSVFormat
  ) -> Bool {
    guard (6...40).contains(cell.count), CellKind(cell, format) == .text,
      UnitSuffix.split(cell, format) == nil, ClockOfDay.read(cell) == nil
    else { return false }
    let groups = cell.split { $0 &- 48 > 9 }
    let digits = groups.reduce(0) { $0 + $1.count }
    let letters = cell.count { ($0 | 0x20) &- 97 < 26 }
    let isYear = groups.contains {
      $0.count == 4 && ($0.starts(with: [49, 57]) || $0.starts(with: [50, 48]))
    }
    return groups.count > 1 && digits >= 4 && letters * 2 <= digits && cell[0] != 0x2d
      && (isYear || isMeant && digits >= 6 && groups.count > 2)
  }
}
