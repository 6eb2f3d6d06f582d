internal import Diagnostics
internal import Telemetry

/// What a file lists under `scenarios`: one step, or several.
protocol ListedScenario: Sendable {
  /// The name.
  var name: String { get }
  /// Where it stands.
  var place: Place { get }
  /// When it says that its run starts; nil where it does not.
  var start: Timestamp? { get }
  /// Where it says so.
  var startPlace: Place { get }
  /// Whether it runs in recorded telemetry in place of the twin.
  var isInjected: Bool { get }
  /// The scenario on a plant; nil where something does not fit it, is wrong or is not known yet.
  func scenario(
    on surface: AttackSurface, rows: Int, start: Timestamp?, seed: UInt64, problems: Problems
  ) -> Scenario?
}

extension ListedScenario {
  /// In the twin.
  var isInjected: Bool { false }
}

extension WrittenScenario: ListedScenario {
  func scenario(
    on surface: AttackSurface, rows: Int, start: Timestamp?, seed: UInt64, problems: Problems
  ) -> Scenario? {
    resolved(on: surface, steps: rows, start: start, seed: seed, problems: problems)
  }
}

/// A scenario of several steps as a file says it, before the plant is known.
///
///     - name: blind, then flood
///       steps:
///         - { name: blind, technique: T0815, trigger: { at: 30h }, lasts: 12h, historian: { L_T1: drop } }
///         - name: flood
///           technique: T0855
///           trigger: { after-step: blind, from: start, delay: 2h }
///           lasts: 4h
///           actuator: { S_PU1: { use: override, value: 1 } }
struct WrittenChain: ListedScenario {
  let name: String
  let place: Place
  let start: Timestamp?
  let startPlace: Place
  let isInjected: Bool
  let seed: UInt64?
  let steps: [WrittenScenario]
  // The numbers of the steps, each behind the one that it waits for.
  private let order: [Int]
  private let isWhole: Bool

  /// The most steps: a row's step is a bit of a number in the store.
  static let mostSteps = 32

  /// Reads one item of `scenarios:`, with steps or without; what is wrong is added to the problems.
  static func read(
    _ settings: Settings, number: Int, length: TimeSpan, lead: TimeSpan,
    catalog: TechniqueCatalog, problems: Problems
  ) -> any ListedScenario {
    if case .mapping(let entries) = settings.content, entries.contains(where: { $0.key == "steps" })
    {
      return WrittenChain(
        settings, number: number, length: length, lead: lead, catalog: catalog, problems: problems)
    }
    return WrittenScenario(
      settings, number: number, length: length, lead: lead, catalog: catalog, problems: problems)
  }

  private init(
    _ settings: Settings, number: Int, length: TimeSpan, lead: TimeSpan,
    catalog: TechniqueCatalog, problems: Problems
  ) {
    let before = problems.all.count
    var fields = Fields(settings, problems: problems)
    place = settings.place
    name = fields.string("name", default: "scenario \(number)")
    start = fields.optionalTimestamp("start")
    startPlace = fields.settings("start")?.place ?? place
    isInjected = fields.boolean(WrittenScenario.injectedKey, default: false)
    seed =
      fields.has("seed")
      ? UInt64(fields.integer("seed", default: 1, in: 0...Int.max)) : nil
    let items = fields.list("steps")
    for key in ["technique", "trigger", "lasts"] + AttackPoint.allCases.map(\.rawValue)
      + [WrittenScenario.linkKey, WrittenEdit.key]
    {
      fields.refuse(key, hint: "a scenario with 'steps' has it in each step")
    }
    fields.finish()
    if !(1...Self.mostSteps).contains(items.count) {
      problems.add(
        "'steps' must list 1 to \(Self.mostSteps) steps, got \(items.count)", at: place)
    }
    let steps = items.enumerated().map { index, item in
      WrittenScenario(
        item, number: index + 1, naming: "step", length: length, lead: lead,
        catalog: catalog,
        problems: problems)
    }
    self.steps = steps
    for step in steps where step.start != nil || step.seed != nil {
      problems.add(
        "a step has no \(step.start != nil ? "'start'" : "'seed'") of its own", at: step.place,
        hint: "write it beside 'steps'")
    }
    for step in steps where step.isInjected {
      problems.add(
        "a step has no '\(WrittenScenario.injectedKey)' of its own", at: step.place,
        hint: "write it beside 'steps'")
    }
    if isInjected { for step in steps { step.checkNeedsNoAnswer(problems) } }
    for (index, step) in steps.enumerated()
    where steps[..<index].contains(where: { $0.name == step.name }) {
      problems.add("two steps have the name '\(step.name)'", at: step.place)
    }
    for (index, step) in steps.enumerated() {
      for edit in step.edits
      where steps[..<index].contains(where: { other in
        other.edits.contains { $0.controller == edit.controller }
      }) {
        problems.add(
          "two steps edit the logic of '\(edit.controller)'", at: edit.place,
          hint: "edit it in one of them")
      }
    }
    order = Self.order(steps, isWhole: steps.allSatisfy(\.isWhole), problems)
    isWhole = problems.all.count == before
  }

  // Every step behind the one that it waits for; what waits for itself in the end is told.
  private static func order(
    _ steps: [WrittenScenario], isWhole: Bool, _ problems: Problems
  ) -> [Int] {
    let others = steps.map { step in
      TriggerUse.Step(name: step.name, earliest: nil, lasts: step.lasts)
    }
    for step in steps {
      guard isWhole, let trigger = step.trigger, trigger.trigger.predecessor != nil else {
        continue
      }
      // What needs no plant: an unknown step, or one that never ends.
      _ = trigger.trigger.placed(
        TriggerUse(
          surface: AttackSurface(tags: [], interval: .zero, profiles: []), start: nil, rows: 1,
          lead: .zero, steps: others, place: trigger.place, problems: problems))
    }
    let names = steps.map(\.name)
    let order = StepOrder.order(steps.map { ($0.name, $0.trigger?.trigger.predecessor) })
    if let first = steps.indices.first(where: { !order.contains($0) }) {
      let circle = circle(from: first, steps, names)
      problems.add(
        "the trigger can never fire: "
          + (circle.count == 1
            ? "step '\(circle[0])' waits for itself"
            : "steps wait for each other: "
              + (circle + [circle[0]]).map { "'\($0)'" }.joined(separator: " for ")),
        at: steps[first].trigger?.place, hint: "let one of them start by itself, like { at: 24h }")
    }
    return order
  }

  // The names from the first one that comes again.
  private static func circle(
    from first: Int, _ steps: [WrittenScenario], _ names: [String]
  ) -> [String] {
    var met: [String] = []
    var name = names[first]
    while !met.contains(name) {
      met.append(name)
      guard let index = names.firstIndex(of: name),
        let next = steps[index].trigger?.trigger.predecessor
      else { return met }
      name = next
    }
    return Array(met.drop { $0 != name })
  }

  func scenario(
    on surface: AttackSurface, rows: Int, start drawn: Timestamp?, seed drawnSeed: UInt64,
    problems: Problems
  ) -> Scenario? {
    let before = problems.all.count
    guard isWhole else {
      // When a step comes that waits for another is not known; the rest of it is held against the plant.
      let unordered = steps.map {
        TriggerUse.Step(name: $0.name, earliest: nil, lasts: $0.lasts)
      }
      for step in steps {
        let waits = step.trigger?.trigger.predecessor != nil
        _ = step.resolved(
          on: surface, steps: rows, start: start ?? drawn, seed: drawnSeed,
          among: waits ? nil : unordered, problems: problems)
      }
      return nil
    }
    var timing = steps.map { TriggerUse.Step(name: $0.name, earliest: nil, lasts: $0.lasts) }
    var placed: [Int: Scenario] = [:]
    for index in order {
      let scenario = steps[index].resolved(
        on: surface, steps: rows, start: start ?? drawn, seed: seed ?? drawnSeed, among: timing,
        problems: problems)
      timing[index].earliest = scenario?.trigger.earliest
      placed[index] = scenario
    }
    let chain = steps.indices.compactMap { placed[$0] }
    guard problems.all.count == before, chain.count == steps.count, let first = chain.first else {
      return nil
    }
    var titles: [String] = []
    for step in chain where titles.last != step.title { titles.append(step.title) }
    return Scenario(
      name: name, kind: first.kind, title: titles.joined(separator: ", then "),
      start: first.start, steps: rows, trigger: first.trigger, lasts: first.lasts,
      tamperings: chain.flatMap(\.tamperings), surges: [], seed: first.seed,
      size: chain.lazy.compactMap(\.size).first,
      edits: PlacedEdits(items: chain.flatMap(\.edits.items), logic: []), chain: chain)
  }
}
