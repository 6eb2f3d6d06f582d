public import Diagnostics
public import Telemetry

extension Campaign {
  /// Holds the campaign against what is declared of a plant, before there is a twin of it.
  ///
  /// Names of tags, controllers, links and logic, and what lengths of time and dates tell; sizes, thresholds and
  /// what the plant can do come with the twin, by
  /// ``plan(for:techniques:starts:recorded:seed:problems:)``.
  ///
  /// - Parameters:
  ///   - surface: that of declared tags.
  ///   - recorded: the time that telemetry tells of; nil where it is not known.
  ///   - problems: told of everything that is wrong.
  public func check(on surface: AttackSurface, recorded: TimeRange?, problems: Problems) {
    checkStarts(within: recorded, problems)
    let rows = max(2, length.rows(of: surface.interval))
    for written in listed {
      _ = written.scenario(on: surface, rows: rows, start: nil, seed: 0, problems: problems)
    }
    for (tag, place) in matrix?.targets ?? [] { _ = surface.index(of: tag, at: place, problems) }
  }
}
