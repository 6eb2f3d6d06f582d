import Diagnostics
import Foundation
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("store.json")
struct StoreManifestTests {
  private static func manifest(kind: TimeKind = .clock) throws -> StoreManifest {
    var first = TagStatistics(of: [1, 2.5, .nan])
    first.merge(TagStatistics(of: [4]))
    return StoreManifest(
      plant: "Wörk \"1\"", timeKind: kind, tags: [Tag(id: "x", unit: "bar", resolution: 0.1)],
      sampleInterval: TimeSpan("10min"), settingsDigest: "abc",
      sources: [
        StoreManifest.SourceFile(
          name: "a/b.csv", bytes: 3, sha256: "00", rowsRead: 7, rowsStored: 5, rowsQuarantined: 1,
          duplicates: 1, notices: ["two gaps"])
      ],
      partitions: [
        StoreManifest.Partition(
          file: "1970-01-01-00.arrow", source: "a/b.csv", rows: 5,
          span: TimeRange(Timestamp(nanoseconds: -5), Timestamp(nanoseconds: 60)),
          hasRepeats: false, sha256: "11", bytes: 900, statistics: [first], deletions: [2..<3])
      ])
  }

  @Test("writing and reading give the same manifest", arguments: TimeKind.allCases)
  func roundTrip(kind: TimeKind) throws {
    let manifest = try Self.manifest(kind: kind)
    #expect(try StoreManifest(json: manifest.json(), file: "s") == manifest)
  }

  @Test("the text is sorted and readable, spans in the words of their axis")
  func text() throws {
    let text = String(decoding: try Self.manifest().json(), as: UTF8.self)
    #expect(
      text.hasPrefix(
        "{\n  \"sealed\" : \"sha256\",\n  \"duplicates\" : \"last\",\n  \"partitions\" : [\n"))
    #expect(text.contains("  \"timeKind\" : \"clock\",\n  \"seal\" : \""))
    #expect(text.contains("\"start\" : \"1969-12-31T23:59:59.999999995Z\""))
    #expect(text.contains("\"name\" : \"a/b.csv\""))
    #expect(text.contains("\"sampleInterval\" : \"10min\""))
    let steps = String(decoding: try Self.manifest(kind: .step).json(), as: UTF8.self)
    #expect(steps.contains("\"start\" : -5"))
  }

  @Test("a newer schema version is refused by number, even where all else is unknown")
  func newerVersion() throws {
    let fault = fault {
      try StoreManifest(
        json: Array("{\"schemaVersion\": 3, \"new\": []}".utf8), file: "s/store.json")
    }
    #expect(
      fault?.description == """
        error: the store has schema version 3, this tocsin reads versions up to 2
          at s/store.json
          hint: update tocsin, or ingest into another folder
        """)
    #expect(fault?.kind == .badData)
  }

  @Test("a newer store is neither opened nor overwritten")
  func newerStore() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("{\"schemaVersion\": 7}", to: folder.file("store.json"))
    let problem = "the store has schema version 7, this tocsin reads versions up to 2"
    #expect(TestSupport.fault { try Store(opening: folder.path) }?.problem == problem)
    let writing = TestSupport.fault {
      try StoreWriter(folder: folder.path, plant: "p", tags: [])
    }
    #expect(writing?.problem == problem)
  }

  private static func problem(_ change: (inout StoreManifest) -> Void) throws -> String? {
    var manifest = try manifest()
    change(&manifest)
    let json = try manifest.json()
    return TestSupport.fault { try StoreManifest(json: json, file: "s") }?.problem
  }

  @Test("a manifest that contradicts itself or leads out of its folder is refused")
  func contradictions() throws {
    let prefix = "damaged store.json: "
    #expect(
      try Self.problem { $0.tags.append($0.tags[0]) } == prefix + "two tags share an id")
    #expect(
      try Self.problem { $0.sources.append($0.sources[0]) }
        == prefix + "two sources share a name")
    for name in ["../x.arrow", "/etc/passwd", ".arrow", "x.csv", "a/b.arrow"] {
      #expect(
        try Self.problem { $0.partitions[0].file = name }
          == prefix + "partition '\(name)' is not the name of an Arrow file in this folder")
    }
    let partition = prefix + "partition '1970-01-01-00.arrow' "
    #expect(
      try Self.problem { $0.partitions[0].source = "z" }
        == partition + "names the unknown source 'z'")
    #expect(try Self.problem { $0.partitions[0].rows = 0 } == partition + "has 0 rows")
    #expect(
      try Self.problem { $0.partitions[0].rows = .max } == partition + "has \(Int.max) rows")
    #expect(try Self.problem { $0.partitions[0].bytes = -1 } == partition + "has -1 bytes")
    #expect(
      try Self.problem { $0.partitions[0].deletions = [0..<2, 1..<3] }
        == partition + "leaves out rows 1..<3 of 5")
    #expect(
      try Self.problem { $0.partitions[0].deletions = [3..<6] }
        == partition + "leaves out rows 3..<6 of 5")
    #expect(
      try Self.problem { $0.partitions[0].statistics = [] }
        == partition + "has statistics of 0 tags, the store has 1")
    #expect(
      try Self.problem { $0.partitions[0].statistics = [TagStatistics(of: [1])] }
        == partition + "has statistics that do not fit its 4 rows")
    #expect(try Self.problem { _ in } == nil)
  }

  @Test("a damaged text is a fault with the path of the field")
  func damagedText() throws {
    let sealed = String(decoding: try Self.manifest().json(), as: UTF8.self)
    // As an older version wrote it, without a seal.
    var text = sealed.replacing("  \"sealed\" : \"sha256\",\n", with: "")
      .replacing(/,\n  "seal" : "[0-9a-f]{64}"/, with: "")
    #expect(try StoreManifest(json: Array(text.utf8), file: "s") == Self.manifest())
    let changed = sealed.replacing("\"rows\" : 5", with: "\"rows\" : 4")
    let found = fault { try StoreManifest(json: Array(changed.utf8), file: "s") }
    #expect(found?.problem.hasPrefix("the file was changed: its SHA-256 is ") == true)
    #expect(found?.place == Place(file: "s"))
    #expect(found?.hint?.hasPrefix("remove store.json and run `tocsin ingest`") == true)
    text.replace("\"rows\" : 5", with: "\"rows\" : \"five\"")
    let typed = fault { try StoreManifest(json: Array(text.utf8), file: "s") }
    #expect(typed?.place == Place(file: "s", path: "partitions[0].rows"))
    #expect(typed?.hint?.hasPrefix("remove store.json and run `tocsin ingest`") == true)
    text.replace("\"rows\" :", with: "\"row\" :")
    let absent = TestSupport.fault { try StoreManifest(json: Array(text.utf8), file: "s") }
    #expect(absent?.problem == "damaged store.json: 'rows' is missing")
    #expect(TestSupport.fault { try StoreManifest(json: [], file: "s") }?.kind == .badData)
  }

  @Test("any byte of store.json changed or the end cut off never crashes a reader")
  func everyByte() throws {
    let folder = try TemporaryFolder()
    var writer = try StoreWriter(folder: folder.path, plant: "p", tags: [Tag(id: "x")])
    try writer.add(StoreTests.frame([0, 1], [1, .nan]), source: StoreTests.source("a", rows: 2))
    try writer.add(StoreTests.frame([1, 2], [1, 3]), source: StoreTests.source("b", rows: 2))
    try writer.commit(sampleInterval: TimeSpan("1min"))
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder.file("store.json"))))
    var generator = SeededGenerator(seed: 6)
    for position in bytes.indices {
      var changed = bytes
      changed[position] = position % 3 == 0 ? UInt8(generator.next() % 256) : bytes[position] ^ 1
      for text in [changed] + (position % 7 == 0 ? [Array(bytes[..<position])] : []) {
        try Data(text).write(to: URL(fileURLWithPath: folder.file("store.json")))
        _ = TestSupport.fault {
          let store = try Store(opening: folder.path)
          _ = store.manifest.statistics
          _ = store.manifest.span?.description
          return try store.frame()
        }
      }
    }
  }
}
