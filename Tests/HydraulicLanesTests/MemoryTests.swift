import HydraulicLanes
import Hydraulics
import Testing

@Suite("Memory of scenarios") struct MemoryTests {
  @Test(
    "what is reckoned for a group is what it takes, to the byte",
    arguments: ["two-tanks", "valves", "pressure-driven"])
  func estimate(_ name: String) throws {
    let engine = try HydraulicEngine(network: try ReferenceRun.network(name))
    #expect(engine.lanes(count: 1).byteCount == engine.bytesPerGroup)
  }
}
