internal import Diagnostics
internal import LinearAlgebra
internal import Telemetry

/// How long a store takes to become the Gram matrix of its tags, beside the machine's rate of products; for benchmarks.
///
/// A Gram matrix of n rows and c columns takes n·c·(c+1) operations. The products are dgemm of square matrices that
/// fit the cache, one per thread at a time: what the processor does at its best.
public struct GramSpeed: Sendable, Encodable {
  /// The store's rows.
  public private(set) var rows = 0
  /// The store's tags.
  public private(set) var columns = 0
  /// The wall time from the opened store to the matrix, in seconds, of each round.
  public private(set) var seconds: [Double] = []
  /// Operations a second of dgemm on all threads, measured after each round.
  public private(set) var productRates: [Double] = []
  /// The sum of the squares of all cells, the matrix's trace.
  public private(set) var trace = 0.0

  private static let order = 768
  private static let productsPerThread = 6

  /// Measures a store `rounds` times on `threads` threads, a partition each at a time.
  ///
  /// - Throws: ``Fault`` as ``Telemetry/Store`` does.
  public init(store folder: String, rounds: Int, threads: Int) throws {
    let store = try Store(opening: folder)
    rows = store.manifest.partitions.reduce(0) { $0 + $1.rows }
    columns = store.tags.count
    let clock = ContinuousClock()
    let empty = Matrix(rows: columns, columns: columns)
    for _ in 0..<max(1, rounds) {
      let start = clock.now
      let partials = try ParallelMap(threads: threads)(store.manifest.partitions.count) { index in
        var partial = empty
        try store.eachRowBlock(partition: index) { block throws(Fault) in
          partial = partial + block.gram()
        }
        return partial
      }
      let gram = partials.reduce(empty) { $0 + $1 }
      seconds.append((clock.now - start) / .seconds(1))
      trace = (0..<columns).reduce(0) { $0 + gram[$1, $1] }
      productRates.append(try Self.productRate(threads: threads))
    }
  }

  private static func productRate(threads: Int) throws -> Double {
    let cells = (0..<order * order).map { Double($0 % 7) }
    let square = Matrix(rows: order, columns: order, columnMajor: cells)
    let clock = ContinuousClock()
    let start = clock.now
    _ = try ParallelMap(threads: threads)(threads) { _ in
      (0..<productsPerThread).reduce(0.0) { sum, _ in sum + square.times(square)[0, 0] }
    }
    let operations = 2.0 * Double(order * order * order) * Double(threads * productsPerThread)
    return operations / ((clock.now - start) / .seconds(1))
  }
}
