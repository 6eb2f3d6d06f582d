public import Diagnostics

/// The techniques that can be rehearsed: the rows of `techniques.yaml`.
public struct TechniqueCatalog: Sendable {
  /// The rows in the file's order.
  public let techniques: [Technique]
  /// What ATT&CK knows besides, retired ones last.
  public let others: [UnmappedTechnique]

  /// Reads the file's settings; what is wrong is added to the problems.
  public init(_ settings: Settings, problems: Problems) {
    var fields = Fields(settings, problems: problems)
    var seen: Set<String> = []
    techniques = fields.list("techniques").map { item in
      var inner = Fields(item, problems: problems)
      let technique = Technique(&inner)
      if !seen.insert(technique.id).inserted {
        problems.add("technique '\(technique.id)' stands twice", at: item.place)
      }
      return technique
    }
    if techniques.isEmpty { problems.add("'techniques' is missing", at: fields.place) }
    others = [(key: "others", isRetired: false), ("retired", true)].flatMap { key, isRetired in
      fields.list(key).map { item in
        let other = UnmappedTechnique(item, isRetired: isRetired, problems: problems)
        if !seen.insert(other.id).inserted {
          problems.add("technique '\(other.id)' stands twice", at: item.place)
        }
        return other
      }
    }
    fields.finish()
  }

  /// The technique of an id; nil where there is none, and a problem says what the id is instead.
  public func technique(_ id: String, at place: Place?, problems: Problems) -> Technique? {
    if let found = self[id] { return found }
    if let moved = techniques.first(where: { $0.successor == id }) {
      problems.add(
        "unknown technique '\(id)'", at: place,
        hint: "'\(id)' is the id of \(moved.id) since v19; write \(moved.id)")
    } else if let other = others.first(where: { $0.id == id || $0.successor == id }) {
      problems.add(other.problem, at: place, hint: other.hint(among: techniques))
    } else {
      problems.add(
        "unknown technique '\(id)'", at: place,
        hint: Suggestion.hint(for: id, in: techniques.map(\.id)))
    }
    return nil
  }

  /// The technique of an id; nil where there is none.
  public subscript(id: String) -> Technique? { techniques.first { $0.id == id } }
}
