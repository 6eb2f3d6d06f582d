import Pipeline
import Testing

@Suite("Numbers and columns")
struct NumbersTests {
  @Test(
    "numbers have few digits, thousands parted, and no exponent below a thousand billions",
    arguments: [
      (0.0, "0"), (-0.0, "0"), (0.25, "0.25"), (12.44, "12.4"), (12.45, "12.5"), (1_203, "1,203"),
      (1_203.4, "1,203"), (-3.14159, "-3.14"), (0.0004, "0"), (0.0005, "0.001"), (99.96, "100"),
      (1e16, "1e+16"), (1_000_000, "1,000,000"), (-0.0001, "0"),
      (.infinity, "–"), (.nan, "–"), (1e300, "1e+300"),
    ])
  func plain(_ value: Double, _ text: String) {
    #expect(Numbers.plain(value) == text)
  }

  @Test(
    "whole numbers are parted by thousands",
    arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (-12_345_678, "-12,345,678")])
  func grouped(_ value: Int, _ text: String) { #expect(Numbers.grouped(value) == text) }

  @Test(
    "tiny numbers have one digit and a power of ten",
    arguments: [
      (0.0, "0"), (3.2e-13, "3e-13"), (9.6e-8, "1e-7"), (1.0, "1e0"), (-25, "-3e1"),
      (.nan, "–"), (2e-308, "2e-308"),
    ])
  func scientific(_ value: Double, _ text: String) { #expect(Numbers.scientific(value) == text) }

  @Test("columns are as wide as their widest cell; the last one is not padded")
  func columns() {
    #expect(
      TextColumns.aligned([["a", "bb", "c"], ["ccc", "d"], ["é", "", "x"]])
        == "a    bb  c\nccc  d\né        x\n")
    #expect(TextColumns.aligned([["a\nb\u{1b}[2J", "c"]]) == "a\u{FFFD}b\u{FFFD}[2J  c\n")
    #expect(TextColumns.aligned([]) == "")
    #expect(TextColumns.aligned([[]]) == "\n")
  }
}
