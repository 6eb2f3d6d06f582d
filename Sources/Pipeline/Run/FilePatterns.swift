internal import Diagnostics
internal import Foundation

/// File names with `*`, `?` and `[…]` → the files there are, sorted.
package enum FilePatterns {
  /// The files that the patterns name, each once, in the patterns' order and sorted within one.
  ///
  /// - Throws: ``Faults`` with every pattern that names no file.
  package static func files(_ patterns: [String], configuration: String) throws -> [String] {
    var files: [String] = []
    var missing: [Fault] = []
    for pattern in patterns {
      let found = expand(pattern)
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

  private static func expand(_ pattern: String) -> [String] {
    guard pattern.contains(where: { "*?[".contains($0) }) else {
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
