/// Logic that runs in place of a controller's own, from ``LoopTap/edit()`` on.
public struct EditedLogic: Sendable {
  /// The controller's place among the loop's; nil for rules of actuators that no controller drives.
  public let controller: Int?
  /// What it takes the place of.
  public let kind: ControllerLogic.Kind
  /// What runs.
  let program: ControlProgram
  let layout: ProgramLayout
  /// What a rule's actuators call off and on.
  let levels: [Int: SwitchLevels]

  /// The actuators whose rules or program it takes the place of, as indices of tags.
  public var drives: [Int] { program.drives }
}

/// Which block of a controller's own program each block of another was, task by task.
struct ProgramLayout: Sendable {
  struct Block: Sendable {
    /// The place among the own program's blocks; nil where it was put in.
    var origin: Int?
    /// Whether it is other than it was.
    var isEdited: Bool
  }

  var blocks: [[Block]]

  init(blocks: [[Block]]) { self.blocks = blocks }

  /// Every block of a program as itself.
  init(_ program: ControlProgram) {
    var next = 0
    blocks = program.declared.tasks.map { task in
      task.blocks.map { _ in
        defer { next += 1 }
        return Block(origin: next, isEdited: false)
      }
    }
  }
}
