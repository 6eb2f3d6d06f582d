public import Diagnostics
internal import Foundation
public import Learning
internal import Telemetry

extension ModelFolder {
  /// What writing a folder gave.
  public struct Written: Sendable {
    /// The manifest as it was written, with the graphs and files.
    public let manifest: ModelManifest
    /// What a person should know: unsigned, a graph left out.
    public let notices: [Notice]
    /// False where the folder held the same model already.
    public let isNew: Bool
  }

  /// Writes a model's folder whole: a reader sees all of it or nothing.
  ///
  /// Everything goes into a temporary folder beside, which is renamed at the end. Writing the same
  /// model again changes nothing but a missing or other signature; a damaged folder is replaced; a
  /// folder with another model is refused, since versions do not change.
  ///
  /// - Parameters:
  ///   - folder: the folder to be; those above it are made.
  ///   - artifacts: the models.
  ///   - manifest: what is known of them; its `graphs` and `files` are filled in here.
  ///   - key: signs `SHA256SUMS`; nil leaves it unsigned, with a notice.
  /// - Throws: ``Fault``: `badData` where there is no model, one lacks something, or the manifest tells of others,
  ///   `io` where the folder cannot be written; nothing is left behind.
  @discardableResult
  public static func write(
    to folder: String, artifacts: [ModelTask: ModelArtifact], manifest: ModelManifest,
    key: SigningKey? = nil
  ) throws(Fault) -> Written {
    try manifest.requireTerms(of: artifacts)
    var manifest = manifest
    var notices: [Notice] = []
    var files = try export(artifacts, &manifest, &notices)
    manifest.files = files.map {
      ModelManifest.FileDigest(
        name: $0.name, bytes: $0.bytes.count, sha256: SHA256.hash($0.bytes))
    }
    files.append(ModelFile(name: manifestName, bytes: try manifest.encoded()))
    let list = DigestList(files).bytes
    let signature = try key.map { (key) throws(Fault) in try key.sign(list) }
    if signature == nil {
      notices.append(Notice("the model is not signed: no signing key is given"))
    }

    for file in files where file.bytes.count > largestFile {
      throw Fault(
        .badData, "\(file.name) has \(file.bytes.count) bytes, at most \(largestFile) are read",
        at: Place(file: folder))
    }
    let isNew = try !holds(list, folder)
    if isNew {
      files.append(ModelFile(name: DigestList.fileName, bytes: list))
      if let signature { files.append(ModelFile(name: signatureName, bytes: signature)) }
      try place(files, at: folder)
    } else if let signature {
      let path = "\(folder)/\(signatureName)"
      let present =
        FolderIO.exists(path) ? try FolderIO.read(path, atMost: FolderIO.longestList) : nil
      if present != signature { try AtomicFile.write(signature, to: path) }
    }
    return Written(manifest: manifest, notices: notices, isNew: isNew)
  }

  /// Runs the exporters in order; each sees the graphs of those before it.
  private static func export(
    _ artifacts: [ModelTask: ModelArtifact], _ manifest: inout ModelManifest,
    _ notices: inout [Notice]
  ) throws(Fault) -> [ModelFile] {
    manifest.graphs = []
    manifest.files = []
    var files: [ModelFile] = []
    let exporters = try ExporterCatalog.all.makeAll()
    for exporter in exporters {
      let exported = try exporter.export(ExportInput(artifacts: artifacts, manifest: manifest))
      manifest.graphs += exported.graphs
      files += exported.files
      notices += exported.notices
    }
    return files.sorted { $0.name < $1.name }
  }

  /// Whether the folder holds these digests already; a folder that fails its own digests does not.
  private static func holds(_ list: [UInt8], _ folder: String) throws(Fault) -> Bool {
    let path = "\(folder)/\(DigestList.fileName)"
    guard FolderIO.exists(path), (try? verify(folder)) != nil else { return false }
    guard try FolderIO.read(path, atMost: FolderIO.longestList) == list else {
      throw Fault(
        .io, "the folder holds another model, and versions do not change",
        at: Place(file: folder), hint: "export under another version, or remove the folder")
    }
    return true
  }

  private static func place(_ files: [ModelFile], at folder: String) throws(Fault) {
    let above = PathName.folder(of: folder)
    let parent = above.isEmpty ? "." : above
    let name = PathName.last(of: folder)
    try FolderIO.makeFolder(parent)
    let temporary = "\(parent)/\(AtomicFile.temporaryPrefix)\(getpid())-\(name)"
    let old = temporary + ".old"
    FolderIO.remove(temporary)
    FolderIO.remove(old)
    defer { FolderIO.remove(temporary) }
    try FolderIO.makeFolder(temporary)
    for file in files { try AtomicFile.write(file.bytes, to: "\(temporary)/\(file.name)") }
    if FolderIO.exists(folder) {
      try FolderIO.move(folder, to: old)
      do throws(Fault) {
        try FolderIO.move(temporary, to: folder)
      } catch {
        try FolderIO.move(old, to: folder)
        throw error
      }
      FolderIO.remove(old)
    } else {
      try FolderIO.move(temporary, to: folder)
    }
    try AtomicFile.syncFolder(parent)
  }
}

extension Catalog where Product == any Exporter {
  /// One exporter of every entry, with its default settings.
  fileprivate func makeAll() throws(Fault) -> [any Exporter] {
    let problems = Problems()
    let made = entries.map { entry in
      var fields = Fields(.empty, problems: problems)
      return entry.make(&fields)
    }
    if let fault = problems.all.first { throw fault }
    return made
  }
}
