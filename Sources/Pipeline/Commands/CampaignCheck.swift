internal import Attacks
internal import Diagnostics
internal import Telemetry
internal import Twin

/// What `tocsin check` finds wrong with a campaign: its file, and the file against what is declared of the plant.
///
/// What needs the calibrated twin is told by `tocsin simulate`.
struct CampaignCheck {
  /// The twin's tags, as `tags.csv` declares them and the store has them; nil where neither is there.
  let tags: [Tag]?
  /// The controllers of `plant.yaml`, none where no file is named; nil where it is wrong.
  let controllers: [LoopController]?
  /// The time between two rows, where it is known.
  let interval: TimeSpan?
  /// The time that the store tells of; nil without a store.
  let recorded: TimeRange?

  /// Reads the campaign and holds it against the plant.
  ///
  /// - Throws: ``Faults`` with every problem.
  func run(_ attacks: AttackSettings) throws {
    let problems = Problems()
    let campaign = try SimulateStage.campaign(attacks, problems: problems).campaign
    if let tags {
      campaign.check(
        on: AttackSurface(declared: tags, interval: interval, controllers: controllers),
        recorded: attacks.startsNow ? nil : recorded, problems: problems)
    }
    try problems.throwIfAny()
  }
}
