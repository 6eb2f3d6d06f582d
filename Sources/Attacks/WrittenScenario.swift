internal import Diagnostics
internal import Telemetry
internal import Twin

/// A scenario as a file says it, before the plant is known.
///
/// What of it can be read is held against the plant, whatever else is wrong.
struct WrittenScenario: Sendable {
  /// A shape at a point on a tag, with the place of its line.
  struct Line: Sendable {
    let point: AttackPoint
    let tag: String
    let shape: any TamperingShape
    let place: Place
    /// The controller on whose link it happens; nil for all.
    var controller: String?
  }

  /// What holds, by controller, the tags that are tampered with on the way to it alone.
  static let linkKey = "link"
  /// What says that a scenario runs in recorded telemetry.
  static let injectedKey = "injected"

  let name: String
  let place: Place
  /// nil where it is wrong.
  let technique: Technique?
  let start: Timestamp?
  let startPlace: Place
  let isInjected: Bool
  /// nil where it is wrong.
  let trigger: WrittenTrigger?
  let lasts: TimeSpan?
  let lines: [Line]
  let edits: [WrittenEdit]
  let seed: UInt64?
  /// Whether nothing of it is wrong.
  private(set) var isWhole = false

  /// Reads one item of `scenarios:`; what is wrong is added to the problems.
  init(
    _ settings: Settings, number: Int, naming word: String = "scenario", length: TimeSpan,
    lead: TimeSpan, catalog: TechniqueCatalog, problems: Problems
  ) {
    let before = problems.all.count
    var fields = Fields(settings, problems: problems)
    place = settings.place
    name = fields.string("name", default: "\(word) \(number)")
    let techniquePlace = fields.settings("technique")?.place ?? place
    let id = fields.requiredString("technique")
    technique = id.isEmpty ? nil : catalog.technique(id, at: techniquePlace, problems: problems)
    start = fields.optionalTimestamp("start")
    startPlace = fields.settings("start")?.place ?? place
    isInjected = fields.boolean(Self.injectedKey, default: false)
    let written = fields.settings("trigger")
    if written == nil {
      problems.add("'trigger' is missing", at: place, hint: "like { at: 24h }")
    }
    trigger = written.flatMap {
      WrittenTrigger($0, length: length, lead: lead, problems: problems)
    }
    lasts = fields.optionalSpan(
      "lasts", in: TimeSpan(nanoseconds: 1)...TimeSpan.hours(24 * 3_660))
    seed =
      fields.has("seed")
      ? UInt64(fields.integer("seed", default: 1, in: 0...Int.max)) : nil
    var lines: [Line] = []
    let linesBegin = problems.all.count
    for point in AttackPoint.allCases {
      guard let settings = fields.settings(point.rawValue) else { continue }
      lines += Self.lines(settings, at: point, problems: problems)
    }
    if let links = fields.settings(Self.linkKey) {
      lines += Self.linkLines(links, problems: problems)
    }
    edits = fields.settings(WrittenEdit.key).map { WrittenEdit.read($0, problems: problems) } ?? []
    let areRead = problems.all.count == linesBegin
    if lines.isEmpty, edits.isEmpty, problems.all.count == before {
      problems.add(
        "the scenario tampers with nothing", at: place,
        hint: "add one of "
          + (AttackPoint.allCases.map(\.rawValue) + [Self.linkKey, WrittenEdit.key]).joined(
            separator: ", ")
          + ", like controller: { L_T2: { use: offset, by: -0.5 } }")
    }
    self.lines = lines
    fields.finish()
    if areRead { checkTechnique(problems) }
    checkChannels(problems)
    if isInjected { checkNeedsNoAnswer(problems) }
    isWhole = problems.all.count == before
  }

  private static func lines(
    _ settings: Settings, at point: AttackPoint, problems: Problems
  ) -> [Line] {
    guard case .mapping(let entries) = settings.content else {
      problems.add(
        "'\(point.rawValue)' must be a mapping of tags to shapes, got \(settings.kindName)",
        at: settings.place, hint: "like { L_T2: { use: offset, by: -0.5 } }")
      return []
    }
    return entries.compactMap { entry in
      guard let shape = Shapes.catalog.make(entry.value, problems: problems) else { return nil }
      return Line(point: point, tag: entry.key, shape: shape, place: entry.place)
    }
  }

  // A link's tampering is one at the controllers that reaches one of them.
  private static func linkLines(_ settings: Settings, problems: Problems) -> [Line] {
    guard case .mapping(let entries) = settings.content else {
      problems.add(
        "'\(linkKey)' must be a mapping of controllers to tags, got \(settings.kindName)",
        at: settings.place, hint: "like { PLC1: { L_T2: { use: offset, by: -0.5 } } }")
      return []
    }
    return entries.flatMap { entry in
      lines(entry.value, at: .controller, problems: problems).map { line in
        var line = line
        line.controller = entry.key
        return line
      }
    }
  }

  // At least one line must be what the technique does; the others may conceal it.
  private func checkTechnique(_ problems: Problems) {
    guard let technique, !lines.isEmpty || !edits.isEmpty else { return }
    if edits.contains(where: { technique.serves(edit: type(of: $0.edit).id) }) { return }
    guard !lines.contains(where: { technique.serves(type(of: $0.shape).id, at: $0.point) }) else {
      return
    }
    func listed(_ words: [String]) -> String {
      var seen: Set<String> = []
      return words.filter { seen.insert($0).inserted }.joined(separator: ", ")
    }
    problems.add(
      "nothing in the scenario is what \(technique.id) \(technique.name) does", at: place,
      hint: [
        ("shapes", technique.variants.map(\.shape)),
        ("points", technique.variants.map(\.point.rawValue)),
        ("program edits", technique.edits.map(\.edit)),
      ].filter { !$0.1.isEmpty }.map { "its \($0.0): \(listed($0.1))" }.joined(separator: "; "))
  }

  /// Tells of what means nothing in recorded telemetry, which does not answer.
  func checkNeedsNoAnswer(_ problems: Problems) {
    for line in lines {
      let shape = type(of: line.shape)
      let point = line.controller == nil ? line.point.rawValue : Self.linkKey
      if !line.point.channels.contains(.historian) {
        problems.add(
          "recorded telemetry does not answer: '\(line.tag)' cannot be falsified at '\(point)' in it",
          at: line.place, hint: "use sensor or historian, or take '\(Self.injectedKey)' out")
      } else if shape.needsUntouched {
        problems.add(
          "recorded telemetry does not answer: \(shape.id) shows what would have been, which is what it has",
          at: line.place, hint: "use another shape, or take '\(Self.injectedKey)' out")
      }
    }
    for edit in edits {
      problems.add(
        "recorded telemetry does not answer: the logic of '\(edit.controller)' cannot be edited in it",
        at: edit.place, hint: "take '\(Self.injectedKey)' out")
    }
  }

  // Two shapes on one channel of one tag would depend on who comes first.
  private func checkChannels(_ problems: Problems) {
    var seen: [String: AttackPoint] = [:]
    // What all controllers are told changes what each is told, so links come last.
    for line in lines.filter({ $0.controller == nil }) + lines.filter({ $0.controller != nil }) {
      for channel in line.point.channels {
        let all = "\(channel.rawValue) \(line.tag)"
        let key = all + (line.controller.map { " to \($0)" } ?? "")
        if let other = seen[key] ?? seen[all] {
          let both =
            other == line.point
            ? "twice at '\(other.rawValue)'"
            : "at '\(other.rawValue)' and at '\(line.point.rawValue)'"
          problems.add(
            "'\(line.tag)' is tampered with \(both)", at: line.place, hint: "keep one of them")
        }
        seen[key] = line.point
      }
    }
  }

  /// The scenario on a plant; nil where something does not fit it, is wrong or is not known yet.
  ///
  /// - Parameters:
  ///   - drawn: where it starts if it does not say so; nil where nobody knows.
  ///   - others: the steps of its list; nil where they cannot be put in order.
  func resolved(
    on surface: AttackSurface, steps: Int, start drawn: Timestamp?, seed drawnSeed: UInt64,
    among others: [TriggerUse.Step]? = [], problems: Problems
  ) -> Scenario? {
    let before = problems.all.count
    let trigger = others.flatMap { others in
      self.trigger?.placed(
        on: surface, start: start ?? drawn, rows: steps, steps: others, problems: problems)
    }
    // Every row's moment must be one that can be written.
    let length = (surface.interval * steps).nanoseconds
    if let start, start.nanoseconds.addingReportingOverflow(length).overflow {
      problems.add("a run from \(start) on leaves the range of time", at: place)
    }
    if let lasts, lasts < surface.interval {
      problems.add(
        "'lasts' must be at least one row of \(surface.interval), got \(lasts)", at: place,
        hint: "a shorter time falls between the rows")
    }
    // Of what is wrong, or waits for nobody knows what, nothing is said of the time before it.
    let written = others == nil ? nil : self.trigger?.earliest
    let earliest = trigger?.earliest ?? written ?? Fields.waits.upperBound
    let tamperings = lines.compactMap { line in
      tampering(line, on: surface, earliest: earliest, problems: problems)
    }
    // With nothing else at work the plant stays within what is usual.
    let isAlone = lines.isEmpty && edits.count == 1 && others.map { $0.count < 2 } ?? false
    let placed = WrittenEdit.placed(edits, on: surface, isAlone: isAlone, problems: problems)
    checkSizes(placed, problems: problems)
    guard isWhole, let technique, let trigger, let start = start ?? drawn,
      problems.all.count == before
    else { return nil }
    // What the historian is shown comes last: it may conceal the others.
    let served = tamperings.filter { technique.serves(type(of: $0.shape).id, at: $0.point) }
    let own = served.first { $0.point != .historian } ?? served.first
    let variant = own.flatMap { technique.variant(of: $0, on: surface.profiles[$0.tag]) }
    let edit =
      own == nil ? placed.items.first { technique.serves(edit: type(of: $0.edit).id) } : nil
    let title = variant?.name ?? edit.flatMap { technique.variant(of: $0)?.name }
    return Scenario(
      name: name, kind: .attack(technique: technique.id), title: title ?? technique.name,
      start: start, steps: steps, trigger: trigger, lasts: lasts,
      tamperings: tamperings, surges: [], seed: seed ?? drawnSeed,
      size: own.map { $0.shape.size(on: surface.profiles[$0.tag]) } ?? edit?.size, edits: placed)
  }

  // A value may be moved no further than the technique's row goes.
  private func checkSizes(_ placed: PlacedEdits, problems: Problems) {
    guard let technique, placed.items.count == edits.count else { return }
    for (item, written) in zip(placed.items, edits) {
      let limit = technique.limit(of: type(of: item.edit).id)
      guard let size = item.size, size > limit.size * (1 + 1e-9) else { continue }
      problems.add(
        "the \(type(of: item.edit).id) moves '\(item.name)' by \(rounded(size)) of the usual span, "
          + limit.text, at: written.place)
    }
  }

  private func tampering(
    _ line: Line, on surface: AttackSurface, earliest: TimeSpan, problems: Problems
  ) -> PlacedTampering? {
    guard let index = surface.index(of: line.tag, at: line.place, problems) else { return nil }
    let profile = surface.profiles[index]
    func known(_ holds: (Int) -> Bool) -> String {
      let names = surface.tags.indices.filter(holds).map { surface.tags[$0].id }.sorted()
      return names.isEmpty ? "the plant has none" : "known: " + names.joined(separator: ", ")
    }
    if line.point == .actuator, !profile.isDriven {
      problems.add(
        "'\(line.tag)' is no actuator that the twin can drive", at: line.place,
        hint: known { surface.profiles[$0].isDriven })
      return nil
    }
    if line.point == .controller, !profile.isControlling {
      problems.add(
        "no controller decides by '\(line.tag)', so telling it something else does nothing",
        at: line.place, hint: known { surface.profiles[$0].isControlling })
      return nil
    }
    let partner = line.shape.partner.flatMap { surface.index(of: $0, at: line.place, problems) }
    if line.shape.partner != nil, partner == nil { return nil }
    let use = ShapeUse(
      point: line.point, tag: line.tag, profile: profile, interval: surface.interval,
      earliest: earliest, partner: partner.map { surface.profiles[$0] })
    for found in line.shape.problems(use) {
      problems.add(found.problem, at: line.place, hint: found.hint)
    }
    let shape = type(of: line.shape).id
    if let size = line.shape.size(on: profile), let limit = technique?.limit(of: shape),
      // The limit itself may come back from its decimal writing a bit larger.
      size > limit.size * (1 + 1e-9)
    {
      problems.add(
        "the \(shape) moves '\(line.tag)' by \(rounded(size)) of its usual span of "
          + "\(rounded(profile.span)), \(limit.text)",
        at: line.place, hint: "at most \(rounded(limit.size * profile.span)) in its unit")
    }
    if let size = line.shape.size(on: profile), let step = surface.tags[index].resolution,
      size * profile.span < step / 2
    {
      problems.add(
        "the \(shape) moves '\(line.tag)' by \(rounded(size * profile.span)), less than half of the \(rounded(step)) "
          + "that it is told in", at: line.place, hint: "at least \(rounded(step / 2)) in its unit")
    }
    guard let id = line.controller else {
      return PlacedTampering(
        point: line.point, tag: index, id: line.tag, shape: line.shape, partner: partner)
    }
    guard
      let controller = controller(id, reading: index, at: line, on: surface, problems: problems)
    else { return nil }
    return PlacedTampering(
      point: line.point, tag: index, id: line.tag, shape: line.shape, partner: partner,
      on: (controller, id))
  }

  private func controller(
    _ id: String, reading tag: Int, at line: Line, on surface: AttackSurface, problems: Problems
  ) -> Int? {
    guard surface.knowsControllers else { return nil }
    let readers = surface.controllers.filter { $0.reads.contains(tag) }.map(\.id)
    guard let index = surface.controllers.firstIndex(where: { $0.id == id }) else {
      let ids = surface.controllers.map(\.id)
      problems.add(
        "unknown controller '\(id)'", at: line.place,
        hint: ids.isEmpty
          ? "the twin has none: name plant.yaml in twin: plant"
          : Suggestion.hint(for: id, in: ids))
      return nil
    }
    guard readers.contains(id) else {
      problems.add(
        "'\(id)' does not read '\(line.tag)', so no link carries it there", at: line.place,
        hint: readers.isEmpty
          ? "no controller reads it" : "read by " + readers.joined(separator: ", "))
      return nil
    }
    return index
  }
}
