import Diagnostics
import Foundation
import Hydraulics
import HydraulicLanes
import Testing

@Suite("What hydraulics refuse and warn of")
struct FaultTests {
  private func network(_ text: String) throws -> Network {
    try Network(inp: Array(text.utf8), file: "own.inp")
  }

  @Test("a processor without the instructions is refused by name")
  func processor() {
    let listing = "processor : 0\nflags\t\t: fpu sse2 avx fma\nprocessor : 1\n"
    #expect(ProcessorSupport.Needs.avx2.missing(in: listing) == ["avx2", "bmi2"])
    #expect(ProcessorSupport.Needs.avx2.missing(in: "flags : avx2 bmi2 fma") == [])
    #expect(ProcessorSupport.Needs.avx2.missing(in: "no such line") == [])
    let fault = #expect(throws: Fault.self) {
      try ProcessorSupport.check(.avx2, listing: listing)
    }
    #expect(
      fault?.problem == "this processor lacks avx2, bmi2, which hydraulics need")
    #expect(fault?.hint == "use an x86-64 processor of 2013 or later (x86-64-v3)")
  }

  @Test("what was built for AVX-512 says so on a processor without, and how to build for all")
  func wideProcessor() {
    let listing = "flags\t\t: avx2 bmi2 fma avx512f avx512bw avx512vl\n"
    let fault = #expect(throws: Fault.self) {
      try ProcessorSupport.check(.avx512, listing: listing)
    }
    #expect(
      fault?.problem == "this processor lacks avx512cd, avx512dq, which hydraulics need")
    #expect(
      fault?.hint
        == "tocsin was built for processors with AVX-512 (x86-64-v4); build it on this machine, or with "
        + "TOCSIN_PROCESSOR=x86-64-v3 in the environment")
  }

  @Test("a part that is cut off is warned of, and its heads are still numbers")
  func disconnected() throws {
    let network = try network(
      """
      [JUNCTIONS]
      A 0 10
      B 0 5
      [RESERVOIRS]
      R 100
      [PIPES]
      P R A 1000 200 100 0 Open
      Q A B 1000 200 100 0 Closed
      [OPTIONS]
      UNITS LPS
      [END]
      """)
    let group = try HydraulicEngine(network: network).lanes(count: 1)
    try group.run { _, _ in }
    #expect(group[0].warnings == [.disconnected, .negativePressure])
    #expect(group[0].disconnectedNodes == [1])
    #expect(group[0].head(1).isFinite)
  }

  @Test("an active valve that nothing feeds gives up instead of failing")
  func valveGivesUp() throws {
    let network = try network(
      """
      [JUNCTIONS]
      A 0 0
      B 0 5
      C 0 0
      [RESERVOIRS]
      R 100
      [PIPES]
      P R A 1000 200 100 0 Open
      Q B C 100 200 100 0 Open
      [VALVES]
      V A B 200 FCV 20 0
      [OPTIONS]
      UNITS LPS
      UNBALANCED CONTINUE 10
      [END]
      """)
    let group = try HydraulicEngine(network: network).lanes(count: 1)
    try group.run { _, _ in }
    #expect(network.nodes.indices.allSatisfy { group[0].head($0).isFinite })
  }

  @Test("memory is told before it is taken, within a factor of 1.5")
  func memory() throws {
    for name in ["two-tanks", "valves", "pressure-driven"] {
      let engine = try HydraulicEngine(network: try ReferenceRun.network(name))
      let taken = Double(engine.lanes().byteCount)
      let told = Double(engine.bytesPerGroup)
      #expect(taken <= told && told <= 1.6 * taken)
    }
  }
}

@Suite("Where no solution is found")
struct NoSolutionTests {
  /// Four junctions joined to each other behind an active PRV, fed by nothing.
  private let cutOff = """
    [JUNCTIONS]
    A 0 0
    B 0 5
    C 0 0
    D 0 0
    E 0 0
    F 0 0
    [RESERVOIRS]
    R 20
    [PIPES]
    1 R B 1000 200 100 0 Open
    2 C D 100 200 100 0 Open
    3 C E 100 200 100 0 Open
    4 C F 100 200 100 0 Open
    5 D E 100 200 100 0 Open
    6 D F 100 200 100 0 Open
    7 E F 100 200 100 0 Open
    8 A C 100 200 100 0 Open
    [VALVES]
    V A B 200 PRV 40 0
    [OPTIONS]
    UNITS LPS
    [END]
    """

  @Test(
    "a part without ground and without a valve of its own is EPANET's error 110, by node and time")
  func singular() throws {
    let network = try Network(inp: Array(cutOff.utf8), file: "own.inp")
    let group = try HydraulicEngine(network: network).lanes(count: 2)
    do throws(Fault) {
      try group.run { _, _ in }
      Issue.record("expected a fault")
    } catch {
      #expect(
        error.problem
          == "the hydraulic equations have no solution at node 'F' at 0 s "
          + "(EPANET error 110)")
      #expect(error.kind == .badData)
    }
    #expect(group[1].isEnded)
  }

  @Test("too few trials end the simulation with STOP and are warned of with CONTINUE")
  func unbalanced() throws {
    let text = try String(
      contentsOfFile: ReferenceRun.path("two-tanks"), encoding: .utf8)
    for (unbalanced, end) in [("STOP", 0), ("CONTINUE 0", 172_800)] {
      let changed = text.replacingOccurrences(of: "TRIALS 60", with: "TRIALS 1")
        .replacingOccurrences(of: "UNBALANCED CONTINUE 10", with: "UNBALANCED \(unbalanced)")
      let network = try Network(inp: Array(changed.utf8), file: "own.inp")
      let group = try HydraulicEngine(network: network).lanes(count: 1)
      var warned = 0
      var last = -1
      try group.runReportingSolutions { _, scenario in
        last = scenario.time
        if scenario.warnings.contains(.unbalanced) { warned += 1 }
      }
      #expect(last == end)
      #expect(warned > 0)
      #expect(group[0].isEnded)
    }
  }
}
