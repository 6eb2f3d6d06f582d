internal import Diagnostics
internal import Foundation
internal import Ingest
internal import ModelFiles
internal import Telemetry

/// The files beside a store's partitions, with their digests in `SHA256SUMS`: refused rows, reasons, records.
///
/// `sha256sum -c` reads the list. It is away while the files are replaced, so that it never speaks of others.
struct SideFiles {
  private let folder: String
  private var path: String { "\(folder)/\(DigestList.fileName)" }

  /// The files of a store's folder.
  init(of folder: String) { self.folder = folder }

  /// Whether there is a list and every file is as it says.
  var areSound: Bool {
    get throws(Fault) {
      guard Folder.exists(path) else { return false }
      return try problems().isEmpty
    }
  }

  /// Takes the list away.
  func forget() throws(Fault) {
    guard WriteGate.pass({ unlink(path) }) == 0 || errno == ENOENT else {
      throw Fault(
        .io, "cannot remove the file: \(String(cString: strerror(errno)))", at: Place(file: path))
    }
  }

  /// Writes the list of these files.
  func note(_ names: [String]) throws(Fault) {
    var lines: [DigestList.Line] = []
    for name in Set(names).sorted() {
      lines.append(.init(name: name, digest: try FileDigest.sha256(of: "\(folder)/\(name)")))
    }
    try AtomicFile.write(DigestList(lines).bytes, to: path)
  }

  /// A fault per file that is not as the list says; none where there is no list.
  func problems() throws(Fault) -> [Fault] {
    guard Folder.exists(path) else { return [] }
    let list: DigestList
    do throws(Fault) {
      list = try DigestList(decoding: try FileBytes.read(path))
    } catch {
      return [
        Fault(
          error.kind, error.problem, at: Place(file: path, line: error.place?.line),
          hint: Self.hint)
      ]
    }
    var faults: [Fault] = []
    for line in list.lines {
      let file = "\(folder)/\(line.name)"
      let found = try Folder.exists(file) ? FileDigest.sha256(of: file) : nil
      guard found != line.digest else { continue }
      let what = found.map { "its SHA-256 is \($0.prefix(12))…" } ?? "it is not there"
      faults.append(
        Fault(
          .badData,
          "the file was changed: \(what), \(DigestList.fileName) says \(line.digest.prefix(12))…",
          at: Place(file: file), hint: Self.hint))
    }
    return faults
  }

  private static let hint = "run `tocsin ingest`: it is written again"
}
