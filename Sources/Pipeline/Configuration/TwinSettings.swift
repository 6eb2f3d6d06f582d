internal import Diagnostics
internal import Twin

/// `twin:` — which twin is calibrated.
public struct TwinSettings: Sendable {
  /// How the process is got.
  let process: any ProcessComponent
  /// Tags that the twin does without: names, or beginnings of names with a `*`.
  let leaveOut: [String]

  init?(_ fields: inout Fields) {
    leaveOut = fields.strings("leave-out", default: [])
    guard let settings = fields.settings("process") else {
      fields.problems.add(
        "'process' is missing: which kind of twin?", at: fields.place,
        hint: "process: { use: identified }")
      return nil
    }
    guard let made = Components.catalog.make(settings, problems: fields.problems) else {
      return nil
    }
    process = made
  }

  /// Whether the twin has a tag.
  func has(_ id: String) -> Bool {
    !leaveOut.contains { NamePattern($0).matches(id) }
  }
}
