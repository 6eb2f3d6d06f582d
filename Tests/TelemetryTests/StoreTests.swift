import Diagnostics
import Foundation
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("The store")
struct StoreTests {
  static func source(_ name: String, rows: Int, sha256: String? = nil) -> StoreManifest.SourceFile {
    StoreManifest.SourceFile(
      name: name, bytes: rows * 10, sha256: sha256 ?? SHA256.hash(name), rowsRead: rows,
      rowsStored: rows)
  }

  /// A frame of one tag at the given minutes.
  static func frame(_ minutes: [Int64], _ values: [Double]) -> Frame {
    Frame(
      times: minutes.map { Timestamp(nanoseconds: $0 * 60_000_000_000) }, tags: [Tag(id: "x")],
      values: Matrix(rows: minutes.count, columns: 1, columnMajor: values))
  }

  @Test(
    "partitions and the whole come back as added, with their qualities",
    arguments: TimeKind.allCases)
  func roundTrip(kind: TimeKind) throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: 8)
    let tags = (0..<3).map { Tag(id: "t\($0)", role: .actuator, unit: "m") }
    var writer = try StoreWriter(
      folder: folder.file("store/deep"), plant: "p", tags: tags, timeKind: kind)
    var frames: [Frame] = []
    var qualities: [[UInt8]] = []
    for index in 0..<4 {
      var frame = RandomFrames.frame(
        rows: [5, 1, 0, 13][index], tags: 3, start: Int64(index) * 86_400_000_000_000,
        using: &generator)
      frame.tags = tags
      let quality = frame.values.elements.map { value -> UInt8 in
        value.isNaN ? 2 : [0, 1, 3][Int(generator.next() % 3)]
      }
      try writer.add(
        frame, quality: quality, source: Self.source("\(index).csv", rows: frame.count))
      frames.append(frame)
      qualities.append(quality)
    }
    try writer.commit(sampleInterval: TimeSpan("1min"))

    let store = try Store(opening: folder.file("store/deep"))
    #expect(store.tags == tags)
    #expect(store.partitionCount == 3)
    #expect(store.manifest.sources.count == 4)
    #expect(store.manifest.rows == 19)
    #expect(store.manifest.sampleInterval == TimeSpan("1min"))
    for (partition, index) in [0, 1, 3].enumerated() {
      #expect(try store.frame(partition: partition).isIdentical(to: frames[index]))
      #expect(try store.quality(partition: partition) == qualities[index])
    }
    let whole = try store.frame()
    #expect(whole.times == frames.flatMap(\.times))
    for column in 0..<3 {
      let expected = frames.flatMap { $0.values.column(column) }
      #expect(whole.values.column(column).map(\.bitPattern) == expected.map(\.bitPattern))
    }
    let middle = TimeRange(frames[0].times[3], frames[3].times[1])
    #expect(try store.frame(in: middle).times == whole.times[3...7].map(\.self))
    #expect(try store.quality(in: middle).count == 15)
    #expect(try store.verify(threads: 2).isEmpty)
    let day = kind == .clock ? "1970-01-04" : "step259200000000000"
    let last = store.manifest.partitions[2]
    #expect(last.file == "\(day)-\(last.sha256.prefix(12)).arrow")
  }

  @Test("the statistics in the manifest are those of the rows that count")
  func statistics() throws {
    let folder = try TemporaryFolder()
    var writer = try StoreWriter(folder: folder.path, plant: "p", tags: [Tag(id: "x")])
    try writer.add(Self.frame([0, 1, 2], [1, 2, .nan]), source: Self.source("a", rows: 3))
    try writer.add(Self.frame([2, 3], [5, 6.5]), source: Self.source("b", rows: 2))
    try writer.commit(sampleInterval: nil)
    let manifest = try Store(opening: folder.path).manifest
    #expect(manifest.partitions[0].deletions == [2..<3])
    #expect(manifest.partitions[0].statistics == [TagStatistics(of: [1, 2])])
    let merged = manifest.statistics[0]
    #expect(merged.count == 4 && merged.missing == 0 && merged.min == 1 && merged.max == 6.5)
    #expect(merged.mean == 3.625 && merged.step == 0.1)
    #expect(manifest.rows == 4)
  }

  @Test("a partition is handed over in blocks of rows, missing cells NaN, deleted rows left out")
  func columns() throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: 2)
    let tags = (0..<5).map { Tag(id: "t\($0)") }
    var writer = try StoreWriter(folder: folder.path, plant: "p", tags: tags)
    for (index, missing) in [0, 0.5, 0].enumerated() {
      try writer.add(
        RandomFrames.frame(
          rows: 13, tags: 5, missing: missing,
          start: [0, 86_400, 86_400 * 2][index] * 1_000_000_000, using: &generator),
        source: Self.source("\(index)", rows: 13))
    }
    try writer.add(
      RandomFrames.frame(
        rows: 2, tags: 5, missing: 0, start: 86_400 * 2_000_000_000, using: &generator),
      source: Self.source("3", rows: 2))
    try writer.commit(sampleInterval: nil)
    let store = try Store(opening: folder.path)
    for (partition, rows) in [13, 13, 11, 2].enumerated() {
      let frame = try store.frame(partition: partition)
      #expect(frame.count == rows)
      for most in [1, 4, 13, 4_096] {
        var next = 0
        try store.eachRowBlock(partition: partition, most: most) { block in
          #expect(block.rows == min(most, rows - next) && block.columns == 5)
          for column in 0..<5 {
            #expect(
              block.column(column).map(\.bitPattern)
                == frame.values.column(column)[next..<next + block.rows].map(\.bitPattern))
          }
          next += block.rows
        }
        #expect(next == rows)
      }
    }
  }

  @Test("a store without rows opens and gives an empty frame")
  func empty() throws {
    let folder = try TemporaryFolder()
    var writer = try StoreWriter(folder: folder.path, plant: "p", tags: [Tag(id: "x")])
    try writer.commit(sampleInterval: nil)
    let store = try Store(opening: folder.path)
    #expect(try store.frame().count == 0)
    #expect(try store.frame().tags == [Tag(id: "x")])
    #expect(store.manifest.span == nil)
    #expect(store.manifest.statistics == [TagStatistics()])
    #expect(folder.names == ["store.json"])
  }

  @Test("where there is no store the fault says what to run")
  func missing() throws {
    let folder = try TemporaryFolder()
    let fault = fault { try Store(opening: folder.file("none")) }
    #expect(fault?.kind == .missingInput)
    #expect(
      fault?.description == """
        error: there is no store: store.json is missing
          at \(folder.file("none"))
          hint: run `tocsin ingest` first
        """)
  }

  @Test("the same input gives the same bytes of every file")
  func determinism() throws {
    let folders = try [TemporaryFolder(), TemporaryFolder()]
    for folder in folders {
      var generator = SeededGenerator(seed: 12)
      var writer = try StoreWriter(
        folder: folder.path, plant: "p", tags: (0..<4).map { Tag(id: "t\($0)") },
        settingsDigest: "s")
      for index in 0..<3 {
        try writer.add(
          RandomFrames.frame(
            rows: 50, tags: 4, start: Int64(index) * 1_800_000_000_000, using: &generator),
          source: Self.source("\(index)", rows: 50))
      }
      try writer.commit(sampleInterval: TimeSpan("1min"))
    }
    #expect(folders[0].names == folders[1].names)
    // One more than the sources and the manifest: rows of one moment whose cells are missing are joined.
    #expect(folders[0].names.count == 5)
    for name in folders[0].names {
      #expect(
        FileManager.default.contentsEqual(
          atPath: folders[0].file(name), andPath: folders[1].file(name)))
    }
  }

  @Test("files are not world-readable")
  func permissions() throws {
    let folder = try TemporaryFolder()
    var writer = try StoreWriter(folder: folder.file("s"), plant: "p", tags: [Tag(id: "x")])
    try writer.add(Self.frame([0], [1]), source: Self.source("a", rows: 1))
    try writer.commit(sampleInterval: nil)
    for path in [folder.file("s")]
      + (try Store(opening: folder.file("s"))).manifest.partitions
      .map({ folder.file("s/\($0.file)") }) + [folder.file("s/store.json")]
    {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      let mode = try #require(attributes[.posixPermissions] as? Int)
      #expect(mode & 0o007 == 0, "\(path)")
    }
  }
}
