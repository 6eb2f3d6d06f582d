import Diagnostics
import Foundation
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("The regression of an actuator's state")
struct ControlLogicRegressionTests {
  /// A pump that runs from 06:00 to 18:00, beside a level that has nothing to do with it.
  static func timed(rows: Int, seed: UInt64) -> ProcessRecord {
    var chance = SeededGenerator(seed: seed)
    let start = Timestamp(nanoseconds: 1_767_225_600_000_000_000)
    let times = (0..<rows).map { start + TimeSpan.hours(1) * $0 }
    return ProcessRecord(
      tags: [Tag(id: "L"), Tag(id: "S", role: .status)], interval: .hours(1), times: times,
      values: Matrix(
        rowMajor: times.map { time in
          [3 + chance.gaussian(), (21_600..<64_800).contains(time.secondOfDay) ? 1 : 0]
        }),
      follows: times.indices.map { $0 > 0 })
  }

  @Test("tells a pump on a timer better than 'as before' does, on unseen rows", arguments: 1...3)
  func timer(seed: UInt64) throws {
    let record = Self.timed(rows: 2_000, seed: UInt64(seed))
    let regression = try #require(
      StatusRegression.learn(record, actuator: 1, sensors: [0], ridge: 1e-4))
    #expect(regression.accuracy > regression.persistence)
    #expect(abs(regression.persistence - 22.0 / 24) < 0.01)
    var week = [Double](repeating: 0, count: TimeOfWeek.count)
    var right = 0
    for row in 1_400..<2_000 {
      TimeOfWeek.write(record.times[row], into: &week, at: 0)
      let next = regression.next(
        after: record.values[row - 1, 1], row: record.values.row(row - 1), week: week)
      if next == record.values[row, 1] { right += 1 }
    }
    // The final equations are fitted to all rows: on these they are at least nearly as good as before.
    #expect(Double(right) / 600 > regression.persistence)
  }

  @Test("is nil for a pump that chance switches: nothing beats 'as before'", arguments: 1...3)
  func random(seed: UInt64) {
    let record = SimulatedTanks(rows: 3_000, seed: UInt64(seed)).record
    #expect(
      StatusRegression.learn(
        record, actuator: SimulatedTanks.random, sensors: [0, 1, 2, 3], ridge: 1e-4) == nil)
  }

  @Test("is nil with fewer than 200 rows or 8 switches, and for one or three values")
  func few() {
    #expect(
      StatusRegression.learn(
        Self.timed(rows: 200, seed: 1), actuator: 1, sensors: [0], ridge: 1e-4) == nil)
    let record = Self.timed(rows: 1_000, seed: 1)
    for values in [[5.0], [0, 1, 2]] {
      var cells = record.values
      for i in 0..<cells.rows { cells[i, 1] = values[i / 10 % values.count] }
      let other = ProcessRecord(
        tags: record.tags, interval: record.interval, times: record.times, values: cells,
        follows: record.follows)
      #expect(StatusRegression.learn(other, actuator: 1, sensors: [0], ridge: 1e-4) == nil)
    }
  }

  @Test("stays as before where a sensor is lost")
  func lost() throws {
    let regression = StatusRegression(
      actuator: 1, sensors: [0], off: 0, on: 1,
      fit: RidgeFit(
        weights: Matrix(rows: 2 + TimeOfWeek.count, columns: 1), intercepts: [0.7]),
      accuracy: 1, persistence: 0)
    let week = [Double](repeating: 0, count: TimeOfWeek.count)
    #expect(regression.next(after: 0, row: [1, 0], week: week) == 1)
    #expect(regression.next(after: 0, row: [.nan, 0], week: week) == 0)
  }
}
