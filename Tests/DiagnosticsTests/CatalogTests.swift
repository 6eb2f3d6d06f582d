import Diagnostics
import Testing

private struct Smooth: Catalogued {
  static let id = "smooth"
  static let summary = "A moving mean."
}

@Suite("Catalogs")
struct CatalogTests {
  private let catalog = Catalog<Double>(
    kind: "filter",
    [
      .init(Smooth.self) { fields in fields.number("width", default: 3, in: 1...9) }
    ])

  private func make(_ written: Written) -> (product: Double?, problems: [String]) {
    let problems = Problems()
    let product = catalog.make(written.settings(path: "filters[0]"), problems: problems)
    return (product, problems.all.map(\.description))
  }

  @Test("a mapping with 'use' or a bare name makes the product")
  func making() {
    #expect(make(.map([("use", .text("smooth")), ("width", .text("5"))])).product == 5)
    #expect(make(.text("smooth")).product == 3)
    #expect(make(.text("smooth")).problems == [])
    #expect(catalog.entries.map(\.description) == ["smooth"])
    #expect(catalog.entries.map(\.summary) == ["A moving mean."])
  }

  @Test("an unknown name is told with the nearest and the list")
  func unknown() throws {
    let made = make(.map([("use", .text("smoth"))]))
    #expect(made.product == nil)
    #expect(
      made.problems == [
        "error: unknown filter 'smoth'\n  at f.yaml:1, filters[0]\n"
          + "  hint: did you mean 'smooth'? known: smooth"
      ])
    let thrown = #expect(throws: Fault.self) { try catalog.entry(named: "zzz") }
    #expect(thrown?.problem == "unknown filter 'zzz'")
    #expect(thrown?.kind == .configuration)
  }

  @Test("a mapping without 'use' is asked which one")
  func missingUse() {
    #expect(
      make(.map([("width", .text("5"))])).problems == [
        "error: 'use' is missing: which filter?\n  at f.yaml:1, filters[0]\n  hint: known: smooth"
      ])
  }

  @Test("wrong and unknown settings of a product are told, 'use' itself being known")
  func wrongSettings() {
    let made = make(
      .map([("use", .text("smooth")), ("width", .text("99")), ("widt", .text("1"))]))
    #expect(
      made.problems == [
        "error: 'width' must be a number from 1.0 to 9.0, got 99\n  at f.yaml:2, filters[0].width",
        "error: unknown key 'widt'\n  at f.yaml:3, filters[0].widt\n"
          + "  hint: did you mean 'width'? known: name, use, width",
      ])
  }
}
