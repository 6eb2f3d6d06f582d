import Diagnostics
import Foundation
import Ingest
import IngestOracle
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

/// Every table of the public data sets against the naive reader, cell by cell.
///
/// `TOCSIN_TABLE` names a file that gets a Markdown table of what was found.
@Suite(.enabled(if: Datasets.folder != nil, "TOCSIN_DATASETS is not set"))
struct DataSetsTests {
  /// What a file came to: a row of the table.
  private struct Finding {
    var file: String
    var format: CSVFormat
    var tags: Int
    var counts: RowCounts
    var doubts: [String]
    var difference: String?

    static let header = """
      | file | sniffed | tags | rows read | stored | quarantined | duplicates | doubts |
      |---|---|---|---|---|---|---|---|
      """

    var line: String {
      var sniffed = [format.dialect, format.lineEnd.rawValue]
      if format.hasByteOrderMark { sniffed.append("BOM") }
      if format.encoding != .utf8 { sniffed.append(format.encoding.rawValue) }
      sniffed.append(format.timeFormat ?? "steps")
      sniffed.append(
        format.header.isEmpty
          ? "no header" : "header " + format.header.map(\.rawValue).joined(separator: "+"))
      if format.decimalMark != "." { sniffed.append("decimal ,") }
      if format.shape == .long { sniffed.append("long") }
      if format.isTransposed { sniffed.append("transposed (declared)") }
      for content in [CSVFormat.Content.unit, .word, .category, .text] {
        let count = format.columns.count { $0.content == content }
        if count > 0 { sniffed.append("\(count) × \(content)") }
      }
      let doubts = doubts.joined(separator: "; ").replacingOccurrences(of: "|", with: "\\|")
      return
        "| \(file) | \(sniffed.joined(separator: ", ")) | \(tags) | \(counts.read) | "
        + "\(counts.stored) | \(counts.quarantined) | \(counts.duplicates) | \(doubts) |"
    }
  }

  /// The tables: all delimited text but prose, and lists of spans that are no tables.
  private func tables() throws -> [String] {
    let folder = Datasets.path("")
    let all = FileManager.default.enumerator(atPath: folder)
    var found: [String] = []
    while let name = all?.nextObject() as? String {
      let lower = name.lowercased()
      guard [".csv", ".txt", ".dat"].contains(where: lower.hasSuffix) else { continue }
      let isProse = lower.contains("readme") || lower.contains("license")
      if isProse || lower.contains("interpretation_label") { continue }
      if lower.hasPrefix("epanet/") || lower.hasPrefix("attack/") { continue }
      found.append(name)
    }
    return found.sorted()
  }

  private func examine(_ name: String) throws -> Finding {
    let path = Datasets.path(name)
    var declared = FormatDeclaration()
    // Its 500 samples stand side by side; nothing in the file says so.
    declared.isTransposed = name == "tep/d00.dat"
    let format = try CSVSniffer.sniff(file: path, declared: declared)
    let options = CSVReaderOptions(maxQuarantined: 1, blockBytes: 300_000)
    let read = try CSVReader(format: format, options: options).read(file: path, threads: 2)
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    let table = NaiveReader(try NaiveFormat(read.format, options)).read(bytes)
    var difference = OracleComparison.difference(table, read)
    if read.sha256 != SHA256.hash(bytes) { difference = "another digest" }
    return Finding(
      file: name, format: read.format, tags: read.frame.tags.count, counts: read.counts,
      doubts: read.notices.map(\.text), difference: difference)
  }

  private static let preface = """
    # Every table of the data sets, as Tocsin reads it

    Made by the test that holds each of them against the naive reader, cell by cell. Nothing was declared
    but that the lines of `tep/d00.dat` are columns.

        TOCSIN_TABLE=$PWD/Benchmarks/DATA-SETS.md make test ARGS="--filter DataSetsTests"


    """

  @Test("every table of the data sets reads as the naive reader reads it, cell by cell")
  func everyTable() throws {
    let names = try tables()
    #expect(names.count >= 120)
    var lines: [String] = []
    for name in names {
      do {
        let finding = try examine(name)
        #expect(finding.difference == nil, "\(name)")
        #expect(
          finding.counts.read
            == finding.counts.stored + finding.counts.quarantined + finding.counts.duplicates,
          "\(name)")
        lines.append(finding.line)
      } catch {
        Issue.record("\(name): \(error)")
        lines.append("| \(name) | \(error) | | | | | | |".replacingOccurrences(of: "\n", with: " "))
      }
    }
    guard let path = ProcessInfo.processInfo.environment["TOCSIN_TABLE"], !path.isEmpty else {
      return
    }
    let text = ([Self.preface + Finding.header] + lines).joined(separator: "\n") + "\n"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }
}
