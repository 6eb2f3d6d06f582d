import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

/// A twin that follows telemetry which it made itself.
@Suite("Synchronisation with telemetry")
struct SynchronisationTests {
  private typealias Plant = FollowedPlant

  private func isLevel(_ tag: Tag) -> Bool { tag.id.hasPrefix("L_") }

  @Test(
    "ten days and ten more from the stored state are twenty days at once, on any number of threads")
  func continuation() throws {
    let twin = try Plant.twin()
    let record = try Plant.record(twin, rows: 480)
    var settings = SynchronisationSettings()
    let whole = try twin.synchronised(with: record, settings: settings)
    let first = try twin.synchronised(with: record.rows(0..<240), settings: settings)
    let stored = try SynchronisedState(artifact: first.state.artifact, of: twin)
    #expect(stored == first.state)
    settings.threads = 3
    // Rows that the state knows already are left out.
    let second = try twin.synchronised(
      with: record.rows(230..<480), after: stored, settings: settings)
    #expect(second.times == Array(record.times[240..<480]))
    #expect(second.state == whole.state)
    #expect(second.state.ensemble.hasSameBits(as: whole.state.ensemble))
    #expect(second.innovations.hasSameBits(as: whole.innovations.rows(240..<480)))
    #expect(second.leakMeans.hasSameBits(as: whole.leakMeans.rows(240..<480)))
    settings.seed = 2
    #expect(try twin.synchronised(with: record, settings: settings).state != whole.state)
  }

  @Test("innovations on its own telemetry are as large as expected")
  func spread() throws {
    let twin = try Plant.twin()
    let found = try twin.synchronised(
      with: Plant.record(twin, rows: 400, seed: 5))
    #expect(found.refused.isEmpty && found.begun == [0])
    for (tag, known) in twin.tags.enumerated() where isLevel(known) {
      let ratios = (1..<400).map { found.innovations[$0, tag] / found.spreads[$0, tag] }
      let size = (ratios.reduce(0) { $0 + $1 * $1 } / 399).squareRoot()
      // Switches that no member makes in time add what no Gaussian spread has.
      #expect(size > 0.6 && size < 1.7, "\(known.id): \(size)")
    }
  }

  @Test("a wrong start is forgotten within a day, by levels and by demand")
  func wrongStart() throws {
    let twin = try Plant.twin()
    let record = try Plant.record(twin, rows: 25)
    let begun = try twin.synchronised(
      with: Plant.blanking(record.rows(0..<1), rows: 0..<1, where: isLevel))
    // Nothing is recorded of its levels: half full, give or take a quarter.
    #expect(begun.state.levels.allSatisfy { $0.deviation > 0.3 })
    var wrong = begun.state.artifact
    let shape = try #require(wrong.arrays["ensemble"]?.shape)
    var cells = try #require(wrong.arrays["ensemble"]?.values)
    let zones = twin.zoneDemands.count
    for row in (shape[0] - 2 * zones)..<(shape[0] - zones) {
      for member in 0..<shape[1] { cells[row * shape[1] + member] += 0.1 }
    }
    wrong.arrays["ensemble"] = .init(shape: shape, values: cells)
    let start = try SynchronisedState(artifact: wrong, of: twin)
    #expect(start.drifts.allSatisfy { abs($0.mean - 0.1) < 1e-12 })
    let followed = try twin.synchronised(with: record, after: start)
    let known = try twin.synchronised(with: record)
    for (own, other) in zip(followed.state.levels, known.state.levels) {
      #expect(abs(own.mean - other.mean) < 0.01)
    }
    // What is left of the start is small beside what the state says of itself.
    for (own, other) in zip(followed.state.drifts, known.state.drifts) {
      #expect(abs(own.mean - other.mean) < other.deviation, "\(own) \(other)")
    }
    for (own, other) in zip(followed.state.demands(of: twin), known.state.demands(of: twin)) {
      #expect(abs(own.mean - other.mean) < other.deviation, "\(own) \(other)")
    }
  }

  @Test("a leak is seldom told where there is none: in at most one of 32 three weeks of a zone")
  func untouched() throws {
    let twin = try Plant.twin(deviation: 0.03)
    var settings = SynchronisationSettings()
    settings.threads = 2
    // Eight records of three weeks, four zones each. One alone says little: its luck hangs on the last bits of
    // sums, which differ from processor to processor.
    let told = try (0..<8 as Range<UInt64>).map { seed in
      try twin.synchronised(with: Plant.record(twin, rows: 504, seed: seed), settings: settings)
        .leakTold
    }
    #expect(told.flatMap { $0 }.count == 32)
    #expect(told.flatMap { $0 }.count { $0 != nil } <= 1, "\(told)")
  }

  @Test("days that depart are told as days: no leak of any zone, and estimates as wide as stated")
  func days() throws {
    let twin = try Plant.twin(days: 0.04)
    var settings = SynchronisationSettings()
    settings.threads = 2
    var (told, squares, count) = (0, 0.0, 0.0)
    for seed in 1...6 as ClosedRange<UInt64> {
      let record = try Plant.record(twin, rows: 504, seed: 40 + seed)
      let found = try twin.synchronised(with: record, settings: settings)
      told += found.leakTold.count { $0 != nil }
      for leak in found.state.leaks {
        squares += leak.mean * leak.mean / (leak.deviation * leak.deviation)
        count += 1
      }
      if seed == 1 {
        let first = try twin.synchronised(with: record.rows(0..<300), settings: settings)
        let stored = try SynchronisedState(artifact: first.state.artifact, of: twin)
        #expect(
          try twin.synchronised(with: record, after: stored, settings: settings).state
            == found.state)
      }
    }
    #expect(told == 0)
    // Of 24 estimates the mean square has a deviation of 0.3.
    #expect(squares / count < 2, "\(squares / count)")
  }

  @Test("a reading that is impossible leaves what a row without it leaves")
  func impossible() throws {
    let twin = try Plant.twin()
    let record = try Plant.record(twin, rows: 40)
    let spiked = Plant.blanking(record, rows: 30..<31, where: { $0.id == "L_T2" }, by: 90)
    let found = try twin.synchronised(with: spiked)
    #expect(found.refused.isEmpty && found.doubted.map(\.tag) == ["L_T2"])
    let row = try twin.synchronised(with: spiked.rows(0..<31))
    let without = try twin.synchronised(
      with: Plant.blanking(record, rows: 30..<31, where: { $0.id == "L_T2" }).rows(0..<31))
    #expect(without.doubted.isEmpty)
    #expect(row.state.ensemble.hasSameBits(as: without.state.ensemble))
  }

  @Test("missing rows are passed over; after more than a day tanks begin anew")
  func gaps() throws {
    let twin = try Plant.twin()
    let record = try Plant.record(twin, rows: 80)
    let first = try twin.synchronised(with: record.rows(0..<30))
    let soon = try twin.synchronised(with: record.rows(35..<80), after: first.state)
    #expect(soon.begun.isEmpty && soon.times.count == 45)
    // A row of which nothing is recorded is a missing row.
    let blank = try twin.synchronised(with: Plant.blanking(record, rows: 30..<35))
    #expect(soon.state.ensemble.hasSameBits(as: blank.state.ensemble))
    let late = try twin.synchronised(with: record.rows(60..<80), after: first.state)
    #expect(late.begun == [0])
    #expect(late.innovations.row(0).allSatisfy { $0.isNaN })
  }

  @Test("states and records of other plants, and damaged states, are refused")
  func faults() throws {
    let twin = try Plant.twin()
    let record = try Plant.record(twin, rows: 3)
    let found = try twin.synchronised(with: record)
    #expect(throws: Fault.self) { try twin.synchronised(with: record, after: found.state) }
    let bare = try twin.with(zoneDemands: [])
    #expect(throws: Fault.self) { try bare.synchronised(with: record) }
    #expect(throws: Fault.self) { try SynchronisedState(artifact: found.state.artifact, of: bare) }
    for name in found.state.artifact.arrays.keys {
      var damaged = found.state.artifact
      damaged.arrays[name] = nil
      #expect(throws: Fault.self) { try SynchronisedState(artifact: damaged, of: twin) }
    }
    for name in found.state.artifact.texts.keys {
      var damaged = found.state.artifact
      damaged.texts[name] = "x"
      #expect(throws: Fault.self) { try SynchronisedState(artifact: damaged, of: twin) }
    }
  }
}
