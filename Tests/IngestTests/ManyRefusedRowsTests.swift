import Diagnostics
import Foundation
import Ingest
import LinearAlgebra
import Telemetry
import Testing

/// Files of which most lines are no rows: what is refused is handed out as it comes, none of it is lost.
@Suite struct ManyRefusedRowsTests {
  private let scratch = Scratch()

  private static let lines = 300_000
  /// Every tenth line is a row.
  private static func isRow(_ line: Int) -> Bool { line % 10 == 9 }

  private func file() throws -> (path: String, format: CSVFormat) {
    var text = "a,b\n"
    for line in 0..<Self.lines { text += Self.isRow(line) ? "\(line),0.5\n" : "x\n" }
    let format = CSVFormat(
      dialect: "comma-separated", hasHeader: true,
      columns: [.init(name: "a", content: .number), .init(name: "b", content: .number)],
      timeFormat: nil)
    return (try scratch.file(text), format)
  }

  @Test(
    "batches hold a bounded number of refused rows, whatever the blocks",
    arguments: [1_000, 1 << 18])
  func boundedBatches(blockBytes: Int) throws {
    let (path, format) = try file()
    let options = CSVReaderOptions(maxQuarantined: 1, blockBytes: blockBytes)
    for threads in [1, 2] {
      var (refused, rows, batches, most) = ([QuarantinedRow](), [Double](), 0, 0)
      let account = try CSVReader(format: format, options: options).stream(
        file: path, threads: threads
      ) { (batch: inout RowBatch) throws(Fault) in
        batches += 1
        most = max(most, batch.quarantine.count)
        refused += batch.quarantine
        rows += batch.values.column(0)
      }
      #expect(most < 1 << 17 && batches > 2)
      #expect(account.counts.read == Self.lines)
      #expect(account.counts.quarantined == refused.count)
      #expect(rows == (0..<Self.lines).filter(Self.isRow).map(Double.init))
      // The header is line 1.
      #expect(refused.map(\.line) == (0..<Self.lines).filter { !Self.isRow($0) }.map { $0 + 2 })
      let reasons = Set(refused.map(\.reason))
      #expect(reasons.count == 1, "\(reasons)")
    }
  }

  @Test("a file read as a whole has all of them")
  func whole() throws {
    let (path, format) = try file()
    let read = try CSVReader(format: format, options: CSVReaderOptions(maxQuarantined: 1))
      .read(file: path, threads: 2)
    #expect(read.quarantine.count == Self.lines / 10 * 9)
    #expect(read.counts.stored == Self.lines / 10)
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(read.quarantine.allSatisfy { bytes[$0.byteOffset] == UInt8(ascii: "x") })
  }
}
