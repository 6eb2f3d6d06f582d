/// A program at work in a loop, and whose it is: a controller's own, an edited one, or rules that were edited.
struct RunningLogic: Sendable {
  /// The controller's place; −1 for rules of actuators that no controller drives.
  var controller: Int
  var program: RunningProgram
  /// Whether it takes the place of rules of the process's model.
  var isRules = false
  private var isEdited = false
  private var levels: [Int: SwitchLevels] = [:]

  init(controller: Int, program: RunningProgram) {
    self.controller = controller
    self.program = program
  }

  /// The programs of controllers before their first scan.
  static func all(
    _ controllers: [LoopController], row: [Double], seed: UInt64
  ) -> [RunningLogic] {
    controllers.enumerated().compactMap { index, controller in
      controller.program.map {
        RunningLogic(
          controller: index,
          program: RunningProgram($0, row: row, from: 0, seed: seed &+ UInt64(index)))
      }
    }
  }

  fileprivate init(_ edit: EditedLogic, row: [Double], from second: Int) {
    controller = edit.controller ?? -1
    var row = row
    for (tag, levels) in edit.levels { row[tag] = levels.signal(ofValue: row[tag]) }
    program = RunningProgram(
      edit.program, row: row, from: second, seed: UInt64(second), layout: edit.layout)
    isRules = true
    isEdited = true
    levels = edit.levels
  }

  /// What a program of its kind commands of each driven tag; NaN where it has said nothing yet.
  func commands(of program: RunningProgram) -> [(tag: Int, value: Double)] {
    let commands = program.commands
    if levels.isEmpty { return commands }
    return commands.map { ($0.tag, levels[$0.tag]?.value(ofSignal: $0.value) ?? $0.value) }
  }

  /// What it commands.
  var commands: [(tag: Int, value: Double)] { commands(of: program) }

  fileprivate mutating func run(_ edit: EditedLogic?, own: ControlProgram) {
    guard edit != nil || isEdited else { return }
    isEdited = edit != nil
    program =
      edit.map { program.running($0.program, layout: $0.layout) }
      ?? program.running(own, layout: ProgramLayout(own))
  }
}

extension [RunningLogic] {
  /// Puts edits in place of what controllers ran, and their own programs where there are none any more.
  ///
  /// - Parameters:
  ///   - row: What actuators are commanded to at that moment, by tag.
  ///   - second: The second of the first scan of rules that are edited.
  mutating func put(
    _ edits: [EditedLogic], controllers: [LoopController], row: [Double], second: Int
  ) {
    removeAll(where: \.isRules)
    for index in indices {
      let controller = self[index].controller
      guard let own = controllers[controller].program else { continue }
      let edit = edits.first { $0.kind == .programs && $0.controller == controller }
      self[index].run(edit, own: own)
    }
    self += edits.filter { $0.kind == .rules }.map {
      RunningLogic($0, row: row, from: second)
    }
  }

  /// The states of alarms now, 0 where a program has none of that name any more.
  func states(of alarms: [AlarmSignal]) -> [Double] {
    alarms.map { alarm in
      let own = first { !$0.isRules && $0.controller == alarm.controller }
      let value = own?.program.value(of: alarm.signal) ?? 0
      return value > 0.5 ? 1 : 0
    }
  }
}
