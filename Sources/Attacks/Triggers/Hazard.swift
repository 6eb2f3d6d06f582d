internal import Foundation
public import Diagnostics
public import Telemetry

/// Chance at a constant rate: in a row of Δt hours with probability 1 − exp(−hazard · Δt).
///
/// Its chance is its own, so that the process keeps its bits; one number is drawn in every row from `after` on.
public struct Hazard: Trigger {
  /// The id in scenario files.
  public static let id = "hazard"
  /// What it is.
  public static let summary = "chance, with a rate per hour"

  /// The rate per hour.
  public let rate: Double
  private var after: TimeSpan?

  /// Reads `hazard` and `after`.
  public init(_ fields: inout Fields) {
    rate = fields.requiredNumber(Self.id, in: 1e-9...1e6)
    after = fields.after()
  }

  private init(rate: Double, after: TimeSpan) {
    self.rate = rate
    self.after = after
  }

  /// Rate and time.
  public var settings: [(key: String, value: String)] {
    [(Self.id, shortest(rate))] + (after.map { [("after", $0.description)] } ?? [])
  }
  /// In words.
  public var text: String {
    "by chance, \(rounded(rate)) times an hour (from \(earliest.roundedText) on)"
  }
  /// The time from which on it waits.
  public var earliest: TimeSpan { after ?? .zero }
  /// It needs nothing of the plant but the untouched time.
  public func placed(_ use: TriggerUse) -> Hazard? {
    Hazard(rate: rate, after: after ?? use.lead)
  }
  /// On average at the drawn moment.
  public static func drawn(_ draw: inout TriggerDraw) -> Hazard? {
    Hazard(rate: 1 / max(draw.wait, draw.surface.interval).hours, after: draw.lead)
  }
  /// Starts.
  public func begin(_ generator: SeededGenerator) -> any WaitingTrigger {
    Waiting(rate: rate, after: earliest, generator: generator)
  }

  private struct Waiting: WaitingTrigger {
    let rate: Double
    let after: TimeSpan
    var generator: SeededGenerator
    mutating func fires(_ moment: TriggerMoment) -> Bool {
      guard moment.elapsed >= after else { return false }
      return generator.uniform() < -expm1(-rate * moment.interval.hours)
    }
  }
}
