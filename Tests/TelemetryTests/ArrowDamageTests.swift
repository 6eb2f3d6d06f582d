import Diagnostics
import Foundation
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Damaged and hostile Arrow files")
struct ArrowDamageTests {
  /// A small file with missing cells, metadata and qualities, as bytes.
  private static func sample(_ folder: TemporaryFolder) throws -> [UInt8] {
    var generator = SeededGenerator(seed: 3)
    var frame = RandomFrames.frame(rows: 3, tags: 2, missing: 0.4, using: &generator)
    frame.tags[0].unit = "bar"
    try ArrowFile.write(
      ArrowBatch(
        frame: frame,
        byteColumns: ArrowBatch.qualityColumns(
          of: frame.tags, rows: 3, qualities: frame.values.elements.map { $0.isNaN ? 2 : 0 }),
        metadata: ["tocsin.plant": "p"]),
      to: folder.file("whole.arrow"))
    return Array(try Data(contentsOf: URL(fileURLWithPath: folder.file("whole.arrow"))))
  }

  /// Reads all there is; faults are fine, other errors and traps are not.
  private static func read(_ bytes: [UInt8], _ path: String) throws -> Frame? {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    do throws(Fault) {
      let reader = try ArrowFileReader(path)
      for index in reader.columns.indices
      where reader.columns[index].type == .integer(bits: 8, signed: false) {
        _ = try reader.bytes(column: index)
      }
      return try reader.frame()
    } catch {
      #expect(error.kind == .badData)
      #expect(error.place?.file == path)
      return nil
    }
  }

  @Test("a file cut off at any length is a fault")
  func truncation() throws {
    let folder = try TemporaryFolder()
    let bytes = try Self.sample(folder)
    for length in bytes.indices {
      let frame = try Self.read(Array(bytes[..<length]), folder.file("cut.arrow"))
      #expect(frame == nil, "cut to \(length) bytes")
    }
  }

  @Test("any byte changed gives a fault or a frame of the same size, never a crash")
  func everyByte() throws {
    let folder = try TemporaryFolder()
    let bytes = try Self.sample(folder)
    var faults = 0
    for position in bytes.indices {
      for mask: UInt8 in [1 << (position % 8), 0xff] {
        var changed = bytes
        changed[position] ^= mask
        if let frame = try Self.read(changed, folder.file("bad.arrow")) {
          #expect(frame.count <= 3 && frame.tags.count <= 4, "byte \(position) ^ \(mask)")
        } else {
          faults += 1
        }
      }
    }
    #expect(faults > bytes.count / 4, "only \(faults) faults: the check is not looking")
  }

  @Test("extreme numbers anywhere in the metadata never crash", arguments: 1...4)
  func extremeNumbers(seed: Int) throws {
    let folder = try TemporaryFolder()
    let bytes = try Self.sample(folder)
    var generator = SeededGenerator(root: 11, stage: "fuzz", index: seed)
    let extremes: [UInt64] = [
      0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, .max, 0x7fff_ffff_ffff_ffff, 1 << 63, 1 << 61,
      0xffff_ffff_ffff_fff8, 64, 0xffff,
    ]
    for _ in 0..<700 {
      var changed = bytes
      for _ in 0...Int(generator.next() % 3) {
        let width = [2, 4, 8][Int(generator.next() % 3)]
        let value = extremes[Int(generator.next() % UInt64(extremes.count))]
        let position = Int(generator.next() % UInt64(bytes.count - width)) / width * width
        for index in 0..<width {
          changed[position + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
        }
      }
      _ = try Self.read(changed, folder.file("bad.arrow"))
    }
  }

  @Test(
    "buffers that together are longer than their body are refused: a small file cannot claim much")
  func sharedBytes() throws {
    let folder = try TemporaryFolder()
    var bytes = try Self.sample(folder)
    func word(_ value: UInt8) -> [UInt8] { [value, 0, 0, 0, 0, 0, 0, 0] }
    // The buffers of both tags: offset 64 and 128, length 24; the body has 448 bytes.
    for offset: UInt8 in [64, 128] {
      let entry = try #require(bytes.firstRange(of: word(offset) + word(24)))
      bytes.replaceSubrange(entry, with: word(offset) + word(255))
    }
    try Data(bytes).write(to: URL(fileURLWithPath: folder.file("a.arrow")))
    let fault = fault { try ArrowFileReader(folder.file("a.arrow")) }
    #expect(fault?.problem == "damaged Arrow file: the buffers of a record batch share bytes")
  }

  @Test("the text of a damage names what lies outside")
  func text() throws {
    let folder = try TemporaryFolder()
    var bytes = try Self.sample(folder)
    let size = bytes.count
    bytes.replaceSubrange(size - 10..<size - 6, with: [0xff, 0xff, 0xff, 0x7f])
    try Data(bytes).write(to: URL(fileURLWithPath: folder.file("a.arrow")))
    let fault = fault { try ArrowFileReader(folder.file("a.arrow")) }
    #expect(
      fault?.description == """
        error: damaged Arrow file: a footer of 2147483647 bytes does not fit into a file of \(size)
          at \(folder.file("a.arrow"))
        """)
  }

  @Test("a flipped bit in any byte of a partition is named by verify with its file")
  func verify() throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: 4)
    var writer = try StoreWriter(folder: folder.path, plant: "p", tags: [Tag(id: "t0")])
    for (index, name) in ["a.csv", "b.csv"].enumerated() {
      let frame = RandomFrames.frame(
        rows: 2, tags: 1, start: Int64(index) * 3_600_000_000_000, using: &generator)
      try writer.add(frame, source: StoreTests.source(name, rows: 2))
    }
    try writer.commit(sampleInterval: nil)
    let store = try Store(opening: folder.path)
    #expect(try store.verify().isEmpty)
    let partition = store.manifest.partitions[1]
    let path = folder.file(partition.file)
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    for position in bytes.indices {
      var changed = bytes
      changed[position] ^= 1 << (position % 8)
      try Data(changed).write(to: URL(fileURLWithPath: path))
      // A store that is open already tells that the file is another one: see StoreIdentityTests.
      let store = try Store(opening: store.folder)
      let faults = try store.verify(threads: 2)
      #expect(faults.count == 1)
      #expect(faults.first?.place?.file == path)
      // Reading without verifying must not crash either.
      _ = fault { try store.frame() }
      _ = fault { try store.eachRowBlock(partition: 1) { _ in } }
    }
    var changed = bytes
    changed[100] ^= 4
    try Data(changed).write(to: URL(fileURLWithPath: path))
    #expect(
      try Store(opening: store.folder).verify().map(\.description) == [
        """
        error: the file's SHA-256 is \(SHA256.hash(changed).prefix(12))…, store.json says \
        \(partition.sha256.prefix(12))…
          at \(path)
          hint: remove this file and run `tocsin ingest`: 'b.csv' is read again
        """
      ])
    try FileManager.default.removeItem(atPath: path)
    #expect(
      try store.verify().map(\.problem) == ["cannot open the file: No such file or directory"])
  }
}
