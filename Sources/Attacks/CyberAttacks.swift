public import Diagnostics
internal import Telemetry

/// The `[CYBERATTACKS]` of an epanetCPA file as one scenario with a step per line.
///
/// `TIME` counts hours from the run's start. Lines become a scenario's settings when the plant is known, so that
/// whatever holds for a written scenario holds for them.
struct CyberAttacks: ListedScenario {
  let name: String
  let place: Place
  /// It says of no date.
  var start: Timestamp? { nil }
  /// Its own place.
  var startPlace: Place { place }
  private let attacks: [CyberAttack]
  private let length: TimeSpan
  private let lead: TimeSpan
  private let techniques: TechniqueCatalog

  init(
    _ attacks: [CyberAttack], named name: String, file: String, length: TimeSpan, lead: TimeSpan,
    techniques: TechniqueCatalog
  ) {
    self.attacks = attacks
    self.name = name
    place = Place(file: file)
    self.length = length
    self.lead = lead
    self.techniques = techniques
  }

  func scenario(
    on surface: AttackSurface, rows: Int, start: Timestamp?, seed: UInt64, problems: Problems
  ) -> Scenario? {
    let before = problems.all.count
    let placing = CyberAttackPlacing(surface, problems: problems)
    // What is wrong with a line says nothing of the others, of which none waits for another.
    let steps = placing.steps(attacks).compactMap { settings($0, placing) }
    if steps.isEmpty { return nil }
    let whole = Settings(
      .mapping([
        .init(
          key: "name", place: place, value: Settings(.scalar(name, quoted: true), at: place)),
        .init(key: "steps", place: place, value: Settings(.sequence(steps), at: place)),
      ]), at: place)
    let scenario = WrittenChain.read(
      whole, number: 1, length: length, lead: lead, catalog: techniques, problems: problems
    ).scenario(on: surface, rows: rows, start: start, seed: seed, problems: problems)
    return problems.all.count == before ? scenario : nil
  }

  // A step as a campaign file writes it.
  private func settings(_ step: CyberStep, _ placing: CyberAttackPlacing) -> Settings? {
    guard let trigger = placing.trigger(step) else { return nil }
    let place = step.place
    func entry(_ key: String, _ text: String) -> Settings.Entry {
      .init(key: key, place: place, value: Settings(.scalar(text, quoted: true), at: place))
    }
    var entries = [
      entry("name", place.line.map { "line \($0)" } ?? "step"),
      entry("technique", technique(step, on: placing.surface)),
      Settings.Entry(key: "trigger", place: place, value: trigger),
    ]
    if let lasts = step.moment.lasts { entries.append(entry("lasts", lasts.description)) }
    return Settings(.mapping(entries + [step.entry]), at: place)
  }

  /// The technique that does what a step does, ``Technique/unknownID`` where none goes as far.
  private func technique(_ step: CyberStep, on surface: AttackSurface) -> String {
    let found: Technique?
    var size: Double?
    let use: String
    switch step.act {
    case .tampering(_, let settings, let point, let tag):
      // What is wrong with the shape is told when the step is read.
      let shape = Shapes.catalog.make(settings, problems: Problems())
      size = shape.flatMap { $0.size(on: surface.profiles[tag]) }
      use = shape.map { type(of: $0).id } ?? ""
      let usual = Self.usual(use, at: point)
      found =
        techniques[usual].flatMap { $0.serves(use, at: point) ? $0 : nil }
        ?? techniques.techniques.first { !$0.isUnknown && $0.serves(use, at: point) }
    case .edits:
      use = ParameterEdit.id
      let edits = WrittenEdit.read(step.entry.value, problems: Problems())
      size = WrittenEdit.placed(edits, on: surface, problems: Problems()).items.compactMap(\.size)
        .max()
      found = techniques["T0836"]
    }
    guard let found else { return Technique.unknownID }
    if let size, size > found.limit(of: use).size * (1 + 1e-9) {
      return Technique.unknownID
    }
    return found.id
  }

  private static func usual(_ shape: String, at point: AttackPoint) -> String {
    switch (point, shape) {
    case (.actuator, Freeze.id): "T0803"
    case (.actuator, _): "T0855"
    case (.historian, _): "T0832"
    case (_, Freeze.id): "T0804"
    default: "T0856"
    }
  }
}

extension Campaign {
  /// Reads `[CYBERATTACKS]` of an epanetCPA file as the campaign's only scenario; what is wrong is added to the
  /// problems.
  ///
  /// The run goes on for two days after the latest `TIME`, four days at least, and is untouched until the earliest
  /// start or for a day. Other sections are not looked at. Source: Taormina et al., epanetCPA, user manual 2019.
  public init(
    cyberAttacks text: String, file: String, techniques catalog: TechniqueCatalog,
    problems: Problems
  ) {
    self = .default
    attacks = 0
    lookAlikes = 0
    let before = problems.all.count
    var attacks: [CyberAttack] = []
    var section = ""
    let lines = text.trimmingPrefix("\u{FEFF}").split(omittingEmptySubsequences: false) {
      $0.isNewline
    }
    for (number, raw) in lines.enumerated() {
      let line = raw.prefix { $0 != ";" }
      guard let first = line.first(where: { !$0.isWhitespace }) else { continue }
      if first == "[" {
        section = line.uppercased().filter { !$0.isWhitespace }
      } else if section == "[CYBERATTACKS]" {
        let place = Place(file: file, line: number + 1)
        if let attack = CyberAttack(line, at: place, problems: problems) { attacks.append(attack) }
      }
    }
    if attacks.isEmpty, problems.all.count == before {
      problems.add(
        "the file has no [CYBERATTACKS]", at: Place(file: file),
        hint:
          "lines like Communication, PLC2-P_T1-PLC1, TIME==10, TIME==30, constant 0.5 below that heading"
      )
    }
    let moments = attacks.compactMap(\.moment)
    length = max(.hours(96), .hours((moments.map(\.latestHours).max() ?? 0) + 48))
    lead = .hours(min(24, moments.compactMap(\.hours).min() ?? 24))
    let last = PathName.last(of: file)
    let name = last.lowercased().hasSuffix(".cpa") ? String(last.dropLast(4)) : last
    guard !attacks.isEmpty else { return }
    listed = [
      CyberAttacks(
        attacks, named: name, file: file, length: length, lead: lead, techniques: catalog)
    ]
  }
}
