internal import Diagnostics
public import Telemetry
public import Twin

/// One way in which a technique is done to a controller's logic: an edit, with the ranges it is drawn from.
public struct EditVariant: Sendable {
  /// Plain words for tables: `threshold moved`.
  public let name: String
  /// The edit's id.
  public let edit: String
  /// What may be edited: two-point rules, programs or both.
  public let logic: [ControllerLogic.Kind]
  /// The kinds of blocks; empty for all that suit the edit.
  public let blocks: [String]
  /// The directions that may be drawn: −1, 1.
  public let directions: [Double]
  /// How far a value is moved, in spans of what it is held against; nil where it means nothing.
  public let size: ClosedRange<Double>?
  /// How long; nil to the end of the run.
  public let lasts: ClosedRange<TimeSpan>?
  /// What may trigger it.
  public let triggers: [String]
  /// Ids of shapes for what the historian is shown meanwhile of what the blocks look at and drive; nil for nothing
  /// false.
  public let concealment: [String?]

  /// Reads a variant; nil where it is wrong.
  init?(_ fields: inout Fields) {
    let problems = fields.problems
    let before = problems.all.count
    name = fields.requiredString("name")
    edit = fields.requiredString("edit")
    if ProgramEdits.type(edit) == nil {
      problems.add(
        "unknown program edit '\(edit)'", at: fields.place,
        hint: Suggestion.hint(for: edit, in: ProgramEdits.catalog.entries.map(\.id)))
    }
    let kinds = ControllerLogic.Kind.allCases
    logic = fields.strings("logic", default: kinds.map(\.rawValue)).compactMap { word in
      if let kind = ControllerLogic.Kind(rawValue: word) { return kind }
      problems.add(
        "'logic' must be rules or programs, got '\(word)'", at: fields.place,
        hint: Suggestion.hint(for: word, in: kinds.map(\.rawValue)))
      return nil
    }
    blocks = fields.strings("blocks", default: [])
    let known = ControlBlocks.catalog.entries.map(\.id)
    for block in blocks where !known.contains(block) {
      problems.add(
        "unknown control block '\(block)'", at: fields.place,
        hint: Suggestion.hint(for: block, in: known))
    }
    directions = fields.directions
    size = fields.range("size", in: 1e-6...1e3)
    lasts = fields.lasts
    triggers = fields.triggers
    concealment = fields.concealment
    guard problems.all.count == before else { return nil }
  }

  /// A block that can be edited so, with an edit that works on it.
  struct Candidate {
    /// The logic's place on the surface.
    var logic: Int
    /// The block's place in it, and the name by which it answers.
    var block: Int
    var name: String
    /// The tags that it looks at and drives.
    var shown: [Int]
    /// An edit that works.
    var sure: PlacedEdits
  }

  /// The blocks that qualify on a surface: an edit within the variant's ranges can be made ready to run.
  func candidates(on surface: AttackSurface) -> [Candidate] {
    guard let type = ProgramEdits.type(edit) else { return [] }
    var found: [Candidate] = []
    for (index, own) in surface.logic.enumerated() where logic.contains(own.kind) {
      for (place, block) in own.blocks.enumerated()
      where (blocks.isEmpty || blocks.contains(block.kind)) && type.suits(block) {
        guard let name = block["name"] ?? block.signals.first else { continue }
        var candidate = Candidate(
          logic: index, block: place, name: name,
          shown: surface.shown(of: block, in: own), sure: .none)
        for direction in directions {
          var generator = SeededGenerator(seed: 1)
          let half = size.map { ($0.lowerBound + $0.upperBound) / 2 }
          guard
            let sure = drawn(
              candidate, size: half, direction: direction, on: surface, &generator)
          else { continue }
          candidate.sure = sure
          found.append(candidate)
          break
        }
      }
    }
    return found
  }

  /// Whether the variant can be drawn on a surface.
  func applies(to surface: AttackSurface) -> Bool {
    !triggers.isEmpty && !candidates(on: surface).isEmpty
  }

  /// An edit of a candidate that chance draws; nil where the plant refuses it.
  func drawn(
    _ candidate: Candidate, size: Double?, direction: Double, on surface: AttackSurface,
    _ generator: inout SeededGenerator
  ) -> PlacedEdits? {
    let logic = surface.logic[candidate.logic]
    var profiles: [String: TagProfile] = [:]
    for (tag, profile) in zip(surface.tags, surface.profiles) { profiles[tag.id] = profile }
    var draw = EditDraw(
      block: logic.blocks[candidate.block], size: size ?? 0.5, direction: direction,
      profiles: profiles, interval: surface.interval, generator: generator)
    let edit = ProgramEdits.type(edit)?.drawn(&draw)
    generator = draw.generator
    guard let edit else { return nil }
    let problems = Problems()
    let placed = WrittenEdit.placed(
      [WrittenEdit(controller: logic.id, name: candidate.name, edit: edit, place: Place())],
      on: surface, problems: problems)
    return problems.all.isEmpty ? placed : nil
  }
}
