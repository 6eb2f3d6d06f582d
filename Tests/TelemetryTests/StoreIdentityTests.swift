import Diagnostics
import Foundation
import Telemetry
import TestSupport
import Testing

/// An open store reads the files that stood there when it was opened, or says that they are others now.
@Suite struct StoreIdentityTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A store of one partition, and the path of that.
  private func stored() throws -> (store: Store, path: String) {
    var writer = try StoreWriter(folder: folder.path, plant: "p", tags: [Tag(id: "x")])
    let frame = StoreTests.frame(Array(0..<50), (0..<50).map { Double($0) / 3 })
    try writer.add(
      frame, quality: [UInt8](repeating: 0, count: 50), source: StoreTests.source("a.csv", rows: 50)
    )
    try writer.commit(sampleInterval: TimeSpan("1min"))
    let store = try Store(opening: folder.path)
    return (store, folder.file(try #require(store.manifest.partitions.first).file))
  }

  private func expected(_ path: String) -> Fault {
    Fault(
      .badData, "the file is another one than when the store was opened",
      at: Place(file: path), hint: "run the command again: it reads what is there now")
  }

  /// What every way to a partition's cells, and to its digest, tells.
  private func faults(_ store: Store) throws -> [Fault?] {
    [
      fault { try store.frame() }, fault { try store.frame(partition: 0) },
      fault { try store.verifiedFrame(partition: 0) }, fault { try store.times(partition: 0) },
      fault { try store.quality() }, fault { try store.quality(partition: 0) },
      fault { try store.forEachBatch { _, _ in } }, try store.verify().first,
    ]
  }

  @Test("a file that another one replaces after the store was opened is not read as data")
  func replaced() throws {
    let (store, path) = try stored()
    #expect(try store.verify().isEmpty)
    #expect(try faults(store).allSatisfy { $0 == nil })
    var bytes = try #require(FileManager.default.contents(atPath: path))
    // A low bit of a number: the file is sound, its values are others.
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
    for fault in try faults(store) { #expect(fault == expected(path)) }
    // Whoever opens the store now sees that the file is damaged.
    #expect(try Store(opening: folder.path).verify().first?.problem.contains("SHA-256") == true)
  }

  @Test("a file that is written to after the store was opened is not read as data")
  func written() throws {
    let (store, path) = try stored()
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data([0]))
    try handle.close()
    for fault in try faults(store) { #expect(fault == expected(path)) }
  }

  @Test("moving a folder and linking its files changes nothing")
  func moved() throws {
    let (store, path) = try stored()
    try FileManager.default.linkItem(atPath: path, toPath: path + "-link")
    let aside = path + "-aside"
    try FileManager.default.moveItem(atPath: path, toPath: aside)
    try FileManager.default.moveItem(atPath: aside, toPath: path)
    #expect(try faults(store).allSatisfy { $0 == nil })
  }

  @Test("what a commit keeps is held against the store that was verified before it")
  func kept() throws {
    let (before, path) = try stored()
    let bytes = try #require(FileManager.default.contents(atPath: path))
    try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
    let kept = try Store(opening: folder.path, keeping: ["a.csv"], of: before)
    for fault in try faults(kept) { #expect(fault == expected(path)) }
    // A source that was read again has a file of its own.
    let fresh = try Store(opening: folder.path, keeping: [], of: before)
    #expect(try faults(fresh).allSatisfy { $0 == nil })
    let first = try Store(opening: folder.path, keeping: ["a.csv"], of: nil)
    #expect(try faults(first).allSatisfy { $0 == nil })
  }
}
