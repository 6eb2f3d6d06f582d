import Diagnostics
import Foundation
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("A store of units and of sources with different tags")
struct UnitStoreTests {
  /// A frame of minutes and units; a column of values per tag.
  private static func frame(
    _ moments: [(Int64, String)], tags: [String], _ columns: [[Double]]
  ) -> Frame {
    var names: [String] = []
    var codes: [Int32] = []
    for (_, name) in moments {
      if !names.contains(name) { names.append(name) }
      codes.append(Int32(names.firstIndex(of: name) ?? 0))
    }
    return Frame(
      times: moments.map { Timestamp(nanoseconds: $0.0 * 60_000_000_000) },
      units: UnitColumn(names: names, codes: codes), tags: tags.map { Tag(id: $0) },
      values: Matrix(columns: columns))
  }

  private static func units(_ frame: Frame) -> [String] {
    frame.units.map { units in (0..<units.count).map { units[$0] } } ?? []
  }

  private static func writer(_ folder: TemporaryFolder) throws -> StoreWriter {
    try StoreWriter(folder: folder.path, plant: "p", tags: [Tag(id: "x")], hasUnits: true)
  }

  @Test("units of several files come back in one order: time, then the bytes of the name")
  func order() throws {
    let folder = try TemporaryFolder()
    var writer = try Self.writer(folder)
    try writer.add(
      Self.frame([(0, "b"), (1, "b"), (1, "d")], tags: ["x"], [[1, 2, 3]]),
      source: StoreTests.source("1", rows: 3))
    try writer.add(
      Self.frame([(0, "c"), (1, "a"), (1, "c")], tags: ["x"], [[4, 5, 6]]),
      source: StoreTests.source("2", rows: 3))
    try writer.commit(sampleInterval: nil)
    let store = try Store(opening: folder.path)
    #expect(store.manifest.hasUnits)
    #expect(store.manifest.rows == 6)
    let whole = try store.frame()
    #expect(Self.units(whole) == ["b", "c", "a", "b", "c", "d"])
    #expect(whole.values.column(0) == [1, 4, 5, 2, 6, 3])
    let minute = Timestamp(nanoseconds: 60_000_000_000)
    let late = try store.frame(in: TimeRange(minute, minute))
    #expect(Self.units(late) == ["a", "b", "c", "d"])
    #expect(late.values.column(0) == [5, 2, 6, 3])
    #expect(try store.quality() == [UInt8](repeating: 0, count: 6))
    #expect(Self.units(try store.frame(partition: 1)) == ["c", "a", "c"])
    #expect(
      try store.times(partition: 1).map(\.nanoseconds) == [0, 60_000_000_000, 60_000_000_000])
    #expect(try store.verify().isEmpty)
  }

  @Test("a moment is time and unit: rows of one time and different units displace nothing")
  func identity() throws {
    let folder = try TemporaryFolder()
    var writer = try Self.writer(folder)
    try writer.add(
      Self.frame([(0, "a"), (0, "b"), (0, "b")], tags: ["x"], [[1, 2, 3]]),
      source: StoreTests.source("1", rows: 3))
    try writer.add(
      Self.frame([(0, "a"), (0, "c")], tags: ["x"], [[4, 5]]),
      source: StoreTests.source("2", rows: 2))
    try writer.commit(sampleInterval: nil)
    let store = try Store(opening: folder.path)
    #expect(Self.units(try store.frame()) == ["a", "b", "c"])
    #expect(try store.frame().values.column(0) == [4, 3, 5])
    #expect(store.manifest.partitions[0].hasRepeats && !store.manifest.partitions[1].hasRepeats)
    #expect(store.manifest.partitions.map(\.deletions) == [[0..<2], []])
  }

  @Test("units that do not ascend within a time, or in a store without units, are refused")
  func refusals() throws {
    let folder = try TemporaryFolder()
    var writer = try Self.writer(folder)
    let descending = TestSupport.fault {
      try writer.add(
        Self.frame([(0, "b"), (0, "a")], tags: ["x"], [[1, 2]]),
        source: StoreTests.source("1", rows: 2))
    }
    #expect(
      descending?.problem == "the units of 1970-01-01T00:00:00Z do not ascend at row 1")
    #expect(descending?.kind == .badData)
    var plain = try StoreWriter(folder: folder.path, plant: "p", tags: [Tag(id: "x")])
    let units = TestSupport.fault {
      try plain.add(
        Self.frame([(0, "a")], tags: ["x"], [[1]]), source: StoreTests.source("1", rows: 1))
    }
    #expect(units?.problem == "the frame has units, the store has none")
    let clash = TestSupport.fault {
      try StoreWriter(folder: folder.path, plant: "p", tags: [Tag(id: "unit")], hasUnits: true)
    }
    #expect(clash?.problem == "two columns of the Arrow file would be named 'unit'")
    #expect(
      TestSupport.fault {
        try StoreWriter(folder: folder.path, plant: "p", tags: [Tag(id: "unit")])
      } == nil)
  }

  @Test("a store without units is not current for a writer with units, and the other way round")
  func notCurrent() throws {
    let folder = try TemporaryFolder()
    var writer = try Self.writer(folder)
    try writer.add(
      Self.frame([(0, "a")], tags: ["x"], [[1]]), source: StoreTests.source("1", rows: 1))
    try writer.commit(sampleInterval: nil)
    let digest = SHA256.hash("1")
    #expect(try Self.writer(folder).isCurrent(source: "1", sha256: digest))
    let plain = try StoreWriter(folder: folder.path, plant: "p", tags: [Tag(id: "x")])
    #expect(!plain.isCurrent(source: "1", sha256: digest))
  }

  @Test("a manifest of before units and partial partitions reads as one of neither")
  func oldManifest() throws {
    let text = """
      {"duplicates": "last", "partitions": [{"bytes": 9, "deletions": [], "end": 1,
      "file": "a.arrow", "hasRepeats": false, "rows": 1, "sha256": "00", "source": "s",
      "start": 1, "statistics": [{"count": 0, "m2": 0, "mean": 0, "missing": 1}]}],
      "plant": "p", "schemaVersion": 1, "settingsDigest": "", "sources": [{"bytes": 1,
      "duplicates": 0, "name": "s", "notices": [], "rowsQuarantined": 0, "rowsRead": 1,
      "rowsStored": 1, "sha256": "00"}], "tags": [{"id": "x", "role": "sensor"}],
      "timeKind": "step"}
      """
    let manifest = try StoreManifest(json: Array(text.utf8), file: "store.json")
    #expect(!manifest.hasUnits)
    #expect(manifest.partitions[0].tags == nil && manifest.sources[0].tags == nil)
    #expect(manifest.sources[0].displaced == 0)
    #expect(manifest.statistics[0].missing == 1)
    // What an old reader understands is written as it was: it must not meet keys of new features.
    let written = String(decoding: try manifest.json(), as: UTF8.self)
    for key in ["hasUnits", "displaced"] { #expect(!written.contains("\"\(key)\"")) }
  }

  @Test("a tag that a source lacks is missing in its rows, in frames, qualities and statistics")
  func absentTags() throws {
    let folder = try TemporaryFolder()
    let tags = ["x", "y", "z"].map { Tag(id: $0) }
    var writer = try StoreWriter(folder: folder.path, plant: "p", tags: tags)
    var first = Self.frame([(0, ""), (1, "")], tags: ["z", "x"], [[1, 2], [3, .nan]])
    first.units = nil
    try writer.add(first, quality: [3, 1, 0, 2], source: StoreTests.source("1", rows: 2))
    var second = Self.frame([(5, "")], tags: ["y"], [[4]])
    second.units = nil
    try writer.add(second, source: StoreTests.source("2", rows: 1))
    try writer.commit(sampleInterval: nil)
    let store = try Store(opening: folder.path)
    #expect(store.manifest.partitions.map(\.tags) == [["z", "x"], ["y"]])
    let bits = { (cells: [Double]) in cells.map { $0.isNaN ? -1 : $0 } }
    let whole = try store.frame()
    #expect(whole.tags == tags)
    #expect(bits(whole.values.elements) == [3, -1, -1, -1, -1, 4, 1, 2, -1])
    #expect(try store.quality() == [0, 2, 2, 2, 2, 0, 3, 1, 2])
    #expect(bits(try store.frame(partition: 0).values.elements) == [3, -1, -1, -1, 1, 2])
    #expect(try store.quality(partition: 0) == [0, 2, 2, 2, 3, 1])
    try store.eachRowBlock(partition: 0) { block in
      #expect(block.columns == 3 && block.rows == 2)
      #expect(bits(Array(block.column(2))) == [1, 2])
    }
    let statistics = store.manifest.statistics
    #expect(statistics.map(\.count) == [1, 1, 2])
    #expect(statistics.map(\.missing) == [2, 2, 1])
    #expect(try store.verify().isEmpty)
  }

  @Test("a source is kept when the writer has more tags, in another order; not when it has fewer")
  func superset() throws {
    let folder = try TemporaryFolder()
    var writer = try StoreWriter(
      folder: folder.path, plant: "p", tags: [Tag(id: "x"), Tag(id: "y")])
    var frame = Self.frame([(0, ""), (1, "")], tags: ["x", "y"], [[1, 2], [3, 4]])
    frame.units = nil
    try writer.add(frame, source: StoreTests.source("1", rows: 2))
    try writer.commit(sampleInterval: nil)
    let old = try Store(opening: folder.path)
    #expect(old.manifest.partitions[0].tags == nil)

    let tags = [Tag(id: "new"), Tag(id: "y", role: .actuator, unit: "bar"), Tag(id: "x")]
    var wider = try StoreWriter(folder: folder.path, plant: "p", tags: tags)
    #expect(wider.isCurrent(source: "1", sha256: SHA256.hash("1")))
    try wider.keep(source: "1")
    var added = Self.frame([(2, "")], tags: ["new"], [[5]])
    added.units = nil
    try wider.add(added, source: StoreTests.source("2", rows: 1))
    try wider.commit(sampleInterval: nil)
    let store = try Store(opening: folder.path)
    #expect(store.manifest.partitions[0].file == old.manifest.partitions[0].file)
    #expect(store.manifest.partitions.map(\.tags) == [["x", "y"], ["new"]])
    let whole = try store.frame()
    #expect(whole.tags == tags)
    let cells = whole.values.elements.map { $0.isNaN ? -1 : $0 }
    #expect(cells == [-1, -1, 5, 3, 4, -1, 1, 2, -1])
    #expect(try store.verify().isEmpty)

    let narrow = try StoreWriter(folder: folder.path, plant: "p", tags: [Tag(id: "x")])
    #expect(!narrow.isCurrent(source: "1", sha256: SHA256.hash("1")))
    var back = try StoreWriter(
      folder: folder.path, plant: "p", tags: [Tag(id: "x"), Tag(id: "y")])
    try back.keep(source: "1")
    try back.commit(sampleInterval: nil)
    // The way there and back leaves no trace: incremental equals all at once.
    #expect(try Store(opening: folder.path).manifest == old.manifest)
  }

  @Test("a frame with a tag twice or one that the store does not have is refused")
  func wrongTags() throws {
    let folder = try TemporaryFolder()
    var writer = try StoreWriter(
      folder: folder.path, plant: "p", tags: [Tag(id: "x"), Tag(id: "y")])
    for tags in [["x", "x"], ["z"], ["x", "y", "z"]] {
      var frame = Self.frame([(0, "")], tags: tags, tags.map { _ in [1] })
      frame.units = nil
      let fault = TestSupport.fault {
        try writer.add(frame, source: StoreTests.source("1", rows: 1))
      }
      #expect(fault?.problem == "the frame's tags are not the store's")
      #expect(fault?.kind == .ourBug)
    }
  }
}
