import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("The historian of a closed loop")
struct HistorianTests {
  @Test("alone changes where what it stores is falsified")
  func alone() throws {
    let twin = try tankTwin()
    let open = twin.run(300, OpenLine())
    let hidden = twin.run(
      300,
      Intruder(from: 50, stored: { values in for j in values.indices { values[j] = .nan } }))
    #expect(hidden.truth.hasSameBits(as: open.truth))
    #expect(hidden.controller.hasSameBits(as: open.controller))
    #expect(hidden.historian.rows(50..<300).elements.allSatisfy { $0.isNaN })
  }

  @Test("stores multiples of each tag's resolution, as near to the truth as there is one")
  func resolution() throws {
    let twin = try tankTwin()
    let trace = twin.run(500, OpenLine())
    for (j, tag) in twin.tags.enumerated() {
      for row in 0..<500 {
        let (stored, truth) = (trace.historian[row, j], trace.truth[row, j])
        guard let step = tag.resolution else {
          #expect(stored == truth)
          continue
        }
        // The nearest multiple is at most half a step away; 1e-9 of a step for the division's rounding.
        #expect(abs(stored - truth) <= step * (0.5 + 1e-9))
        #expect(abs(stored / step - (stored / step).rounded()) < 1e-9)
      }
    }
  }

  @Test("stores the very numbers that decimals of the resolution are read as")
  func decimals() throws {
    let twin = try tankTwin()
    let trace = twin.run(500, OpenLine())
    for (j, tag) in twin.tags.enumerated() where tag.resolution == 0.001 {
      // A file that says 4.35 is read as 4.35, not as 4.3500000000000005: a trace must equal it.
      let others = trace.historian.column(j).filter { $0 != ($0 * 1_000).rounded() / 1_000 }
      #expect(others.isEmpty)
    }
  }
}
