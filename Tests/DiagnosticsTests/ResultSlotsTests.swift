import Diagnostics
import Dispatch
import Testing

/// Results of parallel work in places of their own.
@Suite struct ResultSlotsTests {
  @Test("what threads fill in stands in its place, and what nobody did is told")
  func places() {
    let slots = ResultSlots<[Int]>(count: 1_000)
    DispatchQueue.concurrentPerform(iterations: 1_000) { place in
      if place != 500 { slots.fill(place, with: [place, place]) }
    }
    #expect(slots.values() == (0..<1_000).map { $0 == 500 ? nil : [$0, $0] })
    #expect(ResultSlots<Int>(count: 0).values().isEmpty)
  }

  @Test("results go away with the places")
  func freed() {
    final class Result: Sendable {}
    weak var kept: Result?
    do {
      let slots = ResultSlots<Result>(count: 2)
      let result = Result()
      kept = result
      slots.fill(1, with: result)
      slots.fill(0, with: result)
      slots.fill(0, with: Result())
      #expect(slots.values().count == 2)
    }
    #expect(kept == nil)
  }
}
