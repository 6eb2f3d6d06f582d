import Diagnostics
import Foundation
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("What init takes for telemetry") struct SetupFilesTests {
  private static let text =
    "time,A\n" + (0..<9).map { "2024-01-01 00:0\($0):00,\($0).5\n" }.joined()

  private static func folder(_ names: [String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in names {
      let path = folder.file(name)
      try FileManager.default.createDirectory(
        atPath: PathName.folder(of: path), withIntermediateDirectories: true)
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    return folder
  }

  /// The files that the configuration names, and what a person is told.
  private static func setUp(
    _ folder: TemporaryFolder, _ given: [String], plant: String? = "tiny"
  ) throws -> (telemetry: [String], yaml: String) {
    _ = try PlantSetup(
      files: given.map(folder.file), plant: plant, output: folder.file("tocsin.yaml"),
      now: Timestamp(nanoseconds: 1_767_225_600_000_000_000)
    ).write()
    let yaml = try String(contentsOfFile: folder.file("tocsin.yaml"), encoding: .utf8)
    let telemetry = yaml.split(separator: "\n").filter { $0.hasPrefix("    - \"") }
      .map { String($0.dropFirst(7).dropLast()) }
    return (telemetry, yaml)
  }

  private static func fault(_ folder: TemporaryFolder, _ given: String) -> Fault? {
    do {
      _ = try setUp(folder, [given])
      return nil
    } catch {
      return error as? Fault
    }
  }

  @Test(
    "a folder of CSV files is written as a pattern, and names the plant",
    arguments: ["exp", "exp/"])
  func folderOfCSV(given: String) throws {
    let folder = try Self.folder(["exp/a.csv", "exp/b.csv", "exp/.c.csv", "exp/deep/d.csv"])
    let (telemetry, yaml) = try Self.setUp(folder, [given], plant: nil)
    #expect(telemetry == ["exp/*.csv"])
    #expect(yaml.contains("plant: exp\n"))
    #expect(yaml.contains("# 18 rows × 1 tags"))
  }

  @Test("files are written by name where a pattern would take in others")
  func folderOfMore() throws {
    let folder = try Self.folder([
      "exp/events.csv", "exp/a.csv", "exp/b.TXT", "exp/c.tsv", "exp/d.dat", "exp/readme.md",
      "exp/csv",
    ])
    #expect(
      try Self.setUp(folder, ["exp"]).telemetry
        == ["exp/a.csv", "exp/b.TXT", "exp/c.tsv", "exp/d.dat"])
    let own = try Self.folder([
      "exp/a.csv", "exp/tags.csv", "exp/received-0123456789ab.csv", "exp/quarantine.csv",
    ])
    #expect(try Self.setUp(own, ["exp"]).telemetry == ["exp/a.csv"])
  }

  @Test("a pattern is written as it was given; the table of tags beside it is no telemetry")
  func pattern() throws {
    let folder = try Self.folder(["exp/a1.csv", "exp/a2.csv", "exp/b.csv", "c.csv"])
    #expect(try Self.setUp(folder, ["exp/a?.csv"]).telemetry == ["exp/a?.csv"])
    // This one matches the table of tags that init writes, too.
    try FileManager.default.removeItem(atPath: folder.file("tocsin.yaml"))
    try FileManager.default.removeItem(atPath: folder.file("tags.csv"))
    #expect(
      try Self.setUp(folder, ["*.csv", "exp/b.csv", "exp/*.csv"]).telemetry
        == ["*.csv", "exp/b.csv", "exp/*.csv"])
  }

  @Test("a folder without telemetry and a pattern without a file are refused")
  func refused() throws {
    let folder = try Self.folder(["exp/readme.md", "exp/tags.csv"])
    let empty = Self.fault(folder, "exp")
    #expect(empty?.kind == .missingInput)
    #expect(empty?.problem == "the folder holds no telemetry")
    #expect(empty?.place == Place(file: folder.file("exp")))
    let unmatched = Self.fault(folder, "exp/x*.csv")
    #expect(unmatched?.kind == .missingInput)
    #expect(unmatched?.problem == "no file matches '\(folder.file("exp/x*.csv"))'")
  }
}
