import Diagnostics
import Hydraulics
import LinearAlgebra
import Telemetry
import Testing
import Twin

@Suite("Controls by the pressure of a junction") struct PressureControlsTests {
  private static let text =
    "[CONTROLS]\n LINK PU3 OPEN IF NODE J14 BELOW 30\n\n[RULES]\nRULE low\nIF NODE J14 PRESSURE BELOW 20\n"
    + "THEN PUMP PU4 STATUS IS OPEN\n"

  private static func network() throws -> (network: Network, bytes: [UInt8]) {
    let file = String(decoding: try RiverbendNetwork.bytes, as: UTF8.self)
    let bytes = Array(file.replacing("[CONTROLS]", with: Self.text + "\n[CONTROLS]").utf8)
    return (try Network(inp: bytes, file: "riverbend.inp"), bytes)
  }

  @Test("are found, simple ones and rules, but for those that a program stands in for")
  func found() throws {
    let network = try Self.network().network
    let found = PressureControls(of: network, tags: RiverbendNetwork.tags)
    #expect(
      found.all.map { [$0.name, $0.link, $0.tag] } == [
        ["the control on line 158", "PU3", "P_J14"], ["the rule low", "PU4", "P_J14"],
      ])
    #expect(
      PressureControls(of: network, tags: RiverbendNetwork.tags, programs: ["PU3"]).all.map(\.link)
        == ["PU4"])
    // Nobody's tag stands at the junction.
    let levels = RiverbendNetwork.tags.filter { $0.id != "P_J14" }
    #expect(PressureControls(of: network, tags: levels).all.isEmpty)
  }

  @Test("are told of where a sensor is declared that they do not go by")
  func told() throws {
    let (network, bytes) = try Self.network()
    let found = PressureControls(of: network, tags: RiverbendNetwork.tags)
    let texts = found.notices(sensors: ["P_J14", "L_T1"]).map(\.text)
    #expect(
      texts.first
        == "the control on line 158 of the network drives PU3 by the true pressure: what 'sensors' says of 'P_J14' cannot "
        + "deceive it, only an attack can; a block of a program that reads the tag hears its sensor"
    )
    #expect(texts.count == 2)
    #expect(found.notices(sensors: ["L_T1"]).isEmpty)
    let twin = try HydraulicTwin(
      network: bytes, file: "riverbend.inp", record: RiverbendNetwork.record(), settings: .init())
    #expect(twin.controlNotices.isEmpty)
    let plant = PlantDescription(
      WrittenPlant(["sensors": [["tags": ["P_J14"], "bias": 2]]]).settings, problems: Problems())
    let instruments = try plant.parts(for: RiverbendNetwork.tags).instruments
    #expect(twin.with(instruments: instruments).controlNotices.map(\.text) == texts)
  }

  @Test("hear what an attack makes of their tag")
  func attacked() throws {
    let bytes = try Self.network().bytes
    let twin = try HydraulicTwin(
      network: bytes, file: "riverbend.inp", record: RiverbendNetwork.record(), settings: .init())
    let pressure = try #require(RiverbendNetwork.tags.firstIndex { $0.id == "P_J14" })
    func pump(showing value: Double) throws -> [Double] {
      try twin.trace(40, tap: Intruder(from: 10, told: { $0[pressure] = value }))
        .truth.column(RiverbendNetwork.pump3)
    }
    let (low, high) = (try pump(showing: 5), try pump(showing: 90))
    // J14 seems to be below 30 m: PU3 is opened.
    #expect(low[12] == 1)
    #expect(low != high)
    #expect(low[..<10] == high[..<10])
  }
}
