internal import Diagnostics
internal import Telemetry

extension PlantDescription {
  /// Tells of levels of rules and programs that can be no values of their tags: beyond all that is known of them,
  /// as are millimetres of a tag in metres.
  func checkLevels(of tags: [Tag], in ranges: [TagRange], _ problems: Problems) {
    let known = Dictionary(grouping: ranges) { $0.tag }
    for rule in rules(for: tags) {
      let sensor = tags[rule.sensor]
      for level in [rule.onBelow, rule.offAbove] {
        guard let range = Self.far(level, known[sensor.id]) else { continue }
        problems.add(
          "'\(tags[rule.actuator].id)' is switched at \(level) of '\(sensor.id)', \(range.text)",
          at: rule.place, hint: Self.hint(level, sensor, range))
      }
    }
    let index = TagIndex(tags)
    let told = Problems()
    for controller in controllers {
      let drives = controller.drives.flatMap {
        index.actuators($0.actuator, at: $0.place, told)
      }
      for drive in controller.drives {
        checkSetpoint(
          drive, index.actuators(drive.actuator, at: drive.place, told).map { tags[$0] }, known,
          problems)
      }
      for own in controller.program?.comparedLevels ?? [] {
        guard
          let number = tags.firstIndex(where: { $0.id == own.signal })
            ?? ProgramWiring.tag(named: own.signal, drives: drives, tags: tags)
        else { continue }
        check(own, tags[number], known[tags[number].id], problems)
      }
    }
  }

  private func check(
    _ own: ComparedLevel, _ tag: Tag, _ ranges: [TagRange]?, _ problems: Problems
  ) {
    let isSwitch = Self.isSwitch(tag)
    let found = isSwitch ? Self.beyondStates(own.level, ranges) : Self.far(own.level, ranges)
    guard let range = found else { return }
    // A closed valve, a pump that stands: what is commanded may be beyond what was ever seen.
    if own.isGiven, !isSwitch, Self.other(own.level, tag, range) == nil { return }
    problems.add(
      own.isGiven
        ? "\(own.block) sets '\(tag.id)' to \(own.level), \(range.text)"
        : "\(own.block) holds '\(tag.id)' against \(own.level), \(range.text)",
      at: own.place,
      hint: isSwitch
        ? "'\(tag.id)' is a state: name one of its values" : Self.hint(own.level, tag, range))
  }

  // What a valve holds by itself.
  private func checkSetpoint(
    _ drive: DeclaredController.Drive, _ driven: [Tag], _ known: [String: [TagRange]],
    _ problems: Problems
  ) {
    guard let level = drive.setpoint else { return }
    for tag in driven where !Self.isSwitch(tag) {
      guard let range = Self.far(level, known[tag.id]) else { continue }
      problems.add(
        "'\(drive.actuator)' is to hold \(level) of '\(tag.id)', \(range.text)", at: drive.place,
        hint: Self.hint(level, tag, range))
    }
  }

  // The range to name of a number that is no state, nor next to the states that were seen, as one that never came
  // about may be.
  private static func beyondStates(_ level: Double, _ ranges: [TagRange]?) -> TagRange? {
    guard let range = ranges?.first else { return nil }
    let width = range.high - range.low
    return level < range.low - width || level > range.high + width ? range : nil
  }

  private static func isSwitch(_ tag: Tag) -> Bool {
    tag.quantity == .status || tag.role == .status || tag.role == .label
      || tag.role == .actuator && tag.quantity == nil
  }

  // The range to name of a level that lies far beyond all.
  private static func far(_ level: Double, _ ranges: [TagRange]?) -> TagRange? {
    guard let ranges, ranges.allSatisfy({ $0.isFar(level) }) else { return nil }
    return ranges.first
  }

  static func hint(_ level: Double, _ tag: Tag, _ range: TagRange) -> String {
    if let other = other(level, tag, range) { return other }
    return "give it in the tag's unit, \(tag.unit ?? "as in telemetry")"
  }

  /// How many of the tag's unit, which nobody names, one of another may be: millimetres, centimetres, feet, and the
  /// other way round.
  private static let factors = [1_000, 100, 1 / 0.3048, 0.3048, 0.01, 0.001]

  /// What explains a level that is far off: another unit in which it is given; nil where none does.
  private static func other(_ level: Double, _ tag: Tag, _ range: TagRange) -> String? {
    other(level, tag, isSize: false) {
      $0 >= range.low && $0 <= range.high && level != 0
    }
  }

  /// The same of a level that is explained as somebody says, or of a size, the difference of two.
  static func other(
    _ level: Double, _ tag: Tag, isSize: Bool, explains: (Double) -> Bool
  ) -> String? {
    guard let spelling = tag.unit, let unit = try? EngineeringUnits.unit(spelling) else {
      return factors.first { explains(level / $0) }.map {
        "as telemetry counts: divided by \(TagRange.shown($0)) it would be \(TagRange.shown(level / $0))"
      }
    }
    var kinds: [EngineeringUnit.Dimension] = [unit.dimension]
    // A pressure may be told as a head of water.
    if unit.dimension == .length, tag.quantity == .pressure || tag.quantity == .head {
      kinds.append(.pressure)
    }
    for kind in kinds {
      for other in EngineeringUnits.all where other.dimension == kind && other.id != unit.id {
        let water = kind == unit.dimension ? 1 : 9_806.65
        let offset = isSize ? 0 : other.offset - unit.offset
        let value = (level * other.factor / water + offset) / unit.factor
        if explains(value) {
          return
            "in \(spelling)? \(level) \(other.id) would be \(TagRange.shown(value)) \(spelling)"
        }
      }
    }
    return nil
  }
}
