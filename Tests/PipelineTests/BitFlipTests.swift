import Diagnostics
import Foundation
import ModelFiles
import Pipeline
import Telemetry
import TestSupport
import Testing

/// One bit of a finished plant's files is flipped, something is done, and the file is mended.
private final class FlippedPlant {
  let plant: TinyPlant
  private var generator = SeededGenerator(root: 17, stage: "flips")

  init() throws {
    plant = try TinyPlant(
      rows: 0..<TinyPlant.rows,
      configuration: TinyPlant.configuration + "export: { signing-key: key.pem }\n")
    try plant.run()
  }

  var configuration: Configuration {
    get throws { try Configuration.read(plant.folder.file("tocsin.yaml")) }
  }

  /// The files of a folder, those without a byte left out.
  func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: plant.folder.file(folder)).sorted()
      .map { "\(folder)/\($0)" }
      .filter { FileManager.default.contents(atPath: plant.folder.file($0))?.isEmpty == false }
  }

  /// Flips a drawn bit of a file for the time of `body`.
  func flip(_ file: String, _ body: (_ what: String) throws -> Void) throws {
    let url = URL(fileURLWithPath: plant.folder.file(file))
    let content = try Data(contentsOf: url)
    let bit = Int(generator.next() % UInt64(content.count * 8))
    var changed = content
    changed[bit / 8] ^= 1 << UInt8(bit % 8)
    try changed.write(to: url)
    try body("bit \(bit) of \(file)")
    try content.write(to: url)
  }
}

@Suite("Single flipped bits", .timeLimit(.minutes(5)))
struct BitFlipTests {
  private static func text<Result>(of body: () throws -> Result) -> String? {
    do {
      _ = try body()
      return nil
    } catch {
      return "\(error)"
    }
  }

  private static func name(_ file: String) -> String { (file as NSString).lastPathComponent }

  @Test("store verify finds every one in every file of a store and names the file")
  func store() throws {
    let flipped = try FlippedPlant()
    let configuration = try flipped.configuration
    #expect(Self.text { try StoreInspection(configuration).verify() } == nil)
    let files = try flipped.files("store/tiny")
    #expect(files.contains("store/tiny/SHA256SUMS") && files.contains("store/tiny/store.json"))
    for file in files {
      for _ in 0..<40 {
        try flipped.flip(file) { what in
          let found = Self.text { try StoreInspection(configuration).verify() }
          #expect(found?.contains(Self.name(file)) == true, "\(what): \(found ?? "not found")")
        }
      }
    }
  }

  @Test("models verify finds every one in every file of a model, its signature's too")
  func models() throws {
    let flipped = try FlippedPlant()
    let configuration = try flipped.configuration
    let version = try #require(flipped.plant.current)
    #expect(
      try ModelShelf(configuration).verify(nil) == "\(version): every digest and the signature fit")
    for file in try flipped.files("models/tiny/\(version)") {
      for _ in 0..<40 {
        try flipped.flip(file) { what in
          let found = Self.text { try ModelShelf(configuration).verify(nil) }
          #expect(found?.contains(Self.name(file)) == true, "\(what): \(found ?? "not found")")
          guard !file.hasSuffix(".sig") else { return }
          #expect(throws: Fault.self, "\(what)") {
            try ModelFolder.load(flipped.plant.folder.file("models/tiny/\(version)"))
          }
        }
      }
    }
  }

  @Test("a stage alone refuses a store with one and names the file")
  func stageAlone() throws {
    let flipped = try FlippedPlant()
    for file in try flipped.files("store/tiny") {
      try flipped.flip(file) { what in
        let found = Self.text { try flipped.plant.run(only: .train) }
        #expect(found?.contains(Self.name(file)) == true, "\(what): \(found ?? "not found")")
      }
    }
  }

  @Test(
    "a run makes again what one in a store's side files or in a stage's result damaged, to the same bytes"
  )
  func healed() throws {
    let flipped = try FlippedPlant()
    let expected = flipped.plant.results
    let stages = "runs/tiny/.stages"
    var files = try flipped.files("store/tiny").filter { !$0.hasSuffix("/store.json") }
    for folder in folders(in: flipped.plant.folder.file(stages)) {
      files += try flipped.files("\(stages)/\(folder)")
    }
    #expect(files.contains { $0.contains("/train-") })
    for file in files where !isFolder(flipped.plant.folder.file(file)) {
      try flipped.flip(file) { what in
        try flipped.plant.run()
        let results = flipped.plant.results
        #expect(
          expected.filter { results[$0.key] != $0.value }.map(\.key).sorted() == [], "\(what)")
      }
    }
  }

  private func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  private func folders(in path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
      .filter { isFolder("\(path)/\($0)") }
  }
}
