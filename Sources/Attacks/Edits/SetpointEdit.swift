public import Diagnostics
public import Twin

/// What a controller holds a value at is moved: both thresholds of a two-point rule, a PID's set point, the values
/// of a schedule.
public struct SetpointEdit: ProgramEdit {
  /// The id in scenario files.
  public static let id = "setpoint-edit"
  /// What it is.
  public static let summary = "the set point, or both thresholds of a two-point rule, moved"

  private let change: NumberChange

  /// Reads `by` or `to`: a two-point rule has the middle of its band there.
  public init(_ fields: inout Fields) {
    change = NumberChange(&fields)
    if case .factor = change.kind, fields.has("factor") {
      fields.problems.add(
        "a set point is moved 'by' a number or 'to' one", at: fields.place,
        hint: "parameter-edit takes a factor")
    }
  }

  init(by: Double) { change = NumberChange(.by(shortest(by))) }

  /// `by` or `to`.
  public var settings: [(key: String, value: String)] { [change.settings] }
  /// In words.
  public var text: String { "set point \(change.text)" }

  private static let keys: [String: [String]] = [
    "two-point": ["on-below", "on-above", "off-above", "off-below"],
    "pid-controller": ["setpoint"], "setpoint-schedule": ["value"],
  ]

  /// The values of the one block that has set points.
  public func edit(_ logic: inout ControllerLogic, at site: EditSite) -> EditOutcome {
    let (found, outcome) = site.block(Set(Self.keys.keys), called: "set point", in: logic)
    guard let found else { return outcome }
    let block = logic.blocks[found]
    let keys = Self.keys[block.kind] ?? []
    var change = change
    if block.kind == "two-point", case .to(let text) = change.kind {
      let levels = keys.compactMap { block[$0].flatMap(NumberChange.number) }
      guard let to = NumberChange.number(text), levels.count == 2 else {
        return .refused(
          "the thresholds of '\(site.name)' cannot be moved to '\(text)'",
          hint: "both must be numbers")
      }
      let middle = (levels[0] + levels[1]) / 2
      if to == middle {
        return .refused(
          "the band of '\(site.name)' has its middle at \(shortest(to)) already",
          hint: "write another value")
      }
      change = NumberChange(.by(shortest(to - middle)))
    }
    var done = EditOutcome.done
    logic.edit(found) { block in
      let sensor = block["of"]
      block.rewrite(at: site.place) { key, old in
        guard keys.contains(key) else { return nil }
        guard let new = change.applied(to: old) else {
          done.problems.append(
            (
              "the set point of '\(site.name)' is '\(old)', which cannot be \(change.text)",
              "write to: and a number, or edit what writes '\(old)'"
            ))
          return nil
        }
        if NumberChange.isSame(old, new) {
          done.problems.append(
            ("the set point of '\(site.name)' is \(old) already", "write another value"))
        }
        if let sensor, let a = NumberChange.number(old), let b = NumberChange.number(new) {
          done.moved = (sensor, b - a)
        }
        return new
      }
    }
    return done
  }

  /// Whether it holds something at numbers.
  public static func suits(_ block: WrittenBlock) -> Bool {
    let keys = keys[block.kind] ?? []
    let values = block.leaves.filter { keys.contains($0.key) }
    return !values.isEmpty && values.allSatisfy { NumberChange.number($0.text) != nil }
  }

  /// Moved by the drawn size.
  public static func drawn(_ draw: inout EditDraw) -> SetpointEdit? {
    draw.sensor.map { SetpointEdit(by: draw.direction * draw.size * $0.span) }
  }
}
