public import Diagnostics
public import Learning

/// The exponentially weighted moving average of the scores.
///
///     aₜ = (1 − α) aₜ₋₁ + α sₜ
///
/// Reference: Roberts (1959), Technometrics 1(3).
public struct EWMA: Accumulator {
  /// The id in configuration files.
  public static let id = "ewma"
  /// What it is.
  public static let summary = "exponentially weighted moving average of the scores"

  /// The weight of the newest score, 0.0001 to 1.
  public let alpha: Double

  /// Reads `alpha`.
  public init(_ fields: inout Fields) {
    alpha = fields.number("alpha", default: 0.3, in: 0.0001...1)
  }

  /// The weight.
  public var settings: [String: String] { ["alpha": "\(alpha)"] }
  /// Three time constants of 1/α rows.
  public var memoryRows: Int { Int((3 / alpha).rounded(.up)) }

  /// An average that starts at `center`.
  public func start(center: Double) -> any RunningAccumulator {
    Average(center: center, alpha: alpha, value: center)
  }

  /// The weight.
  public var artifact: ModelArtifact { ModelArtifact(kind: Self.id, numbers: ["alpha": alpha]) }

  /// Restores the weight.
  public init(artifact: ModelArtifact) throws(Fault) {
    alpha = try artifact.number("alpha")
    guard (0.0001...1).contains(alpha) else {
      throw Fault(.badData, "model 'ewma': 'alpha' must be from 0.0001 to 1, got \(alpha)")
    }
  }

  private struct Average: RunningAccumulator {
    let center: Double
    let alpha: Double
    var value: Double

    mutating func next(_ score: Double) -> Double {
      value = (1 - alpha) * value + alpha * score
      return value
    }

    mutating func restart() { value = center }
  }
}
