import Diagnostics
import Ingest
import Testing

@Suite("Names are numbered as they come, and ranked by their bytes") struct OrderedNamesTests {
  /// Names that agree in their first bytes, end early, or are written with more than ASCII.
  private func names(_ generator: inout SeededGenerator) -> [String] {
    let starts = ["", "A", "MJ0351YNG9Z0", "MJ0351YNG9Z0XA17", "MJ0351YNG9Z0XA17-", "Kühler ", "é"]
    let ends = ["", "\0", "\0b", "0", "a", "Z", "ß", "e\u{301}", "\u{10ffff}"]
    return (0..<generator.from(1, 40)).map { _ in
      generator.pick(starts) + generator.pick(ends) + generator.pick(ends)
    }
  }

  @Test("codes and ranks are those of a sorted list of the different names")
  func ranks() {
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<300 {
      let given = names(&generator)
      var ordered = OrderedNames()
      let codes = given.map { ordered.code(of: $0) }
      var different: [String] = []
      for name in given where !different.contains(where: { $0.utf8.elementsEqual(name.utf8) }) {
        different.append(name)
      }
      #expect(ordered.names.map { Array($0.utf8) } == different.map { Array($0.utf8) })
      #expect(zip(given, codes).allSatisfy { different[Int($1)].utf8.elementsEqual($0.utf8) })
      let sorted = different.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      let ranked = zip(different, ordered.ranks).sorted { $0.1 < $1.1 }.map(\.0)
      #expect(ranked.map { Array($0.utf8) } == sorted.map { Array($0.utf8) })
    }
  }

  @Test("names that are known from the start have the first numbers")
  func known() {
    var ordered = OrderedNames(["b", "a", "b"])
    #expect(ordered.names == ["b", "a"])
    #expect(ordered.code(of: "c") == 2 && ordered.code(of: "a") == 1)
    #expect(ordered.ranks == [1, 0, 2])
  }
}
