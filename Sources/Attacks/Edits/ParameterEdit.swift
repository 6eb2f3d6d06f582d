public import Diagnostics
internal import Telemetry
public import Twin

/// A number or a length of time of a block, or a threshold of a two-point rule, has another value.
///
/// `on` and `off` mean the thresholds of a two-point rule whichever way it goes, `limit` that of an alarm.
public struct ParameterEdit: ProgramEdit {
  /// The id in scenario files.
  public static let id = "parameter-edit"
  /// What it is.
  public static let summary = "a threshold, gain, delay or limit with another value"

  /// The block's key, or `on`, `off`, `limit`.
  public let parameter: String
  /// The kind of block, where a signal has several with the parameter.
  public let block: String?
  private let change: NumberChange

  static let aliases = [
    "on": ["on-below", "on-above"], "off": ["off-above", "off-below"], "limit": ["above", "below"],
  ]
  // What these are held against is what the block looks at.
  private static let thresholds: Set = [
    "on-below", "on-above", "off-above", "off-below", "above", "below", "setpoint",
  ]

  /// Reads `parameter`, one of `to`, `by`, `factor`, and `block`.
  public init(_ fields: inout Fields) {
    parameter = fields.requiredString("parameter")
    block = fields.optionalString("block")
    change = NumberChange(&fields)
  }

  init(parameter: String, block: String?, change: NumberChange) {
    self.parameter = parameter
    self.block = block
    self.change = change
  }

  /// All of them.
  public var settings: [(key: String, value: String)] {
    [("parameter", Scenario.quoted(parameter)), change.settings]
      + (block.map { [("block", Scenario.quoted($0))] } ?? [])
  }
  /// In words.
  public var text: String { "\(parameter) \(change.text)" }

  /// Every value under the key in the one block that has it; a key that is not written can be set.
  public func edit(_ logic: inout ControllerLogic, at site: EditSite) -> EditOutcome {
    let keys = Set((Self.aliases[parameter] ?? []) + [parameter])
    let open = site.blocks.filter { block == nil || logic.blocks[$0].kind == block }
    let holders = open.filter { index in
      logic.blocks[index].leaves.contains { keys.contains($0.key) && $0.key != "use" }
    }
    // A slip of an alias is no key that a block could have.
    let meant = Self.names(of: open.map { logic.blocks[$0] })
    let isSlip = Suggestion.nearest(to: parameter, in: meant.filter { Self.aliases[$0] != nil })
    if holders.isEmpty, case .to(let text) = change.kind, open.count == 1,
      Self.aliases[parameter] == nil, isSlip == nil, !ControlCondition.keys.contains(parameter)
    {
      // The block itself says whether it knows the key.
      logic.edit(open[0]) { $0.set(parameter, to: text, at: site.place) }
      return .done
    }
    guard holders.count == 1 else {
      return .refused(
        holders.isEmpty
          ? "no block of '\(site.name)' in '\(logic.id)' has '\(parameter)' written"
          : "\(holders.count) blocks of '\(site.name)' in '\(logic.id)' have '\(parameter)'",
        hint: holders.isEmpty
          ? Suggestion.hint(for: parameter, in: meant)
          : "say which with block:, one of "
            + holders.map { logic.blocks[$0].kind }.joined(separator: ", "))
    }
    let sensor = logic.blocks[holders[0]]["of"]
    var outcome = EditOutcome.done
    logic.edit(holders[0]) { block in
      block.rewrite(at: site.place) { key, old in
        guard keys.contains(key) else { return nil }
        guard NumberChange.isNumeric(old) || Self.thresholds.contains(key) else {
          outcome.problems.append(
            (
              "'\(key)' of '\(site.name)' is '\(old)', no number and no length of time",
              "numbers in conditions are edited by constant-edit"
            ))
          return nil
        }
        guard let new = change.applied(to: old) else {
          outcome.problems.append(
            (
              "'\(key)' of '\(site.name)' is '\(old)', which cannot be \(change.text)",
              "write to: and a value"
            ))
          return nil
        }
        if NumberChange.isSame(old, new) {
          outcome.problems.append(
            ("'\(key)' of '\(site.name)' is \(old) already", "write another value"))
        }
        if Self.thresholds.contains(key), let sensor, let a = NumberChange.number(old),
          let b = NumberChange.number(new)
        {
          outcome.moved = (sensor, b - a)
        }
        return new
      }
    }
    return outcome
  }

  // The keys of blocks, and what else means one of them.
  private static func names(of blocks: [WrittenBlock]) -> [String] {
    let keys = Set(blocks.flatMap { $0.leaves.map(\.key) }).subtracting(["use"])
    let means = aliases.filter { !keys.isDisjoint(with: $0.value) }.keys
    return keys.union(means).sorted()
  }

  /// Whether it has a value that chance may move: a threshold of a tag, a delay, a gain.
  public static func suits(_ block: WrittenBlock) -> Bool { !movable(block).isEmpty }

  private static func movable(_ block: WrittenBlock) -> [String] {
    [
      "on-below", "on-above", "off-above", "off-below", "above", "below", "gain", "on-after",
      "off-after", "after",
    ]
    .filter { block[$0].map { NumberChange.number($0) ?? TimeSpan($0)?.seconds } ?? nil != nil }
  }

  /// A threshold moved away from the other, an alarm's limit away from what is usual, a delay made longer, a
  /// gain made larger or smaller.
  public static func drawn(_ draw: inout EditDraw) -> ParameterEdit? {
    let keys = movable(draw.block)
    let isUp = draw.direction > 0
    let outward =
      keys.contains("on-above")
      ? (isUp ? "on-above" : "off-below") : isUp ? "off-above" : "on-below"
    if keys.contains(outward), let sensor = draw.sensor {
      return ParameterEdit(
        parameter: outward.hasPrefix("on") ? "on" : "off", block: nil,
        change: NumberChange(.by(shortest(draw.direction * draw.size * sensor.span))))
    }
    if let limit = keys.first(where: { $0 == "above" || $0 == "below" }), let sensor = draw.sensor {
      let by = (limit == "above" ? 1 : -1) * draw.size * sensor.span
      return ParameterEdit(
        parameter: "limit", block: draw.block.kind, change: NumberChange(.by(shortest(by))))
    }
    let rest = keys.filter { ["gain", "on-after", "off-after", "after"].contains($0) }
    guard !rest.isEmpty else { return nil }
    let key = rest[draw.generator.index(below: rest.count)]
    let factor = draw.generator.logUniform(in: 2...10)
    return ParameterEdit(
      parameter: key, block: draw.block.kind,
      change: NumberChange(.factor(key == "gain" && !isUp ? 1 / factor : factor)))
  }
}
