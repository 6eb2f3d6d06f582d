internal import CAllocator
internal import Diagnostics
internal import Ingest
internal import LinearAlgebra
internal import Telemetry

/// How long files take from their bytes to typed columns in memory; for benchmarks.
///
/// Nothing is written and nothing of the plant is known: the reader alone is measured, with what sniffing
/// the files costs.
public struct ReadingSpeed: Sendable, Encodable {
  /// The wall time of each round, in seconds.
  public private(set) var seconds: [Double] = []
  /// The rows of all files.
  public private(set) var rows = 0
  /// The cells of all files that hold a number.
  public private(set) var numbers = 0
  /// The sum of all finite numbers: what a peer must come to as well.
  public private(set) var sum = 0.0

  /// Reads all files `rounds` times on `threads` threads: files side by side where there are as many, else
  /// the parts of each.
  ///
  /// The columns of all files stay in memory until the round ends; digests of the files are not taken. What a round
  /// frees stays with the process, as it does with the allocators of the tools that this one is compared with:
  /// rounds after the first one find memory that was used before.
  /// - Throws: ``Fault`` as ``Ingest/CSVSniffer`` and ``Ingest/CSVReader`` do.
  public init(files: [String], rounds: Int, threads: Int) throws {
    tocsin_keep_freed_memory(32 << 20, .max)
    let clock = ContinuousClock()
    let isByFile = files.count >= threads
    let within = isByFile ? 1 : threads
    for round in 0..<max(1, rounds) {
      let start = clock.now
      let read = try ParallelMap(threads: isByFile ? threads : 1)(files.count) { index in
        try Self.batches(of: files[index], threads: within)
      }
      seconds.append((clock.now - start) / .seconds(1))
      if round == 0 { read.forEach { count($0) } }
    }
  }

  private static func batches(of file: String, threads: Int) throws(Fault) -> [RowBatch] {
    var options = CSVReaderOptions()
    options.isDigested = false
    var batches: [RowBatch] = []
    let reader = CSVReader(format: try CSVSniffer.sniff(file: file), options: options)
    _ = try reader.stream(file: file, threads: threads) { (batch: inout RowBatch) throws(Fault) in
      batches.append(batch)
    }
    return batches
  }

  private mutating func count(_ batches: [RowBatch]) {
    for batch in batches {
      rows += batch.count
      for value in batch.values.elements where value.isFinite {
        numbers += 1
        sum += value
      }
    }
  }
}
