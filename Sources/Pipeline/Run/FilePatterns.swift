internal import Diagnostics
internal import Foundation

/// File names with `*`, `?` and `[…]` → the files there are, sorted.
package enum FilePatterns {
  /// The files that the patterns name, each once, in the patterns' order and sorted within one.
  ///
  /// - Parameter tagsFile: the table of tags, which a pattern may match and which is no telemetry.
  /// - Throws: ``Faults`` with every pattern that names no file.
  package static func files(
    _ patterns: [String], leavingOut tagsFile: String? = nil, configuration: String
  ) throws -> [String] {
    var files: [String] = []
    var missing: [Fault] = []
    for pattern in patterns {
      let found = matches(pattern).filter { file in
        !isPattern(pattern) || tagsFile.map { !isSame(file, $0) } ?? true
      }
      if found.isEmpty {
        missing.append(
          Fault(
            .missingInput, "no file matches '\(pattern)'",
            at: Place(file: configuration, path: "data.telemetry"),
            hint: pattern.contains("BATADAL")
              ? "set TOCSIN_DATASETS, or fetch the data with 'make datasets'"
              : "paths are relative to the configuration file"))
      }
      for file in found where !files.contains(file) { files.append(file) }
    }
    if !missing.isEmpty { throw Faults(missing) }
    return files
  }

  /// Whether a name stands for others.
  static func isPattern(_ name: String) -> Bool { name.contains { "*?[".contains($0) } }

  /// Whether two paths lead to one file.
  static func isSame(_ a: String, _ b: String) -> Bool {
    func resolved(_ path: String) -> String {
      URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
    }
    return a == b || resolved(a) == resolved(b)
  }

  /// The files that a name stands for, sorted.
  static func matches(_ pattern: String) -> [String] {
    guard isPattern(pattern) else {
      return Folder.exists(pattern) ? [pattern] : []
    }
    var result = glob_t()
    defer { globfree(&result) }
    guard glob(pattern, 0, nil, &result) == 0 else { return [] }
    var files: [String] = []
    for index in 0..<Int(result.gl_pathc) {
      if let path = result.gl_pathv[index] { files.append(String(cString: path)) }
    }
    return files.sorted()
  }
}
