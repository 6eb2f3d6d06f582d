import Diagnostics
import Testing

@Suite("JSON as it is written")
struct JSONValueTests {
  @Test("stands on one line without blanks, sorted where asked for, and escapes what it must")
  func text() {
    let value = JSONValue.sorted([
      ("b", .array([.null, .boolean(true), .number("1.50")])),
      ("a", .object([("z", .string("\"\\\n\r\t\u{1}\u{7f}é")), ("y", .boolean(false))])),
    ])
    #expect(
      value.text
        == #"{"a":{"z":"\"\\\n\r\t\u0001\u007fé","y":false},"b":[null,true,1.50]}"#)
  }

  @Test("more is escaped where that is asked for, in names and texts, as UTF-16")
  func escaping() {
    let value = JSONValue.object([("a\u{202e}", .string("\u{202e}b\u{10ffff}"))])
    #expect(value.text == "{\"a\u{202e}\":\"\u{202e}b\u{10ffff}\"}")
    #expect(
      value.text { $0.value >= 0x202e } == #"{"a\u202e":"\u202eb\udbff\udfff"}"#)
  }

  @Test("a number is written to be read back; what is none, or not finite, is null")
  func numbers() {
    #expect(JSONValue.finite(0.1).text == "0.1")
    for value in [nil, Double.nan, .infinity, -.infinity] {
      #expect(JSONValue.finite(value) == .null)
    }
  }
}
