import Diagnostics
import Foundation
import Pipeline
import TestSupport
import Testing

@Suite("File patterns")
struct FilePatternsTests {
  private static func folder(_ names: [String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in names {
      try Data().write(to: URL(fileURLWithPath: folder.file(name)))
    }
    return folder
  }

  @Test("files come in the patterns' order, sorted within one, each once")
  func order() throws {
    let folder = try Self.folder(["b.csv", "a.csv", "z.txt", "[x].csv"])
    #expect(
      try FilePatterns.files(
        [folder.file("z.txt"), folder.file("?.csv"), folder.file("*.csv")], configuration: "c")
        == ["z.txt", "a.csv", "b.csv", "[x].csv"].map(folder.file))
  }

  @Test("a pattern that matches the table of tags leaves it out; its name alone does not")
  func tagsFile() throws {
    let folder = try Self.folder(["a.csv", "tags.csv"])
    let tags = folder.file("tags.csv")
    #expect(
      try FilePatterns.files([folder.file("*.csv")], leavingOut: tags, configuration: "c")
        == [folder.file("a.csv")])
    #expect(try FilePatterns.files([tags], leavingOut: tags, configuration: "c") == [tags])
  }

  @Test("every pattern without a file is told, with what to look at")
  func missing() throws {
    let folder = try Self.folder([])
    do {
      _ = try FilePatterns.files(
        [folder.file("a*.csv"), folder.file("BATADAL_1.csv")], configuration: "t.yaml")
      Issue.record("nothing was thrown")
    } catch let faults as Faults {
      #expect(faults.kind == .missingInput)
      #expect(
        faults.all.map(\.problem)
          == ["a*.csv", "BATADAL_1.csv"].map { "no file matches '\(folder.file($0))'" })
      #expect(
        faults.all.map(\.place)
          == Array(repeating: Place(file: "t.yaml", path: "data.telemetry"), count: 2))
      #expect(
        faults.all.map(\.hint) == [
          "paths are relative to the configuration file",
          "set TOCSIN_DATASETS, or fetch the data with 'make datasets'",
        ])
    }
  }
}
