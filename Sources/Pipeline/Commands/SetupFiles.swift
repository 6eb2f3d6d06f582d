internal import Diagnostics
internal import Foundation

/// The telemetry that `tocsin init` was given: files, folders of them and patterns in quotes.
struct SetupFiles {
  /// The files, each once, in the order given and sorted within a folder or a pattern.
  private(set) var files: [String] = []
  /// What the configuration names: patterns where they match these files and nothing else.
  private(set) var named: [String] = []

  /// What files of telemetry end with, where they are not packed.
  private static let endings: Set<String> = ["csv", "txt", "tsv", "dat", "arrow", "feather"]
  /// What packed ones end with besides.
  private static let packings: Set<String> = ["gz", "zst"]

  /// Looks up what was given; the table of tags that init writes is no telemetry.
  ///
  /// - Throws: ``Fault`` of kind `missingInput` where a folder holds no telemetry or a pattern matches
  ///   nothing.
  init(_ given: [String], tagsFile: String) throws(Fault) {
    for path in given {
      if Self.isFolder(path) {
        let folder = path.hasSuffix("/") ? path : path + "/"
        let found = Folder.names(in: path).filter(Self.isTelemetry).map { folder + $0 }
          .filter { !Self.isFolder($0) }
        guard !found.isEmpty else {
          throw Fault(
            .missingInput, "the folder holds no telemetry", at: Place(file: path),
            hint:
              "it ends with .csv, .txt, .tsv, .dat, .arrow or .feather, and .gz or .zst where it is "
              + "packed; name other files, or a pattern in quotes")
        }
        add(found, matching: folder + "*.csv", tagsFile: tagsFile)
      } else if FilePatterns.isPattern(path), !Folder.exists(path) {
        let found = FilePatterns.matches(path)
        guard !found.isEmpty else {
          throw Fault(
            .missingInput, "no file matches '\(path)'",
            hint: "in quotes '*' stands for any part of a name, '?' for one character")
        }
        add(
          found.filter {
            !$0.hasSuffix(".done") && !Self.isFolder($0) && !FilePatterns.isSame($0, tagsFile)
          }, matching: path, tagsFile: tagsFile)
      } else if !files.contains(path), !FilePatterns.isSame(path, tagsFile) {
        files.append(path)
        named.append(path)
      }
    }
  }

  /// Adds what a pattern stands for, under its own name where `tocsin ingest` would find the same.
  private mutating func add(_ found: [String], matching pattern: String, tagsFile: String) {
    let read = FilePatterns.matches(pattern).filter {
      !$0.hasSuffix(".done") && !FilePatterns.isSame($0, tagsFile)
    }
    let new = found.filter { !files.contains($0) }
    files += new
    named += Set(read) == Set(found) && !new.isEmpty ? [pattern] : new
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Whether a file in a folder is telemetry by its name: not hidden, not the table of tags or the list
  /// of events, not what Tocsin keeps or puts aside.
  private static func isTelemetry(_ name: String) -> Bool {
    if name.hasPrefix(".") || ["tags.csv", "events.csv"].contains(name) || ReceivedInput.isOwn(name)
    {
      return false
    }
    if name.hasPrefix("quarantine-") || name == "quarantine.csv" { return false }
    var parts = name.lowercased().split(separator: ".", omittingEmptySubsequences: false)
    if let last = parts.last, packings.contains(String(last)) { parts.removeLast() }
    return parts.count > 1 && parts.last.map { endings.contains(String($0)) } ?? false
  }
}
