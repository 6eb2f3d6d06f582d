internal import Telemetry

/// A slow, obviously correct reader of telemetry text: the oracle of the fast one.
///
/// One byte after the other, one array per field, no blocks, no threads; shares no code with
/// `Ingest`.
package struct NaiveReader {
  /// Why a record cannot be used, and where it stands.
  package struct Refusal: Equatable, Sendable {
    /// The line on which the record begins, from 1.
    package var line: Int
    /// The offset of its first byte in the decoded text.
    package var byteOffset: Int
    package var reason: String
  }

  /// What a file holds.
  package struct Table: Sendable {
    /// The tags, in the order of the columns or, in the long form, of first appearance.
    package var tags: [String] = []
    /// The stored rows' moments, nanoseconds since 1970, ascending.
    package var times: [Int64] = []
    /// The stored rows' units; empty where the file has none.
    package var units: [String] = []
    /// The cells row by row, NaN where missing.
    package var values: [[Double]] = []
    /// What each cell is worth, row by row, as `CellQuality` numbers it.
    package var quality: [[UInt8]] = []
    /// For each column of categories its texts by their codes.
    package var categories: [String: [String]] = [:]
    /// Data records.
    package var read = 0
    /// Records that gave a row or, in the long form, a cell.
    package var stored = 0
    /// Records that gave way to another one of the same moment, unit and, in the long form, tag.
    package var duplicates = 0
    /// Empty lines below the header.
    package var emptyLines = 0
    /// Comments below the header, and repeated headers.
    package var otherLines = 0
    package var quarantine: [Refusal] = []

    /// An empty table.
    package init() {}
  }

  /// A data record in the order of the file.
  package struct Entry: Sendable {
    /// The line on which the record begins, from 1.
    package var line: Int
    /// Why it cannot be used; nil where it can.
    package var reason: String?
    /// Its moment, nanoseconds since 1970.
    package var time: Int64
    /// Its cells, NaN where missing; empty where it cannot be used.
    package var values: [Double]
  }

  let format: NaiveFormat
  let clock: NaiveClock

  /// Makes a reader of one format.
  package init(_ format: NaiveFormat) {
    self.format = format
    clock = NaiveClock(format.timeZone)
  }

  /// The text that a file's bytes hold, unpacked already.
  package func text(_ bytes: [UInt8]) -> [UInt8] { NaiveText.decoded(bytes, format.encoding) }

  /// Reads a file's bytes, unpacked already.
  package func read(_ bytes: [UInt8]) -> Table {
    var table = Table()
    let judged = judge(bytes, &table)
    // Offsets are those that an editor shows: a mark's three bytes count.
    let mark = format.encoding == .utf8 && bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    var rows: [NaiveRow] = []
    for (record, result) in judged {
      switch result {
      case .success(let row): rows.append(row)
      case .failure(let refusal):
        table.quarantine.append(
          Refusal(line: record.line, byteOffset: record.offset + mark, reason: refusal.reason))
      }
    }
    if format.isLong { pivot(rows, into: &table) } else { store(rows, into: &table) }
    return table
  }

  /// Every data record of a file's bytes, unpacked already, as it comes.
  package func entries(_ bytes: [UInt8]) -> [Entry] {
    var table = Table()
    return judge(bytes, &table).map { record, result in
      switch result {
      case .success(let row):
        Entry(line: record.line, reason: nil, time: row.time, values: row.cells)
      case .failure(let refusal):
        Entry(line: record.line, reason: refusal.reason, time: 0, values: [])
      }
    }
  }

  /// Judges every data record; counts what is none.
  private func judge(
    _ bytes: [UInt8], _ table: inout Table
  ) -> [(NaiveRecord, Result<NaiveRow, NaiveRefusal>)] {
    var splitter = NaiveRecords(text(bytes), format)
    var header = 0
    var names: [UInt8]?
    var data: [NaiveRecord] = []
    for record in splitter.all() {
      switch record.kind {
      // Lines above the header's end belong to it, whatever they are.
      case .empty where header < format.headerRecords: break
      case .comment where header < format.headerRecords: break
      case .empty: table.emptyLines += 1
      case .comment: table.otherLines += 1
      case .fields where header < format.headerRecords:
        if header == format.namesRecord { names = record.bytes }
        header += 1
      case .fields where record.bytes == names: table.otherLines += 1
      case .fields: data.append(record)
      }
    }
    if format.isTransposed { data = transposed(data) }
    table.read = data.count
    var results = data.enumerated().map { row($1, number: $0) }
    let wordTags = format.isLong ? wordTags(results.compactMap { try? $0.get() }) : [:]
    if format.isLong { results = results.map { $0.flatMap { settled($0, wordTags) } } }
    var rows = results.compactMap { try? $0.get() }
    let scale = NaiveQuality.scale(rows.map(\.qualityText), told: format.qualityScale)
    for index in rows.indices {
      rows[index].quality = NaiveQuality.reading(rows[index].qualityText, scale)
    }
    settleClocks(&rows)
    number(&rows, into: &table)
    numberWords(&rows, wordTags, into: &table)
    var next = 0
    for index in results.indices {
      guard case .success = results[index] else { continue }
      results[index] = .success(rows[next])
      next += 1
    }
    return Array(zip(data, results))
  }

  /// Lines as columns: record k of the result holds the k-th field of every record.
  private func transposed(_ records: [NaiveRecord]) -> [NaiveRecord] {
    let width = records.map(\.fields.count).max() ?? 0
    return (0..<width).map { k in
      NaiveRecord(
        kind: .fields, line: 1, offset: 0, bytes: [],
        fields: records.compactMap { k < $0.fields.count ? $0.fields[k] : nil })
    }
  }

  /// Chooses between two moments of a stamp, for each unit and tag on its own, and for all of them as long as
  /// the rows are in the order of time, give or take six minutes.
  private func settleClocks(_ rows: inout [NaiveRow]) {
    struct Series: Hashable {
      var unit: [UInt8]
      var tag: [UInt8]
    }
    guard let first = rows.first?.moments.first, let last = rows.last?.moments.first else { return }
    var hours: [Series: NaiveHour] = [:]
    var all = NaiveHour(runsBackwards: last < first, isOneSeries: false)
    var isInOrder = true
    for index in rows.indices {
      let series = Series(unit: rows[index].unit, tag: rows[index].tag)
      var hour = hours[series] ?? NaiveHour(runsBackwards: last < first)
      let isTwice = rows[index].moments.count == 2
      if isInOrder || !isTwice { _ = all.moment(rows[index].moments) }
      rows[index].time = hour.moment(
        rows[index].moments, knownSecond: isTwice && isInOrder && all.isInSecond)
      hours[series] = hour
      guard index > 0 else { continue }
      let step = rows[index].time - rows[index - 1].time
      if (last < first ? step : -step) > 360_000_000_000 { isInOrder = false }
    }
  }

  /// Gives the texts of categories their numbers, by first appearance among the usable records;
  /// a switch's words are 0 and 1 where the column begins with them.
  private func number(_ rows: inout [NaiveRow], into table: inout Table) {
    var cell = 0
    for column in format.columns where column.content.isCell {
      defer { cell += 1 }
      guard column.content == .category else { continue }
      var texts = column.states.map { Array($0.utf8) }
      for index in rows.indices {
        guard let text = rows[index].categories[cell] else { continue }
        if let code = texts.firstIndex(of: text) {
          rows[index].cells[cell] = Double(code)
        } else if !column.states.isEmpty, let state = NaiveCell.word(text) {
          rows[index].cells[cell] = state
        } else {
          rows[index].cells[cell] = Double(texts.count)
          texts.append(text)
        }
      }
      table.categories[column.name] = texts.map { String(decoding: $0, as: UTF8.self) }
    }
  }
}

extension NaiveFormat.Content {
  /// Whether a field of the column is a cell of the row.
  var isCell: Bool { [.number, .word, .category, .value].contains(self) }
}
