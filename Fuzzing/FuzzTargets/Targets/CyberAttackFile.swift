import Attacks
import Diagnostics
import Twin

/// epanetCPA's `.cpa`.
enum CyberAttackFile: FuzzTarget {
  static let id = "cpa"
  static let summary = "An epanetCPA file is read as a cyber layer and as a campaign."

  static func run(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    let problems = Problems()
    _ = PlantDescription(cyberLayer: text, file: "x.cpa", problems: problems)
    _ = Campaign(
      cyberAttacks: text, file: "x.cpa", techniques: CampaignSettings.techniques,
      problems: problems)
    hold(problems)
  }
}
