public import Diagnostics
public import Telemetry
public import Twin

/// How a controller's logic is written otherwise: one file and one line in ``ProgramEdits``.
///
/// An edit works on the blocks that answer to a name, the signal that they write: blocks of a program, or a
/// two-point rule of the process's model.
public protocol ProgramEdit: Catalogued, Sendable {
  /// Reads the settings.
  init(_ fields: inout Fields)
  /// The settings as a scenario file says them, `use` left out, in their order.
  var settings: [(key: String, value: String)] { get }
  /// The edit in a few words: `on moved by 0.5`.
  var text: String { get }
  /// Edits the blocks of a site.
  func edit(_ logic: inout ControllerLogic, at site: EditSite) -> EditOutcome
  /// Why it would never do anything on a plant that stays within what is usual; nil where it may.
  func idle(
    on surface: AttackSurface, in logic: ControllerLogic
  ) -> (problem: String, hint: String?)?
  /// Whether a block can be edited so.
  static func suits(_ block: WrittenBlock) -> Bool
  /// The edit that chance draws for a block; nil where none can be.
  static func drawn(_ draw: inout EditDraw) -> Self?
}

extension ProgramEdit {
  /// Nothing.
  public var settings: [(key: String, value: String)] { [] }
  /// Most do something at once.
  public func idle(
    on surface: AttackSurface, in logic: ControllerLogic
  ) -> (problem: String, hint: String?)? { nil }
}

/// Where an edit is to work.
public struct EditSite: Sendable {
  /// The name that the scenario gives: a signal, an actuator, its element.
  public var name: String
  /// The blocks that answer to it, as places in the logic.
  public var blocks: [Int]
  /// Where the edit stands.
  public var place: Place
}

/// What an edit did, or why it could not.
public struct EditOutcome: Sendable {
  /// What is wrong; empty where the edit is done.
  public var problems: [(problem: String, hint: String?)] = []
  /// How far a value moved that a tag is held against, in its unit; nil where no such value moved.
  public var moved: (tag: String, by: Double)?

  /// The edit is done.
  public static let done = EditOutcome()

  /// The edit cannot be done.
  static func refused(_ problem: String, hint: String? = nil) -> EditOutcome {
    EditOutcome(problems: [(problem, hint)])
  }
}

/// What an edit is drawn from: a technique's ranges, made concrete for one block.
public struct EditDraw: Sendable {
  /// The block.
  public var block: WrittenBlock
  /// How far to move a value, in parts of the usual span of what it is held against.
  public var size: Double
  /// Up is 1, down is −1.
  public var direction: Double
  /// What is usual for a signal that is a tag; nil for memory.
  public var profiles: [String: TagProfile]
  /// The time between two rows.
  public var interval: TimeSpan
  /// The scenario's chance.
  public var generator: SeededGenerator

  /// What is usual for the tag that the block looks at; nil where that is no tag that moves.
  var sensor: TagProfile? {
    block["of"].flatMap { profiles[$0] }.flatMap { $0.span > 0 ? $0 : nil }
  }
}

extension EditSite {
  /// The one block of some kinds, or why there is none.
  func block(
    _ kinds: Set<String>, called what: String, in logic: ControllerLogic
  ) -> (block: Int?, outcome: EditOutcome) {
    block(called: what, in: logic) { kinds.contains($0.kind) }
  }

  /// The one block that holds for a condition, or why there is none.
  func block(
    called what: String, in logic: ControllerLogic, where holds: (WrittenBlock) -> Bool
  ) -> (block: Int?, outcome: EditOutcome) {
    let found = blocks.filter { holds(logic.blocks[$0]) }
    if found.count == 1 { return (found[0], .done) }
    let kinds = blocks.map { logic.blocks[$0].kind }.joined(separator: ", ")
    return (
      nil,
      .refused(
        found.isEmpty
          ? "'\(name)' has no \(what) in '\(logic.id)'"
          : "'\(name)' has \(found.count) blocks with \(what) in '\(logic.id)'",
        hint: found.isEmpty ? "its blocks: \(kinds)" : "say which with block:, one of \(kinds)")
    )
  }
}
