internal import Diagnostics

/// A value by the time of day and the day of the week: the last change before the moment counts.
struct SetpointSchedule: ControlBlock {
  static let id = "setpoint-schedule"
  static let summary = "a value by the time of day and the day of the week"

  private let to: String
  /// Seconds since Monday 00:00, ascending, each with the place of its value among the operands.
  private let changes: [Change]
  private let values: [ControlOperand]

  struct Change: Sendable, Equatable {
    var second: Double
    var operand: Int
  }

  private static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  init(_ fields: inout Fields) {
    let problems = fields.problems
    to = fields.requiredString("to")
    var changes: [Change] = []
    var values: [ControlOperand] = []
    for item in fields.list("changes") {
      var change = Fields(item, problems: problems)
      let text = change.requiredString("at")
      let second = Self.seconds(text)
      if second == nil {
        problems.add(
          "'at' must be a time of day, got '\(text)'", at: item.place,
          hint: "like \"06:30\", in quotes")
      }
      let days = change.strings("days", default: Self.days)
      for day in days {
        guard let index = Self.days.firstIndex(of: day) else {
          problems.add(
            "unknown day '\(day)'", at: item.place, hint: Suggestion.hint(for: day, in: Self.days))
          continue
        }
        changes.append(
          Change(second: Double(index) * 86_400 + (second ?? 0), operand: values.count))
      }
      values.append(change.requiredOperand("value"))
      change.finish()
    }
    if changes.isEmpty {
      problems.add(
        "a schedule without changes", at: fields.place,
        hint: "changes: [{ at: \"06:00\", value: 4.4 }, { at: \"22:00\", value: 5.0 }]")
    }
    self.changes = changes.sorted { ($0.second, $0.operand) < ($1.second, $1.operand) }
    self.values = values
  }

  /// `06:30` or `06:30:15` as seconds; nil where it is no time of day.
  private static func seconds(_ text: String) -> Double? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard (2...3).contains(parts.count), let hour = parts[0], let minute = parts[1],
      let second = parts.count == 3 ? parts[2] : 0, (0..<24).contains(hour),
      (0..<60).contains(minute), (0..<60).contains(second)
    else { return nil }
    return Double(hour * 3_600 + minute * 60 + second)
  }

  var reads: [ControlOperand] { values }
  var writes: [String] { [to] }
  func begin() -> any RunningBlock { Running(changes: changes) }

  private struct Running: RunningBlock {
    let changes: [Change]

    mutating func scan(_ signals: inout BlockSignals) {
      // Before the week's first change its last one holds.
      guard let last = changes.last else { return }
      let now = signals.secondsOfWeek
      signals.write(signals[(changes.last { $0.second <= now } ?? last).operand])
      let next = changes.first { $0.second > now }?.second ?? 604_800
      // Seconds of the week are rounded where the clock began within one.
      signals.wait(next - now - 1)
    }
  }
}

extension SetpointSchedule: FactualBlock {
  var facts: BlockFacts {
    let numbers = values.compactMap { value -> Double? in
      if case .constant(let number) = value { number } else { nil }
    }
    return BlockFacts(
      gives: values.map { ControlAssignment(signal: to, value: $0) },
      values: numbers.count == values.count && !values.isEmpty ? [to: Set(numbers).sorted()] : [:])
  }
}
