import Diagnostics
import Foundation
import Pipeline
import TestSupport
import Testing

@Suite("YAML files")
struct YAMLFileTests {
  @Test("text that is no YAML is refused with line and column")
  func noYAML() throws {
    let fault = try #require(fault { try YAMLFile.parse("a: 1\nb: [1, 2\nc: 3\n", file: "f.yaml") })
    #expect(fault.kind == .configuration)
    #expect(fault.problem.hasPrefix("not YAML: "))
    #expect(fault.place?.file == "f.yaml")
    #expect(fault.place?.line == 3)
    #expect(fault.place?.column != nil)
  }

  @Test("a key that stands twice is refused by name")
  func duplicateKey() throws {
    let fault = try #require(fault { try YAMLFile.parse("seed: 1\nseed: 2\n", file: "f.yaml") })
    #expect(fault.problem == "not YAML: a key stands twice: seed")
    #expect(fault.kind == .configuration)
  }

  @Test("a small file that aliases blow up is refused, quickly")
  func aliasBomb() throws {
    var lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x, x]"]
    for level in 1...9 {
      let items = Array(repeating: "*l\(level - 1)", count: 10).joined(separator: ", ")
      lines.append("l\(level): &l\(level) [\(items)]")
    }
    let text = lines.joined(separator: "\n")
    var found: Fault?
    let duration = ContinuousClock().measure {
      found = fault { try YAMLFile.parse(text, file: "f.yaml") }
    }
    #expect(found?.problem == "the file has more than 100000 nodes once aliases are expanded")
    #expect(duration < .seconds(10))
  }

  @Test("aliases that blow up in a key are refused before anything goes through the key")
  func aliasBombAsKey() throws {
    var lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x, x]"]
    for level in 1...3 {
      let items = Array(repeating: "*l\(level - 1)", count: 10).joined(separator: ", ")
      lines.append("l\(level): &l\(level) [\(items)]")
    }
    // 12,000 nodes: below the limit of nodes, beyond what a key is.
    for key in ["? *l3\n: 1", "? [*l1]\n: 1", "{ [a]: 1 }", "? { a: 1 }\n: 2"] {
      let text = lines.joined(separator: "\n") + "\nz:\n  \(key.replacing("\n", with: "\n  "))\n"
      let fault = try #require(fault { try YAMLFile.parse(text, file: "f.yaml") }, "\(key)")
      #expect(fault.problem == "a key must be a text")
      #expect(fault.place?.line == 6)
    }
    #expect(try YAMLFile.parse("a: &k name\n*k : 1\n", file: "f.yaml").kindName == "a mapping")
  }

  @Test("nesting beyond 64 levels is refused")
  func deep() throws {
    let text = String(repeating: "[", count: 80) + String(repeating: "]", count: 80)
    let fault = try #require(fault { try YAMLFile.parse(text, file: "f.yaml") })
    #expect(fault.problem == "the file is nested deeper than 64 levels")
  }

  @Test("a file beyond 1 MiB is refused with both numbers; one of 1 MiB is read")
  func large() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("big.yaml")
    try Data("a: 1\n".utf8 + [UInt8](repeating: 0x23, count: (1 << 20) - 5)).write(
      to: URL(fileURLWithPath: path))
    #expect(try YAMLFile.read(path).kindName == "a mapping")
    try Data("a: 1\n".utf8 + [UInt8](repeating: 0x23, count: (1 << 20) - 4)).write(
      to: URL(fileURLWithPath: path))
    let fault = try #require(fault { try YAMLFile.read(path) })
    #expect(fault.problem == "the configuration file has 1048577 bytes, at most 1048576 are read")
    #expect(fault.kind == .configuration)
  }

  @Test("a missing file, a folder and bytes that are no UTF-8 are told apart")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    let missing = try #require(fault { try YAMLFile.read(folder.file("none.yaml")) })
    #expect(missing.kind == .missingInput)
    #expect(missing.problem == "the configuration file does not exist")
    #expect(missing.hint == "write one with 'tocsin init DATA.csv', or name another with -c FILE")
    let isFolder = try #require(fault { try YAMLFile.read(folder.path) })
    #expect(isFolder.kind == .missingInput)
    #expect(isFolder.problem == "the configuration file cannot be read")
    try Data([0x61, 0x3a, 0x20, 0xff, 0xfe]).write(to: URL(fileURLWithPath: folder.file("b")))
    let bytes = try #require(fault { try YAMLFile.read(folder.file("b")) })
    #expect(bytes.kind == .configuration)
    #expect(bytes.problem == "the configuration file is not UTF-8")
  }

  @Test("no bytes make the reader crash")
  func hostileBytes() {
    var generator = SeededGenerator(seed: 3)
    let alphabet = Array("ab:-[]{}&*!|>'\"%@`#, \n\t\u{0}\u{7f}é?~".unicodeScalars)
    for _ in 0..<2_000 {
      var text = String.UnicodeScalarView()
      for _ in 0..<Int(generator.uniform() * 40) {
        text.append(alphabet[Int(generator.uniform() * Double(alphabet.count))])
      }
      // Read or refused with a place; anything else would end the process.
      if let fault = fault(of: { try YAMLFile.parse(String(text), file: "f.yaml") }) {
        #expect(fault.kind == .configuration)
        #expect(fault.place?.file == "f.yaml")
      }
    }
  }
}
