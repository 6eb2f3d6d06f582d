import Diagnostics
import Foundation
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Arrow files")
struct ArrowFileTests {
  @Test(
    "reading gives back what was written, bit by bit, with every missing cell missing",
    arguments: 1...30)
  func roundTrip(seed: Int) throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(root: 7, stage: "arrow", index: seed)
    let rows = Int(generator.uniform() * Double(seed * 5))
    let tags = Int(generator.uniform() * 9)
    let kind = seed % 2 == 0 ? TimeKind.clock : .step
    let frame = RandomFrames.frame(rows: rows, tags: tags, using: &generator)
    let qualities = (0..<rows * tags).map { _ in UInt8(generator.next() % 256) }
    let columns = ArrowBatch.qualityColumns(of: frame.tags, rows: rows, qualities: qualities)
    try ArrowFile.write(
      ArrowBatch(frame: frame, timeKind: kind, byteColumns: columns), to: folder.file("a.arrow"))

    let reader = try ArrowFileReader(folder.file("a.arrow"))
    #expect(reader.rows == rows)
    #expect(
      reader.columns.map(\.name)
        == [kind == .clock ? "time" : "step"] + frame.tags.map(\.id)
        + frame.tags.map { $0.id + ".quality" })
    #expect(try reader.frame().isIdentical(to: frame))
    for (index, column) in columns.enumerated() {
      #expect(try reader.bytes(column: 1 + tags + index) == column.values)
    }
  }

  @Test("a file holds all that is known of a tag, whatever its name")
  func tagMetadata() throws {
    let folder = try TemporaryFolder()
    let tags = [
      Tag(
        id: "Füllstand \"T1\"\n", role: .setpoint, unit: "m³", resolution: 0.01, element: "T1",
        controller: "PLC'2'"),
      Tag(id: ""), Tag(id: " "), Tag(id: "\0"), Tag(id: "🚨", role: .label),
    ]
    let frame = Frame(
      times: [Timestamp(nanoseconds: 5)], tags: tags, values: Matrix(rows: 1, columns: 5))
    try FrameArrow.write(
      frame: frame, metadata: ["tocsin.plant": "ä\"b"], to: folder.file("a.arrow"))
    #expect(try FrameArrow.read(from: folder.file("a.arrow")).tags == tags)
    let reader = try ArrowFileReader(folder.file("a.arrow"))
    #expect(reader.metadata == ["tocsin.plant": "ä\"b", "tocsin.schema": "1"])
  }

  @Test(
    "the digest and length returned are those of the file, and the same batch gives the same bytes")
  func digest() throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: 1)
    // More than one chunk of a megabyte.
    let frame = RandomFrames.frame(rows: 30_000, tags: 6, using: &generator)
    let first = try FrameArrow.write(frame: frame, to: folder.file("a.arrow"))
    let second = try FrameArrow.write(frame: frame, to: folder.file("b.arrow"))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("a.arrow")))
    #expect(first == second)
    #expect(first.bytes == bytes.count)
    #expect(first.sha256 == SHA256.hash(Array(bytes)))
    #expect(try FrameArrow.read(from: folder.file("b.arrow")).isIdentical(to: frame))
    #expect(folder.names == ["a.arrow", "b.arrow"])
  }

  @Test("what a NaN carries does not reach the file")
  func nanPayload() throws {
    let folder = try TemporaryFolder()
    func write(_ nan: Double, _ name: String) throws -> String {
      let frame = Frame(
        times: [Timestamp(nanoseconds: 0)], tags: [Tag(id: "x")],
        values: Matrix(rows: 1, columns: 1, columnMajor: [nan]))
      return try FrameArrow.write(frame: frame, to: folder.file(name)).sha256
    }
    let plain = try write(.nan, "a")
    #expect(try write(-Double.nan, "b") == plain)
    #expect(try write(Double(nan: 77, signaling: false), "c") == plain)
  }

  @Test("columns of one name are refused")
  func equalNames() throws {
    let folder = try TemporaryFolder()
    let frame = Frame(
      times: [], tags: [Tag(id: "x"), Tag(id: "time")], values: Matrix(rows: 0, columns: 2))
    let fault = fault { try FrameArrow.write(frame: frame, to: folder.file("a.arrow")) }
    #expect(
      fault?.description == """
        error: two columns of the Arrow file would be named 'time'
          at \(folder.file("a.arrow"))
          hint: rename the tag; 'time', 'step', 'unit' and '<tag>.quality' are taken
        """)
    #expect(folder.names.isEmpty)
  }

  @Test("a byte column of another length is refused")
  func shortByteColumn() throws {
    let folder = try TemporaryFolder()
    let frame = Frame(
      times: [Timestamp(nanoseconds: 0)], tags: [], values: Matrix(rows: 1, columns: 0))
    let fault = fault {
      try FrameArrow.write(
        frame: frame, byteColumns: [.init(name: "alarm", values: [0, 1])],
        to: folder.file("a.arrow"))
    }
    #expect(fault?.problem == "column 'alarm' has 2 rows, the file 1")
  }

  @Test(
    "an Arrow file that is none is refused with what it is",
    arguments: [
      ("PAR1....PAR1", "this is Parquet; convert it to CSV or Arrow"),
      ("FEA1....FEA1", "this is Feather version 1; write it again as version 2"),
      ("a,b\n1,2\n", nil), ("", nil), ("A", nil),
    ])
  func foreignFormats(text: String, hint: String?) throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write(text, to: folder.file("a.arrow"))
    let fault = fault { try ArrowFileReader(folder.file("a.arrow")) }
    #expect(fault?.problem == "not an Arrow file: it does not begin with 'ARROW1'")
    #expect(fault?.hint == hint)
    #expect(fault?.kind == .badData)
  }

  @Test("a file that is not there is a missing input")
  func missingFile() throws {
    let folder = try TemporaryFolder()
    let fault = fault { try ArrowFileReader(folder.file("none.arrow")) }
    #expect(fault?.kind == .missingInput)
    #expect(fault?.problem == "cannot open the file: No such file or directory")
    let other = TestSupport.fault { try ArrowFileReader(folder.path) }
    #expect(other?.problem == "not a regular file")
  }
}
