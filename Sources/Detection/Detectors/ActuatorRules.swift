public import Diagnostics
internal import Learning
internal import Telemetry

/// A pump that does not do what its controller would: it departs further from its learned two-point rule
/// than it ever did in normal operation.
///
///     score = max over rules ( departure / scale )
///     scale = max(factor · largest normal departure, the sensor's usual change, its resolution)
///
/// The rules (on below one threshold of a sensor, off above another, or the other way round) are found by
/// `HysteresisSearch` for every tag with few values whose role is actuator, status or setpoint. Where none
/// is found the score is always 0. Complexity: as that search; O(rows · rules) to score.
public struct ActuatorRules: Detector {
  /// The id in configuration files.
  public static let id = "actuator-rules"
  /// What it is.
  public static let summary =
    "an actuator that departs further from its learned rule than it ever did in normal operation"

  /// How many times the largest normal departure is tolerated, 1 to 100.
  public let factor: Double

  /// Reads `factor`.
  public init(_ fields: inout Fields) {
    factor = fields.number("factor", default: 1.25, in: 1...100)
  }

  /// 1: further from the rule than is tolerated.
  public var naturalLimit: Double? { 1 }

  /// The one setting.
  public var settings: [String: String] { ["factor": "\(factor)"] }

  /// The rows themselves.
  public func emptyStatistic(_ context: TrainingContext) -> KeptRows {
    KeptRows(tags: context.tags, interval: context.interval)
  }

  /// Finds the rules and how far normal operation departed from them.
  public func model(
    from statistic: KeptRows, _ context: TrainingContext
  ) throws(Fault) -> ActuatorRulesModel {
    let record = statistic.record
    let discrete = ProcessStructure.discreteTags(record)
    let continuous = record.tags.indices.filter { !discrete.contains($0) }
    let search = HysteresisSearch(record)
    let rules = discrete.compactMap { search.rule(of: $0, by: continuous) }.map { rule in
      // A step's rounding has the variance step² / 12.
      TwoPointRule(
        rule, in: record, resolution: (12 * context.floor[rule.sensor]).squareRoot(),
        factor: factor)
    }
    return ActuatorRulesModel(
      rules: rules, tagCount: context.tags.count, interval: context.interval)
  }
}
