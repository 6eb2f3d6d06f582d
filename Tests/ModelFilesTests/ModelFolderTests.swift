import Diagnostics
import Foundation
import Learning
import ModelFiles
import Telemetry
import TestSupport
import Testing

@Suite("A model's folder")
struct ModelFolderTests {
  private let artifact = RandomSuite(seed: 1, tags: 3, rows: 1).artifact

  @discardableResult
  private func write(
    _ folder: String, _ artifact: ModelArtifact? = nil, key: SigningKey? = nil
  ) throws -> ModelFolder.Written {
    let artifact = artifact ?? self.artifact
    var manifest = try SampleModel.manifest(of: artifact)
    manifest.failure = FailureTerms(
      model: "weibull", columns: [Tag(id: "wear")], clock: .days, levels: [0.1, 0.9], cap: 30,
      promisedCoverage: 0.8)
    return try ModelFolder.write(
      to: folder,
      artifacts: [.detector: artifact, .failure: ModelArtifact(kind: "weibull")],
      manifest: manifest, key: key)
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private func key(_ byte: UInt8 = 1) throws -> SigningKey {
    try #require(SigningKey(seed: [UInt8](repeating: byte, count: 32)))
  }

  @Test("comes back as it was written, checked against its signature")
  func roundTrip() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.path + "/models/riverbend/v1"
    let written = try write(folder, key: key())
    #expect(written.isNew)
    #expect(
      try names(folder) == [
        "MODEL_CARD.md", "SHA256SUMS", "SHA256SUMS.sig", "detector.onnx", "detector.safetensors",
        "failure.safetensors", "model.json",
      ])
    let loaded = try ModelFolder.load(folder, publicKey: key().publicKey)
    #expect(loaded.artifacts == [.detector: artifact, .failure: ModelArtifact(kind: "weibull")])
    #expect(loaded.manifest == written.manifest)
    #expect(loaded.signature == .valid)
    #expect(try ModelFolder.load(folder).signature == .unchecked)
    #expect(
      loaded.manifest.files.map(\.name) == [
        "MODEL_CARD.md", "detector.onnx", "detector.safetensors", "failure.safetensors",
      ])
    #expect(loaded.manifest.graphs.map(\.file) == ["detector.onnx"])
    #expect(try names(scratch.path + "/models/riverbend") == ["v1"])
  }

  @Test("a file longer than is read, and what is no file, are refused with the file's name")
  func noModelFile() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.path + "/v1"
    try write(folder)
    let path = folder + "/detector.safetensors"
    // A hole of a terabyte: who read it would not come back.
    #expect(truncate(path, 1 << 40) == 0)
    var fault = #expect(throws: Fault.self) { _ = try ModelFolder.verify(folder) }
    #expect(
      fault?.problem
        == "the file has 1099511627776 bytes, at most \(ModelFolder.largestFile) are read")
    #expect(fault?.place == Place(file: path))
    #expect(unlink(path) == 0)
    // Who waited for somebody to write to it would not come back either.
    #expect(mkfifo(path, 0o600) == 0)
    fault = #expect(throws: Fault.self) { _ = try ModelFolder.verify(folder) }
    #expect(fault?.problem == "not a regular file")
    #expect(fault?.kind == .badData)
    #expect(fault?.place == Place(file: path))
  }

  @Test("the same model gives the same bytes, and no file may be read by the world")
  func deterministic() throws {
    let scratch = try ScratchFolder()
    try write(scratch.path + "/a", key: key())
    try write(scratch.path + "/b", key: key())
    for name in try names(scratch.path + "/a") {
      let (a, b) = (scratch.path + "/a/" + name, scratch.path + "/b/" + name)
      #expect(FileManager.default.contentsEqual(atPath: a, andPath: b), "\(name)")
      let mode = try FileManager.default.attributesOfItem(atPath: a)[.posixPermissions] as? Int
      #expect((mode ?? 0o777) & 0o007 == 0, "\(name)")
    }
  }

  @Test("without a key it is unsigned, and says so")
  func unsigned() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.path + "/v1"
    let written = try write(folder)
    #expect(
      written.notices.map(\.text) == [
        "failure.onnx is not written: no ONNX graph is known for model 'weibull'; tocsin scores it "
          + "from failure.safetensors",
        "the model is not signed: no signing key is given",
      ])
    #expect(try ModelFolder.load(folder).signature == .absent)
    let demanded = try #require(throws: Fault.self) {
      try ModelFolder.load(folder, publicKey: key().publicKey)
    }
    #expect(
      demanded
        == Fault(
          .badData, "the model is not signed: SHA256SUMS.sig is missing", at: Place(file: folder),
          hint: "export it with a signing key"))
  }

  @Test("a changed file is named with both digests")
  func changedFile() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.path + "/v1"
    let digests = try write(folder).manifest.files
    for name in ["detector.safetensors", "detector.onnx", "MODEL_CARD.md"] {
      let path = "\(folder)/\(name)"
      let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      var bytes = whole
      bytes[bytes.count / 2] ^= 1
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let fault = try #require(throws: Fault.self) { try ModelFolder.load(folder) }
      let old = try #require(digests.first { $0.name == name }).sha256
      #expect(
        fault
          == Fault(
            .badData,
            "\(name) was changed: its SHA-256 is \(SHA256.hash(bytes)), SHA256SUMS says \(old)",
            at: Place(file: path), hint: "export the model again, or restore the folder"))
      try Data(whole).write(to: URL(fileURLWithPath: path))
    }
    #expect(throws: Never.self) { try ModelFolder.load(folder) }
  }

  @Test("a changed list is caught by the signature, and another key's signature is refused")
  func changedList() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.path + "/v1"
    try write(folder, key: key())
    let other = try #require(throws: Fault.self) {
      try ModelFolder.load(folder, publicKey: key(2).publicKey)
    }
    #expect(other.problem == "the signature is not the given key's over this SHA256SUMS")
    let list = "\(folder)/SHA256SUMS"
    let text = try String(contentsOfFile: list, encoding: .utf8)
    let shorter = text.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n"
    try Data(shorter.utf8).write(to: URL(fileURLWithPath: list))
    #expect(throws: Fault.self) { try ModelFolder.load(folder, publicKey: key().publicKey) }
  }

  @Test(
    "a list that points elsewhere or is no list is refused",
    arguments: [
      (
        "\(String(repeating: "a", count: 64))  ../x\n",
        "the name '../x' is not that of a file in this folder"
      ),
      (
        "\(String(repeating: "a", count: 64))  ..\n",
        "the name '..' is not that of a file in this folder"
      ),
      ("zz  x\n", "expected 64 hexadecimal digits, two blanks and a name"),
      (
        "\(String(repeating: "a", count: 64)) x\n",
        "expected 64 hexadecimal digits, two blanks and a name"
      ),
    ])
  func badList(_ text: String, _ problem: String) throws {
    let scratch = try ScratchFolder()
    try scratch.write(text.utf8, to: "SHA256SUMS")
    let fault = try #require(throws: Fault.self) { try ModelFolder.load(scratch.path) }
    #expect(fault.problem == "SHA256SUMS is broken: " + problem)
    #expect(fault.place == Place(file: scratch.path + "/SHA256SUMS", line: 1))
  }

  @Test(
    "a list that was cut short is told, whichever line it lacks, by whoever verifies and whoever loads"
  )
  func shortList() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.path + "/v1"
    try write(folder)
    let path = folder + "/SHA256SUMS"
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.count > 3)
    for line in lines {
      let name = line.dropFirst(66)
      let rest = lines.filter { $0 != line }.map { $0 + "\n" }.joined()
      try Data(rest.utf8).write(to: URL(fileURLWithPath: path))
      for check in [
        { _ = try ModelFolder.verify(folder) }, { _ = try ModelFolder.load(folder) },
      ] {
        let fault = try #require(throws: Fault.self) { try check() }
        #expect(
          fault
            == Fault(
              .badData, "SHA256SUMS does not list \(name)", at: Place(file: path),
              hint: "export the model again, or restore the folder"))
      }
    }
    // A list whose digest is of what now stands there, and not of what the model was made of.
    let card = lines.first { $0.hasSuffix(".onnx") } ?? ""
    let name = String(card.dropFirst(66))
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    let other = lines.map { $0 == card ? "\(SHA256.hash([1, 2, 3]))  \(name)\n" : $0 + "\n" }
    try Data(other.joined().utf8).write(to: URL(fileURLWithPath: path))
    let fault = try #require(throws: Fault.self) { _ = try ModelFolder.verify(folder) }
    #expect(fault.problem.hasPrefix("\(name) is not the one that model.json names: "))
  }

  @Test("a folder that is no model's, or lists no model, is refused")
  func noModel() throws {
    let scratch = try ScratchFolder()
    let absent = try #require(throws: Fault.self) { try ModelFolder.load(scratch.path) }
    #expect(
      absent
        == Fault(
          .missingInput, "the folder holds no model: SHA256SUMS is missing",
          at: Place(file: scratch.path)))
    try scratch.write([], to: "SHA256SUMS")
    let empty = try #require(throws: Fault.self) { try ModelFolder.load(scratch.path) }
    #expect(empty.problem == "SHA256SUMS does not list model.json")
  }

  @Test("writing the same model again changes nothing but a missing signature")
  func again() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.path + "/v1"
    try write(folder)
    #expect(try !write(folder).isNew)
    #expect(try !write(folder, key: key()).isNew)
    #expect(try ModelFolder.load(folder, publicKey: key().publicKey).signature == .valid)
  }

  @Test("another model under the same version is refused, a damaged one is replaced")
  func replaced() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.path + "/v1"
    try write(folder)
    let other = RandomSuite(seed: 2, tags: 3, rows: 1).artifact
    let fault = try #require(throws: Fault.self) { try write(folder, other) }
    #expect(
      fault
        == Fault(
          .io, "the folder holds another model, and versions do not change",
          at: Place(file: folder), hint: "export under another version, or remove the folder"))
    #expect(try ModelFolder.load(folder).artifacts[.detector] == artifact)

    try Data([1]).write(to: URL(fileURLWithPath: folder + "/model.json"))
    #expect(try write(folder, other).isNew)
    #expect(try ModelFolder.load(folder).artifacts[.detector] == other)
    #expect(try names(scratch.path) == ["v1"])
  }

  @Test("a model that cannot be exported leaves nothing behind")
  func nothingLeft() throws {
    let scratch = try ScratchFolder()
    var broken = artifact
    broken.parts[0].parts[0].arrays["mean"] = nil
    #expect(throws: Fault.self) { try write(scratch.path + "/v1", broken) }
    #expect(try names(scratch.path) == [])
    // A file where the folder above should be.
    try scratch.write([1], to: "file")
    let fault = try #require(throws: Fault.self) { try write(scratch.path + "/file/v1") }
    #expect(fault.kind == .io)
  }

  @Test(
    "sha256sum accepts the list, and refuses it after a change",
    .enabled(if: Command.find("sha256sum") != nil, "sha256sum is not in PATH"))
  func sha256sum() throws {
    let tool = try #require(Command.find("sha256sum"))
    let scratch = try ScratchFolder()
    let folder = scratch.path + "/v1"
    try write(folder)
    let good = try Command.run(tool, ["--strict", "-c", "SHA256SUMS"], in: folder)
    #expect(good.status == 0)
    #expect(good.output.contains("model.json: OK") && good.output.contains("detector.onnx: OK"))
    try Data([1]).write(to: URL(fileURLWithPath: folder + "/detector.onnx"))
    #expect(try Command.run(tool, ["-c", "SHA256SUMS"], in: folder).status != 0)
  }

  @Test("hostile names stay text in the model card")
  func card() throws {
    let scratch = try ScratchFolder()
    var hostile = artifact
    hostile.lists["tags"] = [
      "<script>alert(1)</script>", "a|b\n# c", "[x](http://e) `y` www.e.f \u{202e}z",
    ]
    hostile.parts[0].texts["name"] = "**bold** | x"
    try write(scratch.path + "/v1", hostile)
    let text = try String(contentsOfFile: scratch.path + "/v1/MODEL_CARD.md", encoding: .utf8)
    #expect(text.hasPrefix("# riverbend, model 2026-06-30-7c1fa2\n"))
    #expect(
      text.contains("| 0 | &lt;script&gt;alert\\(1\\)&lt;\\/script&gt; | sensor | m | 0.01 |\n"))
    #expect(text.contains("| 1 | a\\|b\u{fffd}\\# c | sensor |"))
    #expect(text.contains("| 2 | \\[x\\]\\(http\\:\\/\\/e\\) \\`y\\` www\\.e\\.f \u{fffd}z |"))
    #expect(text.contains("| \\*\\*bold\\*\\* \\| x | mahalanobis | ewma |"))
    #expect(text.contains("promised 1, achieved: 0.6 on held-back time."))
    #expect(text.contains("| event-recall | 0.875 |"))
    #expect(!text.contains("\n# c") && !text.contains("<script"))
    #expect(
      text.contains(
        "`detector.onnx` runs without Tocsin in an ONNX runtime that has operator set 17 in"))
  }
}
