internal import Diagnostics
internal import Learning
internal import Telemetry

extension LearnedRules {
  /// Departures below so many deviations may be chance, or rows that lie far apart.
  private static let departureInDeviations = 4.0
  /// Departures below this part of what the sensor shows are let be: a controller may look late.
  private static let departureInSpans = 0.1
  /// Half the distance of the quartiles of a normal distribution, in its deviations.
  private static let quartile = 0.6745
  /// Levels in another unit are the same but for this part.
  private static let unitMargin = 0.03

  /// What telemetry says otherwise than a declared rule: levels further beyond what the sensor shows than that is wide;
  /// those of the learned rule where they are others, or the other way round.
  ///
  ///     |declared − learned| > 4 σ,  σ² = u² + resolution² / 12,  u the rule's uncertainty as a deviation
  func departures(of said: PlantDescription.Rule) -> [Fault] {
    let (actuator, sensor) = (tags[said.actuator].id, tags[said.sensor])
    let seen = self.seen[said.sensor]
    let span = seen.high - seen.low
    let learned = rules.first { $0.actuator == said.actuator && $0.sensor == said.sensor }
    let unit = learned.flatMap {
      Self.hint(sensor, seen: [$0.onAt, $0.offAt], said: [said.onBelow, said.offAbove])
    }
    let far = [said.onBelow, said.offAbove].filter {
      span > 0 && ($0 < seen.low - span || $0 > seen.high + span)
    }
    if !far.isEmpty {
      return far.map { level in
        Fault(
          .badData,
          "'\(actuator)' is switched at \(level) of '\(sensor.id)', which telemetry shows "
            + "from \(seen.low) to \(seen.high)",
          at: said.place,
          hint: unit ?? "give the level in the tag's unit, \(sensor.unit ?? "as in telemetry")")
      }
    }
    guard let learned else { return [] }
    let declared =
      "'\(actuator)' is declared to go on below \(said.onBelow) and off above \(said.offAbove) of '\(sensor.id)'; "
    let (on, off) = (TagRange.shown(learned.onAt), TagRange.shown(learned.offAt))
    if learned.isInverse {
      return [
        Fault(
          .badData, declared + "telemetry shows that it goes on above \(on) and off below \(off)",
          at: said.place, hint: "correct the rule, or what of the state's values counts as on")
      ]
    }
    func departs(_ level: Double, _ at: Double, _ uncertainty: Double) -> Bool {
      let (spread, step) = (uncertainty / Self.quartile, sensor.resolution ?? 0)
      let deviation = (spread * spread + step * step / 12).squareRoot()
      return abs(level - at)
        > max(Self.departureInDeviations * deviation, Self.departureInSpans * span)
    }
    guard
      departs(said.onBelow, learned.onAt, learned.onUncertainty)
        || departs(said.offAbove, learned.offAt, learned.offUncertainty)
    else { return [] }
    return [
      Fault(
        .badData, declared + "telemetry shows \(on) and \(off)", at: said.place,
        hint: unit ?? "correct the levels")
    ]
  }

  /// The unit in which telemetry's levels are the declared ones; nil where none is.
  private static func hint(_ sensor: Tag, seen: [Double], said: [Double]) -> String? {
    guard let spelling = sensor.unit, let unit = try? EngineeringUnits.unit(spelling) else {
      return nil
    }
    for other in EngineeringUnits.all where other.dimension == unit.dimension {
      let values = seen.map {
        ($0 * other.factor + other.offset - unit.offset) / unit.factor
      }
      guard other.id != unit.id,
        zip(values, said).allSatisfy({ abs($0 - $1) <= unitMargin * abs($1) })
      else { continue }
      return
        "does telemetry count in \(other.id)? \(TagRange.shown(seen[0])) \(other.id) are "
        + "\(TagRange.shown(values[0])) \(spelling): correct the unit or the scale in tags.csv"
    }
    return nil
  }
}
