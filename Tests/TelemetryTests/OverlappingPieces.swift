import Diagnostics
import Foundation
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

/// Pieces of sources that overlap in time, tags and units.
struct OverlappingPieces {
  struct Moment: Hashable, Comparable {
    let minute: Int64
    /// The name's bytes: texts that look alike are equal as texts.
    let unit: [UInt8]
    static func < (a: Moment, b: Moment) -> Bool {
      a.minute == b.minute
        ? a.unit.lexicographicallyPrecedes(b.unit) : a.minute < b.minute
    }
  }
  struct Cell: Equatable {
    var value: Double
    var quality: UInt8
    static let missing = Cell(value: .nan, quality: 2)
    static func == (a: Cell, b: Cell) -> Bool {
      a.quality == b.quality && (a.value == b.value || a.value.isNaN && b.value.isNaN)
    }
  }
  struct Row {
    let moment: Moment
    let cells: [String: Cell]
    let source: String
  }
  struct Piece {
    let source: String
    let tags: [String]
    let rows: [Row]
  }

  static let allTags = ["a", "b", "c", "d"]
  let hasUnits: Bool
  var pieces: [Piece] = []

  init(_ generator: inout SeededGenerator, sources: Int, hasUnits: Bool) {
    self.hasUnits = hasUnits
    let units = ["P10", "P2", "\u{e9}", "e\u{301}", ""]
    for source in 0..<sources {
      // Often whole files, sometimes one file per tag.
      let shape = generator.next() % 3
      for _ in 0...Int(generator.next() % 2) {
        let tags = Self.allTags.filter { _ in
          shape == 0 || generator.next() % 2 == 0
        }
        let start = Int64(generator.next() % 12)
        let moments = (0..<Int(generator.next() % 15)).map { _ in
          Moment(
            minute: start + Int64(generator.next() % 10),
            unit: hasUnits ? Array(units[Int(generator.next() % 5)].utf8) : [])
        }.sorted()
        var rows: [Row] = []
        for moment in moments {
          var cells: [String: Cell] = [:]
          for tag in tags {
            cells[tag] =
              generator.next() % 5 == 0
              ? .missing
              : Cell(
                value: Double(generator.next() % 1_000) / 8,
                quality: [0, 1, 3][Int(generator.next() % 3)])
          }
          rows.append(Row(moment: moment, cells: cells, source: "\(source).csv"))
        }
        pieces.append(Piece(source: "\(source).csv", tags: tags, rows: rows))
      }
    }
  }

  var sources: [String] { Array(Set(pieces.map(\.source))).sorted() }

  func rowsRead(_ source: String) -> Int {
    pieces.reduce(0) { $0 + ($1.source == source ? $1.rows.count : 0) }
  }

  /// Adds the pieces of a source to a writer.
  func add(_ source: String, to writer: inout StoreWriter) throws {
    let read = rowsRead(source) + 3
    for piece in pieces where piece.source == source {
      var values = Matrix(rows: piece.rows.count, columns: piece.tags.count)
      var quality: [UInt8] = []
      for (column, tag) in piece.tags.enumerated() {
        for (row, content) in piece.rows.enumerated() {
          let cell = content.cells[tag] ?? .missing
          values[row, column] = cell.value
          quality.append(cell.quality)
        }
      }
      let names = Array(Set(piece.rows.map(\.moment.unit)))
        .map { String(decoding: $0, as: UTF8.self) }
      let units = UnitColumn(
        names: names,
        codes: piece.rows.map { row in
          Int32(names.firstIndex { $0.utf8.elementsEqual(row.moment.unit) } ?? 0)
        })
      try writer.add(
        Frame(
          times: piece.rows.map { Timestamp(nanoseconds: $0.moment.minute * 60_000_000_000) },
          units: hasUnits ? units : nil, tags: piece.tags.map { Tag(id: $0) }, values: values),
        quality: quality,
        source: StoreManifest.SourceFile(
          name: source, bytes: 1, sha256: SHA256.hash(source), rowsRead: read,
          rowsStored: read - 3, rowsQuarantined: 1, duplicates: 2))
    }
  }

  func writer(_ folder: TemporaryFolder, _ policy: DuplicatePolicy) throws -> StoreWriter {
    try StoreWriter(
      folder: folder.path, plant: "p", tags: Self.allTags.map { Tag(id: $0) },
      hasUnits: hasUnits, duplicates: policy)
  }

  /// A frame's rows as the oracle has them.
  static func rows(
    _ frame: Frame, _ quality: [UInt8]
  ) -> [(moment: Moment, cells: [Cell])] {
    (0..<frame.count).map { row in
      (
        Moment(
          minute: frame.times[row].nanoseconds / 60_000_000_000,
          unit: frame.units.map { Array($0[row].utf8) } ?? []),
        frame.tags.indices.map { column in
          Cell(
            value: frame.values[row, column], quality: quality[column * frame.count + row])
        }
      )
    }
  }
}
