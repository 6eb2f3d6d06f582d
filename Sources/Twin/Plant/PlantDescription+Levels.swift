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
          at: rule.place,
          hint: Self.hint(level, sensor, range, beside: [rule.onBelow, rule.offAbove]))
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

  /// What to do about a level that is far off.
  ///
  /// - Parameter beside: All levels of a rule, which are in one unit.
  static func hint(
    _ level: Double, _ tag: Tag, _ range: TagRange, beside: [Double] = []
  ) -> String {
    if let other = other(level, tag, range, beside: beside) { return other }
    return "give it in the tag's unit, \(tag.unit ?? "as in telemetry")"
  }

  /// How many of the tag's unit, which nobody names, one of another may be: millimetres, centimetres, feet, and the
  /// other way round.
  private static let factors = [1_000, 100, 1 / 0.3048, 0.3048, 0.01, 0.001]

  /// Levels closer to the range's ends than this part of it, and rules narrower than it, are explained by chance: a
  /// unit that is small enough brings every level to 0.
  private static let leastPart = 0.01

  /// What explains a level that is far off: another unit in which it is given; nil where none does.
  ///
  /// Of several units the one that brings the levels nearest to the range's middle.
  private static func other(
    _ level: Double, _ tag: Tag, _ range: TagRange, beside: [Double] = []
  ) -> String? {
    let levels = beside.isEmpty ? [level] : beside
    let (width, middle) = (range.high - range.low, (range.high + range.low) / 2)
    func badness(_ convert: (Double) -> Double) -> Double? {
      let values = levels.map(convert)
      guard let low = values.min(), let high = values.max(), level != 0 else { return nil }
      let margin = leastPart * width
      let isInside = low >= range.low && high <= range.high
      let explains =
        levels.count > 1
        ? high - low >= margin : low - range.low >= margin && range.high - high >= margin
      return isInside && explains ? abs((low + high) / 2 - middle) : nil
    }
    return other(level, tag, isSize: false, badness: badness)
  }

  /// The same of a size, the difference of two levels, that is explained as somebody says: the first unit that does.
  static func other(size: Double, _ tag: Tag, explains: (Double) -> Bool) -> String? {
    other(size, tag, isSize: true) { explains($0(size)) ? 0 : nil }
  }

  /// The unit in which a number is explained best, a head of water in metres before all others.
  ///
  /// - Parameter badness: How badly a unit's conversion explains it; nil where it does not. The first of equals counts.
  private static func other(
    _ level: Double, _ tag: Tag, isSize: Bool, badness: ((Double) -> Double) -> Double?
  ) -> String? {
    guard let spelling = tag.unit, let unit = try? EngineeringUnits.unit(spelling) else {
      let best = factors.compactMap { factor in badness { $0 / factor }.map { (factor, $0) } }
        .min { $0.1 < $1.1 }
      return best.map { factor, _ in
        "as telemetry counts: divided by \(TagRange.shown(factor)) it would be \(TagRange.shown(level / factor))"
      }
    }
    var best: (badness: Double, text: String)?
    for other in EngineeringUnits.all where other.id != unit.id {
      guard let scale = factor(of: other, as: unit, tag) else { continue }
      let offset = isSize ? 0 : other.offset - unit.offset
      func convert(_ value: Double) -> Double { (value * scale + offset) / unit.factor }
      guard let found = badness(convert) else { continue }
      let isWater = other.dimension != unit.dimension && other.dimension == .length
      let text =
        "in \(spelling)? \(level) \(other.id)\(isWater ? " of water" : "") would be "
        + "\(TagRange.shown(convert(level))) \(spelling)"
      if isWater, other.factor == 1 { return text }
      if best.map({ found < $0.badness }) ?? true { best = (found, text) }
    }
    return best?.text
  }

  /// What one of a unit is in the SI unit of another, a metre of water being 9806.65 Pa; nil of another kind.
  private static func factor(
    of other: EngineeringUnit, as unit: EngineeringUnit, _ tag: Tag
  ) -> Double? {
    if other.dimension == unit.dimension { return other.factor }
    switch (other.dimension, unit.dimension) {
    case (.length, .pressure): return other.factor * 9_806.65
    // A pressure may be told as a head of water.
    case (.pressure, .length) where tag.quantity == .pressure || tag.quantity == .head:
      return other.factor / 9_806.65
    default: return nil
    }
  }
}
