internal import Diagnostics
internal import Foundation
package import Ingest
internal import LinearAlgebra
internal import Telemetry
package import TestSupport

extension NaiveFormat {
  /// A format in the naive reader's terms.
  ///
  /// - Parameter ownStamps: whether the naive reader reads stamps by itself. It does not know all spellings, which have
  ///   tests of their own; without it the format's own reader says what a stamp is.
  package init(
    _ format: CSVFormat, _ options: CSVReaderOptions = CSVReaderOptions(), ownStamps: Bool = true
  ) throws {
    let delimiters: [String: UInt8] = [
      "comma-separated": UInt8(ascii: ","), "semicolon-separated": UInt8(ascii: ";"),
      "tab-separated": 9, "pipe-separated": UInt8(ascii: "|"),
    ]
    let encodings: [CSVFormat.Encoding: Encoding] = [
      .utf8: .utf8, .latin1: .windows1252, .utf16LittleEndian: .utf16LittleEndian,
      .utf16BigEndian: .utf16BigEndian,
    ]
    self.init(
      delimiter: delimiters[format.dialect], lineEnd: format.lineEnd == .cr ? 13 : 10,
      encoding: encodings[format.encoding] ?? .utf8,
      columns: format.columns.map {
        Column(
          name: $0.name, content: Content(rawValue: $0.content.rawValue) ?? .text,
          states: $0.content == .category ? $0.states ?? [] : [],
          suffix: Array(($0.suffix ?? "").utf8), part: $0.part?.rawValue ?? "")
      })
    places = (format.fixedColumns?.columns ?? []).map {
      Place(start: $0.start, end: $0.end, isLeft: $0.edge != .right, isRight: $0.edge != .left)
    }
    skippedLines = format.skippedLines
    headerRecords = format.header.count
    namesRecord = format.header.lastIndex(of: .names)
    comment = Array((format.comment ?? "").utf8)
    hasTrailingDelimiter = format.hasTrailingDelimiter
    timeFormat = format.timeFormat
    if let id = format.timeFormat {
      var fields = Fields(.empty, problems: Problems())
      let product = try TimeFormatCatalog.catalog.entry(named: id).make(&fields)
      timePattern = type(of: product).pattern
      if !ownStamps { stamps = Self.stamps(product, from: format.elapsedFrom ?? 0) }
    } else if !ownStamps {
      stamps = Self.stamps(nil, from: 0)
    }
    decimalMark = format.decimalMark == "," ? UInt8(ascii: ",") : UInt8(ascii: ".")
    thousandsMark = Array((format.thousandsMark ?? "").utf8)
    isLong = format.shape == .long
    qualityScale = format.qualityScale?.rawValue ?? ""
    isTransposed = format.isTransposed
    missing = options.missing.map { Array($0.utf8) }
    keeps = options.duplicates == .first ? .first : options.duplicates == .last ? .last : .all
    stepInterval = options.stepInterval.nanoseconds
    timeZone = options.timeZone
  }

  private static func stamps(_ format: (any TimeFormat)?, from start: Int64) -> Stamps {
    Stamps(
      moment: { text in
        switch text.withUnsafeBufferPointer({ format?.read($0) }) {
        case nil: nil
        case .instant(let stamp): (stamp.nanoseconds &+ start, false)
        case .local(let stamp): (stamp.nanoseconds &+ start, true)
        }
      },
      timeOfDay: { text in text.withUnsafeBufferPointer { ClockOfDay.read($0) } },
      remark: { text in
        ZoneAbbreviation.find(in: text).map { "; \(ZoneAbbreviation.reason($0))" } ?? ""
      })
  }
}

/// Holds what the reader makes of a file against a table.
package enum OracleComparison {
  /// The first difference in the rows, in words; nil where there is none.
  package static func rows(_ table: NaiveReader.Table, _ file: IngestedFile) -> String? {
    let frame = file.frame
    if frame.tags.map(\.id) != table.tags {
      return "tags \(frame.tags.map(\.id)) for \(table.tags)"
    }
    if frame.times.map(\.nanoseconds) != table.times {
      return "times \(frame.times.prefix(5))… (\(frame.count)) for "
        + "\(table.times.prefix(5).map { Timestamp(nanoseconds: $0) })… (\(table.times.count))"
    }
    for (column, tag) in table.tags.enumerated() {
      for row in table.times.indices {
        let read = frame.values[row, column]
        let value = table.values[row][column]
        if read.bitPattern != value.bitPattern, !(read.isNaN && value.isNaN) {
          return "\(tag), row \(row): \(read) for \(value)"
        }
        let quality = file.quality[column * frame.count + row]
        if quality != table.quality[row][column] {
          return "\(tag), row \(row): quality \(quality) for \(table.quality[row][column])"
        }
      }
    }
    return nil
  }

  /// The first difference in counts or in the rows, in words; nil where there is none.
  package static func difference(_ table: NaiveReader.Table, _ file: IngestedFile) -> String? {
    let counts = RowCounts(
      read: table.read, stored: table.stored, quarantined: table.quarantine.count,
      duplicates: table.duplicates, emptyLines: table.emptyLines, otherLines: table.otherLines)
    for (read, naive) in zip(file.quarantine, table.quarantine) {
      let found = "line \(read.line), offset \(read.byteOffset): \(read.reason)"
      let expected = "line \(naive.line), offset \(naive.byteOffset): \(naive.reason)"
      if found != expected { return "refused \(found) for \(expected)" }
    }
    if file.counts != counts { return "\(file.counts) for \(counts)" }
    if file.quarantine.count != table.quarantine.count {
      return "\(file.quarantine.count) refused rows for \(table.quarantine.count)"
    }
    return rows(table, file)
  }
}
