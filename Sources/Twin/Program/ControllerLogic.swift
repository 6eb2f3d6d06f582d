public import Diagnostics
internal import Learning
public import Telemetry

/// What a controller goes by, as blocks that can be written otherwise: its program, or its two-point rules.
///
/// Rules that telemetry or a network's file gives are written as two-point blocks. Edited logic takes the place of
/// the original as an ``EditedLogic``.
public struct ControllerLogic: Sendable {
  /// Where logic comes from.
  public enum Kind: String, Sendable, CaseIterable {
    /// The two-point rules of the process's model.
    case rules
    /// The program that `plant.yaml` declares.
    case programs
  }

  /// The name under which rules stand whose actuators no controller drives.
  public static let nobody = "rules"

  /// The controller's place among the loop's; nil where no controller drives the actuators.
  public let controller: Int?
  /// The controller's name, or ``nobody``.
  public let id: String
  /// Where it comes from.
  public let kind: Kind
  /// The blocks, task by task in the order in which they are scanned.
  public private(set) var blocks: [WrittenBlock]
  /// The thresholds that are controls of the network, by their places among all of `[CONTROLS]`, from 1.
  public let controls: [Int: ControlThreshold]
  /// What each task says of its cycle.
  private var cycles: [[Settings.Entry]]
  private let hears: [Int]
  private let drives: [Int]
  private let levels: [Int: SwitchLevels]

  /// The program of a controller; nil where it has none.
  init?(_ controller: LoopController, at index: Int) {
    guard let program = controller.program,
      case .sequence(let items) = program.declared.source.content
    else { return nil }
    var blocks: [WrittenBlock] = []
    cycles = []
    for (task, item) in items.enumerated() {
      guard case .mapping(let entries) = item.content else { continue }
      cycles.append(entries.filter { $0.key != "program" })
      let written = entries.first { $0.key == "program" }?.value
      let own: [Settings] =
        if case .sequence(let list)? = written?.content { list } else {
          written.map { [$0] } ?? []
        }
      for (settings, block) in zip(own, program.declared.tasks[task].blocks) {
        blocks.append(
          WrittenBlock(
            settings, signals: block.block.writes, task: task, origin: blocks.count))
      }
    }
    self.blocks = blocks
    self.controller = index
    id = controller.id
    kind = .programs
    hears = controller.reads
    drives = controller.drives
    levels = [:]
    controls = [:]
  }

  /// The programs of controllers, those without left out.
  package static func programs(_ controllers: [LoopController]) -> [ControllerLogic] {
    controllers.enumerated().compactMap { ControllerLogic($1, at: $0) }
  }

  /// The rules of some actuators, which one controller or nobody drives.
  init(
    rules: [WrittenRule], controller: (index: Int, controller: LoopController)?, tags: [Tag],
    scan: Int
  ) {
    self.controller = controller?.index
    id = controller?.controller.id ?? Self.nobody
    kind = .rules
    blocks = rules.enumerated().map { index, rule in
      WrittenBlock(
        rule.settings(tags), signals: [tags[rule.actuator].id], task: index, origin: index)
    }
    let every = Settings(.scalar("\(max(1, scan))s", quoted: false))
    cycles = rules.map { _ in [.init(key: "every", place: Place(), value: every)] }
    hears = controller?.controller.reads ?? Array(tags.indices)
    drives = rules.map(\.actuator).sorted()
    levels = Dictionary(uniqueKeysWithValues: rules.map { ($0.actuator, $0.levels) })
    var controls: [Int: ControlThreshold] = [:]
    for rule in rules {
      guard let own = rule.controls else { continue }
      let signal = tags[rule.actuator].id
      controls[own.on] = ControlThreshold(signal: signal, parameter: "on")
      controls[own.off] = ControlThreshold(signal: signal, parameter: "off")
    }
    self.controls = controls
  }

  /// The logic of rules, each with the controller that drives its actuator, in the order of controllers.
  static func rules(
    _ rules: [WrittenRule], controllers: [LoopController], tags: [Tag], scan: Int
  ) -> [ControllerLogic] {
    var left = rules
    var found: [ControllerLogic] = []
    for (index, controller) in controllers.enumerated() {
      let own = left.filter { controller.drives.contains($0.actuator) }
      left.removeAll { controller.drives.contains($0.actuator) }
      if own.isEmpty { continue }
      found.append(
        ControllerLogic(rules: own, controller: (index, controller), tags: tags, scan: scan))
    }
    if left.isEmpty { return found }
    return found + [ControllerLogic(rules: left, controller: nil, tags: tags, scan: scan)]
  }

  /// The blocks that answer to a name: a signal that they write, the tag or element that it stands for, their
  /// own `name`.
  public func blocks(named name: String, tags: [Tag]) -> [Int] {
    let tag = ProgramWiring.tag(named: name, drives: drives, tags: tags)
    return blocks.indices.filter { index in
      blocks[index]["name"] == name || blocks[index].signals.contains(name)
        || tag != nil
          && blocks[index].signals.contains {
            ProgramWiring.tag(named: $0, drives: drives, tags: tags) == tag
          }
    }
  }

  /// The tag that a signal stands for; nil where it is memory.
  public func tag(of signal: String, tags: [Tag]) -> Int? {
    tags.firstIndex { $0.id == signal }
      ?? ProgramWiring.tag(named: signal, drives: drives, tags: tags)
  }

  /// The names by which blocks can be edited, each once, in their order.
  public var names: [String] {
    var seen: Set<String> = []
    return blocks.flatMap(\.signals).filter { seen.insert($0).inserted }
  }

  /// Writes a block otherwise.
  public mutating func edit(_ block: Int, _ change: (inout WrittenBlock) -> Void) {
    change(&blocks[block])
  }

  /// Leaves out a block.
  public mutating func remove(_ block: Int) { blocks.remove(at: block) }

  /// Puts another block in the place of one.
  public mutating func replace(_ block: Int, with settings: Settings, writing signals: [String]) {
    let old = blocks[block]
    blocks[block] = WrittenBlock(settings, signals: signals, task: old.task, origin: nil)
  }

  /// Puts a block behind the last one of another's task.
  public mutating func append(_ settings: Settings, writing signals: [String], besides block: Int) {
    let task = blocks[block].task
    let end = (blocks.lastIndex { $0.task == task } ?? block) + 1
    blocks.insert(WrittenBlock(settings, signals: signals, task: task, origin: nil), at: end)
  }

  /// Gives the task of a block another cycle; nil leaves what is written.
  public mutating func setCycle(of block: Int, every: String?, jitter: String?, at place: Place) {
    let task = blocks[block].task
    for (key, text) in [("every", every), ("jitter", jitter)] {
      guard let text else { continue }
      cycles[task].removeAll { $0.key == key }
      cycles[task].append(
        .init(key: key, place: place, value: Settings(.scalar(text, quoted: false), at: place)))
    }
    blocks[block].touch()
  }

  /// Makes ready to run; of rules only those that are touched, the others stay with the process's model.
  ///
  /// - Parameter problems: Told of everything that keeps it from running, as for a program of `plant.yaml`.
  public func compiled(_ tags: [Tag], problems: Problems) -> EditedLogic {
    var kept = blocks
    if kind == .rules {
      let touched = Set(blocks.filter(\.isEdited).flatMap(\.signals))
      kept.removeAll { !$0.isEdited && touched.isDisjoint(with: $0.signals) }
    }
    let running = cycles.indices.filter { task in
      kind == .programs || kept.contains { $0.task == task }
    }
    let tasks = running.map { task -> Settings in
      let own = kept.filter { $0.task == task }.map(\.settings)
      let place = own.first?.place ?? Place()
      return Settings(
        .mapping(
          cycles[task] + [
            .init(key: "program", place: place, value: Settings(.sequence(own), at: place))
          ]), at: place)
    }
    let before = problems.all.count
    let declared = DeclaredProgram(tasks: Settings(.sequence(tasks)), problems: problems)
    let layout = ProgramLayout(
      blocks: running.map { task in
        kept.filter { $0.task == task }.map {
          ProgramLayout.Block(origin: $0.origin, isEdited: $0.isEdited)
        }
      })
    // Blocks that cannot be read would leave holes in the layout.
    let readable = problems.all.count == before
    let program = ControlProgram(
      declared, controller: id, tags: tags, hears: hears, drives: drives,
      problems: readable ? problems : Problems())
    return EditedLogic(
      controller: controller, kind: kind, program: program, layout: layout, levels: levels)
  }
}

/// A threshold of a two-point rule that is a control of a network.
public struct ControlThreshold: Sendable, Equatable {
  /// The signal that the rule writes.
  public let signal: String
  /// `on` or `off`.
  public let parameter: String
}
