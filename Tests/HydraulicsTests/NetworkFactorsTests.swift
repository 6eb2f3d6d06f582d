import Hydraulics
import Testing

@Suite("Factors on a network's numbers") struct NetworkFactorsTests {
  private static let text = """
    [JUNCTIONS]
    J1 10 5
    J2 10 5
    [RESERVOIRS]
    R 100
    [TANKS]
    T1 50 5 0 10 20 0
    T2 50 5 1 10 20 0 V
    [PIPES]
    P1 R J1 100 10 100
    P2 J2 T1 100 10 120
    P3 J2 T2 100 10 120
    [PUMPS]
    PU1 J1 J2 HEAD C
    PU2 J1 J2 HEAD M
    PU3 J1 J2 POWER 10
    [CURVES]
    C 10 30
    M 0 40
    M 5 35
    M 10 20
    M 15 4
    V 0 0
    V 10 1000
    [OPTIONS]
    UNITS LPS
    """

  @Test("a tank's volumes go with its area, a pump's head with its curve, each on its own")
  func scaled() throws {
    let network = try Network(inp: Array(Self.text.utf8))
    var factors = NetworkFactors(network)
    #expect(network.scaled(by: factors).tanks == network.tanks)
    factors.tankAreas[1] = 0.5
    factors.tankAreas[2] = 2
    factors.pumpHeads = [1.5, 2, 3]
    factors.roughness[1] = 1.1
    let scaled = network.scaled(by: factors)
    for (tank, factor) in [(1, 0.5), (2, 2.0)] {
      #expect(scaled.tanks[tank].area == network.tanks[tank].area * factor)
      #expect(scaled.tanks[tank].maxVolume == network.tanks[tank].maxVolume * factor)
      #expect(scaled.tanks[tank].maxHead == network.tanks[tank].maxHead)
    }
    let curve = try #require(scaled.tanks[2].volumeCurve)
    #expect(scaled.curves[curve].y == [0, 2_000])
    #expect(scaled.pumps[0].h0 == 1.5 * network.pumps[0].h0)
    #expect(scaled.pumps[0].r == 1.5 * network.pumps[0].r)
    #expect(scaled.pumps[0].n == network.pumps[0].n)
    let head = try #require(scaled.pumps[1].headCurve)
    #expect(
      scaled.curves[head].y
        == network.curves[try #require(network.pumps[1].headCurve)].y.map { 2 * $0 })
    #expect(scaled.pumps[2].r == 3 * network.pumps[2].r)
    #expect(scaled.links.map(\.setting)[1] == 120 * 1.1)
    #expect(scaled.links.map(\.setting)[2] == 120)
    // The network itself is as it was.
    #expect(network.curves.count + 2 + 1 >= scaled.curves.count)
  }
}
