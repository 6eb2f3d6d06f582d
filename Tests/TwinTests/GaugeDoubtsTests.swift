import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

/// Gauges that are wrong alone, in telemetry that a twin made.
@Suite("Synchronisation and gauges that are not believed") struct GaugeDoubtsTests {
  private typealias Plant = FollowedPlant
  private static let rows = 96
  private static let first = 40

  /// A plant's record with one gauge changed from a row on, and what came of following it.
  private static func followed(
    _ twin: HydraulicTwin, until last: Int = rows, _ change: (Double) -> Double
  ) throws -> (found: Synchronisation, truth: Synchronisation) {
    let record = try Plant.record(twin, rows: rows)
    let tag = try #require(twin.tags.firstIndex { $0.id == "L_T2" })
    var values = record.values
    for row in first..<last { values[row, tag] = change(values[row, tag]) }
    let wrong = ProcessRecord(
      tags: record.tags, interval: record.interval, times: record.times, values: values,
      follows: record.follows)
    return (try twin.synchronised(with: wrong), try twin.synchronised(with: record))
  }

  @Test(
    "a gauge that shows 500 m, or is dead at 0, is left out alone and named; nothing begins anew",
    arguments: [500.0, 0.0])
  func wrong(_ level: Double) throws {
    let twin = try Plant.twin()
    let (found, truth) = try Self.followed(twin) { _ in level }
    #expect(found.begun == [0] && found.refused.isEmpty)
    let gauge = try #require(found.doubted.first)
    #expect(found.doubted.count == 1 && gauge.tag == "L_T2" && gauge.rows == Self.rows - Self.first)
    #expect(gauge.since == found.times[Self.first] && gauge.shown == level)
    // Its tank follows its balance, with a spread that tells; the others are as they would be.
    for (own, other) in zip(found.state.levels, truth.state.levels) {
      #expect(
        abs(own.mean - other.mean) < 4 * (own.deviation + other.deviation), "\(own) \(other)")
    }
    #expect(found.leakTold.allSatisfy { $0 == nil })
    #expect(abs(gauge.expected - level) > 1)
  }

  @Test("a gauge that is mended is believed again, and its tank is as known as before")
  func mended() throws {
    let twin = try Plant.twin()
    let (found, truth) = try Self.followed(twin, until: 60) { _ in 0 }
    let gauge = try #require(found.doubted.first)
    #expect(gauge.since == nil && gauge.rows >= 20 && gauge.rows < 40, "\(gauge)")
    for (own, other) in zip(found.state.levels, truth.state.levels) {
      #expect(abs(own.mean - other.mean) < 0.05, "\(own) \(other)")
    }
  }

  @Test(
    "a gauge that moves as its balance says is believed after a day: nothing tells which of the two is off"
  )
  func shifted() throws {
    let twin = try Plant.twin()
    let (found, truth) = try Self.followed(twin) { $0 - 1.5 }
    let gauge = try #require(found.doubted.first)
    #expect(found.doubted.count == 1 && gauge.tag == "L_T2" && gauge.since == nil)
    // Rows are hours; one at which a pump switched may not count.
    #expect(gauge.rows >= 24 && gauge.rows < 48, "\(gauge)")
    #expect(found.begun == [0] && found.refused.isEmpty)
    // T2 is the network's second tank.
    for (place, (own, other)) in zip(found.state.levels, truth.state.levels).enumerated() {
      #expect(abs(own.mean - other.mean + (place == 1 ? 1.5 : 0)) < 0.05, "\(own) \(other)")
    }
  }

  @Test("a state does not begin with what a tank cannot hold")
  func beginning() throws {
    let twin = try Plant.twin()
    let record = try Plant.record(twin, rows: 40)
    let spoilt = Plant.blanking(record, rows: 0..<40, where: { $0.id == "L_T2" }, by: 500)
    let found = try twin.synchronised(with: spoilt)
    let gauge = try #require(found.doubted.first)
    #expect(gauge.tag == "L_T2" && gauge.since == record.times[0] && gauge.rows == 40)
    #expect(found.state.levels.allSatisfy { $0.mean < 7 })
  }

  @Test("a state that is stored while a gauge is not believed goes on as one that never was")
  func continuation() throws {
    let twin = try Plant.twin()
    let record = Plant.blanking(
      try Plant.record(twin, rows: 70), rows: 20..<45, where: { $0.id == "L_T3" }, by: 90)
    let whole = try twin.synchronised(with: record)
    for cut in [30, 48] {
      let first = try twin.synchronised(with: record.rows(0..<cut))
      let stored = try SynchronisedState(artifact: first.state.artifact, of: twin)
      #expect(stored == first.state)
      #expect(try twin.synchronised(with: record, after: stored).state == whole.state)
    }
  }

  @Test("where most gauges deny a state, it begins anew by them after six rows")
  func most() throws {
    let twin = try Plant.twin()
    let record = try Plant.record(twin, rows: 60)
    var artifact = try twin.synchronised(with: record.rows(0..<20)).state.artifact
    let shape = try #require(artifact.arrays["ensemble"]?.shape)
    var cells = try #require(artifact.arrays["ensemble"]?.values)
    // The first rows are the tanks: all of them two metres too low.
    for cell in 0..<(5 * shape[1]) { cells[cell] = max(0.3, cells[cell] - 2) }
    artifact.arrays["ensemble"] = .init(shape: shape, values: cells)
    let wrong = try SynchronisedState(artifact: artifact, of: twin)
    let found = try twin.synchronised(with: record, after: wrong)
    #expect(found.refused == [0, 1, 2, 3, 4, 5] && found.begun == [6])
    let truth = try twin.synchronised(with: record)
    for (own, other) in zip(found.state.levels, truth.state.levels) {
      #expect(abs(own.mean - other.mean) < 0.05, "\(own) \(other)")
    }
  }
}
