import Diagnostics
import Testing
import Twin

@Suite("Conditions over signals")
struct ControlConditionTests {
  private func holds(_ text: String, _ signals: [String: Double]) throws -> Bool {
    let condition = try ControlCondition(text)
    return condition.holds { place in
      switch condition.operands[place] {
      case .constant(let value): value
      case .signal(let name): signals[name] ?? .nan
      }
    }
  }

  @Test(
    "compare, negate, and bind: not before and, and before or",
    arguments: [
      ("a < 2", true), ("a<2", true), ("a >= 1", true), ("a != 1", false), ("a = b", false),
      ("a == 1", true), ("a", true), ("not a", false), ("not not a", true), ("a and b", false),
      ("a or b and b", true), ("(a or b) and b", false), ("not b and a", true),
      ("not (b and a)", true), ("b > -1 and b <= 0", true), ("1.5 > a", true), ("a > 1e3", false),
    ])
  func truths(_ text: String, _ isTrue: Bool) throws {
    #expect(try holds(text, ["a": 1, "b": 0]) == isTrue)
  }

  @Test("a comparison with a missing value does not hold, nor does its opposite")
  func missing() throws {
    for sign in ["<", ">", "<=", ">=", "=", "!="] { #expect(try !holds("x \(sign) 1", [:])) }
    #expect(try !holds("x", [:]))
  }

  @Test("words are signals of their own, named after what they are compared with")
  func words() throws {
    let condition = try ControlCondition("mode is manual or level < 2")
    #expect(
      condition.operands == [
        .signal("mode"), .signal("mode is manual"), .signal("level"), .constant(2),
      ])
  }

  /// Any condition, written with all brackets, and what it comes to.
  private func any(_ depth: Int, _ generator: inout SeededGenerator) -> (text: String, value: Bool)
  {
    let values = ["a": 1.0, "b": 0.0, "c": 2.5]
    switch depth == 0 ? 0 : generator.next() % 4 {
    case 1:
      let (x, y) = (any(depth - 1, &generator), any(depth - 1, &generator))
      return ("(\(x.text)) and (\(y.text))", x.value && y.value)
    case 2:
      let (x, y) = (any(depth - 1, &generator), any(depth - 1, &generator))
      return ("(\(x.text)) or (\(y.text))", x.value || y.value)
    case 3:
      let x = any(depth - 1, &generator)
      return ("not (\(x.text))", !x.value)
    default:
      let name = ["a", "b", "c"][Int(generator.next() % 3)]
      let limit = Double(generator.next() % 4)
      return generator.next() % 2 == 0
        ? ("\(name) < \(limit)", (values[name] ?? 0) < limit)
        : ("\(name) >= \(limit)", (values[name] ?? 0) >= limit)
    }
  }

  @Test("any condition comes to what its parts come to")
  func property() throws {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<2_000 {
      let (text, value) = any(6, &generator)
      #expect(try holds(text, ["a": 1, "b": 0, "c": 2.5]) == value, "\(text)")
    }
  }

  @Test(
    "what is no condition is refused with the word that does not belong",
    arguments: [
      ("a <", "nothing stands behind '<'"), ("< 2", "'<' does not belong where it stands in '< 2'"),
      ("a and", "the condition 'a and' ends too early"), ("", "the condition '' ends too early"),
      ("(a", "a bracket is opened and not closed"),
      ("a b", "'b' does not belong where it stands in 'a b'"),
      ("a => 2", "'=>' does not belong where it stands in 'a => 2'"),
      (
        String(repeating: "not ", count: 40) + "a",
        "the condition has more than 16 brackets and nots in each other"
      ),
    ])
  func refused(_ text: String, _ problem: String) {
    #expect { try ControlCondition(text) } throws: { ($0 as? Fault)?.problem == problem }
  }
}
