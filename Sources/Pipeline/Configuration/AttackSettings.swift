internal import Diagnostics

/// `attacks:` — which attacks are rehearsed in the twin.
public struct AttackSettings: Sendable {
  /// The campaign's file; nil for the default campaign.
  public var campaign: String?
  /// The same as it is written.
  public var campaignAsWritten: String
  /// How many attacks are drawn; nil for what the campaign says.
  public var scenarios: Int?
  /// How many harmless look-alikes are drawn; nil for what the campaign says.
  public var lookAlikes: Int?
  /// How many attacks are drawn into recorded telemetry; nil for what the campaign says.
  public var injected: Int?
  /// Whether every run begins where the plant stands now; otherwise at recorded states of normal time.
  public var startsNow: Bool

  init(_ fields: inout Fields, paths: PathExpansion) {
    campaignAsWritten = fields.string("campaign", default: "default")
    campaign = campaignAsWritten == "default" ? nil : paths.expand(campaignAsWritten)
    startsNow = fields.word("starts", default: "recorded", of: ["recorded", "now"]) == "now"
    if fields.settings("scenarios") != nil {
      scenarios = fields.integer("scenarios", default: 300, in: 1...100_000)
    }
    if fields.settings("look-alikes") != nil {
      lookAlikes = fields.integer("look-alikes", default: 40, in: 0...100_000)
    }
    if fields.settings("injected") != nil {
      injected = fields.integer("injected", default: 0, in: 0...100_000)
    }
  }
}
