import Diagnostics
import Foundation
import Ingest
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

/// Arrow is accepted wherever CSV is, with the same cells.
struct ArrowTextTests {
  private let scratch = Scratch()
  private static let start: Int64 = 1_700_000_000_123_456_789

  private func frame(rows: Int, seed: UInt64) -> Frame {
    var random = SeededGenerator(seed: seed)
    let tags = ["level", "7", "a \"b\", c", " padded "]
    var values: [Double] = []
    for column in tags.indices {
      for row in 0..<rows {
        switch (column, row % 7) {
        case (_, 3): values.append(.nan)
        case (0, _): values.append(Double.random(in: -5...5, using: &random))
        case (1, _):
          values.append((Double.random(in: 0...1e6, using: &random) * 100).rounded() / 100)
        case (2, _): values.append(Double.random(in: -1...1, using: &random) * 1e-300)
        default: values.append(Double(Int.random(in: -9...9, using: &random)))
        }
      }
    }
    return Frame(
      times: (0..<rows).map { Timestamp(nanoseconds: Self.start + Int64($0) * 1_000_000_001) },
      tags: tags.map { Tag(id: $0, role: .sensor) },
      values: Matrix(rows: rows, columns: tags.count, columnMajor: values))
  }

  private func arrow(_ batch: ArrowBatch, _ name: String = "x.arrow") throws -> String {
    let path = "\(scratch.path)/\(name)"
    try ArrowFile.write(batch, to: path)
    return path
  }

  private func isSame(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count
      && zip(a, b).allSatisfy { $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) }
  }

  @Test("a file read as text gives the bits, nanoseconds and names that it holds", arguments: 1...3)
  func bits(seed: UInt64) throws {
    let frame = frame(rows: 5_000, seed: seed)
    let path = try arrow(ArrowBatch(frame: frame))
    let format = try CSVSniffer.sniff(file: path)
    let read = try CSVReader(format: format).read(file: path, threads: 2)
    #expect(read.frame.times == frame.times)
    #expect(read.frame.tags.map(\.id) == ["level", "7", "a \"b\", c", "padded"])
    #expect(isSame(read.frame.values.elements, frame.values.elements))
    #expect(read.counts == RowCounts(read: 5_000, stored: 5_000, quarantined: 0, duplicates: 0))
    #expect(read.sha256 == (try FileDigest.sha256(of: path)))
    #expect(
      format.evidence.first
        == "an Arrow IPC file, by its first bytes: columns 'time' timestamp, 'level' float64, "
        + "'7' float64, 'a \"b\", c' float64, ' padded ' float64")
  }

  @Test("what is declared of text's writing does not touch an Arrow file beside it")
  func declared() throws {
    let frame = frame(rows: 50, seed: 4)
    let path = try arrow(ArrowBatch(frame: frame))
    var declared = FormatDeclaration()
    declared.dialect = "semicolon-separated"
    declared.decimalMark = ","
    declared.encoding = .utf16LittleEndian
    declared.skippedLines = 3
    declared.headerRecords = 0
    declared.isTransposed = true
    let format = try CSVSniffer.sniff(file: path, declared: declared)
    let read = try CSVReader(format: format).read(file: path)
    #expect(isSame(read.frame.values.elements, frame.values.elements))
  }

  @Test("rows of a stream come from an Arrow file, a packed one and a pipe as from text")
  func streams() throws {
    let frame = frame(rows: 300, seed: 5)
    let path = try arrow(ArrowBatch(frame: frame))
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    let packed = try scratch.file(GeneratedFilePacking.zstd(bytes, parts: 2), "x.zst")
    let pipe = Pipe()
    let writer = pipe.fileHandleForWriting
    Thread.detachNewThread {
      try? writer.write(contentsOf: bytes)
      try? writer.close()
    }
    let semicolons = try CSVSniffer.sniff(bytes: Array("t;7;level\n1;2;3\n".utf8), name: "x")
    let streams = [
      try CSVRowStream(path, tags: ["7", "level"]),
      try CSVRowStream(path, tags: ["7", "level"], format: semicolons),
      try CSVRowStream(packed, tags: ["7", "level"]),
      try CSVRowStream(
        descriptor: pipe.fileHandleForReading.fileDescriptor, name: "pipe", tags: ["7", "level"]),
    ]
    for var stream in streams {
      var times: [Timestamp] = []
      var values: [Double] = []
      while let row = try stream.next() {
        guard case .row(let time, let cells) = row else {
          Issue.record("\(row)")
          continue
        }
        times.append(time)
        values += cells
      }
      #expect(times == frame.times)
      let expected = (0..<300).flatMap { [frame.values[$0, 1], frame.values[$0, 0]] }
      #expect(isSame(values, expected))
    }
  }

  @Test("a store's partition comes without its columns of qualities, and says so")
  func qualities() throws {
    let frame = frame(rows: 40, seed: 6)
    let bytes = ArrowBatch.qualityColumns(
      of: frame.tags, rows: 40, qualities: [UInt8](repeating: 0, count: 160))
    let path = try arrow(ArrowBatch(frame: frame, byteColumns: bytes))
    let read = try CSVReader(format: try CSVSniffer.sniff(file: path)).read(file: path)
    #expect(read.frame.tags.count == 4)
    #expect(
      read.notices.map(\.text).contains(
        "4 columns of cell qualities are left out: what was carried counts as measured"))
  }

  @Test("a column without a single value keeps its rows")
  func emptyLines() throws {
    let times = (0..<6).map { Timestamp(nanoseconds: Int64($0)) }
    let frame = Frame(
      times: times, tags: [Tag(id: "x", role: .sensor)],
      values: Matrix(rows: 6, columns: 1, columnMajor: [1, .nan, .nan, 4, .nan, 6]))
    let path = try arrow(ArrowBatch(frame: frame, timeKind: .step))
    var declared = FormatDeclaration()
    declared.leaveOut = ["step"]
    declared.time = []
    let read = try CSVReader(format: try CSVSniffer.sniff(file: path, declared: declared))
      .read(file: path)
    #expect(isSame(read.frame.values.elements, frame.values.elements))
  }

  @Test("a damaged file is a fault with its name, whichever reader meets it")
  func damaged() throws {
    let path = try arrow(ArrowBatch(frame: frame(rows: 200, seed: 7)))
    var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    bytes.removeLast(bytes.count / 2)
    let cut = try scratch.file(bytes, "cut.arrow")
    for body in [
      { _ = try CSVSniffer.sniff(file: cut) }, { _ = try CSVRowStream(cut, tags: ["7"]) },
    ] {
      let fault = #expect(throws: Fault.self) { try body() }
      #expect(fault?.problem == "damaged Arrow file: it does not end as it began")
      #expect(fault?.place?.file == cut)
    }
  }

  @Test(
    "files by other writers give the cells of the text that pandas writes of them",
    .enabled(if: ExternalTools.python != nil, "TOCSIN_PYTHON is not set"))
  func foreign() throws {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("References/arrow_text_reference.py")
    let output = try ExternalTools.runPython(script.path, [scratch.path])
    let names = String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
    #expect(names.count == 6)
    for name in names {
      let text = "\(scratch.path)/\(name).csv"
      let expected = try CSVReader(format: try CSVSniffer.sniff(file: text)).read(file: text)
      for packing in ["feather", "arrows"] {
        let path = "\(scratch.path)/\(name).\(packing)"
        let read = try CSVReader(format: try CSVSniffer.sniff(file: path)).read(file: path)
        let place: Comment = "\(name).\(packing)"
        #expect(read.frame.times == expected.frame.times, place)
        #expect(read.frame.tags == expected.frame.tags, place)
        #expect(read.frame.units == expected.frame.units, place)
        #expect(isSame(read.frame.values.elements, expected.frame.values.elements), place)
        #expect(read.counts == expected.counts, place)
      }
    }
  }
}

/// Numbers, moments and times of day as text.
struct ArrowCellTextTests {
  private func text(_ body: (inout [UInt8]) -> Void) -> String {
    var text: [UInt8] = []
    body(&text)
    return String(decoding: text, as: UTF8.self)
  }

  @Test("every finite number reads back to its bits")
  func roundTrip() {
    var random = SeededGenerator(seed: 20_251_124)
    var numbers: [Double] = [
      0, -0.0, 1, -1, 0.1, 0.3, 1e15, 9_007_199_254_740_991, 9_007_199_254_740_994, 1e16, 1e300,
      .leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.000001, 1.0000005, 123_456.789,
    ]
    for _ in 0..<50_000 {
      numbers.append(Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &random)))
      let scale = [1.0, 10, 100, 1e3, 1e4, 1e5, 1e6][Int.random(in: 0...6, using: &random)]
      numbers.append(Double(Int.random(in: -9_999_999...9_999_999, using: &random)) / scale)
    }
    for number in numbers where number.isFinite {
      let text = text { ArrowCellText.append(number, to: &$0) }
      #expect(Double(text)?.bitPattern == number.bitPattern, "\(text)")
    }
    #expect(text { ArrowCellText.append(Double.nan, to: &$0) } == "")
  }

  @Test("cells are written as people write them")
  func written() {
    #expect(text { ArrowCellText.append(-12.05, to: &$0) } == "-12.05")
    #expect(text { ArrowCellText.append(3.0, to: &$0) } == "3")
    #expect(text { ArrowCellText.append(Int64.min, to: &$0) } == "-9223372036854775808")
    #expect(text { ArrowCellText.append(timeOfDay: 3_661.25, to: &$0) } == "01:01:01.250000000")
    #expect(text { ArrowCellText.append(timeOfDay: .nan, to: &$0) } == "")
    #expect(
      text { ArrowCellText.append(0, hasZone: true, to: &$0) } == "1970-01-01T00:00:00Z")
    #expect(
      text { ArrowCellText.append(1, hasZone: false, to: &$0) }
        == "1970-01-01T00:00:00.000000001")
  }
}
