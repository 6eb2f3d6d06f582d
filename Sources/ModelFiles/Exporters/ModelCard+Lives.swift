internal import Telemetry

extension ModelCard {
  /// What is foreseen, from what, and how far it is to be trusted.
  static func lives(_ terms: FailureTerms) -> String {
    """
    ## Failures

    \(whatIsTold(terms))

    \(whatItIsFrom(terms))

    \(whatItIsWorth(terms))

    \(measurements(terms))\(table(of: terms.columns, named: "column"))
    """
  }

  private static func whatIsTold(_ terms: FailureTerms) -> String {
    let levels = terms.levels.map(number).joined(separator: ", ")
    return """
      After each row of a unit the model `\(MarkdownText.escape(terms.model))` tells its remaining \
      life in \(terms.clock.rawValue), as quantiles at the levels \(levels): the life will not exceed \
      the quantile with that probability. It looks \(number(terms.cap)) \(terms.clock.rawValue) ahead \
      at most; a quantile that reaches this cap means "at least \(number(terms.cap))". Nothing is told \
      before a unit's first reading, nor in a row without an age.
      """
  }

  private static func whatItIsFrom(_ terms: FailureTerms) -> String {
    let units = terms.units.map { units in
      let failed =
        terms.failures.map {
          "; \($0) of them failed, the others were replaced or still ran"
        }
      return "Trained on \(units) units\(failed ?? "")."
    }
    let unit = terms.unitColumn.map { "the unit in column \(MarkdownText.escape($0))" }
    let age =
      terms.ageColumn.map { "its age in column \(MarkdownText.escape($0))" }
      ?? "its times in column \(MarkdownText.escape(terms.timeColumn ?? "time"))"
    let columns = [unit, age].compactMap { $0 }.joined(separator: " and ")
    return (units ?? "How many units it was trained on is not known.")
      + " Files of histories have \(columns)."
  }

  private static func whatItIsWorth(_ terms: FailureTerms) -> String {
    let low = terms.levels.first.map(number) ?? "lowest"
    let high = terms.levels.last.map(number) ?? "highest"
    let achieved =
      terms.achievedCoverage.map { "\(number(100 * $0)) % on units that it had not seen" }
      ?? "not measured"
    return """
      The interval from level \(low) to \(high) holds the true life: promised \
      \(number(100 * terms.promisedCoverage)) % of the time, achieved: \(achieved). The promise is for \
      many units like those of the training, taken together, not for each one.
      """
  }

  private static func measurements(_ terms: FailureTerms) -> String {
    if terms.metrics.isEmpty { return "" }
    return MarkdownText.head(["metric on unseen units", "value"]) + rows(of: terms.metrics) + "\n"
  }

  static let caveatsOfLives = """
    - Remaining lives hold for units of the same make, use and maintenance as those of the training,
      and for failures that build up over many rows; a sudden break is not foreseen.
    - The interval is what to plan with, not the middle of it. Its promise ends where wear, duty or
      sensors change: watch what share of lives it holds, and train again.
    - A unit that was repaired is a new one: begin its rows again.
    - A missing cell keeps the unit's last value; a sensor that stays away makes the life stale without
      a sign.

    """
}
