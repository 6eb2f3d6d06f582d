import Diagnostics
import Testing

@Suite("Did you mean")
struct SuggestionTests {
  private let known = ["pca-residual", "autoregressive", "ewma", "cusum"]

  @Test(
    "a slip finds the name meant, a strange word none",
    arguments: [
      ("pca-resid", "pca-residual"), ("PCA-RESIDUAL", "pca-residual"), ("ewm", "ewma"),
      ("autoregresive", "autoregressive"), ("csum", "cusum"), ("forest", nil), ("", nil),
      ("pca", nil), ("ewna", "ewma"), ("casum", "cusum"), ("cumsu", "cusum"),
      ("dusam", nil), ("EWXY", nil), ("ewxy", "ewma"), ("alfa", nil),
    ])
  func nearest(name: String, expected: String?) {
    #expect(Suggestion.nearest(to: name, in: known) == expected)
  }

  @Test("of equally near names the first in the list is taken")
  func ties() { #expect(Suggestion.nearest(to: "ab", in: ["ac", "aa"]) == "ac") }

  @Test("the hint names the nearest, then all, sorted")
  func hints() {
    #expect(
      Suggestion.hint(for: "ewm", in: known)
        == "did you mean 'ewma'? known: autoregressive, cusum, ewma, pca-residual")
    #expect(Suggestion.hint(for: "zzz", in: ["b", "a"]) == "known: a, b")
    let many = (100..<200).map { "tag\($0)" }
    let hint = Suggestion.hint(for: "tag19", in: many)
    #expect(hint.hasPrefix("did you mean 'tag109'? known: tag100, tag101, "))
    #expect(hint.hasSuffix(", tag159 and 40 more"))
  }

  @Test(
    "the distance counts edits, and is a metric",
    arguments: [
      ("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("flaw", "lawn", 2), ("a", "b", 1),
      ("ümlaut", "umlaut", 1),
    ])
  func distance(a: String, b: String, edits: Int) {
    #expect(Suggestion.editDistance(a, b) == edits)
    #expect(Suggestion.editDistance(b, a) == edits)
  }

  @Test("the distance obeys the triangle inequality")
  func triangle() {
    var generator = SeededGenerator(seed: 7)
    func word() -> String {
      String((0..<generator.next() % 7).map { _ in ["a", "b", "c"][Int(generator.next() % 3)] })
    }
    for _ in 0..<200 {
      let (a, b, c) = (word(), word(), word())
      #expect(
        Suggestion.editDistance(a, c)
          <= Suggestion.editDistance(a, b) + Suggestion.editDistance(b, c))
      #expect((Suggestion.editDistance(a, b) == 0) == (a == b))
    }
  }
}
