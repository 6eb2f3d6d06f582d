import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("The closed loop's bits")
struct SameBitsTests {
  // Over two blocks of innovations, so that chance also chooses a later one.
  static let steps = 200

  @Test("are the same for the same seed, and others for another", arguments: [1, 2, 3])
  func seeds(seed: UInt64) throws {
    let twin = try tankTwin(rows: 1_500, seed: seed)
    let once = twin.run(Self.steps, OpenLine(), seed: 5)
    let again = twin.run(Self.steps, OpenLine(), seed: 5)
    let other = twin.run(Self.steps, OpenLine(), seed: 6)
    #expect(once.agrees(with: again, on: 0..<Self.steps))
    #expect(!once.truth.hasSameBits(as: other.truth))
  }

  @Test("do not change for a tap that gives back what it was given")
  func nobody() throws {
    let twin = try tankTwin()
    let copy: @Sendable (inout [Double]) -> Void = { values in
      values = values.map { Double(bitPattern: $0.bitPattern) }
    }
    let open = twin.run(Self.steps, OpenLine())
    let watched = twin.run(
      Self.steps, Intruder(innovations: copy, told: copy, driven: copy, stored: copy))
    #expect(open.agrees(with: watched, on: 0..<Self.steps))
  }

  @Test("do not change before a tap acts, and do after", arguments: 0..<4)
  func later(place: Int) throws {
    let twin = try tankTwin()
    let from = 77
    let push: @Sendable (inout [Double]) -> Void = { $0[SimulatedTanks.level] += 5 }
    let tap =
      switch place {
      case 0: Intruder(from: from, innovations: push)
      case 1: Intruder(from: from, told: push)
      case 2:
        Intruder(
          from: from, driven: { $0[SimulatedTanks.pump] = 1 - $0[SimulatedTanks.pump] })
      default: Intruder(from: from, stored: push)
      }
    let open = twin.run(Self.steps, OpenLine())
    let tampered = twin.run(Self.steps, tap)
    #expect(open.agrees(with: tampered, on: 0..<from))
    #expect(!open.agrees(with: tampered, on: from..<from + 1))
  }

  @Test("do not depend on how long the run goes on after them")
  func shorter() throws {
    let twin = try tankTwin()
    let long = twin.run(Self.steps, OpenLine())
    let short = twin.run(Self.steps / 2, OpenLine())
    #expect(short.agrees(with: long, on: 0..<Self.steps / 2))
  }

  @Test("a step calls begin, disturb, tell, drive and store once each, in this order")
  func order() throws {
    struct Recorder: LoopTap {
      var calls: [String] = []
      var truths: [[Double]] = []
      mutating func begin(step: Int, at time: Timestamp, truth: [Double]) {
        calls.append("begin \(step)")
        truths.append(truth)
      }
      mutating func disturb(_ values: inout [Double]) { calls.append("disturb \(values.count)") }
      mutating func tell(_ values: inout [Double]) { calls.append("tell \(values.count)") }
      mutating func drive(_ values: inout [Double]) { calls.append("drive \(values.count)") }
      mutating func store(_ values: inout [Double]) { calls.append("store \(values.count)") }
    }
    let twin = try tankTwin()
    var tap = Recorder()
    var generator = SeededGenerator(seed: 1)
    let trace = try twin.run(from: newYear, steps: 60, tap: &tap, generator: &generator)
    let width = twin.tags.count
    #expect(
      tap.calls
        == (0..<60).flatMap {
          ["begin \($0)", "disturb \(width)", "tell \(width)", "drive \(width)", "store \(width)"]
        })
    // What begin sees is the true row before.
    for step in 1..<60 { #expect(tap.truths[step] == trace.truth.row(step - 1)) }
    #expect(trace.times == (0..<60).map { newYear + twin.interval * $0 })
  }
}
