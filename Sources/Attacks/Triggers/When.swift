public import Diagnostics
public import Telemetry
internal import Twin

/// A condition over tags and modes: `L_T2 < 1.2 and (P_PU1 is 1 or F_PU2 > 30)`.
///
/// The first row from `after` on before which it held, true values counted; a comparison with a missing value
/// does not hold. Written as the conditions of control programs are: `PLC1.mode is manual` reads a signal of a
/// controller's program.
public struct When: Trigger {
  /// The id in scenario files.
  public static let id = "when"
  /// What it is.
  public static let summary = "a condition over tags and modes"
  /// Nobody draws conditions.
  public static let isDrawn = false

  private let condition: ControlCondition
  private var after: TimeSpan?
  private var operands: [PlacedOperand] = []

  /// Reads `when` and `after`.
  public init(_ fields: inout Fields) {
    var condition = ControlCondition.never
    do throws(Fault) {
      condition = try ControlCondition(fields.requiredString(Self.id))
    } catch {
      fields.problems.add(
        "'\(Self.id)': \(error.problem)", at: fields.settings(Self.id)?.place ?? fields.place,
        hint: error.hint)
    }
    self.condition = condition
    after = fields.after()
  }

  /// Condition and time.
  public var settings: [(key: String, value: String)] {
    [(Self.id, Scenario.quoted(condition.text))]
      + (after.map { [("after", $0.description)] } ?? [])
  }
  /// In words.
  public var text: String {
    "as soon as \(condition.text) (from \(earliest.roundedText) on)"
  }
  /// The time from which on it waits.
  public var earliest: TimeSpan { after ?? .zero }
  /// Refused where a tag is unknown or no values that the tags reach fulfil it.
  public func placed(_ use: TriggerUse) -> When? {
    var read: [(operand: ControlOperand, placed: PlacedOperand?)] = []
    for operand in condition.operands {
      // What stands twice is told of once.
      let before = read.first { $0.operand == operand }
      read.append(before ?? (operand, PlacedOperand(operand, use)))
    }
    let known = read.compactMap(\.placed)
    guard known.count == read.count else { return nil }
    let reach = ConditionReach(condition, known, on: use.surface)
    guard reach.canHold else {
      use.refuse(
        "'\(condition.text)' never holds",
        hint: use.surface.ranges(of: reach.read) ?? "it reads no tag")
      return nil
    }
    var placed = self
    placed.operands = known
    placed.after = after ?? use.lead
    return placed
  }
  /// Starts.
  public func begin(_ generator: SeededGenerator) -> any WaitingTrigger {
    Waiting(condition: condition, operands: operands, after: earliest)
  }

  private struct Waiting: WaitingTrigger {
    let condition: ControlCondition
    let operands: [PlacedOperand]
    let after: TimeSpan
    func fires(_ moment: TriggerMoment) -> Bool {
      moment.elapsed >= after && condition.holds { operands[$0].value(in: moment) }
    }
  }
}
