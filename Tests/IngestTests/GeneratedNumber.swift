import Diagnostics
import Foundation

/// Numbers of generated files: what is printed, and what it was before.
enum GeneratedNumber {
  /// Draws a number of a kind.
  static func draw(
    _ kind: GeneratedColumn.Kind, _ plan: GeneratedFilePlan, _ generator: inout SeededGenerator
  ) -> (text: String, value: Double) {
    switch kind {
    case .integer:
      let value = generator.from(-50, 5_000)
      return (String(value), Double(value))
    case .shortest:
      let value = (generator.uniform() - 0.5) * generator.pick([1e3, 1, 1e-12, 1e15])
      return (marked("\(value)", plan), value)
    case .scientific(let places):
      let text = String(format: "%.\(places)E", (generator.uniform() - 0.3) * 1e5)
      // Printing rounds here: the value is what the text says, read by the standard library.
      return (marked(text, plan), Double(text) ?? .nan)
    case .grouped: return grouped(plan, &generator)
    case .value where plan.thousandsMark != nil: return grouped(plan, &generator)
    case .value: return decimal(2, plan, &generator)
    case .decimal(let places): return decimal(places, plan, &generator)
    default: return ("", .nan)
    }
  }

  /// n / 10^places: both are exact Doubles, so that the quotient is the Double nearest to the text.
  private static func decimal(
    _ places: Int, _ plan: GeneratedFilePlan, _ generator: inout SeededGenerator
  ) -> (text: String, value: Double) {
    let count = generator.from(0, 999_999)
    let isNegative = generator.oneIn(5)
    let power = [1, 10, 100, 1_000][places]
    let fraction = String(count % power)
    let text =
      (isNegative ? "-" : "") + "\(count / power)" + plan.decimalMark
      + String(repeating: "0", count: places - fraction.count) + fraction
    return (text, (isNegative ? -1 : 1) * Double(count) / Double(power))
  }

  /// A number of at least a thousand with its groups marked.
  private static func grouped(
    _ plan: GeneratedFilePlan, _ generator: inout SeededGenerator
  ) -> (text: String, value: Double) {
    let whole = generator.from(1_000, 99_999_999)
    let cents = generator.from(0, 99)
    var groups: [String] = []
    var rest = whole
    while rest >= 1_000 {
      groups.insert(String(String(rest % 1_000 + 1_000).dropFirst()), at: 0)
      rest /= 1_000
    }
    groups.insert(String(rest), at: 0)
    let text =
      groups.joined(separator: plan.thousandsMark ?? "") + plan.decimalMark
      + String(String(cents + 100).dropFirst())
    return (text, Double(whole * 100 + cents) / 100)
  }

  private static func marked(_ text: String, _ plan: GeneratedFilePlan) -> String {
    plan.decimalMark == "." ? text : text.replacingOccurrences(of: ".", with: plan.decimalMark)
  }
}
