import Diagnostics
import Ingest
import TestSupport
import Testing

/// A header that names more columns than rows have fields; found by fuzzing.
@Suite struct WideHeaderTests {
  private let scratch = Scratch()

  @Test("a long table's header may be wider than its rows: they are refused, nothing traps")
  func longForm() throws {
    let path = try scratch.file(
      "timestamp,tag,value,quF&allstand\n2026-01-01,1\n20aF&allstand\n2026-01-01,1lity\n"
        + "2026-01-426-:", "x.csv")
    do throws(Fault) {
      let format = try CSVSniffer.sniff(file: path)
      _ = try CSVReader(format: format).read(file: path)
      Issue.record("no row has four fields")
    } catch {
      #expect(error.kind == .badData)
    }
  }
}
