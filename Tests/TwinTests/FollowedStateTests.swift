import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Where a plant stands now")
struct FollowedStateTests {
  private typealias Plant = FollowedPlant

  @Test("night by night is the same as in one piece, and a state of another twin is begun anew")
  func nights() throws {
    let twin = try Plant.twin()
    let record = try Plant.record(twin, rows: 72)
    let whole = try #require(
      try twin.follow(record, after: nil, seed: 1, threads: 2))
    let first = try #require(
      try twin.follow(record.rows(0..<48), after: nil, seed: 1, threads: 1))
    let second = try #require(
      try twin.follow(record.rows(40..<72), after: first.state, seed: 1, threads: 1))
    #expect(second.state == whole.state)
    #expect(!first.continues && second.continues)
    #expect(first.rows == 48 && second.rows == 24)
    #expect(whole.time == record.times[71])
    #expect(whole.levels.map(\.name) == ["T1", "T2", "T3", "T4", "T5"])
    for level in whole.levels {
      let tag = try #require(twin.tags.firstIndex { $0.id == "L_\(level.name)" })
      #expect(abs(level.level - record.values[71, tag]) < 0.05, "\(level.name)")
    }
    #expect(whole.leaks.count == twin.zoneDemands.count)
    #expect(whole.leaks.allSatisfy { !$0.isTold && $0.deviation > 0 })
    var other = first.state
    other.arrays["leak-rows"] = .init([0])
    let anew = try #require(try twin.follow(record, after: other, seed: 1, threads: 1))
    #expect(!anew.continues && anew.rows == 72)
    #expect(
      anew.setAside
        == "model 'synchronised-state': array 'leak-rows' has shape [1], expected [\(twin.zoneDemands.count)]"
        && first.setAside == nil && second.setAside == nil)
  }

  @Test("runs begin there, each with its own chance, whoever runs beside it")
  func beginning() throws {
    let twin = try Plant.twin()
    let record = try Plant.record(twin, rows: 60)
    let followed = try #require(try twin.follow(record, after: nil, seed: 1, threads: 1))
    let now = try twin.beginning(at: followed.state)
    func run(_ indices: [Int]) throws -> [LoopTrace] {
      var taps = indices.map { _ in OpenLine() }
      var generators = indices.map { SeededGenerator(root: 3, stage: "now", index: $0) }
      return try now.run(
        indices.map { _ in LoopCourse(start: followed.time + twin.interval, steps: 5) },
        taps: &taps,
        generators: &generators)
    }
    let all = try run(Array(0..<10))
    for index in [0, 3, 9] { #expect(try run([index])[0].bits == all[index].bits) }
    #expect(Set(all.map(\.bits)).count == 10)
    for trace in all {
      for level in followed.levels {
        let tag = try #require(twin.tags.firstIndex { $0.id == "L_\(level.name)" })
        // An hour of a pump moves a level by half a metre.
        #expect(abs(trace.truth[0, tag] - level.level) < 0.6, "\(level.name)")
      }
    }
    #expect {
      var taps = [OpenLine()]
      var generators = [SeededGenerator(seed: 1)]
      _ = try now.run(
        [LoopCourse(start: followed.time, steps: 2)], taps: &taps, generators: &generators)
    } throws: {
      "\($0)".contains("a run from a state at \(followed.time) begins at")
    }
  }

  @Test("a twin without zones has no state")
  func none() throws {
    let plain = try RiverbendNetwork.twin()
    #expect(
      try plain.follow(RiverbendNetwork.record(), after: nil, seed: 1, threads: 1) == nil)
  }
}
