internal import Diagnostics
internal import Telemetry
internal import Twin

/// What a line of `[CYBERATTACKS]` is on a plant, as a step of a scenario writes it.
struct CyberStep {
  /// What the step does.
  enum Act {
    /// A shape at keys like `link`, `PLC1`, `L_T1`, and where that is.
    case tampering([String], Settings, point: AttackPoint, tag: Int)
    /// Edits of a controller's logic by the signals that they are of, in their order.
    case edits(controller: String, [(signal: String, edit: Settings)])
  }

  var act: Act
  let moment: CyberMoment
  let place: Place
}

/// Places lines of `[CYBERATTACKS]` on a plant: names of elements become tags, receivers points.
struct CyberAttackPlacing {
  let surface: AttackSurface
  let problems: Problems
  private let index: TagIndex

  init(_ surface: AttackSurface, problems: Problems) {
    self.surface = surface
    self.problems = problems
    index = TagIndex(surface.tags)
  }

  /// The steps of some lines; lines that edit one controller's logic at one moment are one step.
  ///
  /// Names of a line of which something else is wrong are told too.
  func steps(_ attacks: [CyberAttack]) -> [CyberStep] {
    var steps: [CyberStep] = []
    for attack in attacks {
      guard let act = act(attack), let moment = attack.moment, attack.change != nil else {
        continue
      }
      let step = CyberStep(act: act, moment: moment, place: attack.place)
      if case .edits(let controller, let edits) = act,
        let at = steps.firstIndex(where: { $0.edits(controller, at: moment) != nil }),
        let others = steps[at].edits(controller, at: moment)
      {
        steps[at].act = .edits(controller: controller, others + edits)
      } else {
        steps.append(step)
      }
    }
    return steps
  }

  private func act(_ attack: CyberAttack) -> CyberStep.Act? {
    switch attack.target {
    case .sensor(let name):
      return reading(name, attack).map { tampering(attack, [], .sensor, $0) }
    case .actuator(let name):
      return actuator(name, attack).map { tampering(attack, [], .actuator, $0) }
    case .control(let number): return edit(number, attack)
    case .message(let sender, let name, let receiver):
      if CyberAttack.devices.contains(receiver) {
        guard isKnown(sender, attack) else { return nil }
        return actuator(name, attack).map { tampering(attack, [], .actuator, $0) }
      }
      guard let tag = reading(name, attack) else { return nil }
      let isFromDevice = CyberAttack.devices.contains(sender)
      guard isFromDevice || isKnown(sender, attack) else { return nil }
      if receiver == CyberAttack.scada { return tampering(attack, [], .historian, tag) }
      if surface.controllers.isEmpty {
        return tampering(attack, [], isFromDevice ? .sensor : .controller, tag)
      }
      // Whoever has the value from that controller is told the false one too.
      if isFromDevice {
        return isKnown(receiver, attack) ? tampering(attack, [], .sensor, tag) : nil
      }
      return tampering(attack, [WrittenScenario.linkKey, receiver], .controller, tag)
    }
  }

  /// Where a line's name stands for a reading; nil where it does not, and a problem is added.
  private func reading(_ name: String, _ attack: CyberAttack) -> Int? {
    if let tag = index.reading(name) { return tag }
    refuse(name, attack)
    return nil
  }

  // Of several tags of one actuator the one that can be driven.
  private func actuator(_ name: String, _ attack: CyberAttack) -> Int? {
    let tags = index.drivable(name)
    if let tag = tags.first(where: { surface.profiles[$0].isDriven }) ?? tags.first { return tag }
    refuse(name, attack)
    return nil
  }

  private func refuse(_ name: String, _ attack: CyberAttack) {
    problems.add(
      "'\(name)' is neither a tag nor an element with one", at: attack.place,
      hint: Suggestion.hint(for: name, in: surface.tags.map(\.id)))
  }

  // A twin without controllers has nobody to ask.
  private func isKnown(_ host: String, _ attack: CyberAttack) -> Bool {
    let ids = surface.controllers.map(\.id)
    if ids.isEmpty || ids.contains(host) || host == CyberAttack.scada { return true }
    problems.add(
      "unknown controller '\(host)'", at: attack.place, hint: Suggestion.hint(for: host, in: ids))
    return false
  }

  private func tampering(
    _ attack: CyberAttack, _ keys: [String], _ point: AttackPoint, _ tag: Int
  ) -> CyberStep.Act {
    .tampering(
      (keys.isEmpty ? [point.rawValue] : keys) + [surface.tags[tag].id],
      shape(attack, at: point, surface.profiles[tag]), point: point, tag: tag)
  }

  private func shape(
    _ attack: CyberAttack, at point: AttackPoint, _ profile: TagProfile
  ) -> Settings {
    var pairs: [(String, String)]
    switch attack.change {
    case .freeze, nil: pairs = [("use", Freeze.id)]
    case .constant(let value):
      let isPart = point == .actuator && profile.states.count > 1 && (0...1).contains(value)
      // 0 and 1 are off and on, whatever the tag calls them.
      let own = isPart ? profile.range.low + value * profile.span : value
      pairs = [
        ("use", point == .actuator ? Override.id : Constant.id), ("value", shortest(own)),
      ]
    case .offset(let by): pairs = [("use", Offset.id), ("by", shortest(by))]
    case .replay(let hours, let noise):
      let back = TimeSpan.hours(hours).description
      pairs = [("use", Replay.id), ("back", back)]
      // The same stretch over and over: noise is added to what was, not to what was shown.
      if noise > 0 { pairs += [("noise", shortest(noise)), ("clip", back)] }
    }
    return Settings.mapping(pairs, at: attack.place)
  }

  private func edit(_ number: Int, _ attack: CyberAttack) -> CyberStep.Act? {
    // Which rule goes by which control is learned.
    guard surface.isCalibrated else { return nil }
    let value: Double? = if case .constant(let value) = attack.change { value } else { nil }
    for logic in surface.logic {
      guard let threshold = logic.controls[number] else { continue }
      guard let value else { return nil }
      let edit = Settings.mapping(
        [
          ("use", ParameterEdit.id), ("parameter", threshold.parameter), ("to", shortest(value)),
        ], at: attack.place)
      return .edits(controller: logic.id, [(threshold.signal, edit)])
    }
    let known = surface.logic.flatMap(\.controls.keys).sorted().map { "\($0)" }
    problems.add(
      "no two-point rule of the twin goes by control \(number) of the network", at: attack.place,
      hint: (known.isEmpty
        ? "none of its rules is the network's" : "known: \(known.joined(separator: ", "))")
        + (example(value).map { "; write \($0) in a campaign file of YAML" } ?? ""))
    return nil
  }

  // The edit of a rule that the twin has, as a campaign file writes it; nil where it has none.
  private func example(_ value: Double?) -> String? {
    for logic in surface.logic {
      guard let rule = logic.blocks.first(where: { $0.kind == "two-point" }),
        let signal = rule.signals.first
      else { continue }
      return "program: { \(logic.id): { \(signal): { use: parameter-edit, parameter: on, to: "
        + "\(value.map(shortest) ?? "…") } } }"
    }
    return nil
  }

  /// When a step starts, as a scenario writes it; nil where a name stands for no tag.
  func trigger(_ step: CyberStep) -> Settings? {
    let hours = step.moment.hours.map { TimeSpan.hours($0).description }
    guard let condition = step.moment.condition else {
      return .mapping([(At.id, hours ?? "0s")], at: step.place)
    }
    let before = problems.all.count
    let text = condition.text { name in
      if let tag = index.reading(name) { return surface.tags[tag].id }
      problems.add(
        "'\(name)' is neither a tag nor an element with one", at: step.place,
        hint: Suggestion.hint(for: name, in: surface.tags.map(\.id)))
      return name
    }
    guard problems.all.count == before else { return nil }
    return .mapping([(When.id, text)] + (hours.map { [("after", $0)] } ?? []), at: step.place)
  }
}

extension CyberStep {
  /// Its edits, where it edits that controller's logic at that moment.
  func edits(_ id: String, at moment: CyberMoment) -> [(signal: String, edit: Settings)]? {
    guard case .edits(id, let edits) = act, self.moment == moment else { return nil }
    return edits
  }

  /// What it does, as a scenario writes it.
  var entry: Settings.Entry {
    switch act {
    case .tampering(let keys, let shape, _, _): return .nested(keys, shape, at: place)
    case .edits(let controller, let edits):
      var names: [String] = []
      for edit in edits where !names.contains(edit.signal) { names.append(edit.signal) }
      let entries = names.map { name in
        Settings.Entry(
          key: name, place: place,
          value: Settings(
            .sequence(edits.filter { $0.signal == name }.map(\.edit)), at: place))
      }
      return .nested(
        [WrittenEdit.key, controller], Settings(.mapping(entries), at: place), at: place)
    }
  }
}

extension Settings {
  /// A mapping of texts, all at one place.
  static func mapping(_ pairs: [(String, String)], at place: Place) -> Settings {
    Settings(
      .mapping(
        pairs.map {
          .init(key: $0.0, place: place, value: Settings(.scalar($0.1, quoted: false), at: place))
        }), at: place)
  }
}

extension Settings.Entry {
  /// A value below several keys in each other, all at one place.
  static func nested(_ keys: [String], _ value: Settings, at place: Place) -> Settings.Entry {
    let inner =
      keys.count < 2
      ? value
      : Settings(.mapping([nested(Array(keys.dropFirst()), value, at: place)]), at: place)
    return Settings.Entry(key: keys[0], place: place, value: inner)
  }
}
