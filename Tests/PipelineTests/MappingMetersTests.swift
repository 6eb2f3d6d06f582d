import Diagnostics
import HydraulicLanes
import Hydraulics
import Ingest
import LinearAlgebra
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("Meters at pipes, and ids that nodes and links share")
struct MappingMetersTests {
  /// A source pumped to a town with a tank; every id but that of a consumer stands for a node and a link.
  private static let text = """
    [JUNCTIONS]
    1 10 0
    2 10 20 day
    3 12 10 day
    [RESERVOIRS]
    9 10
    [TANKS]
    4 50 4 0 8 20
    [PIPES]
    2 1 2 300 300 100
    3 2 3 500 200 100
    4 2 4 200 300 100
    [PUMPS]
    1 9 1 HEAD curve
    [CURVES]
    curve 40 60
    [PATTERNS]
    day .5 .4 .4 .4 .6 1 1.6 1.8 1.5 1.2 1.1 1.2 1.3 1.1 1 .9 1 1.3 1.5 1.4 1.1 .9 .7 .6
    [CONTROLS]
    LINK 1 OPEN IF NODE 4 BELOW 3
    LINK 1 CLOSED IF NODE 4 ABOVE 6
    [TIMES]
    DURATION 24:00
    HYDRAULIC TIMESTEP 1:00
    REPORT TIMESTEP 1:00
    [OPTIONS]
    UNITS LPS
    HEADLOSS H-W
    """

  private static let names = ["level", "into_town", "to_consumer", "at_pump", "pressure"]

  private static func declarations() -> [TagDeclaration] {
    func row(
      _ tag: String, _ unit: String, _ element: String, _ quantity: MeasuredQuantity, _ line: Int
    ) -> TagDeclaration {
      var row = TagDeclaration(tag: tag, unit: unit, element: element, line: line)
      row.quantity = quantity
      return row
    }
    return [
      row("level", "m", "4", .level, 2), row("into_town", "L/s", "2", .flow, 3),
      row("to_consumer", "L/s", "3", .flow, 4), row("at_pump", "L/s", "1", .flow, 5),
      row("pressure", "m", "3", .pressure, 6),
    ]
  }

  /// Two weeks of hours of the network's own run, times factors, in tags of other names.
  private static func frame(
    _ network: Network, times factors: [String: Double] = [:], named names: [String] = names
  ) throws -> Frame {
    let lanes = try HydraulicEngine(network: network).lanes(count: 1, duration: 14 * 86_400)
    let (tank, junction) = (try #require(network.node("4")), try #require(network.node("3")))
    let links = try ["2", "3", "1"].map { try #require(network.link($0)) }
    var rows: [[Double]] = []
    try lanes.run(every: 3_600) { _, scenario in
      rows.append(
        [scenario.pressure(tank)] + links.map { scenario.flow($0) * 1_000 }
          + [scenario.pressure(junction)])
    }
    for row in rows.indices {
      for (column, name) in Self.names.enumerated() { rows[row][column] *= factors[name] ?? 1 }
    }
    let start = DetectionData.time(0)
    return Frame(
      times: rows.indices.map { start + TimeSpan(seconds: 3_600 * Double($0)) },
      tags: names.map { Tag(id: $0) }, values: Matrix(rowMajor: rows))
  }

  private static func check(
    _ change: (inout [TagDeclaration]) -> Void = { _ in }, times factors: [String: Double] = [:]
  ) throws -> MappingCheck {
    let network = try Network(inp: Array(text.utf8))
    var declarations = Self.declarations()
    change(&declarations)
    return try MappingCheck(
      network: network, declarations: declarations, frame: frame(network, times: factors))
  }

  @Test("nothing is found where a meter's pipe and a junction have one id")
  func trueFile() throws {
    let check = try Self.check()
    #expect(check.findings.map(\.text) == [])
    #expect(check.clockNotice == nil)
  }

  @Test(
    "a meter at a pipe, a pump's meter and a gauge in another unit are found",
    arguments: [
      ("into_town", 15.850_323), ("to_consumer", 15.850_323), ("at_pump", 3.6),
      ("pressure", 1.422_334),
    ])
  func unit(tag: String, factor: Double) throws {
    let findings = try Self.check(times: [tag: factor]).findings
    #expect(findings.map(\.kind) == [.unit])
    #expect(findings.map(\.tag) == [tag])
  }

  @Test("where flows and levels close no part of the network, the clock is said not to be compared")
  func clock() throws {
    let check = try Self.check { $0.removeAll { $0.quantity == .flow } }
    #expect(
      check.clockNotice
        == "measured flows and levels close no part of the network whose use they could tell")
    #expect(check.findings.isEmpty)
  }

  @Test("a pipe is proposed where the flow's name is its id, and asked for where it is not")
  func proposed() throws {
    let network = try Network(inp: Array(Self.text.utf8))
    let named = try ElementMapping(
      network: network,
      frame: Self.frame(network, named: ["4_level", "2_flow", "3_flow", "1_flow", "3_pressure"]))
    #expect(
      named.proposals.map { "\($0.tag) \($0.element ?? "–")" } == [
        "4_level 4", "2_flow 2", "3_flow 3", "1_flow 1", "3_pressure 3",
      ])
    let other = try ElementMapping(
      network: network,
      frame: Self.frame(network, named: ["LT_7", "FT_17", "FT_18", "FT_19", "PT_5"]))
    let asked = other.proposals.filter { $0.tag.hasPrefix("FT") && $0.element == nil }
    #expect(asked.count == 2)
    #expect(
      asked.allSatisfy {
        $0.evidence == "no pump or valve fits; of a meter at a pipe write the pipe's id"
      })
  }
}
