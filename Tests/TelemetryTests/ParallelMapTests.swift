import Diagnostics
import Synchronization
import Telemetry
import TestSupport
import Testing

@Suite("Work spread over threads")
struct ParallelMapTests {
  @Test("results come in the order of the pieces, each run once", arguments: [-3, 0, 1, 2, 7, 64])
  func order(threads: Int) throws {
    for count in [0, 1, 2, 100] {
      let runs = RunCount()
      let result = try ParallelMap(threads: threads)(count) { index in
        runs.add()
        return index * index
      }
      #expect(result == (0..<count).map { $0 * $0 })
      #expect(runs.value == count)
    }
  }

  @Test("the first error in the order of the pieces is thrown", arguments: [1, 2, 8])
  func errors(threads: Int) {
    let fault = fault {
      try ParallelMap(threads: threads)(50) { index in
        if index % 10 == 7 { throw Fault(.badData, "piece \(index)") }
        return index
      }
    }
    #expect(fault?.problem == "piece 7")
  }

  private final class RunCount: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func add() { count.withLock { $0 += 1 } }
  }
}
