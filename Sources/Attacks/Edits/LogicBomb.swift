public import Diagnostics
public import Twin

/// A block is put in that forces a signal to a value while a condition holds, whatever the others write.
public struct LogicBomb: ProgramEdit {
  /// The id in scenario files.
  public static let id = "logic-bomb"
  /// What it is.
  public static let summary = "a block put in that forces a signal while a condition holds"

  /// The condition over signals that the controller knows.
  public let when: String
  /// What the signal is forced to: a number, or another signal.
  public let to: String

  /// Reads `when` and `to`.
  public init(_ fields: inout Fields) {
    when = fields.requiredString("when")
    to = fields.requiredString("to")
    guard !when.isEmpty else { return }
    do throws(Fault) {
      _ = try ControlCondition(when)
    } catch {
      fields.problems.add("'when': \(error.problem)", at: fields.place, hint: error.hint)
    }
  }

  private init(when: String, to: String) {
    self.when = when
    self.to = to
  }

  /// Both.
  public var settings: [(key: String, value: String)] {
    [("when", Scenario.quoted(when)), ("to", Scenario.quoted(to))]
  }
  /// In words.
  public var text: String { "forced to \(to) while \(when)" }

  /// Behind all blocks of the task that writes the signal last.
  public func edit(_ logic: inout ControllerLogic, at site: EditSite) -> EditOutcome {
    guard let last = site.blocks.last, let signal = logic.blocks[last].signals.first else {
      return .refused("nothing writes '\(site.name)' in '\(logic.id)'")
    }
    let name = logic.blocks[last].signals.first { $0 == site.name } ?? signal
    logic.append(
      .block(
        [("use", "interlock"), ("when", when), ("holds", name), ("at", to)], at: site.place),
      writing: [name], besides: last)
    return .done
  }

  /// A condition that nothing within what is usual fulfils; memory may have any value.
  public func idle(
    on surface: AttackSurface, in logic: ControllerLogic
  ) -> (problem: String, hint: String?)? {
    guard let condition = try? ControlCondition(when) else { return nil }
    let operands = condition.operands.compactMap { operand -> PlacedOperand? in
      switch operand {
      case .constant(let number): .constant(number)
      case .signal(let name): logic.tag(of: name, tags: surface.tags).map { .tag($0) }
      }
    }
    guard operands.count == condition.operands.count else { return nil }
    let reach = ConditionReach(condition, operands, on: surface)
    if reach.canHold { return nil }
    return (
      "the bomb can never go off: '\(when)' never holds",
      surface.ranges(of: reach.read) ?? "it reads no tag"
    )
  }

  /// Whether it switches an actuator by a value.
  public static func suits(_ block: WrittenBlock) -> Bool { block.kind == "two-point" }

  /// Held on or off while the value that its rule looks at is on one side of a level within what is usual.
  public static func drawn(_ draw: inout EditDraw) -> LogicBomb? {
    guard let tag = draw.block["of"], let sensor = draw.sensor,
      // A name of several words is no word of a condition.
      let condition = try? ControlCondition("\(tag) > 0"), condition.comparison?.signal == tag
    else { return nil }
    let level = sensor.low + draw.generator.uniform(in: 0.3...0.7) * sensor.span
    let sign = draw.generator.index(below: 2) == 0 ? "<" : ">"
    return LogicBomb(
      when: "\(tag) \(sign) \(shortest(level))", to: draw.direction > 0 ? "1" : "0")
  }
}

extension Settings {
  /// A block of texts alone.
  static func block(_ texts: [(key: String, value: String)], at place: Place) -> Settings {
    Settings(
      .mapping(
        texts.map {
          .init(
            key: $0.key, place: place,
            value: Settings(.scalar($0.value, quoted: false), at: place))
        }), at: place)
  }

  /// A signal that is 0 for ever.
  static func quiet(_ signal: String, at place: Place) -> Settings {
    .block([("use", "logic-signal"), ("when", "0 > 1"), ("to", signal)], at: place)
  }
}
