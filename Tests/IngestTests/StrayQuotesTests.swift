import Diagnostics
import Foundation
import Ingest
import IngestOracle
import TestSupport
import Testing

/// The reader against the naive reader where quotes stand anywhere.
///
/// `TOCSIN_STRAY_QUOTES` says how many files; the first ones are the same for any number.
@Suite struct StrayQuotesTests {
  private static let files =
    ProcessInfo.processInfo.environment["TOCSIN_STRAY_QUOTES"].flatMap { Int($0) } ?? 2_000
  private static let pieces = [
    "\"", "\"", "\"\"", "1", "2.5", "x", "on", ",", ",", ",", "\n", "\n", "\r\n", "\r", " ", "\t",
    "2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z", "0", "\u{feff}", "#",
  ]

  /// Rows as they should be, with pieces put in, taken out or exchanged.
  private static func text(_ generator: inout SeededGenerator) -> String {
    let kind = generator.from(0, 2)
    var parts: [String] = []
    let header = ["time,a,b\n", "time,tag,value\n", "time,a,note\n"][kind]
    for row in 0..<generator.from(1, 6) {
      let stamp = "2026-01-01T00:0\(row):00Z"
      let cells = [["1.5", "2"], ["T1", "2"], ["1", "\"a note\""]][kind]
      parts += [stamp, ","] + [cells[0], ",", cells[1]] + ["\n"]
    }
    for _ in 0..<generator.from(1, 5) {
      let place = generator.from(0, parts.count - 1)
      switch generator.from(0, 3) {
      case 0: parts[place] = generator.pick(pieces)
      case 1: parts.remove(at: place)
      default: parts.insert(generator.pick(pieces), at: place)
      }
      if parts.isEmpty { parts = ["\n"] }
    }
    return header + parts.joined()
  }

  @Test(
    "rows, counts, lines and reasons are the naive reader's, however blocks and windows are cut")
  func agree() throws {
    let scratch = Scratch()
    let path = try scratch.file([])
    var differences: [String] = []
    var compared = 0
    for seed in 0..<Self.files {
      var generator = SeededGenerator(root: 12, stage: "stray-quotes", index: seed)
      let text = Self.text(&generator)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      guard let format = try? CSVSniffer.sniff(file: path), format.zoneWords == nil,
        format.isHeaderCommented != true
      else { continue }
      let options = CSVReaderOptions(
        maxQuarantined: 1, blockBytes: generator.from(1, 60),
        windowBytes: generator.pick([64, 700, 8 << 20]))
      // A file in which nothing can be used is refused as a whole.
      guard let naive = try? NaiveFormat(format, options, ownStamps: false),
        let read = try? CSVReader(format: format, options: options).read(file: path, threads: 1)
      else { continue }
      compared += 1
      let table = NaiveReader(naive).read(Array(text.utf8))
      if let found = OracleComparison.difference(table, read) {
        differences.append("seed \(seed): \(found)\n\(text.debugDescription)")
      }
    }
    #expect(
      differences.isEmpty,
      "\(differences.count) of \(compared):\n\(differences.prefix(8).joined(separator: "\n"))")
    #expect(compared * 2 > Self.files)
  }
}
