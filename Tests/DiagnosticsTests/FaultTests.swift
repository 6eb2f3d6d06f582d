import Diagnostics
import Testing

@Suite("Faults")
struct FaultTests {
  @Test("a fault prints problem, place and hint on lines of their own")
  func text() {
    let fault = Fault(
      .configuration, "unknown detector 'pca-resid'",
      at: Place(file: "tocsin.yaml", line: 14, column: 12, path: "train.detectors[0].use"),
      hint: "did you mean 'pca-residual'?")
    #expect(
      fault.description == """
        error: unknown detector 'pca-resid'
          at tocsin.yaml:14:12, train.detectors[0].use
          hint: did you mean 'pca-residual'?
        """)
    #expect(Fault(.io, "no").description == "error: no")
    #expect(Fault(.io, "no", at: Place()).description == "error: no")
    #expect(Fault(.io, "no", hint: "yes").description == "error: no\n  hint: yes")
  }

  @Test(
    "a place shows what is known of it",
    arguments: [
      (Place(file: "a.csv"), "a.csv"), (Place(file: "a.csv", line: 3), "a.csv:3"),
      (Place(file: "a.csv", line: 3, column: 9), "a.csv:3:9"), (Place(line: 3), "line 3"),
      (Place(line: 3, column: 2), "line 3:2"), (Place(path: "tag x"), "tag x"),
      (Place(file: "a.csv", path: "tag x"), "a.csv, tag x"), (Place(column: 4), ""), (Place(), ""),
    ])
  func places(place: Place, text: String) { #expect(place.description == text) }

  @Test("a place is added where there is none yet")
  func placing() {
    let bare = Fault(.badData, "x")
    #expect(bare.at(Place(file: "f")).place == Place(file: "f"))
    #expect(bare.at(Place(file: "f")).at(Place(file: "g")).place == Place(file: "f"))
  }

  @Test("kinds have the exit codes of sysexits")
  func codes() {
    let kinds: [FaultKind] = [
      .gate, .usage, .badData, .missingInput, .missingPackage, .ourBug, .io, .tryLater,
      .configuration,
    ]
    #expect(kinds.map(\.rawValue) == [1, 64, 65, 66, 69, 70, 74, 75, 78])
  }

  @Test("several faults print one after the other with their number, and exit as the first")
  func several() {
    let two = Faults([Fault(.io, "a"), Fault(.badData, "b", hint: "c")])
    #expect(two.description == "error: a\nerror: b\n  hint: c\n2 problems")
    #expect(two.kind == .io)
    #expect(Faults([Fault(.io, "a")]).description == "error: a")
  }

  @Test("a notice prints as a warning")
  func notices() {
    #expect(Notice("two gaps").description == "warning: two gaps")
    #expect(
      Notice("two gaps", at: Place(file: "a.csv", line: 1)).description
        == "warning: two gaps (a.csv:1)")
    #expect(Notice("x", at: Place()).description == "warning: x")
  }
}
