internal import Diagnostics
internal import Telemetry
internal import Twin

/// Every technique at every target in every size:
/// `matrix: { techniques: [T0856], targets: [L_T2], sizes: [0.1, 0.3] }`.
struct CampaignMatrix: Sendable {
  /// Ids; empty for all that the campaign draws from.
  let techniques: [String]
  /// Tags, with their places.
  let targets: [(tag: String, place: Place)]
  /// Parts of a tag's usual span.
  let sizes: [Double]
  /// Where it stands.
  let place: Place

  /// Reads a matrix; what is wrong is added to the problems.
  init(_ settings: Settings, techniques catalog: TechniqueCatalog, problems: Problems) {
    var fields = Fields(settings, problems: problems)
    place = fields.place
    func words(_ key: String) -> [(String, Place)] {
      var seen: Set<String> = []
      return fields.list(key).compactMap { item in
        guard case .scalar(let text, _) = item.content else {
          problems.add(
            "'\(key)' must be a list of texts, got \(item.kindName) in it", at: item.place)
          return nil
        }
        if seen.insert(text).inserted { return (text, item.place) }
        problems.add("'\(text)' stands twice in '\(key)'", at: item.place, hint: "keep one of them")
        return nil
      }
    }
    techniques = words("techniques").compactMap {
      catalog.technique($0, at: $1, problems: problems)?.id
    }
    targets = words("targets").map { (tag: $0, place: $1) }
    if !fields.has("targets") {
      problems.add(
        "'targets' is missing", at: fields.place, hint: "a list of tags, like [L_T2, S_PU1]")
    }
    sizes = words("sizes").compactMap { text, place in
      if let size = Double(text), (1e-6...1e3).contains(size) { return size }
      problems.add(
        "a size must be a number from 1e-06 to 1000, in parts of a tag's usual span, got '\(text)'",
        at: place)
      return nil
    }
    fields.finish()
  }
}

extension ScenarioDrawing {
  /// The matrix's scenarios: one per technique, target and size that goes together, in that order.
  ///
  /// Where size means nothing there is one scenario, whatever the sizes; a technique that needs more tags has
  /// drawn ones besides the target. A technique of controllers' logic alone edits a block that looks at the target
  /// or drives it. What does not go together is told in a notice. Each scenario depends on the seed and its own
  /// name.
  func scenarios(
    of matrix: CampaignMatrix, techniques: [Technique], problems: Problems, notices: inout [Notice]
  ) -> [Scenario] {
    var scenarios: [Scenario] = []
    var leftOut: [String] = []
    func leave(_ text: String, at place: Place) {
      leftOut.append(text)
      notices.append(Notice("the matrix leaves out \(text)", at: place))
    }
    let targets = matrix.targets.compactMap { target, place in
      surface.index(of: target, at: place, problems).map { (index: $0, place: place) }
    }
    for technique in techniques {
      for (target, place) in targets {
        let ways = ways(of: technique, at: target)
        let tag = surface.tags[target].id
        let left = "\(technique.id) at \(tag)"
        guard let first = ways.first else {
          leave(
            "\(left): \(technique.needs)", at: place)
          continue
        }
        let name = "\(technique.id)-\(tag)"
        let sizes = ways.compactMap(\.sizes)
        if sizes.isEmpty || matrix.sizes.isEmpty {
          scenarios.append(scenario(name, technique, first, at: target, size: nil))
          continue
        }
        for size in matrix.sizes {
          let own = ways.filter { $0.sizes?.contains(size) ?? false }
          let made = own.lazy.map { way in
            scenario("\(name)-\(shortest(size))", technique, way, at: target, size: size)
          }
          // An edit that the plant refuses gives way to one of another size.
          if let scenario = made.first(where: {
            $0.edits.items.isEmpty || abs(($0.size ?? 0) - size) <= 0.01 * size
          }) {
            scenarios.append(scenario)
            continue
          }
          let (low, high) = (sizes.map(\.lowerBound).min() ?? 0, sizes.map(\.upperBound).max() ?? 0)
          leave(
            "\(left) in size \(shortest(size)): "
              + (own.isEmpty
                ? "its sizes there go from \(shortest(low)) to \(shortest(high))"
                : "the logic there takes no edit of that size"),
            at: place)
        }
      }
    }
    if scenarios.isEmpty, let first = leftOut.first {
      problems.add(
        "nothing in the matrix goes together", at: matrix.place,
        hint: first + (leftOut.count > 1 ? "; and \(leftOut.count - 1) more" : ""))
    }
    return scenarios
  }

  // A way in which a technique is done at a target, and its sizes there; nil where size means nothing.
  private enum Way {
    case tampering(TechniqueVariant, sizes: ClosedRange<Double>?)
    case edit(EditVariant, EditVariant.Candidate)

    var sizes: ClosedRange<Double>? {
      switch self {
      case .tampering(_, let sizes): sizes
      case .edit(let variant, let candidate):
        candidate.sure.items.contains { $0.size != nil } ? variant.size : nil
      }
    }
  }

  private func ways(of technique: Technique, at target: Int) -> [Way] {
    // States have no sizes.
    let isContinuous = surface.profiles[target].states.isEmpty
    let values: [Way] = technique.variants.filter {
      $0.applies(to: surface) && $0.candidates(on: surface).contains(target)
    }.map { .tampering($0, sizes: isContinuous ? $0.size : nil) }
    if !values.isEmpty { return values }
    return technique.edits.filter { $0.applies(to: surface) }.flatMap { variant in
      variant.candidates(on: surface).filter { $0.shown.contains(target) }
        .map { .edit(variant, $0) }
    }
  }

  private func scenario(
    _ name: String, _ technique: Technique, _ way: Way, at tag: Int, size: Double?
  ) -> Scenario {
    var generator = SeededGenerator(root: seed, stage: "matrix \(name)")
    let ownSeed = generator.next() >> 11
    let start = start(&generator)
    switch way {
    case .tampering(let variant, _):
      return scenario(
        named: name, technique, variant, start: start, seed: ownSeed, at: tag, of: size, &generator)
    case .edit(let variant, let candidate):
      return edited(
        named: name, technique, variant, start: start, seed: ownSeed, at: candidate, of: size,
        &generator)
    }
  }
}

extension Technique {
  /// What a tag must be for it, in words.
  fileprivate var needs: String {
    func listed(_ words: [String]) -> String { Set(words).sorted().joined(separator: ", ") }
    let values =
      variants.isEmpty ? nil : "it is for the kinds: \(listed(variants.map(\.group.text)))"
    let logic =
      edits.isEmpty
      ? nil
      : "no logic that looks at the tag or drives it takes its edits: \(listed(edits.map(\.edit)))"
    return [values, logic].compactMap(\.self).joined(separator: "; ")
  }
}
