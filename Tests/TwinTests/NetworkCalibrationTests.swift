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

  /// Four weeks of a plant whose network differs from its file, as the historian has them.
  private static func record(_ change: (inout NetworkFactors) -> Void) throws -> ProcessRecord {
    let plain = try Plant.twin()
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
    for number in found { print(number) }
    let area = try #require(found.first { $0.name.hasPrefix("area of tank T2") })
    let head = try #require(found.first { $0.name.hasPrefix("head of pump PU3") })
    #expect(area.isTold && head.isTold)
    #expect((area.low...area.high).contains(0.85))
    #expect((head.low...head.high).contains(1.12))
    // A tenth of what is planted.
    #expect(abs(factors.tankAreas[tank] - 0.85) < 0.02)
    #expect(abs(factors.pumpHeads[pump] - 1.12) < 0.02)
  }

  @Test("numbers that are the file's are left about there, and what nothing tells is said")
  func right() throws {
    let (factors, found) = try Self.found(try Self.record { _ in })
    for number in found { print(number) }
    let told = found.filter(\.isTold)
    #expect(!told.isEmpty && told.count < found.count)
    // 95 % intervals: of a handful one may miss.
    #expect(told.count { !($0.low...$0.high).contains(1) } <= 1)
    #expect((factors.tankAreas + factors.pumpHeads + factors.roughness).allSatisfy { abs($0 - 1) < 0.1 })
    for number in found where !number.isTold { #expect(number.factor == 1) }
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

  @Test("too few rows tell nothing")
  func short() throws {
    let record = Plant.record()
    let twin = try HydraulicTwin(
      network: Plant.bytes, file: "riverbend.inp", record: record.rows(0..<30), settings: .init())
    let (factors, found) = try NetworkCalibration(twin, record.rows(0..<30), threads: 1).numbers()
    #expect(found.isEmpty)
    #expect(factors == twin.factors)
  }
}
