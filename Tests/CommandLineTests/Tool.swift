import Foundation
import TestSupport
import Testing

/// The built tool, as a user starts it.
struct Tool {
  /// How a process ended and what it wrote.
  struct Outcome {
    /// The exit status; minus the signal's number where one ended it.
    var status: Int32
    var output: String
    var errors: String
  }

  /// The executable: `tocsin` beside the test bundle, in debug and release builds.
  static let path: String? = {
    let starts =
      CommandLine.arguments + Bundle.allBundles.map(\.bundlePath) + [Bundle.main.bundlePath]
    for start in starts where start.contains("/") {
      var url = URL(fileURLWithPath: start)
      while url.path != "/" {
        url.deleteLastPathComponent()
        let candidate = url.appendingPathComponent("tocsin").path
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder),
          !isFolder.boolValue, FileManager.default.isExecutableFile(atPath: candidate)
        {
          return candidate
        }
      }
    }
    return nil
  }()

  /// Where the tool is started.
  let folder: String

  /// A started process with its two outputs in files.
  final class Running {
    let process: Process
    private let outputs: TemporaryFolder

    init(_ arguments: [String], in folder: String, input: Any?) throws {
      process = Process()
      outputs = try TemporaryFolder()
      process.executableURL = URL(fileURLWithPath: try #require(Tool.path))
      process.arguments = arguments
      process.currentDirectoryURL = URL(fileURLWithPath: folder)
      process.standardInput = input ?? FileHandle.nullDevice
      for name in ["out", "err"] {
        _ = FileManager.default.createFile(atPath: outputs.file(name), contents: nil)
      }
      process.standardOutput = FileHandle(forWritingAtPath: outputs.file("out"))
      process.standardError = FileHandle(forWritingAtPath: outputs.file("err"))
      try process.run()
    }

    var id: Int32 { process.processIdentifier }

    func wait() throws -> Outcome {
      process.waitUntilExit()
      let signalled = process.terminationReason == .uncaughtSignal
      return Outcome(
        status: signalled ? -process.terminationStatus : process.terminationStatus,
        output: try String(contentsOfFile: outputs.file("out"), encoding: .utf8),
        errors: try String(contentsOfFile: outputs.file("err"), encoding: .utf8))
    }
  }

  /// Starts the tool.
  func start(_ arguments: [String], input: Any? = nil) throws -> Running {
    try Running(arguments, in: folder, input: input)
  }

  /// Runs the tool to its end; `input` goes to standard input.
  func run(_ arguments: String..., input: String? = nil) throws -> Outcome {
    guard let input else { return try start(arguments).wait() }
    let file = try TemporaryFolder()
    try Data(input.utf8).write(to: URL(fileURLWithPath: file.file("in")))
    return try start(arguments, input: FileHandle(forReadingAtPath: file.file("in"))).wait()
  }
}

extension TinyPlant {
  /// The tool, started in the plant's folder.
  var tool: Tool { Tool(folder: folder.path) }

  /// Copies everything into a folder of its own.
  func copy() throws -> TinyPlant {
    let other = try TinyPlant(rows: 0..<0)
    for name in other.folder.names {
      try FileManager.default.removeItem(atPath: other.folder.file(name))
    }
    for name in folder.names {
      try FileManager.default.copyItem(
        atPath: folder.file(name), toPath: other.folder.file(name))
    }
    return other
  }

  /// The names of temporaries, however deep.
  var temporaries: [String] {
    let walker = FileManager.default.enumerator(atPath: folder.path)
    var found: [String] = []
    while let name = walker?.nextObject() as? String {
      if (name as NSString).lastPathComponent.hasPrefix(".tocsin-tmp-") { found.append(name) }
    }
    return found
  }
}

/// A plant that was run once, for tests that only read.
enum FinishedPlant {
  private static let made = Result {
    let plant = try TinyPlant()
    let outcome = try plant.tool.run("run")
    #expect(outcome.status == 0, "\(outcome.errors)")
    return plant
  }

  /// The plant; do not change its files.
  static var shared: TinyPlant { get throws { try made.get() } }
}

/// The JSON value of a text; fails where there is anything else in it.
func json(_ text: String) throws -> Any {
  try JSONSerialization.jsonObject(with: Data(text.utf8))
}
