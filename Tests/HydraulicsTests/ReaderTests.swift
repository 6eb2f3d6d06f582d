import Diagnostics
import Foundation
import Hydraulics
import Testing

@Suite struct ReaderTests {
  private let base = """
    [JUNCTIONS]
    J1 10 5
    J2 12 5
    [RESERVOIRS]
    R 100
    [TANKS]
    T 50 5 0 10 20
    [PIPES]
    P1 R J1 100 12 100
    P2 J1 J2 100 12 100 2
    P3 J2 T 100 12 100

    """

  private func read(_ lines: String) throws -> Network {
    try Network(inp: Array((base + lines).utf8))
  }

  @Test("Numbering is EPANET's: junctions, then reservoirs and tanks as they stand in the file")
  func numbering() throws {
    let text = """
      [TANKS]
      T 50 5 0 10 20
      [RESERVOIRS]
      R 100
      [JUNCTIONS]
      B 1
      A 2
      [PIPES]
      P A T 1 1 1
      Q B R 1 1 1
      """
    let network = try Network(inp: Array(text.utf8))
    #expect(network.nodes.map(\.id) == ["B", "A", "T", "R"])
    #expect(network.junctionCount == 2)
    #expect(network.tanks.map(\.node) == [2, 3])
    #expect(network.tanks.map(\.isReservoir) == [false, true])
    #expect(network.node("R") == 3)
    #expect(network.tank(ofNode: 3) == 1)
    #expect(network.tank(ofNode: 1) == nil)
    #expect(network.links.map(\.from) == [1, 0])
  }

  @Test("Internal units are feet, cfs and the minor loss over flow squared")
  func internalUnits() throws {
    let network = try read("")
    #expect(network.links[1].diameter == 1)
    // 0.02517·K/d⁴ with K = 2 and d = 1 ft
    #expect(network.links[1].minorLoss == 0.02517 * 2)
    #expect(network.nodes[0].demands[0].base == 5 / 448.831)
    #expect(network.tanks[1].initialHead == 55)
    // π·20²/4
    #expect(network.tanks[1].area == Double.pi * 400 / 4)
  }

  @Test("A one-point pump falls from 4/3 of its head to none at twice its flow")
  func onePointPump() throws {
    let network = try read("[OPTIONS]\nUNITS CFS\n[CURVES]\nC 2 90\n[PUMPS]\nU J1 J2 HEAD C\n")
    let pump = network.pumps[0]
    #expect(pump.form == .powerFunction)
    #expect(pump.h0 == -1.33334 * 90)
    // Through both points: a − b·2^c = 90 and a − b·4^c = 0; four roundings.
    let head = { (flow: Double) in -pump.h0 - pump.r * pow(flow, pump.n) }
    #expect(abs(head(2) - 90) < 1e-12 * 90)
    #expect(abs(head(4)) < 1e-12 * 120)
    #expect(abs(pump.qMax - 4) < 1e-12 * 4)
    #expect(pump.q0 == 2)
  }

  @Test("A pump of constant power has r = −8.814·hp, from kW in metric files")
  func constantPower() throws {
    let us = try read("[PUMPS]\nU J1 J2 POWER 10\n")
    #expect(us.pumps[0].r == -88.14)
    #expect(us.pumps[0].n == -1)
    let metric = try read("[OPTIONS]\nUNITS LPS\n[PUMPS]\nU J1 J2 POWER 10\n")
    #expect(metric.pumps[0].r == -8.814 * 10 / 0.7457)
  }

  @Test("A custom pump's flows and heads are converted, its curve stays in the file's units")
  func customPump() throws {
    let network = try read(
      "[OPTIONS]\nUNITS LPS\n[CURVES]\nC 10 30\nC 20 20\n[PUMPS]\nU J1 J2 HEAD C\n")
    let pump = network.pumps[0]
    #expect(pump.form == .custom)
    #expect(pump.qMax == 20 / 28.317)
    #expect(pump.q0 == 15 / 28.317)
    #expect(pump.hMax == 30 / 0.3048)
    #expect(network.curves[0].x == [10, 20])
    #expect(network.curves[0].kind == .pump)
  }

  @Test("Control times are cut to whole seconds, as EPANET cuts them")
  func controlTimes() throws {
    let network = try read("[CONTROLS]\nLINK P1 OPEN AT TIME 8:10\nLINK P1 OPEN AT CLOCKTIME 25\n")
    #expect(network.controls.map(\.time) == [29_400 - 1, 3600])
    #expect(network.controls.map(\.trigger) == [.timer, .timeOfDay])
  }

  @Test("What EPANET would simulate of quality is told in one notice, and only with a duration")
  func qualityNotice() throws {
    let still = try read("[OPTIONS]\nQUALITY Chlorine mg/L\n")
    #expect(still.notices.isEmpty)
    let network = try read("[OPTIONS]\nQUALITY Chlorine mg/L\n[TIMES]\nDURATION 24\n")
    #expect(
      network.notices.map(\.text) == [
        "water quality is kept but not simulated: the chemical 'Chlorine'"
      ])
  }

  @Test("A curve that falls back is accepted, as by EPANET 2.2, with a notice")
  func curveNotice() throws {
    let network = try read("[CURVES]\nC 10 5\nC 5 3\n")
    #expect(
      network.notices.map(\.text) == ["curve 'C': x falls from 10.0 to 5.0; it should rise"])
  }

  @Test("What stands beyond 1,023 bytes is a line of its own, and told")
  func longLine() throws {
    let network = try read("[PATTERNS]\nA " + String(repeating: "1.0 ", count: 300) + "\n")
    #expect(network.patterns[1].multipliers.count == 39)
    #expect(network.notices.count == 1)
    #expect(network.notices[0].place?.line == 13)
  }

  @Test("Rules are evaluated every second at least, where EPANET would divide by 0")
  func ruleStep() throws {
    let rule = "[RULES]\nRULE 1\nIF TANK T LEVEL > 5\nTHEN PIPE P1 STATUS IS CLOSED\n"
    let network = try read("[TIMES]\nHYDRAULIC TIMESTEP 5 SEC\n" + rule)
    #expect(network.times.ruleStep == 1)
  }

  @Test("A negative duration is a single steady state")
  func negativeDuration() throws {
    #expect(try read("[TIMES]\nDURATION -5\n").times.duration == 0)
  }

  @Test("Labels, tags and backdrop are kept with their lines")
  func drawing() throws {
    let network = try read("[TAGS]\nNODE J1 pump house\n[LABELS]\n1 2 \"a; b\"\n")
    #expect(network.drawing.tags.map(\.text) == ["NODE J1 pump house"])
    #expect(network.drawing.tags.map(\.line) == [13])
    #expect(network.drawing.labels.map(\.text) == ["1 2 \"a; b\""])
    #expect(network.drawing.positions == [nil, nil, nil, nil])
  }

  @Test("Reading the same bytes twice gives the same network")
  func deterministic() throws {
    let (a, b) = (try read(""), try read(""))
    #expect(a.nodes == b.nodes)
    #expect(a.links == b.links)
    #expect(a.tanks == b.tanks)
  }
}
