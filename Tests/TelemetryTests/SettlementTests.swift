import Diagnostics
import Foundation
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

/// Rows of one moment settled, against an oracle that holds every row in dictionaries.
@Suite("Settling rows of one moment")
struct SettlementTests {
  /// One batch as a source hands it over.
  private struct Batch {
    var source: Int
    var frame: Frame
    var quality: [UInt8]
  }

  /// A row of the oracle: where it came from and its cells by tag.
  private struct Row {
    var source: Int
    var cells: [String: (value: Double, quality: UInt8)]
  }

  /// Time and unit; ordered by time, then the bytes of the name.
  private struct Moment: Hashable, Comparable {
    var time: Int64
    var unit: [UInt8]

    static func < (a: Moment, b: Moment) -> Bool {
      a.time != b.time ? a.time < b.time : a.unit.lexicographicallyPrecedes(b.unit)
    }
  }

  private struct Case {
    var tags: [String]
    var hasUnits: Bool
    var batches: [Batch]
    var sources: Int

    /// Random sources; each has some of the tags, in an order of its own.
    init(seed: Int, disjoint: Bool = false) {
      var generator = SeededGenerator(root: 51, stage: "settlement", index: seed)
      hasUnits = generator.next() % 2 == 0
      tags = (0..<1 + Int(generator.next() % 4)).map { "t\($0)" }
      sources = disjoint ? tags.count : 1 + Int(generator.next() % 5)
      let units = ["", "b", "\u{e9}", "e\u{301}"]
      batches = []
      // Some cases let every source have the same columns: there rows are settled whole.
      let allSame = generator.next() % 3 == 0
      for source in 0..<sources {
        var own = tags
        if disjoint {
          own = [tags[source]]
        } else if !allSame {
          own = tags.filter { _ in generator.next() % 3 != 0 }
          if own.isEmpty { own = [tags[0]] }
          if generator.next() % 2 == 0 { own.reverse() }
        }
        for _ in 0...Int(generator.next() % 3) {
          let start = Int64(generator.next() % 30)
          let span = 1 + generator.next() % 30
          var moments: [Moment] = []
          for _ in 0..<Int(generator.next() % 25) {
            moments.append(
              Moment(
                time: start + Int64(generator.next() % span),
                unit: hasUnits ? Array(units[Int(generator.next() % 4)].utf8) : []))
          }
          moments.sort()
          if disjoint {
            // One row per moment and source: `error` must find nothing to refuse.
            let taken = Set(
              batches.filter { $0.source == source }.flatMap { Self.moments(of: $0.frame) })
            moments = Set(moments).subtracting(taken).sorted()
          }
          var values: [Double] = []
          var quality: [UInt8] = []
          for _ in 0..<moments.count * own.count {
            let isMissing = generator.next() % 4 == 0
            values.append(isMissing ? .nan : Double(Int(generator.next() % 2_000) - 1_000) / 10)
            quality.append(isMissing ? 2 : [0, 1, 3][Int(generator.next() % 3)])
          }
          let frame = Frame(
            times: moments.map { Timestamp(nanoseconds: $0.time * 1_000_000_000) },
            units: hasUnits
              ? UnitColumn(
                names: units,
                codes: moments.map { moment in
                  Int32(units.firstIndex { Array($0.utf8) == moment.unit } ?? 0)
                }) : nil,
            tags: own.map { Tag(id: $0) },
            values: Matrix(rows: moments.count, columns: own.count, columnMajor: values))
          batches.append(Batch(source: source, frame: frame, quality: quality))
        }
      }
    }

    static func moments(of frame: Frame) -> [Moment] {
      frame.times.indices.map { row in
        Moment(
          time: frame.times[row].nanoseconds / 1_000_000_000,
          unit: frame.units.map { Array($0[row].utf8) } ?? [])
      }
    }

    /// All rows by moment, in the order of sources, batches and rows.
    var rows: [Moment: [Row]] {
      var result: [Moment: [Row]] = [:]
      for batch in batches {
        for (row, moment) in Self.moments(of: batch.frame).enumerated() {
          var cells: [String: (value: Double, quality: UInt8)] = [:]
          for (column, tag) in batch.frame.tags.enumerated() {
            cells[tag.id] = (
              batch.frame.values[row, column], batch.quality[column * batch.frame.count + row]
            )
          }
          result[moment, default: []].append(Row(source: batch.source, cells: cells))
        }
      }
      return result
    }

    func source(_ index: Int) -> StoreManifest.SourceFile {
      let own = batches.filter { $0.source == index }
      let rows = own.reduce(0) { $0 + $1.frame.count }
      // Three rows in quarantine and two that the reader itself settled.
      return StoreManifest.SourceFile(
        name: "\(index).csv", bytes: rows, sha256: SHA256.hash("\(index)"), rowsRead: rows + 5,
        rowsStored: rows, rowsQuarantined: 3, duplicates: 2,
        tags: own.first?.frame.tags.map(\.id))
    }

    func add(_ index: Int, to writer: inout StoreWriter) throws {
      for batch in batches where batch.source == index {
        try writer.add(batch.frame, quality: batch.quality, source: source(index))
      }
      writer.describe(source: source(index))
    }

    func writer(
      _ folder: TemporaryFolder, _ policy: DuplicatePolicy, tags: [String]? = nil
    ) throws -> StoreWriter {
      try StoreWriter(
        folder: folder.path, plant: "p", tags: (tags ?? self.tags).map { Tag(id: $0) },
        hasUnits: hasUnits, duplicates: policy)
    }
  }

  /// The cell that a policy makes of the cells of the rows that have the tag.
  private static func settled(
    _ cells: [(value: Double, quality: UInt8)], _ policy: DuplicatePolicy
  ) -> (value: Double, quality: UInt8) {
    switch policy {
    // A missing cell displaces nothing.
    case .last: return cells.last { !$0.value.isNaN } ?? (.nan, 2)
    case .first, .error: return cells.first { !$0.value.isNaN } ?? (.nan, 2)
    case .mean:
      let present = cells.filter { !$0.value.isNaN }
      if present.isEmpty { return (.nan, 2) }
      // Σ in the order of the sources, then one division: the same bits as the store's.
      let mean = present.reduce(0) { $0 + $1.value } / Double(present.count)
      // Worst: suspect (3), carried (1), measured (0).
      return (mean, present.map(\.quality).max() ?? 0)
    }
  }

  private static func check(_ store: Store, _ data: Case, _ policy: DuplicatePolicy) throws {
    let rows = data.rows
    let order = rows.keys.sorted()
    let frame = try store.frame()
    let quality = try store.quality()
    #expect(Case.moments(of: frame) == order)
    for (column, tag) in data.tags.enumerated() {
      for (row, moment) in order.enumerated() where row < frame.count {
        let cells = (rows[moment] ?? []).compactMap { $0.cells[tag] }
        let expected = settled(cells, policy)
        let seen = frame.values[row, column]
        #expect(
          seen == expected.value || (seen.isNaN && expected.value.isNaN),
          "\(tag) at \(moment.time): \(seen), expected \(expected.value) of \(cells)")
        #expect(quality[column * order.count + row] == expected.quality)
      }
    }
    #expect(try store.verify(threads: 2).isEmpty)
    let pieces = try (0..<store.partitionCount).map { try store.frame(partition: $0) }
    #expect(pieces.reduce(0) { $0 + $1.count } == order.count)
    for piece in pieces {
      let moments = Case.moments(of: piece)
      #expect(zip(moments, moments.dropFirst()).allSatisfy { $0 < $1 })
    }
    let present = data.tags.indices.map { column in
      frame.values.column(column).count { !$0.isNaN }
    }
    #expect(store.manifest.statistics.map(\.count) == present)
    #expect(
      store.manifest.statistics.map { $0.count + $0.missing } == present.map { _ in order.count })
    try checkLaw(store.manifest, data, policy)
  }

  /// Rows read = stored + quarantined + settled, per source and in sum.
  private static func checkLaw(
    _ manifest: StoreManifest, _ data: Case, _ policy: DuplicatePolicy
  ) throws {
    var stored = [Int](repeating: 0, count: data.sources)
    for (_, rows) in data.rows {
      // A moment counts once: for the last of its sources under `last`, else for the first.
      guard let owner = policy == .last ? rows.last : rows.first else { continue }
      stored[owner.source] += 1
    }
    #expect(manifest.sources.map(\.rowsStored) == stored)
    for (index, source) in manifest.sources.enumerated() {
      #expect(source.rowsRead == data.source(index).rowsRead)
      #expect(source.rowsQuarantined == 3)
      #expect(
        source.rowsRead == source.rowsStored + source.rowsQuarantined + source.duplicates)
      #expect((0...source.duplicates - 2).contains(source.displaced))
      if data.sources == 1 { #expect(source.displaced == 0) }
    }
    #expect(manifest.sources.reduce(0) { $0 + $1.rowsStored } == manifest.rows)
  }

  @Test("each cell is the policy's among the rows that have its tag", arguments: 1...60)
  func oracle(seed: Int) throws {
    let data = Case(seed: seed)
    for policy in [DuplicatePolicy.last, .first, .mean] {
      let folder = try TemporaryFolder()
      var writer = try data.writer(folder, policy)
      for source in 0..<data.sources { try data.add(source, to: &writer) }
      try writer.commit(sampleInterval: nil)
      try Self.check(try Store(opening: folder.path), data, policy)
    }
  }

  @Test(
    "sources of different tags merge under every policy; `error` has nothing to refuse",
    arguments: 1...20)
  func disjoint(seed: Int) throws {
    let data = Case(seed: seed, disjoint: true)
    for policy in DuplicatePolicy.allCases {
      let folder = try TemporaryFolder()
      var writer = try data.writer(folder, policy)
      for source in 0..<data.sources { try data.add(source, to: &writer) }
      try writer.commit(sampleInterval: nil)
      try Self.check(try Store(opening: folder.path), data, policy)
    }
  }

  @Test("source by source with new tags gives the same store as all at once", arguments: 1...30)
  func incremental(seed: Int) throws {
    let data = Case(seed: seed)
    let policy = [DuplicatePolicy.last, .first, .mean][seed % 3]
    let whole = try TemporaryFolder()
    var writer = try data.writer(whole, policy)
    for source in 0..<data.sources { try data.add(source, to: &writer) }
    try writer.commit(sampleInterval: nil)

    let grown = try TemporaryFolder()
    for count in 1...data.sources {
      // The first commits do not know the tags that later sources bring.
      let known = data.batches.filter { $0.source < count }.flatMap { $0.frame.tags.map(\.id) }
      let tags = count == data.sources ? data.tags : data.tags.filter { known.contains($0) }
      var writer = try data.writer(grown, policy, tags: tags)
      for source in 0..<count {
        if writer.isCurrent(source: "\(source).csv", sha256: SHA256.hash("\(source)")) {
          try writer.keep(source: "\(source).csv")
        } else {
          #expect(source == count - 1)
          try data.add(source, to: &writer)
        }
      }
      try writer.commit(sampleInterval: nil)
    }
    try Store(opening: grown.path).garbageCollect()
    #expect(grown.names == whole.names)
    for name in whole.names {
      #expect(
        FileManager.default.contentsEqual(atPath: whole.file(name), andPath: grown.file(name)),
        "\(name)")
    }
  }

  @Test("committing twice changes nothing, and a source that goes takes its cells along")
  func again() throws {
    let folder = try TemporaryFolder()
    let data = Case(seed: 7, disjoint: true)
    var writer = try data.writer(folder, .mean)
    for source in 0..<data.sources { try data.add(source, to: &writer) }
    let first = try writer.commit(sampleInterval: nil)
    #expect(try writer.commit(sampleInterval: nil) == first)
    try Self.check(try Store(opening: folder.path), data, .mean)

    var left = try data.writer(folder, .mean)
    try left.keep(source: "0.csv")
    let manifest = try left.commit(sampleInterval: nil)
    #expect(!manifest.partitions.contains { $0.isSettled })
    #expect(manifest.partitions.allSatisfy { $0.deletions.isEmpty })
    #expect(manifest.sources[0].duplicates == 2 && manifest.sources[0].displaced == 0)
    try Store(opening: folder.path).garbageCollect()
    #expect(folder.names.count == manifest.partitions.count + 1)
  }

  @Test("a merged partition that is lost is made again by the next commit")
  func lostMerge() throws {
    let folder = try TemporaryFolder()
    var writer = try StoreWriter(
      folder: folder.path, plant: "p", tags: [Tag(id: "x"), Tag(id: "y")])
    for (name, tag) in [("1", "x"), ("2", "y")] {
      var frame = StoreTests.frame([0, 1], [1, 2])
      frame.tags = [Tag(id: tag)]
      try writer.add(frame, source: StoreTests.source(name, rows: 2))
    }
    let manifest = try writer.commit(sampleInterval: nil)
    let merged = try #require(manifest.partitions.first { $0.isSettled })
    #expect(merged.rows == 2 && manifest.rows == 2)
    try FileManager.default.removeItem(atPath: folder.file(merged.file))
    #expect(try Store(opening: folder.path).verify().count == 1)
    var again = try StoreWriter(
      folder: folder.path, plant: "p", tags: [Tag(id: "x"), Tag(id: "y")])
    try again.keep(source: "1")
    try again.keep(source: "2")
    #expect(try again.commit(sampleInterval: nil) == manifest)
    let store = try Store(opening: folder.path)
    #expect(try store.verify().isEmpty)
    #expect(try store.frame().values.elements == [1, 2, 1, 2])
  }

  @Test("under `error` two rows of a moment are a fault with time, unit and both sources")
  func refused() throws {
    let folder = try TemporaryFolder()
    var writer = try StoreWriter(
      folder: folder.path, plant: "p", tags: [Tag(id: "x")], hasUnits: true, duplicates: .error)
    for name in ["a.csv", "b.csv"] {
      var frame = StoreTests.frame([1], [1])
      frame.units = UnitColumn(names: ["pump 7"], codes: [0])
      try writer.add(frame, source: StoreTests.source(name, rows: 1))
    }
    let fault = TestSupport.fault { try writer.commit(sampleInterval: nil) }
    #expect(fault?.kind == .badData)
    #expect(
      fault?.problem
        == "two rows of 1970-01-01T00:01:00Z of unit 'pump 7' have the tag 'x': "
        + "in 'a.csv' and 'b.csv'")
    #expect(fault?.hint == "remove one of them, or settle duplicates by first, last or mean")
    #expect(!folder.names.contains("store.json"))
  }

  @Test("many rows to merge go into several partitions, none large")
  func bounded() throws {
    let folder = try TemporaryFolder()
    let rows = 150_000
    var writer = try StoreWriter(
      folder: folder.path, plant: "p", tags: [Tag(id: "x"), Tag(id: "y")])
    for (index, tag) in ["x", "y"].enumerated() {
      let frame = Frame(
        times: (0..<rows).map { Timestamp(nanoseconds: Int64($0) * 1_000_000_000) },
        tags: [Tag(id: tag)],
        values: Matrix(
          rows: rows, columns: 1, columnMajor: (0..<rows).map { Double($0 * 2 + index) }))
      try writer.add(frame, source: StoreTests.source(tag, rows: rows))
    }
    let manifest = try writer.commit(sampleInterval: nil)
    let merged = manifest.partitions.filter(\.isSettled)
    #expect(merged.count > 1)
    #expect(merged.reduce(0) { $0 + $1.rows } == rows && manifest.rows == rows)
    // Whole sources gave way: one range each, not a range per row.
    #expect(manifest.partitions.prefix(2).map(\.deletions) == [[0..<rows], [0..<rows]])
    let frame = try Store(opening: folder.path).frame()
    for column in 0..<2 {
      #expect(
        frame.values.column(column) == (0..<rows).map { Double($0 * 2 + column) })
    }
  }
}
