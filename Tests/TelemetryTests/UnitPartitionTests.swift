import Diagnostics
import Foundation
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Partitions whose rows are all of one unit")
struct UnitPartitionTests {
  private static func frame(_ unit: String, minutes: Range<Int64>, value: Double = 1) -> Frame {
    Frame(
      times: minutes.map { Timestamp(nanoseconds: $0 * 60_000_000_000) },
      units: UnitColumn(names: [unit], codes: [Int32](repeating: 0, count: minutes.count)),
      tags: [Tag(id: "x")],
      values: Matrix(columns: [minutes.map { value + Double($0) }]))
  }

  private static func writer(_ folder: String) throws -> StoreWriter {
    try StoreWriter(folder: folder, plant: "p", tags: [Tag(id: "x")], hasUnits: true)
  }

  @Test("the manifest names the unit where a file has one alone, and verifying holds it to that")
  func named() throws {
    let folder = try TemporaryFolder()
    var writer = try Self.writer(folder.path)
    try writer.add(Self.frame("a", minutes: 0..<3), source: StoreTests.source("1", rows: 3))
    var both = Self.frame("a", minutes: 5..<7)
    both.units = UnitColumn(names: ["a", "b"], codes: [0, 1])
    try writer.add(both, source: StoreTests.source("2", rows: 2))
    let manifest = try writer.commit(sampleInterval: nil)
    #expect(manifest.partitions.map(\.unit) == ["a", nil])
    #expect(try Store(opening: folder.path).manifest == manifest)
    #expect(try Store(opening: folder.path).verify().isEmpty)

    let path = folder.file("store.json")
    // Without its seal: a flipped bit is another test's.
    let text = try String(contentsOfFile: path, encoding: .utf8)
      .replacing("  \"sealed\" : \"sha256\",\n", with: "")
      .replacing(/,\n  "seal" : "[0-9a-f]{64}"/, with: "")
    try text.replacingOccurrences(of: #""unit" : "a""#, with: #""unit" : "b""#)
      .write(toFile: path, atomically: true, encoding: .utf8)
    #expect(
      try Store(opening: folder.path).verify().map(\.problem)
        == ["its rows are not all of unit 'b', as store.json says"])
    try text.replacingOccurrences(of: #""hasUnits" : true,"#, with: "")
      .write(toFile: path, atomically: true, encoding: .utf8)
    let fault = TestSupport.fault { try Store(opening: folder.path) }
    #expect(
      fault?.problem
        == "damaged store.json: partition '\(manifest.partitions[0].file)' is of unit 'a', the store has no units"
    )
  }

  @Test("what is settled does not depend on whether the manifest says the units", arguments: 0..<20)
  func settled(seed: UInt64) throws {
    var generator = SeededGenerator(root: seed, stage: "unit partitions")
    let frames = (0..<8).map { number in
      let start = Int64(generator.next() % 10)
      return (
        unit: ["a", "b", "c"][Int(generator.next() % 3)], minutes: start..<start + 4,
        value: Double(number * 100)
      )
    }
    let (plain, said) = (try TemporaryFolder(), try TemporaryFolder())
    var manifests: [StoreManifest] = []
    for folder in [plain, said] {
      var writer = try Self.writer(folder.path)
      for (number, one) in frames.enumerated() {
        let source = StoreTests.source("\(number)", rows: 4)
        let partition = try writer.partition(
          of: Self.frame(one.unit, minutes: one.minutes, value: one.value), source: "\(number)")
        var written = try #require(partition)
        #expect(written.unit == one.unit)
        if folder === plain { written.unit = nil }
        try writer.add([written], source: source)
      }
      manifests.append(try writer.commit(sampleInterval: nil))
    }
    #expect(manifests[0].partitions.map(\.deletions) == manifests[1].partitions.map(\.deletions))
    #expect(manifests[0].sources == manifests[1].sources)
    let (first, second) = (try Store(opening: plain.path), try Store(opening: said.path))
    #expect(try first.frame().isIdentical(to: try second.frame()))
    #expect(
      manifests[1].rows
        == Set(frames.flatMap { one in one.minutes.map { "\(one.unit) \($0)" } }).count)
  }

  @Test("files written on several threads give the store that one thread gives")
  func threads() throws {
    var stores: [(manifest: [UInt8], names: [String])] = []
    for threads in [1, 4] {
      let folder = try TemporaryFolder()
      var writer = try Self.writer(folder.path)
      let shared = writer
      let written = try ParallelMap(threads: threads)(40) { number in
        try shared.partition(
          of: Self.frame("unit \(number)", minutes: 0..<50, value: Double(number)),
          source: "\(number)")
      }.compactMap(\.self)
      // One file that nobody takes up.
      _ = try writer.partition(of: Self.frame("lost", minutes: 0..<5), source: "lost")
      for (number, partition) in written.enumerated() {
        try writer.add([partition], source: StoreTests.source("\(number)", rows: 50))
      }
      try writer.commit(sampleInterval: .hours(1))
      stores.append(
        (Array(try Data(contentsOf: URL(fileURLWithPath: folder.file("store.json")))), folder.names)
      )
      #expect(try Store(opening: folder.path).verify(threads: 2).isEmpty)
    }
    #expect(stores[0].manifest == stores[1].manifest)
    #expect(stores[0].names == stores[1].names)
    #expect(stores[0].names.count == 41, "40 files and store.json: what nobody took up is gone")
  }

  @Test("partitions of another source are refused")
  func otherSource() throws {
    let folder = try TemporaryFolder()
    var writer = try Self.writer(folder.path)
    let partition = try writer.partition(of: Self.frame("a", minutes: 0..<2), source: "1")
    let written = try #require(partition)
    let fault = TestSupport.fault {
      try writer.add([written], source: StoreTests.source("2", rows: 2))
    }
    #expect(fault?.problem == "partitions of another source than '2'")
    #expect(try writer.partition(of: Self.frame("a", minutes: 0..<0), source: "1") == nil)
  }
}
