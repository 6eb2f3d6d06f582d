import Foundation
import Ingest
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite struct HistoriesFileRealDataTests {
  /// How C-MAPSS's files are read.
  private let engines = HistoriesFileOptions(
    unit: "unit", position: .age("cycle"), clock: .cycles,
    columns: ["unit", "cycle"] + (1...3).map { "setting\($0)" } + (1...21).map { "sensor\($0)" },
    ends: .failed)

  @Test(
    "C-MAPSS's engines equal a naive reading of every cell, bit for bit",
    .enabled(if: Datasets.folder != nil), arguments: ["train_FD001.txt", "test_FD001.txt"])
  func cmapss(name: String) throws {
    let path = Datasets.path("cmapss/\(name)")
    let table = try HistoriesFile.read(path, options: engines)
    var naive: [[[Double]]] = []
    for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
      let cells = line.split(separator: " ").compactMap { Double($0) }
      while naive.count < Int(cells[0]) { naive.append([]) }
      naive[Int(cells[0]) - 1].append(Array(cells.dropFirst()))
    }
    #expect(table.histories.columns.map(\.id) == Array((engines.columns ?? []).dropFirst(2)))
    #expect(table.histories.units.map(\.unit) == naive.indices.map { "\($0 + 1)" })
    for (unit, rows) in zip(table.histories.units, naive) {
      #expect(unit.ages == rows.map { $0[0] })
      #expect(unit.end == rows.last?[0])
      #expect(unit.outcome == .failed)
      let differing = rows.indices.filter { row in
        (0..<24).contains { unit.values[row, $0] != rows[row][$0 + 1] }
      }
      #expect(differing.isEmpty)
    }
    #expect(table.counts.read == table.counts.stored)
    #expect(table.notices.isEmpty)
    if name == "test_FD001.txt" {
      let lives = try LivesFile.read(
        Datasets.path("cmapss/RUL_FD001.txt"), for: (table.histories.units.count, path))
      #expect(lives.filter { $0 > 125 }.count == 11)
    }
  }

  @Test("Riverbend's pumps equal a naive reading, and the sums that pandas finds")
  func riverbend() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("datasets/riverbend").path
    let path = "\(folder)/pump-histories.csv"
    let table = try HistoriesFile.read(path, units: "\(folder)/pump-units.csv")
    let outcomes = table.histories.units.map(\.outcome)
    #expect(outcomes.filter { $0 == .failed }.count == 47)
    #expect(outcomes.filter { $0 == .replaced }.count == 20)
    #expect(outcomes.filter { $0 == .running }.count == 6)
    #expect(Set(table.assets.values) == ["PU1", "PU2", "PU3", "PU4", "PU5", "PU6"])
    #expect(table.counts == RowCounts(read: 15_860, stored: 15_860))
    // 'Bad Input' and 'I/O Timeout' are a historian's words for a missing cell.
    #expect(table.quarantine.isEmpty)

    var naive: [String: [[Double]]] = [:]
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    for line in lines.dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      naive[cells[0], default: []].append(cells.dropFirst(2).map { Double($0) ?? .nan })
    }
    for unit in table.histories.units {
      let rows = naive[unit.unit] ?? []
      #expect(unit.ages.count == rows.count)
      let differing = rows.indices.filter { row in
        rows[row].indices.contains {
          unit.values[row, $0] != rows[row][$0]
            && !(unit.values[row, $0].isNaN && rows[row][$0].isNaN)
        }
      }
      #expect(differing.isEmpty)
      // The first row covers the first day.
      #expect(unit.ages[0] >= 1 && unit.ages == unit.ages.map { $0.rounded() })
      #expect(unit.end >= unit.ages[unit.ages.count - 1])
    }

    // pandas 3.1: read_csv(…, na_values=["Bad Input", "I/O Timeout"]), .count() and .sum().
    let counts = [15_846, 15_851, 15_845, 15_843, 15_856, 15_852, 15_849]
    let sums = [831_278.0, 642_490.05, 495_113.11, 25_193.96, 1_054_053.9, 260_908.4, 216_178.1]
    for column in counts.indices {
      let cells = table.histories.units.flatMap { unit in
        unit.ages.indices.map { unit.values[$0, column] }.filter { !$0.isNaN }
      }
      #expect(cells.count == counts[column])
      // 16,000 additions in another order differ by rounding only.
      #expect(abs(cells.reduce(0, +) / sums[column] - 1) < 1e-11)
    }
  }
}
