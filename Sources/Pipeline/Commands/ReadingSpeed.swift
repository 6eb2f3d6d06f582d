public import Diagnostics
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

  /// Reads all files `rounds` times, one after the other, on `threads` threads.
  ///
  /// The columns of all files stay in memory until the round ends.
  /// - Throws: ``Fault`` as ``Ingest/CSVSniffer`` and ``Ingest/CSVReader`` do.
  public init(files: [String], rounds: Int, threads: Int) throws(Fault) {
    let clock = ContinuousClock()
    for round in 0..<max(1, rounds) {
      var batches: [RowBatch] = []
      let start = clock.now
      for file in files {
        let reader = CSVReader(format: try CSVSniffer.sniff(file: file))
        _ = try reader.stream(file: file, threads: threads) {
          (batch: inout RowBatch) throws(Fault) in
          batches.append(batch)
        }
      }
      seconds.append((clock.now - start) / .seconds(1))
      if round == 0 { count(batches) }
    }
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
