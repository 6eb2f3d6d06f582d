public import Diagnostics
internal import Learning
internal import Telemetry

/// A pump that does not do what its controller would: it departs further from a two-point rule, declared or learned,
/// than it ever did in normal operation.
///
///     score = max over rules ( departure / scale )
///     scale = max(factor · largest normal departure, the sensor's usual change, its resolution)
///
/// The rules (on below one threshold of a sensor, off above another, or the other way round) are those that the plant's files
/// declare (`TrainingContext.rules`) and, beside them, those that `HysteresisSearch` finds for every tag with few values
/// whose role is actuator, status or setpoint. A declared rule is judged by its own levels, so that one that was never put to
/// the test in normal time is known all the same; one that the plant does not keep is scaled by how far it did not. Where
/// there is no rule the score is always 0. Complexity: as that search; O(rows · rules) to score.
public struct ActuatorRules: Detector {
  /// The id in configuration files.
  public static let id = "actuator-rules"
  /// What it is.
  public static let summary =
    "an actuator that departs further from its declared or learned rule than it ever did in normal operation"

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
    let declared = context.rules.compactMap { said -> (rule: HysteresisRule, source: String)? in
      guard discrete.contains(said.actuator) else { return nil }
      return said.rule(in: record).map { ($0, said.source) }
    }
    let learned = discrete.compactMap { search.rule(of: $0, by: continuous) }
    let all = declared + learned.map { ($0, "learned") }
    let rules = all.map { rule, _ in
      // A step's rounding has the variance step² / 12.
      TwoPointRule(
        rule, in: record, resolution: (12 * context.floor[rule.sensor]).squareRoot(),
        factor: factor)
    }
    return ActuatorRulesModel(
      rules: rules, texts: zip(rules, all).map { $0.text(context.tags, source: $1.source) },
      tagCount: context.tags.count, interval: context.interval)
  }
}
