import Reporting
import TestSupport
import Testing

@Suite("Quality of generated data in the report")
struct GeneratedDataPartTests {
  private let facts = GeneratedDataFacts(
    traces: 340, readBack: 340, brokenValues: 0, usualShare: 0.998, closedShare: 0.973,
    leaking: 1, attacks: 290, withoutEffect: 12, pairs: 84, repeated: 7, evenness: 0.913)

  @Test("every figure stands beside what would be perfect")
  func rows() {
    let rows = GeneratedDataPart.rows(facts).map {
      "\($0.figure) / \($0.perfect)".replacing("\u{A0}", with: " ")
    }
    #expect(
      rows == [
        "340 of 340 / all", "0 / 0", "99.8% / 99.8 % and more",
        "97% / all but overflows and pumps that ran for a part of a row", "1 of 340 / none",
        "12 of 290 / none", "84 / many", "7 of 290 / none", "0.91 / 1",
      ])
  }

  @Test("without attacks nothing is said of them")
  func withoutAttacks() {
    var none = facts
    none.attacks = 0
    none.usualShare = nil
    none.closedShare = nil
    #expect(GeneratedDataPart.rows(none).count == 3)
  }

  @Test("the page has the table where something was simulated, and only there")
  func page() {
    var content = SampleReport.content()
    content.simulated?.quality = facts
    #expect(
      WellFormedPage(ReportPage.render(content)).text.contains("How good the simulated data are"))
    content.simulated?.quality = nil
    #expect(
      !WellFormedPage(ReportPage.render(content)).text.contains("How good the simulated data are"))
  }
}
