public import Diagnostics
internal import Foundation

extension Store {
  /// Reads every partition and compares it with the manifest: digest, rows, times, statistics.
  ///
  /// - Returns: a fault per partition that differs, in their order; empty where the store is sound.
  /// - Throws: nothing of its own; the signature is that of ``ParallelMap``.
  public func verify(threads: Int = 1) throws -> [Fault] {
    try ParallelMap(threads: threads)(partitionCount) { index in file(index).problem() }
      .compactMap(\.self)
  }

  /// Removes the Arrow files that `store.json` does not name, and what killed writers left.
  ///
  /// Other files stay. The manifest is read anew, so that what a later commit wrote survives.
  /// - Returns: the names of the Arrow files removed, ascending.
  /// - Throws: ``Fault`` of kind `io` where a file cannot be removed.
  @discardableResult
  public func garbageCollect() throws(Fault) -> [String] {
    let current = try Store(opening: folder).manifest
    return try Self.removeLeftovers(
      in: folder, keeping: Set(current.partitions.map(\.file)))
  }

  /// Removes temporaries and the Arrow files that are not to be kept.
  static func removeLeftovers(
    in folder: String, keeping kept: Set<String>
  ) throws(Fault) -> [String] {
    AtomicFile.removeTemporaries(in: folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let removed = names.filter { $0.hasSuffix(".arrow") && !kept.contains($0) }.sorted()
    for name in removed {
      guard unlink("\(folder)/\(name)") == 0 || errno == ENOENT else {
        throw Fault(
          .io, "cannot remove the file: \(String(cString: strerror(errno)))",
          at: Place(file: "\(folder)/\(name)"))
      }
    }
    return removed
  }
}
