public import Diagnostics
public import Learning

/// The one-sided cumulative sum of what scores are above a reference value.
///
///     Sₜ = max(0, S′ₜ₋₁ + sₜ − (1 + slack) · center),   S′ = min(S, most · center),   S′₀ = 0
///
/// The reference is the usual score and a part of it more, so that S returns to 0 in normal time and grows
/// by what lasts above: of two scores as high on average, the longer one weighs more. Deviation from Page: what
/// is carried on is held within `most` usual scores, else a long attack would take as long again to be
/// forgotten; one row's own excess still comes on top, so that scores above the reference exceed any limit
/// that the carried sum has reached. With a center of 0 nothing is carried: the score passes as it is.
/// Reference: Page (1954), Biometrika 41(1/2).
public struct CUSUM: Accumulator {
  /// The id in configuration files.
  public static let id = "cusum"
  /// What it is.
  public static let summary = "cumulative sum of what scores are above a reference value"

  /// By how much the reference lies above the usual score, a part of it, 0.01 to 10.
  public let slack: Double
  /// The largest sum that is carried on, in usual scores, 1 to 10,000.
  public let most: Double

  /// Reads `slack` and `most`.
  public init(_ fields: inout Fields) {
    slack = fields.number("slack", default: 0.25, in: 0.01...10)
    most = fields.number("most", default: 10, in: 1...10_000)
  }

  /// Both settings.
  public var settings: [String: String] { ["slack": "\(slack)", "most": "\(most)"] }
  /// How many usual scores it takes for the largest sum to be gone: most / slack.
  public var memoryRows: Int { Int((most / slack).rounded(.up)) }

  /// A sum that starts at 0.
  public func start(center: Double) -> any RunningAccumulator {
    Sum(reference: (1 + slack) * center, most: most * center)
  }

  /// Both settings.
  public var artifact: ModelArtifact {
    ModelArtifact(kind: Self.id, numbers: ["slack": slack, "most": most])
  }

  /// Restores both settings.
  public init(artifact: ModelArtifact) throws(Fault) {
    slack = try artifact.number("slack")
    most = try artifact.number("most")
    guard (0.01...10).contains(slack) else {
      throw Fault(.badData, "model 'cusum': 'slack' must be from 0.01 to 10, got \(slack)")
    }
    guard (1...10_000).contains(most) else {
      throw Fault(.badData, "model 'cusum': 'most' must be from 1 to 10000, got \(most)")
    }
  }

  private struct Sum: RunningAccumulator {
    let reference: Double
    let most: Double
    var carried = 0.0

    init(reference: Double, most: Double) {
      self.reference = reference
      self.most = most
    }

    mutating func next(_ score: Double) -> Double {
      let sum = max(0, carried + score - reference)
      carried = min(sum, most)
      return sum
    }

    mutating func restart() { carried = 0 }
  }
}
