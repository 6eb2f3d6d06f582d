public import Diagnostics
internal import Foundation
internal import Telemetry

/// The exported models of all plants: `<root>/<plant>/<version>/`, and which of them is current.
///
/// `<root>/<plant>/current` is a relative link to a version, replaced in one step; `promotions`
/// beside it lists the versions that were made current, oldest first, so that a rollback knows the
/// one before.
public struct ModelRegistry: Sendable {
  /// The folder that holds the plants' folders.
  public let root: String
  private static let link = "current"
  private static let history = "promotions"

  /// One model in the registry.
  public struct Entry: Sendable, Equatable {
    /// The plant.
    public let plant: String
    /// The version: the folder's name.
    public let version: String
    /// Whether `current` points at it.
    public let isCurrent: Bool
  }

  /// The registry of a folder, which need not exist.
  public init(root: String) { self.root = root }

  /// The folder of a version.
  ///
  /// - Throws: ``Fault`` of kind `usage` where a name would leave the registry or means something
  ///   in it.
  public func folder(plant: String, version: String) throws(Fault) -> String {
    "\(try folder(plant: plant))/\(try Self.plain(version, "version"))"
  }

  /// The plants that have models, sorted by name.
  public func plants() -> [String] {
    FolderIO.names(in: root).filter {
      (try? Self.plain($0, "plant")) != nil && Self.isFolder("\(root)/\($0)")
    }
  }

  /// The models of a plant, sorted by version; versions begin with their date, so oldest first.
  public func list(plant: String) throws(Fault) -> [Entry] {
    let folder = try folder(plant: plant)
    let current = try current(plant: plant)
    return FolderIO.names(in: folder)
      .filter {
        (try? Self.plain($0, "version")) != nil
          && FolderIO.exists("\(folder)/\($0)/\(DigestList.fileName)")
      }
      .map { Entry(plant: plant, version: $0, isCurrent: $0 == current) }
  }

  /// The version that `current` points at; nil where there is none.
  ///
  /// - Throws: ``Fault`` of kind `badData` where `current` is no link to a version beside it.
  public func current(plant: String) throws(Fault) -> String? {
    let path = "\(try folder(plant: plant))/\(Self.link)"
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink(path, &buffer, buffer.count)
    if count < 0, errno == ENOENT { return nil }
    let target =
      count < 0
      ? "" : String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    guard (try? Self.plain(target, "version")) != nil else {
      throw Fault(
        .badData, "'current' is not a link to a version of this plant", at: Place(file: path),
        hint: "remove it and promote a version")
    }
    return target
  }

  /// Makes a version current, after its digests hold.
  ///
  /// - Parameter publicKey: where given, a signature by this key is demanded too.
  /// - Returns: the version that was current before.
  /// - Throws: ``Fault``: `missingInput` where there is no such version, with those that there are;
  ///   the faults of ``ModelFolder/verify(_:publicKey:)``; `io` where the link cannot be replaced.
  @discardableResult
  public func promote(
    plant: String, version: String, publicKey: PublicKey? = nil
  ) throws(Fault) -> String? {
    try verify(plant: plant, version: version, publicKey: publicKey)
    let before = try current(plant: plant)
    if before == version { return before }
    var promotions = try promotions(plant: plant)
    // The list is written before the link: after a crash between the two it ends with this version.
    if promotions.last == version { promotions.removeLast() }
    // A model that was made current by hand is one to go back to as well.
    if let before, promotions.last != before { promotions.append(before) }
    promotions.append(version)
    try switchCurrent(plant: plant, to: version, promotions: promotions)
    return before
  }

  /// The version that `version` replaces: what is current, or was before `version` became so.
  ///
  /// nil where there is none.
  public func predecessor(plant: String, of version: String) throws(Fault) -> String? {
    let now = try current(plant: plant)
    guard now == version else { return now }
    let promotions = try promotions(plant: plant)
    return promotions[..<(promotions.lastIndex(of: version) ?? 0)].last
  }

  /// Makes the version current that was so before the present one.
  ///
  /// - Returns: the version that is current now.
  /// - Throws: ``Fault``: `missingInput` where there is none to go back to, or it was removed; the
  ///   faults of ``promote(plant:version:publicKey:)``.
  @discardableResult
  public func rollback(plant: String, publicKey: PublicKey? = nil) throws(Fault) -> String {
    let now = try current(plant: plant)
    var promotions = try promotions(plant: plant)
    // The list is written before the link: after a crash between the two it names one version too
    // many.
    if let now, let last = promotions.lastIndex(of: now) {
      promotions.removeSubrange(last...)
    }
    guard let now, let target = promotions.last else {
      throw Fault(
        .missingInput, "no earlier model of plant '\(plant)' to go back to",
        hint: "`tocsin models list` shows what can be promoted")
    }
    guard target != now else {
      throw Fault(.badData, "the promotions of plant '\(plant)' name '\(now)' twice in a row")
    }
    try verify(plant: plant, version: target, publicKey: publicKey)
    try switchCurrent(plant: plant, to: target, promotions: promotions)
    return target
  }

  /// Checks a version's digests, and its signature where a public key is given.
  @discardableResult
  public func verify(
    plant: String, version: String, publicKey: PublicKey? = nil
  ) throws(Fault) -> ModelFolder.SignatureState {
    let folder = try folder(plant: plant, version: version)
    guard Self.isFolder(folder) else {
      let known = try list(plant: plant).map(\.version)
      throw Fault(
        .missingInput, "plant '\(plant)' has no model '\(version)'", at: Place(file: folder),
        hint: known.isEmpty ? "it has none" : Suggestion.hint(for: version, in: known))
    }
    return try ModelFolder.verify(folder, publicKey: publicKey)
  }

  // MARK: Files

  private func folder(plant: String) throws(Fault) -> String {
    "\(root)/\(try Self.plain(plant, "plant"))"
  }

  private func promotions(plant: String) throws(Fault) -> [String] {
    let path = "\(try folder(plant: plant))/\(Self.history)"
    guard FolderIO.exists(path) else { return [] }
    return String(decoding: try FolderIO.read(path, atMost: FolderIO.longestList), as: UTF8.self)
      .split(separator: "\n").map(String.init)
      .filter { (try? Self.plain($0, "version")) != nil }
  }

  private func switchCurrent(
    plant: String, to version: String, promotions: [String]
  ) throws(Fault) {
    let folder = try folder(plant: plant)
    try AtomicFile.write(
      promotions.map { $0 + "\n" }.joined(), to: "\(folder)/\(Self.history)")
    let temporary = "\(folder)/\(AtomicFile.temporaryPrefix)\(getpid())-\(Self.link)"
    unlink(temporary)
    guard WriteGate.pass({ symlink(version, temporary) }) == 0 else {
      throw Fault(
        .io, "cannot make the link: \(String(cString: strerror(errno)))",
        at: Place(file: temporary))
    }
    do throws(Fault) {
      try FolderIO.move(temporary, to: "\(folder)/\(Self.link)")
    } catch {
      unlink(temporary)
      throw error
    }
    try AtomicFile.syncFolder(folder)
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// A name that is one plain component of a path and none that the registry uses itself.
  private static func plain(_ name: String, _ what: String) throws(Fault) -> String {
    let isPlain =
      !name.isEmpty && !name.hasPrefix(".") && name != link && name != history
      && name.utf8.count <= 200
      && !name.unicodeScalars.contains { $0 == "/" || $0.value < 0x20 || $0.value == 0x7f }
    guard isPlain else {
      throw Fault(
        .usage, "the \(what) '\(name)' cannot be a folder's name here",
        hint: "1 to 200 bytes, no '/', no leading '.', not 'current' or 'promotions'")
    }
    return name
  }
}
