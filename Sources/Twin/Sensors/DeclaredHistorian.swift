internal import Diagnostics
internal import Telemetry

/// What `plant.yaml` says of the historian: some tags, and how fewer values of them are kept.
public struct DeclaredHistorian: Sendable, Equatable {
  /// Which tags.
  let tags: TagPatterns
  /// How; its tag counts for nothing, nil where it was told wrongly.
  let model: HistorianModel?

  /// Reads one item of `historian:`.
  init(_ settings: Settings, problems: Problems) {
    var fields = Fields(settings, problems: problems)
    defer { fields.finish() }
    tags = TagPatterns(&fields)
    let entries = Compressions.catalog.entries
    let said = entries.filter { fields.has($0.id) }
    let ids = said.map { "'\($0.id)'" }
    if ids.count > 1 {
      problems.add(
        "the historian keeps \(tags.text) by \(ids.joined(separator: " and ")) at once",
        at: settings.place, hint: "keep one of them")
    } else if ids.isEmpty {
      problems.add(
        "it is not said how the historian keeps \(tags.text)", at: settings.place,
        hint: "known: \(entries.map(\.id).joined(separator: ", "))")
    }
    // Keys of the other ways are known, too, so that what is misspelt is told apart from what is too much.
    model = said.map { HistorianModel(tag: 0, compression: $0.make(&fields)) }.first
    for entry in entries { _ = fields.settings(entry.id) }
    if said.isEmpty { _ = fields.settings("longest") }
  }

  /// How a tag is kept; what does not fit it is a problem.
  func model(_ number: Int, _ tag: Tag, _ problems: Problems) -> HistorianModel? {
    guard var own = model else { return nil }
    if tag.isState, type(of: own.compression).isInterpolating {
      problems.add(
        "'\(tag.id)' is a state: nothing lies on a line between two of them", at: tags.place,
        hint: "dead-band or every, or name the tags without it")
    }
    own.tag = number
    return own
  }
}
