import Diagnostics
import Ingest
import IngestOracle
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

/// Tables between runs of blanks whose columns stand at fixed places.
@Suite struct FixedColumnsTests {
  private let scratch = Scratch()

  private func read(_ text: String, blockBytes: Int = 1 << 20) throws -> IngestedFile {
    let path = try scratch.file(text)
    return try CSVReader(
      format: try CSVSniffer.sniff(file: path),
      options: CSVReaderOptions(maxQuarantined: 1, blockBytes: blockBytes)
    ).read(file: path)
  }

  private func text(_ file: IngestedFile, _ tag: String) -> [String] {
    guard let column = file.frame.tags.firstIndex(where: { $0.id == tag }) else { return [] }
    return (0..<file.frame.count).map {
      let value = file.frame.values[$0, column]
      return value.isNaN ? "-" : "\(value)"
    }
  }

  /// Right-aligned in 8 characters.
  private static func right(_ cell: String) -> String {
    String(repeating: " ", count: max(0, 8 - cell.count)) + cell
  }

  private static let table = """
    time                 Level    Flow   Power
    2024-01-01T00:00:00    1.5   100.2   -3.25
    2024-01-01T00:01:00           99.8  -13.25
    2024-01-01T00:02:00   10.5             0.5
    2024-01-01T00:03:00    1.7   101.0
    2024-01-01T00:04:00    1.8     1.0     2.5

    """

  @Test("a cell that blanks stand for is empty, wherever it stands")
  func emptyCells() throws {
    let file = try read(Self.table)
    #expect(file.counts.quarantined == 0)
    #expect(text(file, "Level") == ["1.5", "-", "10.5", "1.7", "1.8"])
    #expect(text(file, "Flow") == ["100.2", "99.8", "-", "101.0", "1.0"])
    #expect(text(file, "Power") == ["-3.25", "-13.25", "0.5", "-", "2.5"])
    #expect(
      file.format.evidence.contains(
        "fixed width: 4 columns stand at the same places in 5 of 5 sampled rows, 3 of which have "
          + "empty cells"))
  }

  @Test("columns whose header says how many there are may be empty in every row")
  func neverComplete() throws {
    let file = try read(
      """
      time                   A       B       C
      2024-01-01T00:00:00  1.5           -3.25
      2024-01-01T00:01:00         99.8  -13.25
      2024-01-01T00:02:00 10.5   100.8
      2024-01-01T00:03:00  1.7           101.0

      """)
    #expect(file.counts.quarantined == 0)
    #expect(text(file, "A") == ["1.5", "-", "10.5", "1.7"])
    #expect(text(file, "B") == ["-", "99.8", "100.8", "-"])
    #expect(text(file, "C") == ["-3.25", "-13.25", "-", "101.0"])
  }

  @Test("characters of several bytes take one place")
  func characters() throws {
    let file = try read(
      """
      time                 Größe    Flow   Power
      2024-01-01T00:00:00  grün    100.2   -3.25
      2024-01-01T00:01:00  rot      99.8  -13.25
      2024-01-01T00:02:00  grün              0.5
      2024-01-01T00:03:00  rot               1.5
      2024-01-01T00:04:00  grün    100.3   -3.25

      """)
    #expect(file.counts.quarantined == 0)
    #expect(text(file, "Flow") == ["100.2", "99.8", "-", "-", "100.3"])
  }

  @Test(
    "a row that cannot be placed for certain stays refused",
    arguments: [
      // Moved to the left, glued together, cut off inside a cell, between two columns, with a tab.
      "2024-01-01T00:05:00  1.8 1.0", "2024-01-01T00:05:00    1.8123456.7",
      "2024-01-01T00:05:00    1.8     1.", "2024-01-01T00:05:00    1.8    1.0",
      "2024-01-01T00:05:00\t          99.8",
    ])
  func uncertain(row: String) throws {
    let more = (0..<9).map { "2024-01-01T01:0\($0):00    1.\($0)     9.\($0)   1\($0).25\n" }
      .joined()
    let file = try read(Self.table + more + row + "\n")
    #expect(file.counts.stored == 14)
    #expect(file.quarantine.map(\.line) == [16])
    #expect(file.quarantine.first?.reason.hasSuffix("instead of 4") == true)
  }

  @Test(
    "rows between single blanks are not placed: who writes them moves the cells after an empty one")
  func singleBlanks() throws {
    let rows = (0..<9).map { "2024-01-01T00:0\($0):00 1.\($0)5 2.50\n" }.joined()
    let file = try read("time A B\n" + rows + "2024-01-01T00:09:00 2.50\n")
    #expect(file.format.fixedColumns == nil)
    #expect(file.quarantine.map(\.reason) == ["2 fields instead of 3"])
  }

  @Test(
    "cells of as many digits each prove no padding: where one is left out, the next may stand there"
  )
  func unproven() throws {
    let rows = (0..<9).map { "2024-01-01T00:0\($0):00  1.\($0)5  2.50\n" }.joined()
    let file = try read("time  A  B\n" + rows + "2024-01-01T00:09:00  2.50\n")
    #expect(file.format.fixedColumns == nil)
    #expect(file.quarantine.map(\.reason) == ["2 fields instead of 3"])
    // A row with an empty cell between others shows that cells are padded.
    let padded = try read(
      "time  A  B\n" + rows + "2024-01-01T00:09:00        2.50\n2024-01-01T00:10:00  1.25      \n")
    #expect(padded.counts.quarantined == 0)
    #expect(text(padded, "A").suffix(2) == ["-", "1.25"])
    #expect(text(padded, "B").suffix(2) == ["2.5", "-"])
  }

  @Test(
    "padded tables with cells left out at random read as they were written, and as the naive reader does"
  )
  func generated() throws {
    for seed in 0..<200 {
      var generator = SeededGenerator(root: 6, stage: "fixed", index: seed)
      let width = generator.from(2, 6)
      let isLeft = (0..<width).map { _ in generator.oneIn(3) }
      var lines = [
        "time                "
          + (0..<width).map { column in
            isLeft[column] ? "  t\(column)    " : Self.right("t\(column)")
          }.joined()
      ]
      var expected: [[String]] = []
      for row in 0..<generator.from(12, 40) {
        var cells: [String] = []
        var line = "2024-01-01T00:\(10 + row):00 "
        for column in 0..<width {
          // The first rows are whole, and a line with a time alone is none.
          let isEmpty = row > 4 && column > 0 && generator.oneIn(3)
          // The first cells' lengths prove that cells are padded.
          let drawn = generator.from(-999, 9_999)
          let cell = isEmpty ? "" : "\(row == 0 ? 7 : row == 1 ? 1_234 : drawn)"
          cells.append(isEmpty ? "-" : cell + ".0")
          line +=
            isLeft[column]
            ? "  " + cell + String(repeating: " ", count: 6 - cell.count) : Self.right(cell)
        }
        // Half of the writers pad the end of the line too; the other trims what ends on the right.
        if seed % 2 == 0, !isLeft.contains(true) {
          while line.hasSuffix(" ") { line.removeLast() }
        }
        lines.append(line)
        expected.append(cells)
      }
      let text = lines.joined(separator: "\n") + "\n"
      let file = try read(text, blockBytes: generator.from(1, 300))
      #expect(file.counts.quarantined == 0, "seed \(seed):\n\(text)")
      for column in 0..<width {
        #expect(self.text(file, "t\(column)") == expected.map { $0[column] }, "seed \(seed)")
      }
      let table = NaiveReader(try NaiveFormat(file.format)).read(Array(text.utf8))
      #expect(OracleComparison.difference(table, file) == nil, "seed \(seed)")
    }
  }
}
