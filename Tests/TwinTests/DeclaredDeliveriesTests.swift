import Diagnostics
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Links to the historian") struct DeclaredDeliveriesTests {
  private static let tags = [
    Tag(id: "L_T1", element: "T1"), Tag(id: "L_T2", element: "T2"),
    Tag(id: "F_PU1", element: "PU1"),
    Tag(id: "S_PU1", role: .status, element: "PU1"),
    Tag(id: "S_V1", role: .status, element: "V1"),
  ]

  /// PLC2 sends by way of PLC1, whose links do not carry the valve's state.
  private func plant() throws -> PlantDescription {
    try PlantDescription(
      cyberLayer: """
        [CYBERNODES]
        PLC1, L_T1 F_PU1, PU1
        PLC2, P_T2, V1
        [CYBERLINKS]
        PLC1, SCADA, L_T1 F_PU1 P_T2 S_PU1
        PLC2, PLC1, P_T2
        """, file: "plant.cpa")
  }

  private func deliveries(_ plant: PlantDescription) throws -> [HistorianDelivery] {
    try plant.parts(for: Self.tags).instruments.deliveries
  }

  @Test("that take no time and lose nothing are not there")
  func idle() throws {
    var plant = try plant()
    #expect(try deliveries(plant).isEmpty)
    #expect(try plant.instruments(for: Self.tags).isEmpty)
    plant.network.links[0].latency = TimeSpan(nanoseconds: 900_000_000)
    #expect(try deliveries(plant).isEmpty)
    plant.network = PlantNetwork()
    #expect(try deliveries(plant).isEmpty)
  }

  @Test("add their latencies, and lose what any of them loses, from the controller that reads on")
  func way() throws {
    var plant = try plant()
    (plant.network.links[0].latency, plant.network.links[0].loss) = (TimeSpan(seconds: 40), 0.5)
    (plant.network.links[1].latency, plant.network.links[1].loss) = (TimeSpan(seconds: 2), 0.25)
    let parts = try plant.parts(for: Self.tags)
    // The state of PU1 comes from the controller that drives it; V1's has no way and is there at once.
    #expect(
      parts.instruments.deliveries == [
        HistorianDelivery(tag: 0, latency: 40, loss: 0.5),
        HistorianDelivery(tag: 1, latency: 42, loss: 0.625),
        HistorianDelivery(tag: 2, latency: 40, loss: 0.5),
        HistorianDelivery(tag: 3, latency: 40, loss: 0.5),
      ])
    // PLC1 polls the level of T2 over one of the two.
    #expect(parts.controllers[0].deliveries == [.init(tag: 1, latency: 2, loss: 0.25)])
    // Sub-second links of a way count together.
    plant.network.links[0].latency = TimeSpan(nanoseconds: 600_000_000)
    plant.network.links[1].latency = TimeSpan(nanoseconds: 600_000_000)
    (plant.network.links[0].loss, plant.network.links[1].loss) = (0, 0)
    let late = try deliveries(plant)
    #expect(late.map(\.tag) == [1] && abs(late[0].latency - 1.2) < 1e-12)
  }

  @Test("lead to the first historian of the file that a tag has a way to")
  func historians() throws {
    var plant = try plant()
    var other = plant.network.hosts[0]
    other.id = "MIRROR"
    plant.network.hosts.insert(other, at: 0)
    var link = plant.network.links[0]
    (link.to, link.tags, link.latency) = ("MIRROR", ["F_PU1"], TimeSpan(seconds: 9))
    plant.network.links.append(link)
    plant.network.links[0].latency = TimeSpan(seconds: 5)
    #expect(try deliveries(plant).map(\.latency) == [5, 5, 9, 5])
  }
}
