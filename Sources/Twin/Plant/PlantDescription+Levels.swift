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
    for controller in controllers {
      for own in controller.program?.comparedLevels ?? [] {
        guard let tag = tags.first(where: { $0.id == own.signal }), !Self.isSwitch(tag),
          let range = Self.far(own.level, known[tag.id])
        else { continue }
        // A closed valve, a pump that stands: what is commanded may be beyond what was ever seen.
        if own.isGiven, Self.other(own.level, tag, range) == nil { continue }
        problems.add(
          own.isGiven
            ? "\(own.block) sets '\(tag.id)' to \(own.level), \(range.text)"
            : "\(own.block) holds '\(tag.id)' against \(own.level), \(range.text)",
          at: own.place, hint: Self.hint(own.level, tag, range))
      }
    }
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

  private static func hint(_ level: Double, _ tag: Tag, _ range: TagRange) -> String {
    if let other = other(level, tag, range) { return other }
    return "give it in the tag's unit, \(tag.unit ?? "as in telemetry")"
  }

  /// How many of the tag's unit, which nobody names, one of another may be: millimetres, centimetres, feet, and the
  /// other way round.
  private static let factors = [1_000, 100, 1 / 0.3048, 0.3048, 0.01, 0.001]

  /// What explains a level that is far off: another unit in which it is given; nil where none does.
  private static func other(_ level: Double, _ tag: Tag, _ range: TagRange) -> String? {
    func explains(_ value: Double) -> Bool {
      value >= range.low && value <= range.high && level != 0
    }
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
        let value =
          (level * other.factor / water + other.offset - unit.offset) / unit.factor
        if explains(value) {
          return
            "in \(spelling)? \(level) \(other.id) would be \(TagRange.shown(value)) \(spelling)"
        }
      }
    }
    return nil
  }
}
