import Diagnostics
import Ingest
import IngestOracle
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

/// NUL bytes, as disks and loggers leave them that were cut off.
@Suite struct DamagedTextTests {
  private let scratch = Scratch()

  private static func rows(_ range: Range<Int>) -> String {
    range.map { "2024-01-01T00:00:\(10 + $0),\($0),ok\n" }.joined()
  }

  private func read(_ text: String, blockBytes: Int = 1 << 20) throws -> IngestedFile {
    let path = try scratch.file(text)
    let format = try CSVSniffer.sniff(file: path)
    let file = try CSVReader(
      format: format, options: CSVReaderOptions(maxQuarantined: 0.5, blockBytes: blockBytes)
    ).read(file: path)
    let table = NaiveReader(try NaiveFormat(format)).read(Array(text.utf8))
    #expect(OracleComparison.difference(table, file) == nil)
    return file
  }

  @Test(
    "a row with a NUL byte is refused with line and offset, in whichever column it stands; the rest is read",
    arguments: [
      "2024-01-01T00:00:\0\0,1,ok", "2024-01-01T00:00:30,1\0,ok", "2024-01-01T00:00:30,1,o\0k",
    ])
  func oneRow(row: String) throws {
    let before = "time,A,state\n" + Self.rows(0..<9)
    for blockBytes in [30, 1 << 20] {
      let file = try read(before + row + "\n" + Self.rows(9..<18), blockBytes: blockBytes)
      #expect(file.counts.stored == 18)
      #expect(file.quarantine.map(\.reason) == ["a NUL byte stands in the row"])
      #expect(file.quarantine.map(\.line) == [11])
      #expect(file.quarantine.map(\.byteOffset) == [before.utf8.count])
      #expect(file.quarantine.allSatisfy { !$0.text.utf8.contains(0) })
      #expect(
        file.notices.map(\.text).contains(
          "1 row with NUL bytes is in quarantine, the first on line 11 at byte "
            + "\(before.utf8.count): was the logger or the disk cut off?"))
    }
  }

  @Test("a tail of NUL bytes is one refused row, however long it is")
  func tail() throws {
    for count in [1, 4_096, 100_000] {
      let file = try read(
        "time,A,state\n" + Self.rows(0..<18) + String(repeating: "\0", count: count))
      #expect(file.counts.read == 19)
      #expect(file.counts.stored == 18)
      #expect(
        file.quarantine.map(\.reason) == [
          "nothing but NUL bytes, as a logger leaves that was cut off"
        ])
    }
  }

  @Test("rows that go on behind NUL bytes are read, the one they stand before is refused")
  func goesOn() throws {
    let file = try read(
      "time,A,state\n" + Self.rows(0..<9) + String(repeating: "\0", count: 64)
        + Self.rows(9..<18))
    #expect(file.counts.stored == 17)
    #expect(file.quarantine.map(\.line) == [11])
  }

  @Test(
    "a file of which NUL bytes are in the first line or in half of the lines is no text",
    arguments: [
      "\0\0\0\0", "ti\0me,A\n" + rows(0..<9), "a,b\n1,\0\n2,\0\n", "\u{1}\0\u{2}\0\n\u{3}\0\0\0\n",
    ])
  func binary(text: String) throws {
    let path = try scratch.file(text)
    let fault = #expect(throws: Fault.self) { try CSVSniffer.sniff(file: path) }
    #expect(fault?.kind == .badData)
  }
}
