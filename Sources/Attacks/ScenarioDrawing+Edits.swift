internal import Diagnostics
internal import Telemetry

extension ScenarioDrawing {
  /// An attack on a controller's logic: a block that qualifies, and an edit of it within the variant's ranges.
  func edited(
    named name: String, _ technique: Technique, _ variant: EditVariant, start: Timestamp,
    seed: UInt64, point: DrawnPoint, _ generator: inout SeededGenerator
  ) -> Scenario {
    let rows = lastingRows(variant.lasts, &generator, at: point[.duration])
    let direction =
      variant.directions[
        generator.index(below: variant.directions.count, at: point[.direction])]
    let size = variant.size.map { generator.logUniform(in: $0, at: point[.size]) }
    let candidates = variant.candidates(on: surface)
    let candidate = candidates[generator.index(below: candidates.count)]
    // What the plant refuses where it is drawn gives way to what it is known to take.
    let edits =
      variant.drawn(
        candidate, size: size, direction: direction, on: surface, &generator) ?? candidate.sure
    let tags = edits.items.flatMap(\.tags).compactMap { surface.index(of: $0) }
    let trigger = trigger(
      variant.triggers[generator.index(below: variant.triggers.count)], on: tags,
      lasting: rows, from: start, at: point, &generator)
    return Scenario(
      name: name, kind: .attack(technique: technique.id),
      title: variant.name, start: start, steps: steps, trigger: trigger,
      lasts: rows.map { surface.interval * $0 }, tamperings: [], surges: [], seed: seed,
      size: edits.items.compactMap(\.size).max(), edits: edits)
  }
}
