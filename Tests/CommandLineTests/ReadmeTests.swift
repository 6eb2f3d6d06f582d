import Foundation
import TestSupport
import Testing

@Suite("README")
struct ReadmeTests {
  private static var text: String {
    get throws {
      var url = URL(fileURLWithPath: #filePath)
      for _ in 0..<3 { url.deleteLastPathComponent() }
      return try String(contentsOf: url.appendingPathComponent("README.md"), encoding: .utf8)
    }
  }

  private let here = Tool(folder: FileManager.default.temporaryDirectory.path)

  @Test("every command in the README is one of the tool's")
  func commands() throws {
    var seen: Set<String> = []
    for match in try Self.text.matches(of: /tocsin ([a-z]+)\b/) {
      let command = String(match.output.1)
      guard seen.insert(command).inserted else { continue }
      let outcome = try here.run(command, "--help")
      #expect(outcome.status == 0, "tocsin \(command)")
    }
    #expect(seen.isSuperset(of: ["init", "run", "score", "evaluate", "runs", "models", "store"]))
  }

  @Test("every command of the tool is in the README")
  func complete() throws {
    let readme = try Self.text
    let help = try here.run("--help").output
    let list = try #require(help.components(separatedBy: "SUBCOMMANDS:\n").last)
    let commands = list.matches(of: /(?m)^  ([a-z]+) +\S/).map { String($0.output.1) }
    #expect(commands.count >= 13)
    for command in commands {
      #expect(
        readme.contains("`tocsin \(command)") || readme.contains("`\(command)`"), "\(command)")
    }
  }
}
