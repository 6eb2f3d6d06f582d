import Diagnostics
import Testing

@Suite("Fields of a mapping")
struct FieldsTests {
  /// Opens a mapping, reads it and gives the problems' texts.
  private func problems(
    _ pairs: [(String, Written)], _ read: (inout Fields) -> Void
  ) -> [String] {
    let problems = Problems()
    var fields = Fields(Written.map(pairs).settings(), problems: problems)
    read(&fields)
    fields.finish()
    return problems.all.map(\.description)
  }

  @Test("what is written is read, what is absent takes its default")
  func reading() {
    let found = problems([
      ("name", .text("x")), ("rate", .text("0.5")), ("count", .text("7")), ("on", .text("yes")),
      ("off", .text("false")), ("mode", .text("b")), ("tags", .list([.text("t1"), .text("t2")])),
      ("one", .text("t3")), ("inner", .map([("deep", .text("1e3"))])), ("empty", .nothing),
    ]) { fields in
      let has = ["name", "empty", "absent"].map(fields.has)
      #expect(has == [true, false, false])
      #expect(fields.string("name", default: "y") == "x")
      #expect(fields.requiredString("name") == "x")
      #expect(fields.string("absent", default: "y") == "y")
      #expect(fields.number("rate", default: 1, in: 0...1) == 0.5)
      #expect(fields.optionalNumber("absent", in: 0...1) == nil)
      #expect(fields.integer("count", default: 1, in: 1...10) == 7)
      #expect(fields.boolean("on", default: false) == true)
      #expect(fields.boolean("off", default: true) == false)
      #expect(fields.boolean("absent", default: true) == true)
      #expect(fields.word("mode", default: "a", of: ["a", "b"]) == "b")
      #expect(fields.strings("tags", default: []) == ["t1", "t2"])
      #expect(fields.strings("one", default: []) == ["t3"])
      #expect(fields.strings("absent", default: ["d"]) == ["d"])
      #expect(fields.list("tags").count == 2)
      #expect(fields.list("absent").isEmpty)
      #expect(fields.list("one").count == 1)
      var inner = fields.fields("inner")
      #expect(inner.number("deep", default: 0, in: -.infinity ... .infinity) == 1_000)
      inner.finish()
      #expect(fields.string("empty", default: "y") == "y")
    }
    #expect(found == [])
  }

  @Test("every wrong field is told with its place, its range and what stands there")
  func wrong() {
    let found = problems([
      ("name", .list([])), ("rate", .text("2")), ("low", .text("x")), ("any", .text("nan")),
      ("count", .text("0.5")), ("seed", .text("-1")), ("on", .text("ja")), ("mode", .text("c")),
      ("tags", .list([.text("t"), .map([])])), ("map", .map([])), ("inner", .text("5")),
    ]) { fields in
      #expect(fields.string("name", default: "d") == "d")
      #expect(fields.number("rate", default: 1, in: 0...1) == 1)
      #expect(fields.number("low", default: 1, in: 0 ... .infinity) == 1)
      #expect(fields.number("any", default: 1, in: -.infinity ... .infinity) == 1)
      #expect(fields.integer("count", default: 3, in: 1...10) == 3)
      #expect(fields.integer("seed", default: 3, in: 0 ... .max) == 3)
      #expect(fields.boolean("on", default: true) == true)
      #expect(fields.word("mode", default: "a", of: ["a", "b"]) == "a")
      #expect(fields.strings("tags", default: []) == ["t"])
      #expect(fields.strings("map", default: ["d"]) == ["d"])
      #expect(fields.requiredString("absent") == "")
      _ = fields.fields("inner")
    }
    #expect(
      found == [
        "error: 'name' must be a text, got a list\n  at f.yaml:1, name",
        "error: 'rate' must be a number from 0.0 to 1.0, got 2\n  at f.yaml:2, rate",
        "error: 'low' must be a number of at least 0.0, got 'x'\n  at f.yaml:3, low",
        "error: 'any' must be a number (any), got 'nan'\n  at f.yaml:4, any",
        "error: 'count' must be a whole number from 1 to 10, got '0.5'\n  at f.yaml:5, count",
        "error: 'seed' must be a whole number of at least 0, got '-1'\n  at f.yaml:6, seed",
        "error: 'on' must be true or false, got 'ja'\n  at f.yaml:7, on",
        "error: 'mode' must be one of 'a', 'b', got 'c'\n  at f.yaml:8, mode",
        "error: 'tags' must be a list of texts, got a mapping in it\n  at f.yaml:9, tags[1]",
        "error: 'map' must be a list of texts, got a mapping\n  at f.yaml:10, map",
        "error: 'absent' is missing\n  at f.yaml:1",
        "error: expected a mapping of keys, got a value\n  at f.yaml:11, inner",
      ])
  }

  @Test("a key that nobody asked for is told with the nearest one, a key that stands twice too")
  func unknown() {
    let found = problems([
      ("windw", .text("1")), ("hold", .text("1")), ("hold", .text("2")),
    ]) { fields in
      _ = fields.string("window", default: "")
      #expect(fields.string("hold", default: "") == "1")
    }
    #expect(
      found == [
        "error: key 'hold' stands twice\n  at f.yaml:3, hold\n  hint: keep one of them",
        "error: unknown key 'windw'\n  at f.yaml:1, windw\n"
          + "  hint: did you mean 'window'? known: hold, window",
      ])
  }

  @Test("what is wrong in an absent mapping is placed where it would stand")
  func absentMapping() {
    let found = problems([]) { fields in
      var inner = fields.fields("train")
      var deeper = inner.fields("normal")
      _ = deeper.requiredString("window")
    }
    #expect(found == ["error: 'window' is missing\n  at f.yaml:1, train.normal"])
  }

  @Test("problems are thrown together, or not at all")
  func throwing() throws {
    let problems = Problems()
    try problems.throwIfAny()
    problems.add("a", at: nil)
    problems.add("b", at: Place(file: "f"), hint: "c")
    let thrown = #expect(throws: Faults.self) { try problems.throwIfAny() }
    #expect(thrown?.all.count == 2)
    #expect(thrown?.kind == .configuration)
  }
}
