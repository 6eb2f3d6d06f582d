internal import Diagnostics
internal import Dispatch
internal import Synchronization

/// Spreads independent pieces of work over threads; results come back in the order of the pieces.
///
/// One result per piece, never per thread: merging them in order gives the same bits on any number of
/// threads. The first error in the order of the pieces is thrown.
public struct ParallelMap: Sendable {
  /// How many threads to use, at least 1.
  public let threads: Int

  /// A map over `threads` threads.
  public init(threads: Int) { self.threads = max(1, threads) }

  /// Runs `body(i)` for `0..<count` and returns the results in order.
  public func callAsFunction<Result: Sendable>(
    _ count: Int, _ body: @Sendable @escaping (Int) throws -> Result
  ) throws -> [Result] {
    if threads == 1 || count < 2 { return try (0..<count).map(body) }
    let next = Atomic<Int>(0)
    let slots = ResultSlots<Swift.Result<Result, any Error>>(count: count)
    DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= count { return }
        slots.fill(index, with: Swift.Result { try body(index) })
      }
    }
    return try slots.values().map { slot in
      guard let slot else { preconditionFailure("a piece of parallel work was not run") }
      return try slot.get()
    }
  }
}
