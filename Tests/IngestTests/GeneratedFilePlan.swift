import Diagnostics
import Foundation
import Ingest

extension SeededGenerator {
  /// True once in `count` draws.
  mutating func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }

  /// One of some elements.
  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &self)]
  }

  /// A number of a closed range.
  mutating func from(_ low: Int, _ high: Int) -> Int { Int.random(in: low...high, using: &self) }
}

/// How a generated file is written, before any row of it is.
///
/// A clean plan leaves out what a person could not tell from the file either: a comma that is
/// delimiter and decimal mark, dates whose day may be the month, one column only.
struct GeneratedFilePlan {
  /// What bytes are packed in.
  enum Packing: CaseIterable { case none, gzip, zstd }

  /// How lines end.
  enum Ends: CaseIterable { case lf, crlf, cr, mixed }

  let isClean: Bool
  let dialect: String
  /// The text between two fields; nil for runs of blanks.
  let delimiter: String?
  let isLong: Bool
  let encoding: CSVFormat.Encoding
  let hasByteOrderMark: Bool
  let packing: Packing
  let ends: Ends
  let decimalMark: String
  let thousandsMark: String?
  let titleLines: Int
  let header: [CSVFormat.HeaderRecord]
  let comment: String?
  let hasTrailingDelimiter: Bool
  let hasFinalLineEnd: Bool
  let clock: GeneratedClock
  let columns: [GeneratedColumn]
  let rows: Int
  /// Names of the units whose rows share their moments; empty for no units.
  let units: [String]

  init(_ generator: inout SeededGenerator, isClean: Bool) {
    self.isClean = isClean
    let dialects: [(String, String?)] = [
      ("comma-separated", ","), ("semicolon-separated", ";"), ("tab-separated", "\t"),
      ("pipe-separated", "|"), ("blank-separated", nil),
    ]
    let (dialect, delimiter) = generator.pick(dialects)
    self.dialect = dialect
    self.delimiter = delimiter
    let isBlank = delimiter == nil
    isLong = generator.oneIn(5)
    ends = generator.pick([.lf, .lf, .lf, .crlf, .crlf, .cr, .mixed])
    packing =
      generator.pick([.none, .none, .none, .none, .none, .none, .gzip, .zstd])
    let decimalMark = !(isClean && delimiter == ",") && generator.oneIn(4) ? "," : "."
    self.decimalMark = decimalMark
    let marks = [",", ".", " ", "'", "\u{a0}"].filter {
      $0 != decimalMark && !(isClean && ($0 == delimiter || (isBlank && $0 == " ")))
    }
    thousandsMark = generator.oneIn(5) ? generator.pick(marks) : nil
    let hasHeader = isLong || !generator.oneIn(4)
    header = !hasHeader ? [] : isLong ? [.names] : GeneratedFilePlan.header(&generator)
    clock = GeneratedClock(&generator, isBlank: isBlank, isLong: isLong, isClean: isClean)
    // A name for every unit is recognised only where a header calls it one.
    let hasUnits = hasHeader && !clock.isNone && generator.oneIn(5)
    units = hasUnits ? Array(["P-1", "P-2", "P-10", "Nord/3"].prefix(generator.from(2, 4))) : []
    var columns = GeneratedColumn.draw(
      &generator, isLong: isLong, isClean: isClean, isBlank: isBlank, hasHeader: hasHeader,
      hasDecimalComma: decimalMark == ",", thousandsMark: thousandsMark)
    if hasUnits {
      let place = generator.from(0, columns.count)
      columns.insert(GeneratedColumn(name: "unit", kind: .unit), at: isClean ? 0 : place)
    }
    // A single column may be delimited by anything.
    if isClean, columns.count + clock.columns.count < 3, !isLong {
      columns.append(GeneratedColumn(name: "Reserve", kind: .decimal(places: 2)))
      columns.append(GeneratedColumn(name: "Reserve 2", kind: .integer))
    }
    self.columns = columns
    let encodings: [CSVFormat.Encoding] = [
      .utf8, .utf8, .utf8, .utf8, .latin1, .utf16LittleEndian, .utf16BigEndian,
    ]
    var chosen = generator.pick(encodings)
    // Nothing but ASCII is UTF-8 as well as Windows-1252.
    let hasUmlaut = columns.contains { $0.hasUmlaut }
    if chosen == .latin1, !(hasHeader && hasUmlaut) { chosen = .utf8 }
    encoding = chosen
    hasByteOrderMark =
      chosen == .latin1 ? false : chosen == .utf8 ? generator.oneIn(4) : !generator.oneIn(4)
    // A title in front would be taken for a header where there are no names.
    titleLines = !isBlank && hasHeader && generator.oneIn(6) ? generator.from(1, 3) : 0
    comment = generator.oneIn(6) ? generator.pick(["#", "//", "%"]) : nil
    hasTrailingDelimiter = !isBlank && generator.oneIn(8)
    hasFinalLineEnd = !generator.oneIn(3)
    rows = isClean ? generator.from(16, 40) : generator.from(1, 60)
  }

  private static func header(_ generator: inout SeededGenerator) -> [CSVFormat.HeaderRecord] {
    switch generator.from(0, 9) {
    case 0: [.names, .units]
    case 1: [.names, .names]
    case 2: [.names, .units, .other]
    default: [.names]
    }
  }
}
