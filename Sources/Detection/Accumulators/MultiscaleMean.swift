public import Diagnostics
public import Learning

/// The mean of the means over the last 1, 2, 4, … rows: short and long memory in one.
///
///     aₜ = 1/(d + 1) Σₖ₌₀…d  2⁻ᵏ Σⱼ₌₀…2ᵏ−1  sₜ₋ⱼ
///
/// One weighted mean, its weights falling about as 1/age: a sudden score shows in its first row, a slight one that
/// lasts in the long windows, and no single length has to be guessed. The window starts filled with the usual score.
/// O(2ᵈ) per score, summed oldest first: no drift, the same bits always.
public struct MultiscaleMean: Accumulator {
  /// The id in configuration files.
  public static let id = "multiscale-mean"
  /// What it is.
  public static let summary = "mean of the means over the last 1, 2, 4, … scores"

  /// How often the window doubles from 1 row, 1 to 12.
  public let doublings: Int

  /// Reads `doublings`.
  public init(_ fields: inout Fields) {
    doublings = fields.integer("doublings", default: 4, in: 1...12)
  }

  /// The doublings.
  public var settings: [String: String] { ["doublings": "\(doublings)"] }
  /// The longest window: what is older has no weight at all.
  public var memoryRows: Int { 1 << doublings }

  /// The weight of each of the last scores, oldest first; they sum to 1.
  package var weights: [Double] {
    var weights = [Double](repeating: 0, count: memoryRows)
    for k in 0...doublings {
      // Every window 2ᵏ gives each of its scores 2⁻ᵏ / (d + 1).
      let share = 1 / Double((1 << k) * (doublings + 1))
      for i in (memoryRows - (1 << k))..<memoryRows { weights[i] += share }
    }
    return weights
  }

  /// A window filled with `center`.
  public func start(center: Double) -> any RunningAccumulator {
    Window(
      center: center, weights: weights,
      values: [Double](repeating: center, count: memoryRows))
  }

  /// The doublings.
  public var artifact: ModelArtifact {
    ModelArtifact(kind: Self.id, numbers: ["doublings": Double(doublings)])
  }

  /// Restores the doublings.
  public init(artifact: ModelArtifact) throws(Fault) {
    doublings = try artifact.count("doublings")
    guard (1...12).contains(doublings) else {
      throw Fault(
        .badData, "model 'multiscale-mean': 'doublings' must be from 1 to 12, got \(doublings)")
    }
  }

  private struct Window: RunningAccumulator {
    let center: Double
    let weights: [Double]
    var values: [Double]
    var oldest = 0

    mutating func next(_ score: Double) -> Double {
      values[oldest] = score
      oldest = (oldest + 1) % values.count
      var sum = 0.0
      for i in oldest..<values.count { sum += weights[i - oldest] * values[i] }
      for i in 0..<oldest { sum += weights[values.count - oldest + i] * values[i] }
      return sum
    }

    mutating func restart() {
      for i in values.indices { values[i] = center }
      oldest = 0
    }
  }
}
