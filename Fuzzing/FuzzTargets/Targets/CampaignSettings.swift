import Attacks
import Diagnostics
import Pipeline

/// `campaign.yaml`.
enum CampaignSettings: FuzzTarget {
  static let id = "campaign"
  static let summary = "A campaign is read or all its problems are told."

  static let techniques: TechniqueCatalog = {
    guard
      let settings = reading({
        try YAMLFile.parse(
          String(decoding: TechniqueFile.bytes, as: UTF8.self), file: TechniqueFile.name)
      })
    else { broken("techniques.yaml is no YAML") }
    return TechniqueCatalog(settings, problems: Problems())
  }()

  static func run(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self),
      let settings = reading({ try YAMLFile.parse(text, file: "campaign.yaml") })
    else { return }
    let problems = Problems()
    _ = Campaign(settings, techniques: techniques, problems: problems)
    hold(problems)
  }
}
