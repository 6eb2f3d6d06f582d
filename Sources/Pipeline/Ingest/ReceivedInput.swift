internal import Diagnostics
internal import Foundation
internal import Ingest
internal import Telemetry

/// Standard input, kept as a file: a store must be able to read its sources again.
public enum ReceivedInput {
  /// The name on the command line that means standard input.
  public static let dash = "-"

  private static let prefix = "received-"
  private static let unfinished = "receiving.csv"
  private static let pieceSize = 1 << 20

  /// Writes standard input to `received-<digest>.csv` in a folder and gives its path.
  ///
  /// The same bytes received twice are the same file. Streams; memory does not grow with the input.
  /// - Throws: ``Fault`` of kind `badData` where nothing comes, of kind `io` where it cannot be read or
  ///   written.
  public static func keep(in folder: String) throws -> String {
    try keep(from: STDIN_FILENO, in: folder)
  }

  /// Takes standard input for a plant whose `body` then reads it.
  ///
  /// Where `body` refuses that very file, it is put aside as `refused-<digest>.csv`, so that the plant's
  /// telemetry is what it was; a file that was there before stays.
  /// - Throws: As ``keep(in:)``; whatever `body` throws.
  public static func taking(in folder: String, _ body: () throws -> Void) throws {
    let before = Set(files(in: folder))
    let path = try keep(in: folder)
    do {
      try body()
    } catch {
      let places =
        (error as? Faults)?.all.map(\.place) ?? [(error as? Fault)?.place]
      let isRefused = places.contains {
        $0?.file.map { PathName.last(of: $0) } == PathName.last(of: path)
      }
      if isRefused, !before.contains(where: { PathName.last(of: $0) == PathName.last(of: path) }) {
        let name = PathName.last(of: path).dropFirst(prefix.count)
        _ = rename(path, "\(PathName.folder(of: path))/refused-\(name)")
      }
      throw error
    }
  }

  package static func keep(from descriptor: Int32, in folder: String) throws -> String {
    let base = folder.isEmpty ? "." : folder
    try Folder.make(base)
    let part = "\(base)/\(unfinished)"
    var count = 0
    try AtomicFile.write(to: part) { (file: inout OpenFile) throws(Fault) in
      var piece = [UInt8](repeating: 0, count: pieceSize)
      while true {
        let got = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        if got < 0 && errno == EINTR { continue }
        guard got >= 0 else {
          throw Fault(.io, "cannot read standard input: \(String(cString: strerror(errno)))")
        }
        if got == 0 { return }
        count += got
        try file.append(Array(piece[..<got]))
      }
    }
    guard count > 0 else {
      unlink(part)
      throw Fault(
        .badData, "standard input is empty", hint: "like: zcat export.csv.gz | tocsin ingest -")
    }
    let path = "\(base)/\(prefix)\(try FileDigest.sha256(of: part).prefix(12)).csv"
    guard rename(part, path) == 0 else {
      throw Fault(
        .io, "cannot rename the file: \(String(cString: strerror(errno)))", at: Place(file: path))
    }
    try AtomicFile.syncFolder(base)
    return path.hasPrefix("./") ? String(path.dropFirst(2)) : path
  }

  /// Whether a file is one that was kept, is being kept or was put aside, by its name.
  static func isOwn(_ name: String) -> Bool {
    (name.hasPrefix(prefix) || name.hasPrefix("refused-")) && name.hasSuffix(".csv")
      || name == unfinished
  }

  /// The files that were kept in a folder, sorted by name.
  static func files(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasPrefix(prefix) && $0.hasSuffix(".csv") }.sorted()
      .map { "\(folder)/\($0)" }
  }
}
