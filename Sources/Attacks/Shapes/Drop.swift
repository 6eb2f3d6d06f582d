public import Diagnostics

/// Messages are lost with a probability: the historian stores nothing, others go on with the last value.
public struct Drop: TamperingShape {
  /// The id in scenario files.
  public static let id = "drop"
  /// What it is.
  public static let summary =
    "messages are lost: nothing is stored, controllers go on with the last value"

  /// How likely a row is lost, above 0 to 1.
  public let probability: Double

  /// Reads `probability`.
  public init(_ fields: inout Fields) {
    probability = fields.optionalChange("probability", in: 0...1) ?? 1
  }

  init(probability: Double) { self.probability = probability }

  /// The probability.
  public var settings: [(key: String, value: String)] {
    [("probability", shortest(probability))]
  }
  /// In words.
  public var text: String {
    probability < 1 ? "\(rounded(100 * probability)) % of messages lost" : "all messages lost"
  }

  /// Nothing false is told.
  public static let isLoss = true
  /// The probability.
  public static let parameters = ["probability"]

  /// A probability of the technique's range.
  public static func drawn(_ draw: inout ShapeDraw) -> Drop {
    Drop(probability: min(1, max(0, draw.number("probability", default: 0.3...1))))
  }

  /// Starts.
  public func begin() -> any Tampering { Running(probability: probability) }

  private struct Running: Tampering {
    let probability: Double
    func callAsFunction(
      _ value: Double, _ moment: TamperingMoment, generator: inout SeededGenerator
    ) -> Double {
      // One draw a row on every channel: two observers of one sensor lose the same rows.
      guard generator.uniform() < probability else { return value }
      return moment.channel == .historian ? .nan : moment.last ?? value
    }
  }
}
