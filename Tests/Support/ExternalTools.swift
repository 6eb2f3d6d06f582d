public import Foundation

/// Tools outside the package that some tests compare with.
public enum ExternalTools {
  /// The Python with the packages of `Scripts/requirements.txt`: `TOCSIN_PYTHON`; nil where it is not set.
  ///
  /// On CI (`CI` set) the path is returned even where nothing is there, so that the test fails, not skips.
  public static var python: String? {
    let environment = ProcessInfo.processInfo.environment
    guard let path = environment["TOCSIN_PYTHON"], !path.isEmpty else { return nil }
    return environment["CI"] != nil || FileManager.default.isExecutableFile(atPath: path)
      ? path : nil
  }

  /// Runs a Python script and returns its standard output; throws with its error output where it fails.
  public static func runPython(_ script: String, _ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python ?? "python3")
    process.arguments = [script] + arguments
    let errors = FileManager.default.temporaryDirectory
      .appendingPathComponent("tocsin-\(UUID().uuidString).stderr")
    _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
    defer { try? FileManager.default.removeItem(at: errors) }
    process.standardError = try FileHandle(forWritingTo: errors)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let text = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
      throw ToolFailure(status: process.terminationStatus, message: text)
    }
    return data
  }

  /// A tool that ended with an error.
  public struct ToolFailure: Error, CustomStringConvertible {
    /// Its exit status.
    public let status: Int32
    /// What it wrote to standard error.
    public let message: String
    /// Both.
    public var description: String { "exit status \(status): \(message)" }
  }
}

/// Public data sets that some tests read.
public enum Datasets {
  /// The folder of `make datasets`: `TOCSIN_DATASETS`; nil where it is not set.
  ///
  /// On CI (`CI` set) the path is returned even where nothing is there, so that the test fails, not skips.
  public static var folder: String? {
    let environment = ProcessInfo.processInfo.environment
    guard let path = environment["TOCSIN_DATASETS"], !path.isEmpty else { return nil }
    return environment["CI"] != nil || FileManager.default.fileExists(atPath: path) ? path : nil
  }

  /// The path of a file in the folder; empty without a folder.
  public static func path(_ name: String) -> String { folder.map { "\($0)/\(name)" } ?? "" }
}
