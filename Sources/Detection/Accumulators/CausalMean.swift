public import Diagnostics
public import Learning

/// The mean of the last `rows` scores, this one included.
///
/// The window starts filled with the usual score, so that the first rows after a start or a gap are
/// neither blind nor jumpy. O(rows) per score, summed oldest first: no drift, the same bits always.
public struct CausalMean: Accumulator {
  /// The id in configuration files.
  public static let id = "causal-mean"
  /// What it is.
  public static let summary = "mean of the last scores"

  /// The window's length in rows, 1 to 10,000.
  public let rows: Int

  /// Reads `rows`.
  public init(_ fields: inout Fields) {
    rows = fields.integer("rows", default: 3, in: 1...10_000)
  }

  /// The window.
  public var settings: [String: String] { ["rows": "\(rows)"] }
  /// Three windows.
  public var memoryRows: Int { 3 * rows }

  /// A window filled with `center`.
  public func start(center: Double) -> any RunningAccumulator {
    Window(center: center, values: [Double](repeating: center, count: rows))
  }

  /// The window's length.
  public var artifact: ModelArtifact {
    ModelArtifact(kind: Self.id, numbers: ["rows": Double(rows)])
  }

  /// Restores the window's length.
  public init(artifact: ModelArtifact) throws(Fault) {
    rows = try artifact.count("rows")
    guard (1...10_000).contains(rows) else {
      throw Fault(.badData, "model 'causal-mean': 'rows' must be from 1 to 10000, got \(rows)")
    }
  }

  private struct Window: RunningAccumulator {
    let center: Double
    var values: [Double]
    var oldest = 0

    mutating func next(_ score: Double) -> Double {
      values[oldest] = score
      oldest = (oldest + 1) % values.count
      var sum = 0.0
      for i in values.indices { sum += values[(oldest + i) % values.count] }
      return sum / Double(values.count)
    }

    mutating func restart() {
      for i in values.indices { values[i] = center }
      oldest = 0
    }
  }
}
