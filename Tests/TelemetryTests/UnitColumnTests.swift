import Diagnostics
import Foundation
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Units of rows")
struct UnitColumnTests {
  private static let frame = Frame(
    times: [0, 0, 1, 1].map { Timestamp(nanoseconds: $0) },
    units: UnitColumn(names: ["b", "a"], codes: [1, 0, 1, 0]), tags: [Tag(id: "x"), Tag(id: "y")],
    values: Matrix(rows: 4, columns: 2, columnMajor: [1, 2, 3, 4, 5, 6, 7, 8]))

  @Test("rows and tags of a frame keep their units")
  func parts() {
    let part = Self.frame.rows(1..<3).selecting([1])
    #expect(part.units?.count == 2)
    #expect(part.units?[0] == "b" && part.units?[1] == "a")
    #expect(part.values.column(0) == [6, 7])
    #expect(Self.frame.rows(0..<0).units?.count == 0)
  }

  @Test("a frame without units has none, and neither have its parts")
  func none() {
    let frame = Frame(times: [], tags: [], values: Matrix(rows: 0, columns: 0))
    #expect(frame.units == nil && frame.rows(0..<0).units == nil)
  }

  @Test("compacting drops names that stand for no row and orders the rest by their bytes")
  func compacted() {
    // Bytes: "P10" < "P2" < "a" < "Ä" (0xC3…) < "🚨" (0xF0…).
    let column = UnitColumn(
      names: ["🚨", "unused", "Ä", "a", "P2", "P10", "a"], codes: [0, 2, 3, 4, 5, 6])
    let compacted = column.compacted()
    #expect(compacted.names == ["P10", "P2", "a", "Ä", "🚨"])
    #expect(compacted.codes == [4, 3, 2, 1, 0, 2])
    #expect(compacted.compacted() == compacted)
    #expect((0..<6).map { column[$0] } == (0..<6).map { compacted[$0] })
  }

  @Test("names that only look alike are two units: the bytes decide")
  func bytes() {
    // "é" as one scalar (0xC3 0xA9) and as "e" with a combining accent (0x65 0xCC 0x81).
    let column = UnitColumn(names: ["\u{e9}", "e\u{301}"], codes: [0, 1, 0])
    let compacted = column.compacted()
    #expect(compacted.names.map { Array($0.utf8) } == [[0x65, 0xcc, 0x81], [0xc3, 0xa9]])
    #expect(compacted.codes == [1, 0, 1])
    #expect(column.ranks == [1, 0])
  }

  @Test("an Arrow file gives back the units of its rows", arguments: 1...20)
  func file(seed: Int) throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(root: 41, stage: "units", index: seed)
    var frame = RandomFrames.frame(
      rows: Int(generator.next() % 70), tags: Int(generator.next() % 4), using: &generator)
    let names = (0..<1 + Int(generator.next() % 5)).map { $0 == 0 ? "" : "Pümpe \($0)\n" }
    frame.units = UnitColumn(
      names: names,
      codes: (0..<frame.count).map { _ in Int32(generator.next() % UInt64(names.count)) })
    try FrameArrow.write(frame: frame, to: folder.file("a.arrow"))
    let seen = try FrameArrow.read(from: folder.file("a.arrow"))
    #expect(seen.isIdentical(to: frame))
    #expect(seen.units?.compacted() == frame.units?.compacted())
  }

  @Test("any byte of a file with units changed, or its end cut off, never crashes a reader")
  func damage() throws {
    let folder = try TemporaryFolder()
    var frame = Self.frame
    frame.units = UnitColumn(names: ["", "Pümpe 1", "b"], codes: [0, 1, 2, 1])
    try FrameArrow.write(frame: frame, to: folder.file("a.arrow"))
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder.file("a.arrow"))))
    var generator = SeededGenerator(seed: 9)
    var refused = 0
    for position in bytes.indices {
      var damaged = bytes
      switch position % 3 {
      case 0: damaged[position] = 0xff
      case 1: damaged[position] ^= 1 << UInt8(generator.next() % 8)
      default: damaged = Array(bytes[..<position])
      }
      try Data(damaged).write(to: URL(fileURLWithPath: folder.file("d.arrow")))
      if let fault = TestSupport.fault(of: { try FrameArrow.read(from: folder.file("d.arrow")) }) {
        #expect(fault.kind == .badData)
        refused += 1
      }
    }
    // Cut-off files are refused all; others may have changed a value or a name only.
    #expect(refused >= bytes.count / 3)
  }

  @Test("a code that points to no name is a fault with its row")
  func code() throws {
    let folder = try TemporaryFolder()
    var frame = Self.frame
    frame.units = UnitColumn(names: ["a", "b"], codes: [0, 1, 0, 1])
    try FrameArrow.write(frame: frame, to: folder.file("a.arrow"))
    var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder.file("a.arrow"))))
    // The codes stand as four little-endian numbers once in the file.
    let codes: [UInt8] = [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]
    let found = bytes.indices.filter {
      $0 % 64 == 0 && $0 + 20 <= bytes.count && Array(bytes[$0..<$0 + 16]) == codes
        && bytes[$0 + 16] == 0
    }
    let place = try #require(found.last)
    for (value, text): (UInt8, String) in [(2, "2"), (0xff, "-1")] {
      bytes.replaceSubrange(
        place + 8..<place + 12, with: value == 2 ? [2, 0, 0, 0] : [0xff, 0xff, 0xff, 0xff])
      try Data(bytes).write(to: URL(fileURLWithPath: folder.file("d.arrow")))
      let fault = TestSupport.fault { try FrameArrow.read(from: folder.file("d.arrow")) }
      #expect(fault?.problem == "column 'unit' has unit \(text) of 2 in row 2")
    }
  }
}
