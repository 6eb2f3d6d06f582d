import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

/// A twin that follows a plant whose pump is not what its curve says.
@Suite("Synchronisation and flows that the network cannot explain")
struct FlowDisagreementTests {
  private typealias Plant = FollowedPlant

  /// Drives one pump at a part of its speed, whenever it runs, in some rows.
  private struct SlowDrive: LoopTap {
    var pump: Int
    var rows: Range<Int>
    private var isSlow = false

    init(pump: Int, rows: Range<Int>) {
      self.pump = pump
      self.rows = rows
    }

    mutating func begin(step: Int, at time: Timestamp, truth: [Double]) {
      isSlow = rows.contains(step)
    }
    mutating func disturb(_ innovations: inout [Double]) {}
    mutating func tell(_ values: inout [Double]) {}
    mutating func drive(_ values: inout [Double]) {
      if isSlow { values[pump] *= 0.94 }
    }
    mutating func store(_ values: inout [Double]) {}
  }

  private static let slow = 200..<212

  private static func record(_ twin: HydraulicTwin, seed: UInt64) throws -> ProcessRecord {
    let pump = try #require(twin.tags.firstIndex { $0.id == "S_PU5" })
    let trace = try twin.trace(240, seed: seed, tap: SlowDrive(pump: pump, rows: slow))
    return ProcessRecord(
      tags: twin.tags, interval: twin.interval, times: trace.times, values: trace.historian,
      follows: trace.times.indices.map { $0 > 0 })
  }

  /// The largest estimate of a zone's leak at the end of the slow rows and of the record, in its deviations.
  private static func worst(_ found: Synchronisation) -> Double {
    [slow.upperBound - 1, found.times.count - 1].flatMap { row in
      zip(found.leakMeans.row(row), found.leakDeviations.row(row)).map { abs($0 / $1) }
    }.max() ?? .nan
  }

  @Test(
    "a pump that delivers less than its curve for half a day leaves leaks within what they state")
  func slowPump() throws {
    let twin = try Plant.twin(flow: 25)
    let flow = try #require(twin.tags.firstIndex { $0.id == "F_PU5" })
    var settings = SynchronisationSettings()
    settings.threads = 2
    var ungated = settings
    ungated.flowLimit = .infinity
    var without = 0.0
    for seed in 1...3 as ClosedRange<UInt64> {
      let record = try Self.record(twin, seed: seed)
      let found = try twin.synchronised(with: record, settings: settings)
      #expect(Self.worst(found) < 3, "seed \(seed): \(Self.worst(found))")
      #expect(found.leakTold.allSatisfy { $0 == nil })
      #expect(found.disagreements[flow] >= 3, "\(found.disagreements)")
      // Nobody becomes surer of a leak by rows that do not tell it.
      for zone in twin.zoneDemands.indices {
        let (before, after) = (
          found.leakDeviations[Self.slow.lowerBound - 1, zone],
          found.leakDeviations[Self.slow.upperBound - 1, zone]
        )
        #expect(after > before / 2, "zone \(zone): \(before) \(after)")
      }
      without = max(without, Self.worst(try twin.synchronised(with: record, settings: ungated)))
    }
    // Taken for use, the same flows drive a leak away.
    #expect(without > 3, "\(without)")
  }

  @Test("a state that is stored while an account is open goes on as one that never was")
  func continuation() throws {
    let twin = try Plant.twin(flow: 25)
    let record = try Self.record(twin, seed: 1)
    let whole = try twin.synchronised(with: record)
    for row in Self.slow {
      let first = try twin.synchronised(with: record.rows(0..<row))
      let stored = try SynchronisedState(artifact: first.state.artifact, of: twin)
      #expect(stored == first.state)
      guard
        first.disagreements
          != (try twin.synchronised(with: record.rows(0..<(row - 1))))
          .disagreements
      else { continue }
      let second = try twin.synchronised(with: record, after: stored)
      #expect(second.state == whole.state)
      #expect(second.state.ensemble.hasSameBits(as: whole.state.ensemble))
      return
    }
    Issue.record("no flow disagreed")
  }
}
