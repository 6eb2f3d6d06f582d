import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Runs that begin from a synchronised state")
struct SynchronisedRunTests {
  private typealias Plant = FollowedPlant

  private func runs(
    _ twin: HydraulicTwin, _ state: SynchronisedState, count: Int, steps: Int, seed: UInt64 = 3
  ) throws -> [LoopTrace] {
    let courses = (0..<count).map { _ in
      LoopCourse(start: state.time + twin.interval, steps: steps)
    }
    var taps = courses.map { _ in OpenLine() }
    var generators = courses.indices.map {
      SeededGenerator(root: seed, stage: "now", index: $0)
    }
    return try twin.run(courses, from: state, taps: &taps, generators: &generators)
  }

  @Test("a run's first row is where its member goes, and members are run in their order")
  func firstRow() throws {
    // Controllers that act at once: no phase of a scan is drawn.
    let twin = try Plant.twin(scan: 0)
    let record = try Plant.record(twin, rows: 50)
    let state = try twin.synchronised(with: record.rows(0..<49)).state
    let count = state.ensemble.columns
    let traces = try runs(twin, state, count: count + 1, steps: 1)
    let unseen = Plant.blanking(record.rows(49..<50), rows: 0..<1)
    let next = try twin.synchronised(with: unseen, after: state).state
    for (tag, known) in twin.tags.enumerated() where known.id.hasPrefix("L_") {
      let tank = try #require(Int(known.id.dropFirst(3))) - 1
      for member in 0..<count {
        // The follower makes up the last second from what flows then.
        #expect(abs(traces[member].truth[0, tag] - next.ensemble[tank, member]) < 2e-3)
      }
      // After the last member comes the first; flows have the demand of the row to come, each by its own chance.
      #expect(traces[count].truth[0, tag] == traces[0].truth[0, tag])
    }
  }

  @Test("runs from now stay near the plant for an hour, runs from anywhere do not")
  func near() throws {
    let twin = try Plant.twin()
    let record = try Plant.record(twin, rows: 104)
    let state = try twin.synchronised(with: record.rows(0..<100)).state
    let traces = try runs(twin, state, count: 8, steps: 4)
    for (tag, known) in twin.tags.enumerated() where known.id.hasPrefix("L_") {
      for trace in traces {
        #expect(abs(trace.truth[0, tag] - record.values[100, tag]) < 0.6, "\(known.id)")
      }
    }
    #expect(traces[0].times == Array(record.times[100..<104]))
    #expect(try runs(twin, state, count: 8, steps: 4).map(\.bits) == traces.map(\.bits))
    #expect(try runs(twin, state, count: 8, steps: 4, seed: 4)[0].bits != traces[0].bits)
  }

  @Test("a leak goes on leaking")
  func leak() throws {
    let twin = try Plant.twin(deviation: 0)
    let state = try twin.synchronised(with: Plant.record(twin, rows: 30)).state
    var artifact = state.artifact
    let shape = try #require(artifact.arrays["ensemble"]?.shape)
    var cells = try #require(artifact.arrays["ensemble"]?.values)
    let zones = BalancedZones(twin.network, points: twin.points).zones
    let place = try #require(zones.lastIndex { !$0.tanks.isEmpty })
    // The last rows are the zones' leaks.
    let row = shape[0] - zones.count + place
    for member in 0..<shape[1] { cells[row * shape[1] + member] += 0.004 }
    artifact.arrays["ensemble"] = .init(shape: shape, values: cells)
    let leaking = try SynchronisedState(artifact: artifact, of: twin)
    let tank = try #require(zones[place].tanks.first)
    let (dry, wet) = (
      try runs(twin, state, count: 1, steps: 2)[0], try runs(twin, leaking, count: 1, steps: 2)[0]
    )
    let lost = (dry.truth[0, tank.tag] - wet.truth[0, tank.tag]) * tank.volume
    // m³ in an hour, if no controller answers in it.
    #expect(zones[place].junctions == twin.zoneDemands[place].junctions)
    #expect(abs(lost - 0.004 * 3_600) < 2, "\(lost)")
  }

  @Test("a course that does not begin where the state ends is refused")
  func faults() throws {
    let twin = try Plant.twin()
    let state = try twin.synchronised(with: Plant.record(twin, rows: 3)).state
    var taps = [OpenLine()]
    var generators = [SeededGenerator(seed: 1)]
    #expect(throws: Fault.self) {
      try twin.run(
        [LoopCourse(start: state.time, steps: 2)], from: state, taps: &taps,
        generators: &generators)
    }
    let bare = try twin.with(zoneDemands: [])
    #expect(throws: Fault.self) { try runs(bare, state, count: 1, steps: 1) }
  }
}
