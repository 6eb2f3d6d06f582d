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

  /// Hourly rows of one gauge that is off by 1.5 m, each by what it moves less what its balance says; and what becomes of it.
  private static func judged(
    _ changes: [Double], moving: Bool = true, switched: Set<Int> = []
  ) -> (placed: Int?, isBelieved: Bool) {
    var doubts = GaugeDoubts(count: 1)
    let patience = GaugeDoubts.Patience(SynchronisationSettings(), interval: .hours(1))
    let first = GaugeDoubts.Reading(value: 4, innovation: 0, spread: 0.01, allowed: 0.5)
    _ = doubts.judge([first], patience)
    var innovation = -1.5
    for (row, change) in changes.enumerated() {
      innovation += change
      let value = moving ? 3 + 0.1 * Double(row % 7) : 3
      let reading = GaugeDoubts.Reading(
        value: value, innovation: innovation, spread: 0.02, allowed: 0.5,
        isSwitched: switched.contains(row))
      if !doubts.judge([reading], patience).isEmpty { return (row, doubts.believes(0)) }
    }
    return (nil, doubts.believes(0))
  }

  @Test(
    "a gauge that moves as its balance says is believed after a day: either may be the one that is off"
  )
  func shifted() {
    // The first row is the one that denies; a day of rows that agree follow it.
    let steady = Self.judged([Double](repeating: 0.005, count: 30))
    #expect(steady.placed == 24 && steady.isBelieved)
    // A row in which it moves otherwise begins the day anew; one in which something was switched does not count.
    var jump = [Double](repeating: 0, count: 60)
    jump[10] = 0.2
    #expect(Self.judged(jump).placed == 34)
    #expect(Self.judged(jump, switched: [10]).placed == 25)
    // One that stands still is never believed, nor one that goes its own way.
    #expect(Self.judged([Double](repeating: 0, count: 100), moving: false).placed == nil)
    let own = Self.judged((0..<100).map { $0 % 2 == 0 ? 0.2 : -0.2 })
    #expect(own.placed == nil && !own.isBelieved)
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
