public import Diagnostics
public import Telemetry

/// Chance in every row alike.
///
/// Its chance is its own, so that the process keeps its bits; one number is drawn in every row from `after` on.
public struct Probability: Trigger {
  /// The id in scenario files.
  public static let id = "probability"
  /// What it is.
  public static let summary = "chance, the same in every row"

  /// The probability in a row.
  public let probability: Double
  private var after: TimeSpan?

  /// Reads `probability` and `after`.
  public init(_ fields: inout Fields) {
    probability = fields.requiredNumber(Self.id, in: 1e-9...1)
    after = fields.after()
  }

  private init(probability: Double, after: TimeSpan) {
    self.probability = probability
    self.after = after
  }

  /// Probability and time.
  public var settings: [(key: String, value: String)] {
    [(Self.id, shortest(probability))] + (after.map { [("after", $0.description)] } ?? [])
  }
  /// In words.
  public var text: String {
    "by chance, \(rounded(100 * probability)) % in a row (from \(earliest.roundedText) on)"
  }
  /// The time from which on it waits.
  public var earliest: TimeSpan { after ?? .zero }
  /// It needs nothing of the plant but the untouched time.
  public func placed(_ use: TriggerUse) -> Probability? {
    Probability(probability: probability, after: after ?? use.lead)
  }
  /// On average at the drawn moment.
  public static func drawn(_ draw: inout TriggerDraw) -> Probability? {
    let rows = draw.wait.rows(of: draw.surface.interval)
    return Probability(probability: 1 / Double(rows + 1), after: draw.lead)
  }
  /// Starts.
  public func begin(_ generator: SeededGenerator) -> any WaitingTrigger {
    Waiting(probability: probability, after: earliest, generator: generator)
  }

  private struct Waiting: WaitingTrigger {
    let probability: Double
    let after: TimeSpan
    var generator: SeededGenerator
    mutating func fires(_ moment: TriggerMoment) -> Bool {
      moment.elapsed >= after && generator.uniform() < probability
    }
  }
}
