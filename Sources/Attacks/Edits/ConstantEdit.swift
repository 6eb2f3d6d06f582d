public import Diagnostics
public import Twin

/// A number in a block's condition has another value.
public struct ConstantEdit: ProgramEdit {
  /// The id in scenario files.
  public static let id = "constant-edit"
  /// What it is.
  public static let summary = "a number in a condition with another value"

  /// The number that is meant; nil where the conditions have one alone.
  public let value: Double?
  /// The kind of block, where a signal has several with conditions.
  public let block: String?
  private let change: NumberChange

  /// Reads `value`, one of `to`, `by`, `factor`, and `block`.
  public init(_ fields: inout Fields) {
    value = fields.optionalNumber("value", in: engineering)
    block = fields.optionalString("block")
    change = NumberChange(&fields)
    if case .to(let text) = change.kind, NumberChange.number(text) == nil {
      fields.problems.add("'to' must be a number, got '\(text)'", at: fields.place)
    }
  }

  private init(value: Double?, block: String?, change: NumberChange) {
    self.value = value
    self.block = block
    self.change = change
  }

  /// All of them.
  public var settings: [(key: String, value: String)] {
    (value.map { [("value", shortest($0))] } ?? []) + [change.settings]
      + (block.map { [("block", Scenario.quoted($0))] } ?? [])
  }
  /// In words.
  public var text: String { "\(value.map(rounded) ?? "constant") \(change.text)" }

  /// The number wherever it stands in the conditions of the one block that has it.
  public func edit(_ logic: inout ControllerLogic, at site: EditSite) -> EditOutcome {
    let (found, outcome) = site.block(called: "number in a condition", in: logic) {
      (block == nil || $0.kind == block) && !Self.constants($0).isEmpty
    }
    guard let found else { return outcome }
    let constants = Self.constants(logic.blocks[found])
    let listed = constants.map(shortest).joined(separator: ", ")
    guard let old = value ?? (constants.count == 1 ? constants[0] : nil), constants.contains(old)
    else {
      return .refused(
        value.map { "no condition of '\(site.name)' has the number \(shortest($0))" }
          ?? "the conditions of '\(site.name)' have several numbers",
        hint: "say which with value:, one of \(listed)")
    }
    guard let new = change.applied(to: shortest(old)).flatMap(NumberChange.number) else {
      return .refused("\(shortest(old)) of '\(site.name)' cannot be \(change.text)")
    }
    if new == old {
      return .refused(
        "\(shortest(old)) of '\(site.name)' is \(shortest(old)) already",
        hint: "write another value")
    }
    var done = EditOutcome.done
    logic.edit(found) { block in
      block.rewrite(at: site.place) { key, text in
        guard ControlCondition.keys.contains(key), let condition = try? ControlCondition(text),
          condition.constants.contains(old)
        else { return nil }
        if let pair = condition.comparison, pair.constant == old {
          done.moved = (pair.signal, new - old)
        }
        return condition.replacing { $0 == old ? new : $0 }
      }
    }
    return done
  }

  // Each once, in their order.
  private static func constants(_ block: WrittenBlock) -> [Double] {
    var found: [Double] = []
    for value in block.conditions.flatMap(\.constants) where !found.contains(value) {
      found.append(value)
    }
    return found
  }

  /// Whether a condition has a number.
  public static func suits(_ block: WrittenBlock) -> Bool { !constants(block).isEmpty }

  /// A number that a tag is compared with, moved by the drawn size.
  public static func drawn(_ draw: inout EditDraw) -> ConstantEdit? {
    for pair in draw.block.conditions.compactMap(\.comparison) {
      guard let profile = draw.profiles[pair.signal], profile.span > 0 else { continue }
      let by = draw.direction * draw.size * profile.span
      return ConstantEdit(
        value: pair.constant, block: draw.block.kind,
        change: NumberChange(.by(shortest(by))))
    }
    return nil
  }
}
