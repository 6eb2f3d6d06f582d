import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("What kind of thing each tag is")
struct ProcessStructureTests {
  typealias Tanks = SimulatedTanks

  static func structure(_ record: ProcessRecord, controlling: Set<Int> = []) -> ProcessStructure {
    ProcessStructure(
      record, actuators: ProcessStructure.discreteTags(record), controlling: controlling)
  }

  @Test("is found from the telemetry alone", arguments: 1...5)
  func found(seed: UInt64) {
    let structure = Self.structure(
      Tanks(rows: 3_000, seed: seed).record, controlling: [Tanks.level, Tanks.drained])
    #expect(structure.actuators == [7, 8, 9, 10])
    // What controllers read is a stock; what pumps do not move is none, however slowly it moves.
    #expect(Set(structure.stocks).isSuperset(of: [Tanks.level, Tanks.drained]))
    #expect(!structure.stocks.contains(Tanks.bystander))
    #expect(structure.gated == [Tanks.flow, Tanks.drain])
    #expect(
      structure.gates == [
        .init(actuator: Tanks.pump, off: 0), .init(actuator: Tanks.drainPump, off: 0),
      ])
    // The pressure jumps with the pump: it follows at once.
    #expect(structure.driven.contains(Tanks.pressure))
    #expect(structure.constant == [])
    #expect(structure.flows == [Tanks.flow, Tanks.drain])
  }

  @Test("does not come from names")
  func names() {
    let record = Tanks(rows: 3_000, seed: 1).record
    let renamed = ProcessRecord(
      tags: record.tags.enumerated().map { Tag(id: "x\(99 - $0)", role: $1.role) },
      interval: record.interval, times: record.times, values: record.values,
      follows: record.follows)
    #expect(Self.structure(record) == Self.structure(renamed))
  }

  @Test("has each tag exactly once")
  func partition() {
    let structure = Self.structure(Tanks(rows: 1_000, seed: 2).record)
    #expect(
      (structure.actuators + structure.stocks + structure.gated + structure.driven
        + structure.constant).sorted() == Array(Tanks.tags.indices))
    #expect(structure.gates.count == structure.gated.count)
    #expect(structure.openRows.count == structure.gated.count)
  }

  @Test("counts what never changes, or is never there, as constant")
  func constants() {
    let record = Tanks(rows: 500, seed: 1).record
    var values = record.values
    for i in 0..<500 {
      values[i, Tanks.bystander] = .nan
      values[i, Tanks.full] = i % 3 == 0 ? .nan : 5
    }
    let structure = Self.structure(
      ProcessRecord(
        tags: record.tags, interval: record.interval, times: record.times, values: values,
        follows: record.follows))
    #expect(structure.constant == [Tanks.bystander, Tanks.full])
  }

  @Test("takes statuses, actuators and set points of at most eight values for discrete")
  func discrete() {
    let rows = 40
    let columns = [8, 9, 8, 8, 8, 0].enumerated().map { index, states in
      (0..<rows).map { states == 0 ? Double.nan : Double($0 % states) }
    }
    let roles: [TagRole] = [.status, .status, .actuator, .setpoint, .sensor, .status]
    let start = Timestamp(nanoseconds: 0)
    let record = ProcessRecord(
      tags: roles.enumerated().map { Tag(id: "t\($0)", role: $1) }, interval: .hours(1),
      times: (0..<rows).map { start + TimeSpan.hours(1) * $0 }, values: Matrix(columns: columns),
      follows: (0..<rows).map { $0 > 0 })
    // A status that is never there has no values.
    #expect(ProcessStructure.discreteTags(record) == [0, 2, 3])
  }

  @Test("leaves flows that hardly ever flowed out of the equations of stocks")
  func rare() {
    var structure = Self.structure(Tanks(rows: 3_000, seed: 1).record)
    structure.openRows = [ProcessStructure.fewestOpenRows - 1, ProcessStructure.fewestOpenRows]
    #expect(structure.flows == [Tanks.drain])
  }
}
