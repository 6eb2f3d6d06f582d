import Diagnostics
import Foundation
import Ingest
import Telemetry
import TestSupport

/// A random file of telemetry with what is true of it.
///
/// A clean file has no bad rows, no repeated moments and no doubt about how it is written: then
/// ``truth`` is what any careful reader must find in it. Other files have every defect that the
/// generator knows, and only the naive reader says what is in them.
struct GeneratedFile {
  /// How it is written.
  let plan: GeneratedFilePlan
  /// The format that says so to the reader.
  let format: CSVFormat
  /// The text, before any encoding.
  let text: String
  /// The text's bytes in the file's encoding, before packing.
  let unpacked: [UInt8]
  /// The file's bytes.
  let bytes: [UInt8]
  /// What a clean file holds, the values as they were before they were printed; nil otherwise.
  let truth: NaiveReader.Table?

  /// Draws a file.
  init(_ generator: inout SeededGenerator, isClean: Bool) {
    plan = GeneratedFilePlan(&generator, isClean: isClean)
    var writer = GeneratedFileWriter(plan, &generator)
    writer.writeFront(&generator)
    let rows = writer.rows(&generator)
    for row in rows { writer.write(row, &generator) }
    text = writer.finished(&generator)
    format = writer.format
    truth = isClean ? GeneratedFile.truth(rows, plan, format) : nil
    unpacked = GeneratedFilePacking.encoded(
      text, plan.encoding, hasByteOrderMark: plan.hasByteOrderMark)
    let parts = generator.from(1, 3)
    switch plan.packing {
    case .none: bytes = unpacked
    case .gzip: bytes = GeneratedFilePacking.gzip(unpacked, parts: parts)
    case .zstd: bytes = GeneratedFilePacking.zstd(unpacked, parts: parts)
    }
  }

  /// The rows by time and unit; in the long form, records gathered into rows.
  private static func truth(
    _ rows: [GeneratedRow], _ plan: GeneratedFilePlan, _ format: CSVFormat
  ) -> NaiveReader.Table {
    var table = NaiveReader.Table()
    table.read = rows.count
    table.stored = rows.count
    if plan.isLong {
      for row in rows where !table.tags.contains(row.tag) { table.tags.append(row.tag) }
    } else {
      table.tags = format.tagNames
    }
    var gathered: [(time: Int64, unit: String, values: [Double], quality: [CellQuality])] = []
    for row in rows {
      if plan.isLong {
        let place = table.tags.firstIndex(of: row.tag) ?? 0
        var at = gathered.firstIndex { $0.time == row.time && $0.unit == row.unit }
        if at == nil {
          at = gathered.count
          gathered.append(
            (
              row.time, row.unit, Array(repeating: .nan, count: table.tags.count),
              Array(repeating: .missing, count: table.tags.count)
            ))
        }
        let isThere = row.quality != .missing && !row.values[0].isNaN
        gathered[at ?? 0].values[place] = isThere ? row.values[0] : .nan
        gathered[at ?? 0].quality[place] = isThere ? row.quality : .missing
      } else {
        gathered.append(
          (row.time, row.unit, row.values, row.values.map { $0.isNaN ? .missing : .measured }))
      }
    }
    // A unit's name is ASCII here, so that String's order is that of its bytes.
    gathered.sort { ($0.time, $0.unit) < ($1.time, $1.unit) }
    table.times = gathered.map(\.time)
    table.units = plan.units.isEmpty ? [] : gathered.map(\.unit)
    table.values = gathered.map(\.values)
    table.quality = gathered.map { $0.quality.map(\.rawValue) }
    return table
  }
}

/// One row of a generated file, or one record in the long form.
struct GeneratedRow {
  var time: Int64
  var unit = ""
  /// Long form: the tag's name.
  var tag = ""
  /// Long form: what the value is worth.
  var quality = CellQuality.measured
  /// The cells' numbers, NaN where missing.
  var values: [Double] = []
  /// The fields of all columns in the order of the file.
  var fields: [String] = []
}
