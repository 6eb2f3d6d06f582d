import Diagnostics
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Reading a store in batches")
struct BatchTests {
  /// All batches of a range put together again.
  private static func joined(
    _ store: Store, in range: TimeRange = .always, rows: Int
  ) throws -> (rows: [(OverlappingPieces.Moment, [OverlappingPieces.Cell])], sizes: [Int]) {
    var all: [(OverlappingPieces.Moment, [OverlappingPieces.Cell])] = []
    var sizes: [Int] = []
    var names: [String]?
    try store.forEachBatch(in: range, rows: rows) { frame, quality in
      all += OverlappingPieces.rows(frame, quality)
      sizes.append(frame.count)
      if let units = frame.units {
        #expect(names == nil || names == units.names)
        names = units.names
      }
    }
    return (all, sizes)
  }

  @Test("batches of any size are the merged rows cut into pieces", arguments: 1...40)
  func oracle(seed: Int) throws {
    var generator = SeededGenerator(root: 79, stage: "batches", index: seed)
    let pieces = OverlappingPieces(&generator, sources: 3, hasUnits: seed % 2 == 0)
    let folder = try TemporaryFolder()
    var writer = try pieces.writer(folder, [.first, .last, .mean][seed % 3])
    for source in pieces.sources { try pieces.add(source, to: &writer) }
    try writer.commit(sampleInterval: nil)
    let store = try Store(opening: folder.path)
    for range in [
      TimeRange.always,
      TimeRange(
        Timestamp(nanoseconds: 4 * 60_000_000_000), Timestamp(nanoseconds: 9 * 60_000_000_000)),
    ] {
      let expected = OverlappingPieces.rows(
        try store.frame(in: range), try store.quality(in: range))
      for rows in [1, 2, 7, 1_000] {
        let (seen, sizes) = try Self.joined(store, in: range, rows: rows)
        #expect(sizes.dropLast().allSatisfy { $0 == rows })
        #expect(sizes.last ?? 1 > 0 && sizes.last ?? 0 <= rows)
        #expect(seen.map(\.0) == expected.map(\.moment))
        #expect(seen.map(\.1) == expected.map(\.cells))
      }
    }
  }

  @Test("partitions larger than a block, interleaved row by row, come in order")
  func largePartitions() throws {
    let folder = try TemporaryFolder()
    let tags = [Tag(id: "x"), Tag(id: "y")]
    var writer = try StoreWriter(folder: folder.path, plant: "p", tags: tags)
    // Three sources of 70,000 rows: every third second each, the last 100 rows of all the same.
    // 65,536 rows are the most that a block has.
    let rows = 70_000
    for source in 0..<3 {
      var values = Matrix(rows: rows, columns: 2)
      var times: [Timestamp] = []
      for row in 0..<rows {
        let second = row < rows - 100 ? 3 * row + source : 3 * row
        times.append(Timestamp(nanoseconds: Int64(second) * 1_000_000_000))
        values[row, 0] = Double(second)
        values[row, 1] = row % 7 == 0 ? .nan : Double(source)
      }
      try writer.add(
        Frame(times: times, tags: tags, values: values),
        source: StoreTests.source("\(source)", rows: rows))
    }
    let manifest = try writer.commit(sampleInterval: nil)
    #expect(manifest.rows == 3 * rows - 200)
    #expect(manifest.sources.map(\.rowsStored) == [rows - 100, rows - 100, rows])
    #expect(manifest.sources.map(\.displaced) == [100, 100, 0])
    var next = 0
    var wrong = 0
    try Store(opening: folder.path).forEachBatch(rows: 10_000) { frame, quality in
      for row in 0..<frame.count {
        let second = Double(frame.times[row].nanoseconds / 1_000_000_000)
        let isTail = next >= 3 * (rows - 100)
        let source = isTail ? 2 : next % 3
        let index = isTail ? next - 2 * (rows - 100) : next / 3
        let expected = Double(isTail ? 3 * index : next)
        if second != expected || frame.values[row, 0] != second
          || frame.values[row, 1].isNaN != (index % 7 == 0)
          || (index % 7 != 0 && frame.values[row, 1] != Double(source))
          || quality[frame.count + row] != (index % 7 == 0 ? 2 : 0)
        {
          wrong += 1
        }
        next += 1
      }
    }
    #expect(wrong == 0 && next == 3 * rows - 200)
  }

  @Test("a store without rows gives no batch; a fault of the reader ends the walk")
  func ends() throws {
    let folder = try TemporaryFolder()
    var writer = try StoreWriter(folder: folder.path, plant: "p", tags: [Tag(id: "x")])
    try writer.commit(sampleInterval: nil)
    try Store(opening: folder.path).forEachBatch { _, _ in Issue.record("a batch") }
    try writer.add(StoreTests.frame([0, 1], [1, 2]), source: StoreTests.source("a", rows: 2))
    try writer.commit(sampleInterval: nil)
    var batches = 0
    let fault = fault {
      try Store(opening: folder.path).forEachBatch(rows: 1) { _, _ throws(Fault) in
        batches += 1
        throw Fault(.badData, "enough")
      }
    }
    #expect(fault?.problem == "enough" && batches == 1)
  }

  @Test("hundreds of partitions that overlap are read without as many open files")
  func manyPartitions() throws {
    let folder = try TemporaryFolder()
    var writer = try StoreWriter(folder: folder.path, plant: "p", tags: [Tag(id: "x")])
    for source in 0..<150 {
      let minutes = (0..<20).map { Int64(150 * $0 + source) }
      try writer.add(
        StoreTests.frame(minutes, minutes.map(Double.init)),
        source: StoreTests.source("\(source)", rows: 20))
    }
    try writer.commit(sampleInterval: nil)
    var seen: [Double] = []
    try Store(opening: folder.path).forEachBatch(rows: 999) { frame, _ in
      seen += frame.values.column(0)
    }
    #expect(seen == (0..<3_000).map(Double.init))
  }
}
