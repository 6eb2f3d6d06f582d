import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Flows that stand at another element's") struct ExchangedFlowsTests {
  private typealias Plant = TwoTanks

  /// Two pumps, each with a flow and a state, at the elements that are said.
  private static func record(
    flows: (String, String), change: (inout [[Double]]) -> Void = { _ in }
  ) -> ProcessRecord {
    var tags = Plant.tags
    (tags[Plant.flow1].element, tags[Plant.flow2].element) = flows
    (tags[Plant.pump1].element, tags[Plant.pump2].element) = ("PU1", "PU2")
    var cells = Plant.cells(2_000, seed: 1)
    change(&cells)
    return Plant.record(cells, tags: tags)
  }

  @Test("are told with the state that they go with, both of an exchanged pair")
  func exchanged() {
    let found = ExchangedFlows(Self.record(flows: ("PU2", "pu1"))).exchanged
    #expect(found.map(\.own.flow) == [Plant.flow1, Plant.flow2])
    #expect(found.map(\.own.state) == [Plant.pump2, Plant.pump1])
    #expect(found.map(\.other) == [Plant.pump1, Plant.pump2])
  }

  @Test(
    "are not where they flow with their own state, a flow is shut by neither, or a state hardly moves"
  )
  func right() {
    #expect(ExchangedFlows(Self.record(flows: ("PU1", "PU2"))).exchanged.isEmpty)
    // A flow that never stops, whatever is on.
    let steady = Self.record(flows: ("PU2", "PU1")) { cells in
      for row in cells.indices {
        cells[row][Plant.flow1] = 2
        cells[row][Plant.flow2] = 1
      }
    }
    #expect(ExchangedFlows(steady).exchanged.isEmpty)
    let still = Self.record(flows: ("PU2", "PU1")) { cells in
      for row in cells.indices { cells[row][Plant.pump2] = row < 20 ? 1 : 0 }
    }
    #expect(!ExchangedFlows(still).exchanged.contains { $0.own.flow == Plant.flow1 })
    #expect(ExchangedFlows(Plant.record(Plant.cells(2_000, seed: 1))).exchanged.isEmpty)
  }
}
