public import Diagnostics
internal import Foundation

/// A plant's ingested telemetry on disk: a folder of Arrow files and the `store.json` that names them.
///
/// A store is a value that shows the manifest as it was when opened. Partitions never change, so any
/// number of readers need no lock; a commit that supersedes partitions leaves their files until the next.
/// A partition that another file replaces, or that somebody writes to, is told and not read: what
/// ``verify(threads:)`` found sound is what the same value reads later.
public struct Store: Sendable {
  /// The folder.
  public let folder: String
  /// What `store.json` said when the store was opened.
  public let manifest: StoreManifest
  /// Per partition, which file stood there when the store was opened; nil where none did.
  private let identities: [FileIdentity?]

  /// Opens the store in a folder.
  ///
  /// - Throws: ``Fault`` of kind `missingInput` where there is no store, `badData` where its manifest is
  ///   damaged or newer than this code.
  public init(opening folder: String) throws(Fault) {
    let path = "\(folder)/\(StoreManifest.fileName)"
    guard let manifest = try Self.manifest(at: path) else {
      throw Fault(
        .missingInput, "there is no store: store.json is missing", at: Place(file: folder),
        hint: "run `tocsin ingest` first")
    }
    self.init(folder: folder, manifest: manifest)
  }

  /// Opens the store after a commit that kept the partitions of some sources.
  ///
  /// Their files must be those that stood there when the value before was opened, which may have verified them.
  /// - Throws: ``Fault`` as ``init(opening:)``.
  package init(
    opening folder: String, keeping sources: Set<String>, of before: Store?
  ) throws(Fault) {
    let opened = try Store(opening: folder)
    guard let before else {
      self = opened
      return
    }
    var known: [String: FileIdentity] = [:]
    for (partition, identity) in zip(before.manifest.partitions, before.identities)
    where sources.contains(partition.source) {
      known[partition.file] = identity
    }
    let identities = zip(opened.manifest.partitions, opened.identities).map {
      partition, identity in
      sources.contains(partition.source) ? known[partition.file] ?? identity : identity
    }
    self.init(folder: folder, manifest: opened.manifest, identities: identities)
  }

  /// A store as a manifest describes it that is not written yet.
  init(folder: String, manifest: StoreManifest) {
    self.init(
      folder: folder, manifest: manifest,
      identities: manifest.partitions.map { FileIdentity(path: "\(folder)/\($0.file)") })
  }

  private init(folder: String, manifest: StoreManifest, identities: [FileIdentity?]) {
    self.folder = folder
    self.manifest = manifest
    self.identities = identities
  }

  /// The columns.
  public var tags: [Tag] { manifest.tags }

  /// The number of Arrow files.
  public var partitionCount: Int { manifest.partitions.count }

  /// The rows of one partition that count; a missing cell is NaN.
  ///
  /// Moments (time and unit) ascend strictly; a tag that the file lacks is missing. The file's SHA-256 is not checked: see ``verify(threads:)``.
  /// - Throws: ``Fault`` of kind `missingInput`, `io` or `badData` naming the file.
  public func frame(partition index: Int) throws(Fault) -> Frame { try file(index).frame() }

  /// The rows of one partition that count, where the file's SHA-256 is the manifest's.
  ///
  /// - Throws: ``Fault`` as ``frame(partition:)``, and of kind `badData` where a bit of the file was changed.
  public func verifiedFrame(partition index: Int) throws(Fault) -> Frame {
    let file = file(index)
    _ = try file.checkDigest()
    return try file.frame()
  }

  /// The moments of ``frame(partition:)`` alone.
  ///
  /// - Throws: ``Fault`` as ``frame(partition:)``.
  public func times(partition index: Int) throws(Fault) -> [Timestamp] {
    let file = file(index)
    let times = try file.times(file.reader())
    return file.partition.deletions.isEmpty ? times : file.keptRows.flatMap { times[$0] }
  }

  /// The qualities of ``frame(partition:)``'s cells, *rows × tags*, column-major.
  ///
  /// The bytes are raw values of ``CellQuality``.
  public func quality(partition index: Int) throws(Fault) -> [UInt8] { try file(index).quality() }

  /// The manifest at a path; nil where there is no file.
  static func manifest(at path: String) throws(Fault) -> StoreManifest? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let file = try ReadOnlyFile(path)
    guard file.size <= StoreManifest.longest else {
      throw Fault(
        .badData, "the file has \(file.size) bytes, at most \(StoreManifest.longest) are read",
        at: Place(file: path))
    }
    return try StoreManifest(json: try file.bytes(file.size, at: 0), file: path)
  }

  /// A partition's file.
  func file(_ index: Int) -> PartitionFile {
    PartitionFile(
      folder: folder, partition: manifest.partitions[index], manifest: manifest,
      identity: identities[index])
  }
}
