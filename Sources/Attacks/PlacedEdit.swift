internal import Diagnostics
internal import Telemetry
public import Twin

/// An edit of a controller's logic in a scenario.
public struct PlacedEdit: Sendable {
  /// The controller's name, or ``ControllerLogic/nobody``.
  public let controller: String
  /// The name of the signal whose blocks are edited.
  public let name: String
  /// What is edited.
  public let edit: any ProgramEdit
  /// The tags that the edited blocks write; where they write memory alone, those that they look at.
  public let tags: [String]
  /// How far it moves a value, in parts of the usual span of the tag that it is held against; nil where it moves
  /// none.
  public let size: Double?
}

/// The edits of a scenario, and what controllers run by them from its trigger to its end.
public struct PlacedEdits: Sendable {
  /// The edits in their order.
  public let items: [PlacedEdit]
  /// What runs in place of controllers' own logic.
  public let logic: [EditedLogic]

  /// Nothing is edited.
  public static let none = PlacedEdits(items: [], logic: [])
}

/// An edit of a controller's logic as a file says it, before the plant is known.
struct WrittenEdit: Sendable {
  let controller: String
  let name: String
  let edit: any ProgramEdit
  let place: Place

  /// What holds edits in a scenario, by controller and signal.
  static let key = "program"

  /// Reads `{ PLC1: { PU1: { use: parameter-edit, … }, high: [ … ] } }`.
  static func read(_ settings: Settings, problems: Problems) -> [WrittenEdit] {
    func mapping(_ settings: Settings, of what: String) -> [Settings.Entry] {
      if case .mapping(let entries) = settings.content { return entries }
      problems.add(
        "'\(key)' must be a mapping of \(what), got \(settings.kindName)", at: settings.place,
        hint: "like { PLC1: { PU1: { use: parameter-edit, parameter: on, by: 0.5 } } }")
      return []
    }
    return mapping(settings, of: "controllers to signals").flatMap { controller in
      mapping(controller.value, of: "controllers to signals to edits").flatMap { signal in
        let items: [Settings] =
          if case .sequence(let list) = signal.value.content { list } else { [signal.value] }
        return items.compactMap { item -> WrittenEdit? in
          ProgramEdits.catalog.make(item, problems: problems).map {
            WrittenEdit(
              controller: controller.key, name: signal.key, edit: $0, place: signal.place)
          }
        }
      }
    }
  }

  /// The edits on a plant; what keeps one from working there is told with its place.
  ///
  /// - Parameter isAlone: Whether nothing else moves the plant, which then stays within what is usual.
  static func placed(
    _ edits: [WrittenEdit], on surface: AttackSurface, isAlone: Bool = false, problems: Problems
  ) -> PlacedEdits {
    var logic = surface.logic
    var touched: [Int: Place] = [:]
    var items: [PlacedEdit] = []
    for written in edits {
      guard let index = written.logic(in: logic, on: surface, problems: problems) else { continue }
      let blocks = logic[index].blocks(named: written.name, tags: surface.tags)
      let site = EditSite(name: written.name, blocks: blocks, place: written.place)
      let tags = surface.tags(of: blocks.map { logic[index].blocks[$0] }, in: logic[index])
      if isAlone, let idle = written.edit.idle(on: surface, in: logic[index]) {
        problems.add(idle.problem, at: written.place, hint: idle.hint)
      }
      let outcome = written.edit.edit(&logic[index], at: site)
      for found in outcome.problems {
        problems.add(found.problem, at: written.place, hint: found.hint)
      }
      touched[index] = touched[index] ?? written.place
      let span =
        outcome.moved.flatMap { surface.index(of: $0.tag) }.map { surface.profiles[$0].span } ?? 0
      items.append(
        PlacedEdit(
          controller: written.controller, name: written.name, edit: written.edit, tags: tags,
          size: span > 0 ? outcome.moved.map { abs($0.by) / span } : nil))
    }
    let compiled = touched.sorted { $0.key < $1.key }.map { index, place in
      let own = Problems()
      let edited = logic[index].compiled(surface.tags, problems: own)
      for fault in own.all {
        let known = fault.place?.line == nil ? nil : fault.place
        problems.add(fault.problem, at: known ?? place, hint: fault.hint)
      }
      return edited
    }
    return PlacedEdits(items: items, logic: compiled)
  }

  // The logic that the edit is for; unknown names are told.
  private func logic(
    in logic: [ControllerLogic], on surface: AttackSurface, problems: Problems
  ) -> Int? {
    let own = logic.indices.filter { logic[$0].id == controller }
    if let found = own.first(where: {
      !logic[$0].blocks(named: name, tags: surface.tags).isEmpty
    }) {
      return found
    }
    let isController = surface.controllers.contains { $0.id == controller }
    // Before a calibration every controller may have rules, and rules may stand under no controller.
    let mayHaveRules =
      !surface.isCalibrated && (isController || controller == ControllerLogic.nobody)
    if !surface.isCalibrated, !surface.knowsControllers { return nil }
    if own.isEmpty, !mayHaveRules {
      let known =
        logic.map(\.id)
        + (surface.isCalibrated
          ? [] : surface.controllers.map(\.id) + [ControllerLogic.nobody])
      let ids = known.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      problems.add(
        isController
          ? "'\(controller)' has no program and no two-point rule that can be edited"
          : "unknown controller '\(controller)'", at: place,
        hint: ids.isEmpty
          ? "the twin has no program and no two-point rule"
          : Suggestion.hint(for: controller, in: ids))
      return nil
    }
    let ruled = mayHaveRules ? surface.ruled(by: controller) : []
    if ruled.contains(where: { surface.answers(to: name, tag: $0) }) { return nil }
    let switched = ruled.filter { surface.profiles[$0].isDriven }.map { surface.tags[$0].id }
    let names = Set(own.flatMap { logic[$0].names } + switched)
    problems.add(
      "no block of '\(controller)' writes '\(name)'", at: place,
      hint: Suggestion.hint(for: name, in: Array(names)))
    return nil
  }
}

extension AttackSurface {
  /// The tags that a block looks at and writes, in the plant's order.
  func shown(of block: WrittenBlock, in logic: ControllerLogic) -> [Int] {
    let names = block.signals + block.leaves.map(\.text) + Self.names(in: block.conditions)
    return Set(names.compactMap { logic.tag(of: $0, tags: tags) }).sorted()
  }

  private static func names(in conditions: [ControlCondition]) -> [String] {
    conditions.flatMap(\.operands).compactMap { operand in
      if case .signal(let name) = operand { name } else { nil }
    }
  }

  // What rules under a controller's name may switch; under nobody's, anything.
  fileprivate func ruled(by controller: String) -> [Int] {
    controllers.first { $0.id == controller }?.drives ?? Array(tags.indices)
  }

  fileprivate func answers(to name: String, tag: Int) -> Bool {
    tags[tag].id == name || tags[tag].element?.uppercased() == name.uppercased()
  }

  /// The tags that blocks write; where they write memory alone, those that they look at.
  func tags(of blocks: [WrittenBlock], in logic: ControllerLogic) -> [String] {
    func ids(_ names: [String]) -> [String] {
      var seen: Set<String> = []
      return names.compactMap { logic.tag(of: $0, tags: tags) }.map { tags[$0].id }
        .filter { seen.insert($0).inserted }
    }
    let written = ids(blocks.flatMap(\.signals))
    if !written.isEmpty { return written }
    return ids(
      blocks.flatMap { $0.leaves.map(\.text) } + Self.names(in: blocks.flatMap(\.conditions)))
  }
}
