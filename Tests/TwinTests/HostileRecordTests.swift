import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("A record that no plant would give")
struct HostileRecordTests {
  static func survives(_ record: ProcessRecord, _ what: String) {
    do {
      let (twin, fidelity) = try defaultProcess().calibrate(
        record, seed: 1, threads: 2, progress: NoProgress())
      #expect(twin.run(20, OpenLine()).times.count == 20)
      #expect(fidelity.fittedRows + fidelity.unseenRows == record.count)
    } catch {
      #expect((error as? Fault)?.kind == .badData, "\(what): \(error)")
    }
  }

  @Test("never traps on cells of any size, or none", arguments: 1...30)
  func cells(seed: UInt64) {
    var chance = SeededGenerator(seed: seed)
    let record = SimulatedTanks(rows: 400, seed: seed).record
    var values = record.values
    let sizes: [Double] = [
      .nan, .infinity, -.infinity, 1e300, -1e300, 1e-300, 0, .leastNonzeroMagnitude,
    ]
    for j in 0..<values.columns where chance.uniform() < 0.5 {
      let share = [0.01, 0.5, 1][chance.index(below: 3)]
      let value = sizes[chance.index(below: sizes.count)]
      for i in 0..<values.rows where chance.uniform() < share { values[i, j] = value }
    }
    Self.survives(
      ProcessRecord(
        tags: record.tags, interval: record.interval, times: record.times, values: values,
        follows: record.follows), "seed \(seed)")
  }

  @Test(
    "never traps at any sampling",
    arguments: [0.001, 0.7, 60, 420, 5_400, 86_400, 604_800, 31_536_000])
  func sampling(seconds: Double) {
    var tanks = SimulatedTanks(rows: 400, seed: 1)
    tanks.interval = TimeSpan(seconds: seconds)
    Self.survives(tanks.record, "\(seconds) s")
  }

  @Test("never traps for chance alone, whatever the roles and gaps", arguments: 1...20)
  func chance(seed: UInt64) {
    var chance = SeededGenerator(seed: seed)
    let roles: [TagRole] = [.sensor, .actuator, .setpoint, .status, .disturbance]
    let width = 1 + chance.index(below: 6)
    let rows = 150 + chance.index(below: 200)
    let tags = (0..<width).map { Tag(id: "t\($0)", role: roles[chance.index(below: 5)]) }
    var values = Matrix(rows: rows, columns: width)
    for j in 0..<width {
      let states = chance.index(below: 5)
      for i in 0..<rows {
        values[i, j] =
          chance.uniform() < 0.02
          ? .nan : states == 0 ? chance.gaussian() : Double(chance.index(below: states))
      }
    }
    let start = Timestamp(nanoseconds: -5_000_000_000_000_000)
    Self.survives(
      ProcessRecord(
        tags: tags, interval: .hours(1), times: (0..<rows).map { start + .hours(1) * $0 },
        values: values, follows: (0..<rows).map { $0 > 0 && chance.uniform() > 0.02 }),
      "seed \(seed)")
  }

  @Test("of no tags at all gives a twin of nothing, or a fault")
  func empty() {
    let times = (0..<300).map { newYear + .hours(1) * $0 }
    Self.survives(
      ProcessRecord(
        tags: [], interval: .hours(1), times: times, values: Matrix(rows: 300, columns: 0),
        follows: times.indices.map { $0 > 0 }), "no tags")
  }
}
