public import Diagnostics
public import Learning
internal import Telemetry

/// A model's folder: graphs, artifacts, `model.json`, the card, digests and a signature.
public struct ModelFolder: Sendable {
  /// The manifest's file.
  public static let manifestName = "model.json"
  /// The signature's file.
  public static let signatureName = "SHA256SUMS.sig"

  /// The largest file of a folder that is read or written, in bytes; models have some megabytes.
  public static let largestFile = 512 << 20

  /// The models by what they answer.
  public let artifacts: [ModelTask: ModelArtifact]
  /// What is known of them.
  public let manifest: ModelManifest
  /// Whether the digests carry a signature: checked where a public key was given.
  public let signature: SignatureState

  /// What is known of the signature.
  public enum SignatureState: Sendable, Equatable {
    /// There is none.
    case absent
    /// There is one; no public key was given to check it.
    case unchecked
    /// It is that of the public key given.
    case valid
  }

  /// Reads a folder and checks every file's digest.
  ///
  /// Bytes are digested and decoded from one reading, so that what was checked is what is used.
  ///
  /// - Parameter publicKey: where given, a signature by this key is demanded.
  /// - Throws: ``Fault``: `missingInput` where the folder is not a model's; `badData` naming the
  ///   file that differs with both digests, a signature that is absent or not this key's, a newer
  ///   schema version, or tags, columns or terms that differ between `model.json` and a model.
  public static func load(
    _ folder: String, publicKey: PublicKey? = nil
  ) throws(Fault) -> ModelFolder {
    let (files, manifest, signature) = try verified(folder, publicKey: publicKey)
    var artifacts: [ModelTask: ModelArtifact] = [:]
    for task in ModelTask.allCases {
      let name = SafeTensors.fileName(of: task)
      guard let bytes = files[name] else { continue }
      do throws(Fault) {
        artifacts[task] = try ArtifactFile.decode(bytes)
      } catch {
        throw error.at(Place(file: "\(folder)/\(name)"))
      }
    }
    guard !artifacts.isEmpty else {
      let names = ModelTask.allCases.map(SafeTensors.fileName(of:))
      throw unlisted(names.joined(separator: " or "), in: folder)
    }
    do throws(Fault) {
      try manifest.requireTerms(of: artifacts)
    } catch {
      throw error.at(Place(file: folder))
    }
    return ModelFolder(artifacts: artifacts, manifest: manifest, signature: signature)
  }

  /// Checks digests and signature, and that they are of all files that `model.json` names, without decoding the models.
  @discardableResult
  public static func verify(
    _ folder: String, publicKey: PublicKey? = nil
  ) throws(Fault) -> SignatureState {
    try verified(folder, publicKey: publicKey).signature
  }

  private static func verified(
    _ folder: String, publicKey: PublicKey?
  ) throws(Fault) -> (
    files: [String: [UInt8]], manifest: ModelManifest, signature: SignatureState
  ) {
    let listPath = "\(folder)/\(DigestList.fileName)"
    guard FolderIO.exists(listPath) else {
      throw Fault(
        .missingInput, "the folder holds no model: \(DigestList.fileName) is missing",
        at: Place(file: folder))
    }
    let listBytes = try FolderIO.read(listPath, atMost: FolderIO.longestList)
    let signature = try checkSignature(of: listBytes, in: folder, publicKey: publicKey)
    let list: DigestList
    do throws(Fault) {
      list = try DigestList(decoding: listBytes)
    } catch {
      var fault = error
      fault.place?.file = listPath
      throw fault
    }
    var files: [String: [UInt8]] = [:]
    for line in list.lines {
      let path = "\(folder)/\(line.name)"
      let bytes: [UInt8]
      do throws(Fault) {
        bytes = try FolderIO.read(
          path, atMost: line.name == manifestName ? ModelManifest.longest : largestFile)
      } catch {
        throw Fault(
          error.kind, error.problem, at: error.place,
          hint: "\(DigestList.fileName) lists it: export the model again, or restore the folder")
      }
      let digest = SHA256.hash(bytes)
      guard digest == line.digest else {
        throw Fault(
          .badData,
          "\(line.name) was changed: its SHA-256 is \(digest), \(DigestList.fileName) says "
            + line.digest,
          at: Place(file: path), hint: "export the model again, or restore the folder")
      }
      files[line.name] = bytes
    }
    let manifest = try manifest(in: files, list, folder)
    return (files, manifest, signature)
  }

  /// The manifest among a folder's listed files, all of whose files must be listed as well: a list that was cut
  /// short would else say that everything fits.
  private static func manifest(
    in files: [String: [UInt8]], _ list: DigestList, _ folder: String
  ) throws(Fault) -> ModelManifest {
    guard let json = files[manifestName] else { throw unlisted(manifestName, in: folder) }
    let manifest: ModelManifest
    do throws(Fault) {
      manifest = try ModelManifest(decoding: json)
    } catch {
      var fault = error
      fault.place = Place(file: "\(folder)/\(manifestName)", path: error.place?.path)
      throw fault
    }
    for file in manifest.files {
      guard let digest = list.lines.first(where: { $0.name == file.name })?.digest else {
        throw unlisted(file.name, in: folder)
      }
      guard digest == file.sha256 else {
        throw Fault(
          .badData,
          "\(file.name) is not the one that \(manifestName) names: its SHA-256 is \(digest), there "
            + file.sha256, at: Place(file: "\(folder)/\(file.name)"),
          hint: "export the model again, or restore the folder")
      }
    }
    return manifest
  }

  private static func checkSignature(
    of list: [UInt8], in folder: String, publicKey: PublicKey?
  ) throws(Fault) -> SignatureState {
    let path = "\(folder)/\(signatureName)"
    let isThere = FolderIO.exists(path)
    guard let publicKey else { return isThere ? .unchecked : .absent }
    guard isThere else {
      throw Fault(
        .badData, "the model is not signed: \(signatureName) is missing", at: Place(file: folder),
        hint: "export it with a signing key")
    }
    guard
      publicKey.verifies(
        try FolderIO.read(path, atMost: FolderIO.longestList), of: list)
    else {
      throw Fault(
        .badData,
        "the signature is not the given key's over this \(DigestList.fileName)",
        at: Place(file: path), hint: "check that the public key is the exporter's")
    }
    return .valid
  }

  private static func unlisted(_ name: String, in folder: String) -> Fault {
    Fault(
      .badData, "\(DigestList.fileName) does not list \(name)",
      at: Place(file: "\(folder)/\(DigestList.fileName)"),
      hint: "export the model again, or restore the folder")
  }
}
