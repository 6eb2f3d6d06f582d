import Diagnostics
import Foundation
import Learning
import ModelFiles
import TestSupport
import Testing

@Suite("The registry of models")
struct ModelRegistryTests {
  private let artifact = RandomSuite(seed: 1, tags: 2, rows: 1).artifact

  private func export(_ registry: ModelRegistry, _ version: String) throws {
    try ModelFolder.write(
      to: registry.folder(plant: "riverbend", version: version), artifacts: [.detector: artifact],
      manifest: SampleModel.manifest(of: artifact, version: version))
  }

  private func filled(_ root: String, _ versions: [String]) throws -> ModelRegistry {
    let registry = ModelRegistry(root: root + "/models")
    for version in versions { try export(registry, version) }
    return registry
  }

  @Test("lists versions in order and marks the current one; the link is relative")
  func listing() throws {
    let scratch = try ScratchFolder()
    let registry = try filled(scratch.path, ["2026-02", "2026-01"])
    #expect(registry.plants() == ["riverbend"])
    #expect(try registry.current(plant: "riverbend") == nil)
    #expect(try registry.promote(plant: "riverbend", version: "2026-01") == nil)
    #expect(
      try registry.list(plant: "riverbend").map { "\($0.version) \($0.isCurrent)" } == [
        "2026-01 true", "2026-02 false",
      ])
    let link = registry.root + "/riverbend/current"
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "2026-01")
    #expect(try ModelFolder.load(link).manifest.version == "2026-01")
    #expect(try ModelRegistry(root: scratch.path + "/none").list(plant: "x") == [])
    #expect(ModelRegistry(root: scratch.path + "/none").plants() == [])
  }

  @Test("rolls back through the promotions, one at a time")
  func rollback() throws {
    let scratch = try ScratchFolder()
    let registry = try filled(scratch.path, ["a", "b", "c"])
    for version in ["a", "b", "c"] { try registry.promote(plant: "riverbend", version: version) }
    // Promoting what is current already is no promotion.
    #expect(try registry.promote(plant: "riverbend", version: "c") == "c")
    #expect(try registry.rollback(plant: "riverbend") == "b")
    #expect(try registry.current(plant: "riverbend") == "b")
    #expect(try registry.rollback(plant: "riverbend") == "a")
    let fault = try #require(throws: Fault.self) { try registry.rollback(plant: "riverbend") }
    #expect(
      fault
        == Fault(
          .missingInput, "no earlier model of plant 'riverbend' to go back to",
          hint: "`tocsin models list` shows what can be promoted"))
    #expect(try registry.current(plant: "riverbend") == "a")
    #expect(try registry.promote(plant: "riverbend", version: "c") == "a")
    #expect(try registry.rollback(plant: "riverbend") == "a")
  }

  @Test("a crash between the list of promotions and the link does not confuse a rollback")
  func crash() throws {
    let scratch = try ScratchFolder()
    let registry = try filled(scratch.path, ["a", "b", "c"])
    try registry.promote(plant: "riverbend", version: "a")
    try registry.promote(plant: "riverbend", version: "b")
    let list = URL(fileURLWithPath: registry.root + "/riverbend/promotions")
    try Data("a\nb\nc\n".utf8).write(to: list)
    #expect(try registry.rollback(plant: "riverbend") == "a")
  }

  @Test("a damaged version is neither promoted nor rolled back to")
  func damaged() throws {
    let scratch = try ScratchFolder()
    let registry = try filled(scratch.path, ["a", "b"])
    try registry.promote(plant: "riverbend", version: "a")
    try registry.promote(plant: "riverbend", version: "b")
    let file = URL(fileURLWithPath: registry.root + "/riverbend/a/model.json")
    try Data("{}".utf8).write(to: file)
    #expect(throws: Fault.self) { try registry.rollback(plant: "riverbend") }
    #expect(throws: Fault.self) { try registry.promote(plant: "riverbend", version: "a") }
    #expect(throws: Fault.self) { try registry.verify(plant: "riverbend", version: "a") }
    #expect(try registry.verify(plant: "riverbend", version: "b") == .absent)
    #expect(try registry.current(plant: "riverbend") == "b")
  }

  @Test("an unknown version is told with those that there are")
  func unknown() throws {
    let scratch = try ScratchFolder()
    let registry = try filled(scratch.path, ["2026-01"])
    let fault = try #require(throws: Fault.self) {
      try registry.promote(plant: "riverbend", version: "2026-02")
    }
    #expect(
      fault
        == Fault(
          .missingInput, "plant 'riverbend' has no model '2026-02'",
          at: Place(file: registry.root + "/riverbend/2026-02"),
          hint: "did you mean '2026-01'? known: 2026-01"))
  }

  @Test(
    "names that leave the registry or mean something in it are refused",
    arguments: ["", ".", "..", "a/b", "../x", ".hidden", "current", "promotions", "a\nb", "a\0b"])
  func names(_ name: String) throws {
    let registry = ModelRegistry(root: "models")
    let fault = try #require(throws: Fault.self) {
      try registry.folder(plant: "p", version: name)
    }
    #expect(fault.kind == .usage)
    #expect(fault.problem == "the version '\(name)' cannot be a folder's name here")
    #expect(throws: Fault.self) { try registry.folder(plant: name, version: "v") }
  }

  @Test("a 'current' that is no link to a version is refused", arguments: ["folder", "../../etc"])
  func strangeCurrent(_ what: String) throws {
    let scratch = try ScratchFolder()
    let registry = try filled(scratch.path, ["a"])
    let link = registry.root + "/riverbend/current"
    if what == "folder" {
      try FileManager.default.createDirectory(atPath: link, withIntermediateDirectories: true)
    } else {
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: what)
    }
    let fault = try #require(throws: Fault.self) { try registry.current(plant: "riverbend") }
    #expect(fault.problem == "'current' is not a link to a version of this plant")
  }
}
