internal import Diagnostics
internal import Foundation
internal import Telemetry

/// Results of stages by the digest of everything they depend on, so that what is unchanged is not redone.
///
/// `runs/<plant>/.stages/<stage>-<key>/`; a folder is there whole or not at all, and `SHA256SUMS` in it tells
/// whether its files still are what was written.
struct StageCache {
  let folder: String

  /// How many results of one stage are kept.
  static let kept = 5

  /// The folder of a result, where it is there and no bit of its files was changed.
  ///
  /// Files in folders of its own are not looked at: stores have digests themselves.
  func existing(_ stage: String, key: String) -> String? {
    let path = self.path(stage, key)
    return (try? SideFiles(of: path).areSound) == true ? path : nil
  }

  /// What is wrong with the first file of a result that is not as it was written; nil where all are, or where
  /// there is no result.
  func damage(_ stage: String, key: String) -> String? {
    let path = self.path(stage, key)
    do throws(Fault) {
      return try SideFiles(of: path).problems().first.map { fault in
        let file = fault.place?.file?.split(separator: "/").suffix(3).joined(separator: "/")
        return "\(file ?? path): \(fault.problem)"
      }
    } catch {
      return "\(path): \(error.problem)"
    }
  }

  /// The folders of all results of a stage, in no order.
  func all(_ stage: String) -> [String] {
    Folder.names(in: folder).filter { $0.hasPrefix("\(stage)-") }.map { "\(folder)/\($0)" }
  }

  /// Makes a result: `body` writes into a temporary folder, which then takes its name at once.
  func make<Result>(
    _ stage: String, key: String, _ body: (String) throws -> Result
  ) throws -> (result: Result, folder: String) {
    let temporary = "\(folder)/\(AtomicFile.temporaryPrefix)\(getpid())-\(stage)"
    try remove(temporary)
    try Folder.make(temporary)
    let result: Result
    do {
      result = try body(temporary)
      try SideFiles(of: temporary).note(
        Folder.names(in: temporary).filter { !Folder.isFolder("\(temporary)/\($0)") })
    } catch {
      try? remove(temporary)
      throw error
    }
    let path = self.path(stage, key)
    try remove(path)
    guard WriteGate.pass({ rename(temporary, path) }) == 0 else {
      throw Fault(
        .io, "cannot name the folder: \(String(cString: strerror(errno)))", at: Place(file: path))
    }
    try AtomicFile.syncFolder(folder)
    try trim(stage, keeping: path)
    return (result, path)
  }

  private func path(_ stage: String, _ key: String) -> String {
    "\(folder)/\(stage)-\(key.prefix(16))"
  }

  /// The folder of the result of a stage that was made last; nil where there is none.
  func newest(_ stage: String) -> String? { byAge(stage).last }

  // The file system's times only decide what is shown or forgotten, never a result.
  private func byAge(_ stage: String) -> [String] {
    let dated = all(stage).map { path -> (Date, String) in
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      return (attributes?[.modificationDate] as? Date ?? .distantPast, path)
    }
    return dated.sorted { $0 < $1 }.map(\.1)
  }

  // The oldest go first.
  private func trim(_ stage: String, keeping newest: String) throws(Fault) {
    let own = byAge(stage)
    for path in own.prefix(max(0, own.count - Self.kept)) where path != newest {
      try remove(path)
    }
  }

  private func remove(_ path: String) throws(Fault) {
    guard Folder.exists(path) else { return }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw Fault(
        .io, "cannot remove the folder: \(error.localizedDescription)", at: Place(file: path))
    }
  }
}
