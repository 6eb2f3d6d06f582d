import Diagnostics
import Foundation
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Writing a store")
struct StoreWriterTests {
  private static let tags = [Tag(id: "x")]

  private static func writer(
    _ folder: TemporaryFolder, duplicates: DuplicatePolicy = .last, settings: String = ""
  ) throws -> StoreWriter {
    try StoreWriter(
      folder: folder.path, plant: "p", tags: tags, settingsDigest: settings,
      duplicates: duplicates)
  }

  /// A store of two sources: minutes 0 and 1, minutes 5 and 6.
  private static func store(in folder: TemporaryFolder) throws -> Store {
    var writer = try writer(folder)
    try writer.add(StoreTests.frame([0, 1], [1, 2]), source: StoreTests.source("a", rows: 2))
    try writer.add(StoreTests.frame([5, 6], [3, 4]), source: StoreTests.source("b", rows: 2))
    try writer.commit(sampleInterval: nil)
    return try Store(opening: folder.path)
  }

  @Test(
    "a tag whose name has more than 1,024 bytes is refused with both numbers; one of 1,024 is kept")
  func longName() throws {
    let folder = try TemporaryFolder()
    #expect(Tag.longestID == 1_024)
    let name = String(repeating: "ä", count: 512)
    _ = try StoreWriter(folder: folder.path, plant: "p", tags: [Tag(id: name)])
    let found = fault {
      try StoreWriter(folder: folder.path, plant: "p", tags: [Tag(id: name + "x")])
    }
    #expect(
      found?.description == """
        error: the tag '\(String(repeating: "ä", count: 20))…' has a name of 1025 bytes, at most 1024 are kept
          at \(folder.path)
          hint: shorten the column's name in the file
        """)
    #expect(found?.kind == .badData)
  }

  @Test("of rows of one moment the policy's one stays, whatever overlaps", arguments: 1...40)
  func duplicates(seed: Int) throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(root: 21, stage: "duplicates", index: seed)
    let policy = seed % 2 == 0 ? DuplicatePolicy.last : .first
    var writer = try Self.writer(folder, duplicates: policy)
    // The oracle: a dictionary filled in the order of sources, partitions and rows.
    var expected: [Int64: Double] = [:]
    var rows = 0
    let sources = 1 + Int(generator.next() % 5)
    for source in 0..<sources {
      for _ in 0...Int(generator.next() % 2) {
        let start = Int64(generator.next() % 40)
        let minutes = (0..<Int(generator.next() % 20)).map { _ in
          start + Int64(generator.next() % 25)
        }.sorted()
        let values = minutes.map { _ in Double(generator.next() % 10_000) / 100 }
        try writer.add(
          StoreTests.frame(minutes, values), source: StoreTests.source("\(source)", rows: 0))
        for (minute, value) in zip(minutes, values) {
          if policy == .last || expected[minute] == nil { expected[minute] = value }
        }
        rows += minutes.count
      }
    }
    try writer.commit(sampleInterval: nil)
    let store = try Store(opening: folder.path)
    let frame = try store.frame()
    let order = expected.keys.sorted()
    #expect(frame.times.map { $0.nanoseconds / 60_000_000_000 } == order)
    #expect(frame.values.column(0) == order.map { expected[$0] })
    #expect(store.manifest.rows == order.count)
    #expect(store.manifest.partitions.reduce(0) { $0 + $1.rows } == rows)
    #expect(try store.verify(threads: 2).isEmpty)
    let pieces = try (0..<store.partitionCount).map { try store.frame(partition: $0) }
    #expect(pieces.reduce(0) { $0 + $1.count } == order.count)
    for piece in pieces {
      #expect(zip(piece.times, piece.times.dropFirst()).allSatisfy { $0 < $1 })
    }
    let count = store.manifest.statistics.first?.count
    #expect(count == order.count)
  }

  @Test(
    "unchanged sources are kept with their files, a changed one is replaced, a dropped one goes")
  func renewal() throws {
    let folder = try TemporaryFolder()
    let old = try Self.store(in: folder)
    var writer = try Self.writer(folder)
    #expect(writer.isCurrent(source: "a", sha256: SHA256.hash("a")))
    #expect(!writer.isCurrent(source: "a", sha256: SHA256.hash("other")))
    #expect(!writer.isCurrent(source: "c", sha256: SHA256.hash("a")))
    try writer.keep(source: "a")
    try writer.add(
      StoreTests.frame([1, 7], [20, 40]),
      source: StoreTests.source("b", rows: 2, sha256: SHA256.hash("b2")))
    let manifest = try writer.commit(sampleInterval: nil)

    let store = try Store(opening: folder.path)
    #expect(store.manifest == manifest)
    #expect(store.manifest.partitions[0].file == old.manifest.partitions[0].file)
    #expect(store.manifest.partitions[0].deletions == [1..<2])
    #expect(try store.frame().values.column(0) == [1, 20, 40])
    // Who opened the store before still reads what was there then.
    #expect(try old.frame().values.column(0) == [1, 2, 3, 4])
    #expect(try store.garbageCollect() == [old.manifest.partitions[1].file])
    #expect(try store.verify().isEmpty)
    #expect(TestSupport.fault { try old.frame() }?.kind == .missingInput)

    var third = try Self.writer(folder)
    try third.keep(source: "a")
    try third.commit(sampleInterval: nil)
    let shrunk = try Store(opening: folder.path)
    #expect(shrunk.manifest.partitions[0].deletions.isEmpty)
    #expect(shrunk.manifest.partitions[0].statistics == [TagStatistics(of: [1, 2])])
  }

  @Test("other settings, tags or a damaged file make a source not current")
  func notCurrent() throws {
    let folder = try TemporaryFolder()
    let store = try Self.store(in: folder)
    let digest = SHA256.hash("a")
    #expect(try !Self.writer(folder, settings: "other").isCurrent(source: "a", sha256: digest))
    let renamed = try StoreWriter(folder: folder.path, plant: "p", tags: [Tag(id: "z")])
    #expect(!renamed.isCurrent(source: "a", sha256: digest))
    // What is known of a tag stands in the manifest alone.
    let described = try StoreWriter(
      folder: folder.path, plant: "p", tags: Self.tags.map { Tag(id: $0.id, unit: "bar") })
    #expect(described.isCurrent(source: "a", sha256: digest))
    let steps = try StoreWriter(
      folder: folder.path, plant: "p", tags: Self.tags, timeKind: .step)
    #expect(!steps.isCurrent(source: "a", sha256: digest))
    let writer = try Self.writer(folder)
    #expect(writer.isCurrent(source: "a", sha256: digest))
    try AtomicFile.write("short", to: folder.file(store.manifest.partitions[0].file))
    #expect(!writer.isCurrent(source: "a", sha256: digest))
    #expect(writer.isCurrent(source: "b", sha256: SHA256.hash("b")))
  }

  @Test("a source is kept or added, not both")
  func keptTwice() throws {
    let folder = try TemporaryFolder()
    _ = try Self.store(in: folder)
    var writer = try Self.writer(folder)
    try writer.keep(source: "a")
    let again = TestSupport.fault { try writer.keep(source: "a") }
    #expect(again?.problem == "source 'a' cannot be kept")
    let unknown = TestSupport.fault { try writer.keep(source: "z") }
    #expect(unknown?.problem == "source 'z' cannot be kept")
    let added = TestSupport.fault {
      try writer.add(StoreTests.frame([0], [1]), source: StoreTests.source("a", rows: 1))
    }
    #expect(added?.problem == "source 'a' was kept and cannot be added")
  }

  @Test("a writer that ends before its commit leaves the old store, and the next commit clears up")
  func endsEarly() throws {
    let folder = try TemporaryFolder()
    let old = try Self.store(in: folder)
    let before = folder.names
    do {
      var writer = try Self.writer(folder)
      try writer.add(StoreTests.frame([9], [9]), source: StoreTests.source("c", rows: 1))
    }
    try AtomicFile.write("x", to: folder.file("\(AtomicFile.temporaryPrefix)1-left"))
    try AtomicFile.write("mine", to: folder.file("notes.txt"))
    #expect(folder.names.count == before.count + 3)
    #expect(try Store(opening: folder.path).manifest == old.manifest)
    #expect(try Store(opening: folder.path).verify().isEmpty)

    var writer = try Self.writer(folder)
    try writer.keep(source: "a")
    try writer.keep(source: "b")
    try writer.commit(sampleInterval: nil)
    #expect(folder.names == (before + ["notes.txt"]).sorted())
  }

  @Test("a commit or a partition that cannot be written leaves the old store as it was")
  func failingWrite() throws {
    let folder = try TemporaryFolder()
    let old = try Self.store(in: folder)
    let whole = try old.frame()
    let json = try Data(contentsOf: URL(fileURLWithPath: folder.file("store.json")))
    // A folder where the file, or a temporary one, should be made: works as root, too.
    let pid = ProcessInfo.processInfo.processIdentifier
    let elsewhere = try TemporaryFolder()
    let partition = try Self.writer(elsewhere).partition(
      of: StoreTests.frame([0], [7]), source: "c")
    let obstacles = [
      (folder.file(try #require(partition).file), "cannot name the file: Is a directory"),
      (
        folder.file("\(AtomicFile.temporaryPrefix)\(pid)-store.json"),
        "cannot write the file: Is a directory"
      ),
    ]
    var writer = try Self.writer(folder)
    for (step, (obstacle, problem)) in obstacles.enumerated() {
      try FileManager.default.createDirectory(
        atPath: obstacle, withIntermediateDirectories: false)
      let fault = TestSupport.fault {
        if step == 0 {
          try writer.add(StoreTests.frame([0], [7]), source: StoreTests.source("c", rows: 1))
        } else {
          try writer.commit(sampleInterval: nil)
        }
      }
      #expect(fault?.kind == .io)
      #expect(fault?.problem == problem)
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("store.json"))) == json)
      let store = try Store(opening: folder.path)
      #expect(try store.verify().isEmpty)
      #expect(try store.frame().isIdentical(to: whole))
      try FileManager.default.removeItem(atPath: obstacle)
      if step == 0 {
        try writer.add(StoreTests.frame([0], [7]), source: StoreTests.source("c", rows: 1))
      }
    }
    try writer.commit(sampleInterval: nil)
    #expect(try Store(opening: folder.path).frame().values.column(0) == [7])
  }

  @Test("a row that cannot be settled fails the commit and leaves the old store")
  func lostPartition() throws {
    let folder = try TemporaryFolder()
    let old = try Self.store(in: folder)
    var writer = try Self.writer(folder)
    try writer.keep(source: "a")
    try writer.add(StoreTests.frame([1], [9]), source: StoreTests.source("c", rows: 1))
    try FileManager.default.removeItem(atPath: folder.file(old.manifest.partitions[0].file))
    let fault = TestSupport.fault { try writer.commit(sampleInterval: nil) }
    #expect(fault?.kind == .missingInput)
    #expect(try Store(opening: folder.path).manifest == old.manifest)
  }

  @Test("times, tags and qualities that do not fit are refused")
  func refusals() throws {
    let folder = try TemporaryFolder()
    var writer = try Self.writer(folder)
    func problem(_ frame: Frame, quality: [UInt8]? = nil) -> String? {
      TestSupport.fault {
        try writer.add(frame, quality: quality, source: StoreTests.source("a", rows: 1))
      }?.problem
    }
    #expect(problem(StoreTests.frame([1, 0], [1, 1])) == "the times do not ascend at row 1")
    var far = StoreTests.frame([0], [1])
    far.times = [Timestamp(nanoseconds: .min)]
    #expect(problem(far) == "row 0 has a time outside the years 1678 to 2261")
    var other = StoreTests.frame([0], [1])
    other.tags = [Tag(id: "y")]
    #expect(problem(other) == "the frame's tags are not the store's")
    let frame = StoreTests.frame([0, 1], [1, .nan])
    #expect(problem(frame, quality: [0]) == "2 cells have 1 qualities")
    #expect(problem(frame, quality: [2, 2]) == "the value 1.0 in row 0 has quality 2")
    #expect(problem(frame, quality: [0, 0]) == "the value nan in row 1 has quality 0")
    #expect(problem(frame, quality: [9, 2]) == "the value 1.0 in row 0 has quality 9")
    #expect(problem(frame, quality: [3, 2]) == nil)
    let clash = TestSupport.fault {
      try StoreWriter(
        folder: folder.path, plant: "p", tags: [Tag(id: "x"), Tag(id: "x.quality")])
    }
    #expect(clash?.problem == "two columns of the Arrow file would be named 'x.quality'")
  }
}
