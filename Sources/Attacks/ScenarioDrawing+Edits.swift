internal import Diagnostics
internal import Telemetry

extension ScenarioDrawing {
  /// An attack on a controller's logic: a block that qualifies, and an edit of it within the variant's ranges.
  ///
  /// - Parameters:
  ///   - target: the block; nil for a drawn one.
  ///   - fixed: the size; nil for a drawn one.
  func edited(
    named name: String, _ technique: Technique, _ variant: EditVariant, start: Timestamp,
    seed: UInt64, at target: EditVariant.Candidate? = nil, of fixed: Double? = nil,
    point: DrawnPoint = DrawnPoint(), _ generator: inout SeededGenerator
  ) -> Scenario {
    let rows = lastingRows(variant.lasts, &generator, at: point[.duration])
    let direction =
      variant.directions[
        generator.index(below: variant.directions.count, at: point[.direction])]
    let drawnSize = variant.size.map { generator.logUniform(in: $0, at: point[.size]) }
    let candidates = variant.candidates(on: surface)
    let drawn = candidates[generator.index(below: candidates.count)]
    let candidate = target ?? drawn
    let edits = edits(
      variant, candidate, size: fixed ?? drawnSize,
      // A size that is asked for may go the one way where the plant refuses the other.
      directions: fixed == nil
        ? [direction] : [direction] + variant.directions.filter { $0 != direction }, &generator)
    let tags = edits.items.flatMap(\.tags).compactMap { surface.index(of: $0) }
    let trigger = trigger(
      variant.triggers[generator.index(below: variant.triggers.count)], on: tags,
      lasting: rows, from: start, at: point, &generator)
    var tamperings: [PlacedTampering] = []
    if let first = candidate.shown.first,
      let cover = variant.concealment[generator.index(below: variant.concealment.count)]
    {
      var draw = ShapeDraw(
        profile: surface.profiles[first], size: nil, direction: direction,
        lasts: surface.interval * (rows ?? steps - leadRows), lead: surface.interval * leadRows,
        interval: surface.interval, parameters: [:], generator: generator)
      tamperings = shown(cover, of: candidate.shown, &draw)
    }
    return Scenario(
      name: name, kind: .attack(technique: technique.id),
      title: variant.name, start: start, steps: steps, trigger: trigger,
      lasts: rows.map { surface.interval * $0 }, tamperings: tamperings, surges: [], seed: seed,
      size: edits.items.compactMap(\.size).max(), edits: edits)
  }

  // What the plant refuses where it is drawn gives way to what it is known to take.
  private func edits(
    _ variant: EditVariant, _ candidate: EditVariant.Candidate, size: Double?, directions: [Double],
    _ generator: inout SeededGenerator
  ) -> PlacedEdits {
    for direction in directions {
      if let edits = variant.drawn(
        candidate, size: size, direction: direction, on: surface, &generator)
      {
        return edits
      }
    }
    return candidate.sure
  }
}
