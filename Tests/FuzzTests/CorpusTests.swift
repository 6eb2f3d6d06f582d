import Diagnostics
import Foundation
import FuzzTargets
import TestSupport
import Testing

/// A small run of `make fuzz`, without libFuzzer: the committed corpus, and mutants of it by a seed.
///
/// A target that is broken ends the process with its words. One target runs at a time, for all use the same files.
@Suite("Readers under bytes that nobody wrote", .serialized) struct CorpusTests {
  private static let corpus = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fuzzing/Corpus")

  private static func inputs(_ id: String) throws -> [[UInt8]] {
    let folder = corpus.appendingPathComponent(id)
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
      Array(try Data(contentsOf: folder.appendingPathComponent($0)))
    }
  }

  @Test("every corpus belongs to a target")
  func corpora() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Self.corpus.path).sorted()
    #expect(folders == FuzzTargetCatalog.entries.map(\.id).sorted())
  }

  @Test(
    "the corpus and some mutants of it leave every reader's law whole",
    arguments: FuzzTargetCatalog.entries.map(\.id))
  func mutants(id: String) throws {
    let target = try #require(FuzzTargetCatalog.target(named: id))
    let inputs = try Self.inputs(id)
    #expect(!inputs.isEmpty)
    for bytes in inputs { target.run(bytes) }
    var generator = SeededGenerator(seed: 2_026)
    for _ in 0..<300 {
      let bytes = inputs.randomElement(using: &generator) ?? []
      let other = inputs.randomElement(using: &generator) ?? []
      target.run(Self.mutant(of: bytes, other, most: target.longest, &generator))
    }
  }

  /// Flipped bits, bytes that readers look for, stretches cut out, doubled or taken from another input.
  private static func mutant(
    of bytes: [UInt8], _ other: [UInt8], most: Int, _ generator: inout SeededGenerator
  ) -> [UInt8] {
    var bytes = bytes
    let signs = Array("\"\n\r,;:.-+e09[]{}#\0\u{7f}".utf8) + [0xff, 0x80, 0xef]
    func stretch(_ count: Int) -> Range<Int> {
      let start = Int.random(in: 0...count, using: &generator)
      return start..<min(count, start + Int.random(in: 1...32, using: &generator))
    }
    for _ in 0..<Int.random(in: 1...6, using: &generator) {
      let at = Int.random(in: 0...bytes.count, using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0 where at < bytes.count: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1 where at < bytes.count: bytes[at] = signs.randomElement(using: &generator) ?? 0
      case 2: bytes.insert(signs.randomElement(using: &generator) ?? 0, at: at)
      case 3: bytes.removeSubrange(stretch(bytes.count))
      case 4: bytes.insert(contentsOf: Array(bytes[stretch(bytes.count)]), at: at)
      default: bytes.insert(contentsOf: other[stretch(other.count)], at: at)
      }
    }
    return Array(bytes.prefix(max(most, 1)))
  }
}
