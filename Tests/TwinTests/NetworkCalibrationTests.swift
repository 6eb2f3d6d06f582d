import Diagnostics
import Hydraulics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Numbers of a network from telemetry")
struct NetworkCalibrationTests {
  private typealias Plant = RiverbendNetwork

  /// All of riverbend's tags: whoever switches something is measured.
  private static let tags: [Tag] =
    (1...5).map { Tag(id: "L_T\($0)", unit: "m", resolution: 0.01, element: "T\($0)") }
    + ["PU1", "PU2", "PU3", "PU4", "PU5", "PU6", "V1", "V2", "V3"].map { (link: String) in
      Tag(id: "F_\(link)", unit: "L/s", resolution: 0.01, element: link)
    }
    + ["PU1", "PU2", "PU3", "PU4", "PU5", "PU6", "V1", "V2"].map { (link: String) in
      Tag(id: "S_\(link)", role: .status, element: link)
    }
    + [4, 10, 14, 17, 21, 22, 28, 30, 33, 38, 42].map {
      Tag(id: "P_J\($0)", unit: "m", resolution: 0.01, element: "J\($0)")
    }

  /// Four weeks of a plant whose network differs from its file, as the historian has them.
  private static func record(_ change: (inout NetworkFactors) -> Void) throws -> ProcessRecord {
    let plain = try Plant.twin(tags: tags)
    var factors = plain.factors
    change(&factors)
    let trace = try plain.with(factors: factors).trace(4_032, seed: 3)
    return ProcessRecord(
      tags: plain.tags, interval: plain.interval, times: trace.times, values: trace.historian,
      follows: trace.times.indices.map { $0 > 0 })
  }

  private static func found(
    _ record: ProcessRecord
  ) throws -> (factors: NetworkFactors, found: [NetworkCalibration.Found]) {
    let twin = try HydraulicTwin(
      network: Plant.bytes, file: "riverbend.inp", record: record, settings: .init())
    return try NetworkCalibration(twin, record, threads: 2).numbers()
  }

  @Test("a tank's area, a pump's head and pipes' roughness that differ from the file are found")
  func planted() throws {
    let network = try Network(inp: Plant.bytes)
    let tank = try #require(network.tanks.firstIndex { network.nodes[$0.node].id == "T2" })
    let pump = try #require(network.pumps.firstIndex { network.links[$0.link].id == "PU3" })
    let record = try Self.record {
      $0.tankAreas[tank] = 0.85
      $0.pumpHeads[pump] = 1.12
    }
    let (factors, found) = try Self.found(record)
    let area = try #require(found.first { $0.name.hasPrefix("area of tank T2") })
    let head = try #require(found.first { $0.name.hasPrefix("head of pump PU3") })
    #expect(area.isTaken && head.isTaken)
    #expect(found.count(where: \.isTaken) == 2)
    #expect((area.low...area.high).contains(0.85))
    #expect((head.low...head.high).contains(1.12))
    // A tenth of what is planted.
    #expect(abs(factors.tankAreas[tank] - 0.85) < 0.02)
    #expect(abs(factors.pumpHeads[pump] - 1.12) < 0.02)
  }

  @Test("numbers that are the file's are left about there, and what nothing tells is said")
  func right() throws {
    let (factors, found) = try Self.found(try Self.record { _ in })
    let told = found.filter(\.isTold)
    #expect(!told.isEmpty && told.count < found.count)
    // Intervals count chance: the noise of the readings from which rows begin draws areas up by a few percent.
    #expect(told.count { !($0.low...$0.high).contains(1) } * 3 <= told.count)
    for number in told { #expect(abs(number.factor - 1) < 0.05 && !number.isTaken) }
    for number in found where !number.isTold { #expect(number.factor == 1) }
    #expect(factors == NetworkFactors(try Network(inp: Plant.bytes)))
  }

  @Test("numbers that telemetry told are kept in the artifact")
  func artifact() throws {
    let plain = try Plant.twin()
    var factors = plain.factors
    factors.tankAreas[factors.tankAreas.count - 1] = 0.9
    factors.pumpHeads[0] = 1.1
    factors.roughness[3] = 1.3
    let twin = try plain.with(factors: factors)
    let again = try HydraulicTwin(artifact: twin.artifact, tags: twin.tags)
    #expect(again.factors == factors)
    #expect(try again.trace(100).bits == twin.trace(100).bits)
    #expect(try again.trace(100).bits != plain.trace(100).bits)
  }

  @Test("too few rows tell nothing, nor do those of a plant whose pumps nobody sees")
  func short() throws {
    let whole = try Self.record { _ in }
    let seen = whole.tags.indices.filter { whole.tags[$0].id != "S_PU2" }
    let unseen = ProcessRecord(
      tags: seen.map { whole.tags[$0] }, interval: whole.interval, times: whole.times,
      values: whole.values.selecting(columns: seen), follows: whole.follows)
    #expect(try Self.found(unseen).found.isEmpty)
    let record = Plant.record(Self.tags)
    let twin = try HydraulicTwin(
      network: Plant.bytes, file: "riverbend.inp", record: record.rows(0..<30), settings: .init())
    let (factors, found) = try NetworkCalibration(twin, record.rows(0..<30), threads: 1).numbers()
    #expect(found.isEmpty)
    #expect(factors == twin.factors)
  }
}
