internal import Telemetry

extension NaiveReader {
  /// A column per tag: sorts the rows by time and unit, and joins those of both cell by cell.
  func store(_ rows: [NaiveRow], into table: inout Table) {
    table.tags = format.columns.filter(\.content.isCell).map(\.name)
    let sorted = rows.sorted { a, b in precedes(a, b) || (!precedes(b, a) && a.number < b.number) }
    var kept: [NaiveRow] = []
    for row in sorted {
      if format.keeps != .all, let last = kept.last, last.time == row.time, last.unit == row.unit {
        table.duplicates += 1
        let (strong, weak) = format.keeps == .last ? (row, last) : (last, row)
        kept[kept.count - 1].cells = zip(strong.cells, weak.cells).map { $0.isNaN ? $1 : $0 }
      } else {
        kept.append(row)
      }
    }
    table.stored = kept.count
    for row in kept {
      add(
        row.time, row.unit, row.cells,
        row.cells.map { $0.isNaN ? .missing : .measured }, to: &table)
    }
  }

  /// A row per tag and moment: one row per moment and unit, a column per tag.
  func pivot(_ records: [NaiveRow], into table: inout Table) {
    struct Key: Hashable {
      var time: Int64
      var unit: [UInt8]
    }
    var tags: [[UInt8]] = []
    var places: [[UInt8]: Int] = [:]
    for record in records where places[record.tag] == nil {
      places[record.tag] = tags.count
      tags.append(record.tag)
    }
    var cells: [Key: [Int: NaiveRow]] = [:]
    for record in records {
      let key = Key(time: record.time, unit: record.unit)
      guard let place = places[record.tag] else { continue }
      if cells[key]?[place] == nil {
        cells[key, default: [:]][place] = record
      } else {
        table.duplicates += 1
        let before = cells[key]?[place]
        let isWeak = format.keeps == .first ? before.map(hasValue) == true : !hasValue(record)
        if !isWeak { cells[key]?[place] = record }
      }
    }
    table.stored = records.count - table.duplicates
    table.tags = tags.map { String(decoding: $0, as: UTF8.self) }
    let keys = cells.keys.sorted { a, b in
      a.time == b.time ? a.unit.lexicographicallyPrecedes(b.unit) : a.time < b.time
    }
    for key in keys {
      var values = [Double](repeating: .nan, count: tags.count)
      var quality = [CellQuality](repeating: .missing, count: tags.count)
      for (place, record) in cells[key] ?? [:] {
        guard let value = record.cells.first(where: { !$0.isNaN }), hasValue(record) else {
          continue
        }
        values[place] = value
        quality[place] = record.quality
      }
      add(key.time, key.unit, values, quality, to: &table)
    }
  }

  /// Whether a record says what its tag measured: one that does not displaces none that does.
  private func hasValue(_ record: NaiveRow) -> Bool {
    record.cells.contains { !$0.isNaN } && record.quality != .missing
  }

  private func precedes(_ a: NaiveRow, _ b: NaiveRow) -> Bool {
    a.time == b.time ? a.unit.lexicographicallyPrecedes(b.unit) : a.time < b.time
  }

  private func add(
    _ time: Int64, _ unit: [UInt8], _ values: [Double], _ quality: [CellQuality],
    to table: inout Table
  ) {
    table.times.append(time)
    if format.columns.contains(where: { $0.content == .unit }) {
      table.units.append(String(decoding: unit, as: UTF8.self))
    }
    table.values.append(values)
    table.quality.append(quality.map(\.rawValue))
  }
}
