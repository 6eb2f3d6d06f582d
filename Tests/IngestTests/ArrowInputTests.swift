import Diagnostics
import Foundation
import Ingest
import Telemetry
import TestSupport
import Testing

/// Files of pyarrow, pandas, polars and DuckDB, against the values that were written.
@Suite(.enabled(if: ExternalTools.python != nil, "TOCSIN_PYTHON is not set"))
struct ArrowInputTests {
  private struct Expected: Decodable {
    struct Column: Decodable {
      var name: String
      var kind: String
      var numbers: [Double?]?
      var times: [String?]?
      var texts: [String?]?
    }

    var file: String
    var rows: Int
    var leftOut: [String]
    var columns: [Column]
  }

  private let scratch = Scratch()
  private let files: [Expected]

  init() throws {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("References/arrow_input_reference.py")
    let output = try ExternalTools.runPython(script.path, [scratch.path])
    files = try output.split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(Expected.self, from: Data($0))
    }
  }

  @Test(
    "every column of every file by every writer has the cells that were written",
    arguments: [1_000_000, 77])
  func cells(rowsAtOnce: Int) throws {
    #expect(files.count >= 17)
    for file in files {
      let (input, read) = try read("\(scratch.path)/\(file.file)", rowsAtOnce)
      #expect(
        input.columns.map(\.name).sorted() == file.columns.map(\.name).sorted(), "\(file.file)")
      #expect(read.rows == file.rows, "\(file.file)")
      #expect(
        input.notices.map { $0.place?.path } == file.leftOut.map { "column \($0)" }, "\(file.file)")
      for expected in file.columns {
        let place: Comment = "\(file.file), \(expected.name)"
        guard let index = input.columns.firstIndex(where: { $0.name == expected.name }) else {
          continue
        }
        let cells = read.cells[index]
        let kind = input.columns[index].kind
        switch expected.kind {
        case "number", "timeOfDay":
          #expect(kind == (expected.kind == "number" ? .number : .timeOfDay), place)
          let values = try #require(expected.numbers).map { $0 ?? .nan }
          #expect(cells.numbers.map(\.bitPattern) == values.map(\.bitPattern), place)
        case "text":
          #expect(kind == .text, place)
          #expect(cells.texts == expected.texts, place)
        default:
          #expect(kind == .time(hasZone: expected.kind == "zone"), place)
          #expect(cells.times.map { $0.map(String.init) } == expected.times, place)
        }
      }
    }
  }

  @Test("2,000 damaged files are read or refused, never a crash or more rows than bytes")
  func damaged() throws {
    var random = SeededGenerator(seed: 20_251_123)
    var refused = 0
    for packed in ["None", "lz4", "zstd"] {
      for stream in ["False", "True"] {
        let path = "\(scratch.path)/small-\(packed)-\(stream).bin"
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        for round in 0..<334 {
          let bytes = Self.damage(whole, round, &random)
          let file = try scratch.file(bytes, "damaged.bin")
          do {
            let (_, read) = try read(file, 1_000)
            #expect(read.rows <= 8 * bytes.count)
          } catch let fault as Fault {
            refused += 1
            #expect([.badData, .io].contains(fault.kind), "\(fault)")
            #expect(fault.place?.file == file)
          }
        }
      }
    }
    // A third of the bytes are lengths and offsets, of which most are refused when they change.
    #expect(refused > 400)
  }

  /// Flips bytes, writes extreme numbers, or cuts the file off; half of it in the metadata.
  private static func damage(
    _ whole: [UInt8], _ round: Int, _ random: inout SeededGenerator
  ) -> [UInt8] {
    var bytes = whole
    if round % 10 == 0 {
      return Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random)))
    }
    for _ in 0...Int.random(in: 0...4, using: &random) {
      let limit = Bool.random(using: &random) ? bytes.count : min(bytes.count, 4_000)
      var at = Int.random(in: 0..<limit, using: &random)
      if Bool.random(using: &random) { at = bytes.count - 1 - at }
      if Bool.random(using: &random) {
        bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      } else {
        let number: UInt8 = [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &random) ?? 0
        for index in at..<min(bytes.count, at + [1, 4, 8][round % 3]) { bytes[index] = number }
      }
    }
    return bytes
  }

  @Test("moments beyond nanoseconds are missing and counted; whole numbers keep every digit")
  func moments() throws {
    var input = try ArrowInput(file: "\(scratch.path)/late.arrow")
    #expect(input.columns.map(\.kind) == [.time(hasZone: false), .number])
    let rows = try #require(try input.next(rows: 10))
    #expect(rows.columns[0] == .times([nil, 0, nil], hasZone: false))
    // As a Double it would end in …744.
    #expect(rows.columns[1] == .integers([1_600_000_000_123_456_789, nil, 2]))
    #expect(try input.next(rows: 10) == nil)
    #expect(
      input.notices.map(\.text) == [
        "1 moment before 1677-09-21 or after 2262-04-11; taken for missing"
      ])
  }

  @Test("a file without a column that can be read is refused with the first reason")
  func nothingToRead() {
    let fault = fault { _ = try ArrowInput(file: "\(scratch.path)/lists.arrow") }
    #expect(fault?.problem == "none of the Arrow file's 1 columns can be read")
    #expect(
      fault?.hint == "column 'a b' has the Arrow type list, which is not read; left out")
  }

  private func fault(_ body: () throws -> Void) -> Fault? {
    do {
      try body()
      return nil
    } catch { return error as? Fault }
  }

  /// All rows of a file, put together.
  private func read(
    _ file: String, _ rowsAtOnce: Int
  ) throws -> (ArrowInput, (rows: Int, cells: [Cells])) {
    var input = try ArrowInput(file: file)
    var cells = [Cells](repeating: Cells(), count: input.columns.count)
    var count = 0
    while let rows = try input.next(rows: rowsAtOnce) {
      #expect(rows.count > 0 && rows.count <= rowsAtOnce)
      #expect(rows.columns.count == cells.count)
      count += rows.count
      for (index, column) in rows.columns.enumerated() {
        #expect(column.count == rows.count)
        cells[index].add(column)
      }
    }
    return (input, (count, cells))
  }

  private struct Cells {
    var numbers: [Double] = []
    var times: [Int64?] = []
    var texts: [String?] = []

    mutating func add(_ cells: ArrowCells) {
      switch cells {
      // Damaged files hold NaN of any bits.
      case .numbers(let values): numbers += values.map { $0.isNaN ? .nan : $0 }
      case .integers(let values): numbers += values.map { $0.map(Double.init) ?? .nan }
      case .times(let moments, _): times += moments
      case .texts(let codes, let names): texts += codes.map { $0 < 0 ? nil : names[Int($0)] }
      }
    }
  }
}

/// Files that are something else.
struct ArrowInputRefusalTests {
  private let scratch = Scratch()

  private func fault(_ bytes: [UInt8]) throws -> Fault? {
    let file = try scratch.file(bytes, "x.arrow")
    do {
      _ = try ArrowInput(file: file)
      return nil
    } catch { return error }
  }

  @Test("other formats and cut files are named")
  func others() throws {
    let start = Array("ARROW1\0\0".utf8)
    let cases: [([UInt8], String)] = [
      ([], "the file is empty"),
      (Array("FEA1....".utf8), "the file is Feather of version 1, which is not read"),
      (Array("PAR1....".utf8), "the file is Parquet, which is not read"),
      (Array("time,x\n1,2\n".utf8), "the file is no Arrow file"),
      (start, "damaged Arrow file: it has 8 bytes and no footer"),
      (start + [UInt8](repeating: 0, count: 20), "damaged Arrow file: it does not end as it began"),
      (
        start + [9, 9, 9, 9] + Array("ARROW1".utf8),
        "damaged Arrow file: its footer has 151587081 bytes"
      ),
      (
        [255, 255, 255, 255, 80, 0, 0, 0],
        "damaged Arrow file: the message at byte offset 0 does not fit into its 8 bytes"
      ),
    ]
    for (bytes, problem) in cases { #expect(try fault(bytes)?.problem == problem) }
  }

  @Test("Arrow files and streams are known by their first bytes")
  func detection() {
    #expect(ArrowInput.isArrow(head: Array("ARROW1\0\0".utf8)))
    #expect(ArrowInput.isArrow(head: [255, 255, 255, 255, 0, 1, 0, 0]))
    #expect(!ArrowInput.isArrow(head: Array("time,x".utf8)))
    #expect(!ArrowInput.isArrow(head: []))
  }
}
