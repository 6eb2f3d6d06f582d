internal import Diagnostics
internal import Telemetry

/// The tags that one item of a list in `plant.yaml` means, by names or beginnings of names.
struct TagPatterns: Sendable, Equatable {
  /// The names and patterns.
  let patterns: [NamePattern]
  /// Where the item stands.
  let place: Place

  /// Reads `tags`.
  init(_ fields: inout Fields) {
    place = fields.place
    patterns = fields.strings("tags", default: []).map(NamePattern.init)
    if !fields.has("tags") || patterns.isEmpty {
      fields.problems.add(
        "'tags' is missing: which ones?", at: fields.place,
        hint: "tags: [L_T1, L_T2], or [\"L_*\"] for all whose names begin so")
    }
  }

  /// How the item is called in a message.
  var text: String { patterns.map { "'\($0.text)'" }.joined(separator: ", ") }

  /// The tags that are meant, ascending; names that mean none, and tags that an item before means already, are
  /// problems.
  func indices(
    in tags: [Tag], of list: String, taken: inout [Int: Place], _ problems: Problems
  ) -> [Int] {
    do throws(Faults) {
      try NamePattern.requireMatches(patterns, in: tags.map(\.id), of: "tag", at: place)
    } catch {
      for fault in error.all { problems.add(fault.problem, at: fault.place, hint: fault.hint) }
    }
    return tags.indices.filter { tag in
      guard patterns.contains(where: { $0.matches(tags[tag].id) }) else { return false }
      if let first = taken[tag] {
        problems.add(
          "'\(tags[tag].id)' is meant by two items of \(list)"
            + (first.line.map { ", by the one on line \($0) already" } ?? ""),
          at: place, hint: "leave it to one of them")
        return false
      }
      taken[tag] = place
      return true
    }
  }
}

extension Tag {
  /// Whether its values are states, between which nothing lies.
  var isState: Bool { role == .status || quantity == .status }
}
