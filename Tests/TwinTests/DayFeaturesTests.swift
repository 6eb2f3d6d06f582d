import Diagnostics
import Foundation
import Learning
import LinearAlgebra
import Telemetry
import Testing
import Twin

/// Records of two sensors every two hours, for tests of days.
enum DayRecords {
  static let perDay = 12

  static func record(
    days: Int, seed: UInt64, resolution: Double? = 0.01, memory: Double = 0.5,
    change: (inout [Double], Int) -> Void = { _, _ in }
  ) -> ProcessRecord {
    var chance = SeededGenerator(seed: seed)
    let count = days * perDay
    var columns: [[Double]] = []
    for tag in 0..<2 {
      var noise = 0.0
      var column = (0..<count).map { row in
        noise = memory * noise + chance.gaussian()
        let wave = sin(2 * .pi * Double(row) / Double(perDay))
        return ((10 + wave + noise) * 100).rounded() / 100
      }
      change(&column, tag)
      columns.append(column)
    }
    return ProcessRecord(
      tags: ["a", "b"].map { Tag(id: $0, resolution: resolution) }, interval: .hours(2),
      times: (0..<count).map { Timestamp(nanoseconds: 0) + TimeSpan.hours(2) * $0 },
      values: Matrix(rows: count, columns: 2, columnMajor: columns[0] + columns[1]),
      follows: (0..<count).map { $0 > 0 })
  }
}

@Suite("Days as a classifier sees them")
struct DayFeaturesTests {
  @Test("have the six statistics of the protocol, all tags' means first")
  func statistics() {
    let record = DayRecords.record(days: 9, seed: 1)
    let days = DayFeatures(recorded: record, simulated: record)
    #expect(days.recorded.rows == 9 && days.recorded.columns == 12)
    #expect(days.recorded == days.simulated)
    #expect(days.weeks == [0, 0, 0, 0, 0, 0, 0, 1, 1])
    for day in 0..<9 {
      for tag in 0..<2 {
        let x = Array(record.column(tag)[day * 12..<(day + 1) * 12])
        let mean = x.reduce(0, +) / 12
        let d = (1..<12).map { x[$0] - x[$0 - 1] }
        let drift = d.reduce(0, +) / 11
        let squares = x.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
        let lagged = (1..<12).map { (x[$0] - mean) * (x[$0 - 1] - mean) }.reduce(0, +)
        let naive = [
          mean, (squares / 12).squareRoot(), x.min() ?? 0, x.max() ?? 0,
          (d.map { ($0 - drift) * ($0 - drift) }.reduce(0, +) / 11).squareRoot(),
          lagged / squares,
        ]
        for (k, value) in naive.enumerated() {
          #expect(abs(days.recorded[day, 2 * k + tag] - value) < 1e-12)
        }
      }
    }
  }

  @Test("simulated values are rounded as the record shows it, declared or not")
  func rounding() {
    let record = DayRecords.record(days: 2, seed: 1, resolution: nil)
    let finer = DayRecords.record(days: 2, seed: 1, resolution: nil) { column, _ in
      for row in column.indices { column[row] += 0.0049 * (row % 2 == 0 ? 1 : -1) }
    }
    #expect(RecordedStep.of(record.column(0)) == 0.01)
    let days = DayFeatures(recorded: record, simulated: finer)
    #expect(days.recorded == days.simulated)
    #expect(RecordedStep.of([0, 1, .nan, 3]) == 1)
    #expect(RecordedStep.of([0.1, 2]) == 0.1)
    #expect(RecordedStep.of([1.0 / 3]) == nil)
  }

  @Test("what is missing in a recorded day is taken away from the simulated one")
  func missing() {
    let simulated = DayRecords.record(days: 8, seed: 1)
    let record = DayRecords.record(days: 8, seed: 1) { column, tag in
      if tag == 0 { for row in 12..<16 { column[row] = .nan } }
    }
    let days = DayFeatures(recorded: record, simulated: simulated)
    #expect(days.recorded == days.simulated)
    #expect(days.recorded.rows == 8)
    // A day of which most is missing is left out; a tag that mostly is, in all days.
    let worse = DayRecords.record(days: 8, seed: 1) { column, tag in
      if tag == 0 { for row in 12..<20 { column[row] = .nan } }
    }
    #expect(DayFeatures(recorded: worse, simulated: simulated).recorded.rows == 7)
    let silent = DayRecords.record(days: 8, seed: 1) { column, tag in
      if tag == 1 { for row in column.indices { column[row] = .nan } }
    }
    let left = DayFeatures(recorded: silent, simulated: simulated).recorded
    #expect(left.rows == 8 && left.columns == 6)
  }

  @Test("days lie at the same times on both sides and reach over no gap")
  func gaps() {
    let whole = DayRecords.record(days: 10, seed: 1)
    // Twenty rows are cut out: days begin anew after the gap.
    let kept = Array(0..<30) + Array(50..<120)
    var values = Matrix(rows: kept.count, columns: 2)
    for (i, row) in kept.enumerated() { for j in 0..<2 { values[i, j] = whole.values[row, j] } }
    let record = ProcessRecord(
      tags: whole.tags, interval: whole.interval, times: kept.map { whole.times[$0] },
      values: values, follows: kept.indices.map { $0 > 0 && kept[$0] == kept[$0 - 1] + 1 })
    let days = DayFeatures(recorded: record, simulated: whole)
    // Two days in rows 0 to 29, five in rows 50 to 119.
    #expect(days.recorded.rows == 7)
    #expect(days.recorded == days.simulated)
    // Simulated time ends before the last days.
    let early = DayFeatures(recorded: record, simulated: whole.rows(0..<80))
    #expect(early.recorded.rows == 4)
  }
}
