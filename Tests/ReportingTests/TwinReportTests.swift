import Reporting
import Telemetry
import TestSupport
import Testing

@Suite("Twin in the report")
struct TwinReportTests {
  @Test("the lead tells the mean errors, open and closed loop, and what they were measured on")
  func lead() {
    let facts = SampleReport.fidelity("L_T7")
    #expect(
      TwinSection.lead(facts).replacing("\u{A0}", with: " ")
        == "Left to itself with the real actuators for 1 h, the twin is off by 0.060 of a tag's "
        + "usual spread, 0.20 after 24 h and 0.35 after 7 days. When it switches its actuators by "
        + "its own rules: 0.40 after 24 h. 1 is as bad as always saying the mean. Measured on time "
        + "it has not seen, 2016-07-04 00:00 to 2016-08-10 12:00, from 13 starts; mean over 2 tags."
    )
    #expect(
      TwinSection.lead(
        FidelityFacts(tags: [TagFidelity(tag: "a", openLoop: [.init(after: .hours(1), share: 1)])])
      )
      .replacing("\u{A0}", with: " ")
        == "Left to itself with the real actuators for 1 h, the twin is off by 1.00 of a tag's "
        + "usual spread. 1 is as bad as always saying the mean. Measured on unseen time; mean over "
        + "1 tag.")
  }

  @Test("errors without a finite value count nowhere and are never written")
  func notFinite() {
    let facts = FidelityFacts(tags: [
      TagFidelity(
        tag: "a", oneStepR2: .nan,
        openLoop: [.init(after: .hours(1), error: .infinity, share: .nan)])
    ])
    #expect(TwinSection.lead(facts) == "")
    var content = SampleReport.content()
    content.fidelity = facts
    let text = WellFormedPage(ReportPage.render(content)).text
    #expect(text.contains("How near this twin is was not measured."))
    #expect(text.matches(of: /\b(nan|inf)\b/).isEmpty)
  }

  @Test(
    "errors stand in the tag's unit and as a share; rules with duty and switches, real and twin")
  func tables() {
    let text = WellFormedPage(ReportPage.render(SampleReport.content())).text
      .replacing("\u{A0}", with: " ")
    for part in [
      "0.012 L_T7 (0.050)", "0.4 L_T7 (0.35)", "Own rules, after 24 h", "(0.40)", "3 (0.070)",
      "0.999", "99.3%", "41% / 40%", "2.9 / 3", "no rule found", "What the twin does not know",
      "How far switches lie apart", "1.25 h", "Days told from real ones", "0.775", "0.5",
      "undefined, because it <keeps> no account of L_T7",
    ] { #expect(text.contains(part), "\(part)") }
  }

  @Test("without figures the sentences are told, without a twin that there is none")
  func absent() {
    var content = SampleReport.content()
    content.fidelity = nil
    content.simulated?.fidelity = ["tank level off by 4 cm after 1 day"]
    let text = WellFormedPage(ReportPage.render(content)).text
    #expect(text.contains("On time that it has not seen:"))
    #expect(text.contains("tank level off by 4 cm after 1 day"))
    content.simulated = nil
    let bare = WellFormedPage(ReportPage.render(content)).text
    #expect(bare.contains("No twin was made in this run."))
    #expect(bare.contains("No attack was simulated in this run."))
    #expect(
      bare.contains("No attack was simulated in this run, so nobody knows what would be missed."))
  }

  @Test("hundreds of tags, rules and machines stay a page of modest size, and what is cut is said")
  func large() {
    var content = SampleReport.content()
    let life = SampleReport.lives("M")[0]
    content.remainingLife = (0..<300).map { number in
      var copy = life
      copy.asset = "M\(number)"
      return copy
    }
    content.fidelity?.tags = Array(repeating: SampleReport.fidelity("a").tags[0], count: 300)
    content.fidelity?.rules = Array(repeating: ActuatorRule(actuator: "P"), count: 130)
    let page = ReportPage.render(content)
    let text = WellFormedPage(page).text
    #expect(page.utf8.count < 900_000)
    for cut in ["And 260 more machines.", "And 100 more tags.", "And 30 more rules."] {
      #expect(text.contains(cut), "\(cut)")
    }
  }

  @Test("three curves of a week stay small and show the attack")
  func curves() {
    let series = SampleReport.series(20_000)
    let chart = ValuesChart(
      id: "c", title: "t",
      curves: [
        .init(name: "True", kind: "truth", series: series),
        .init(name: "Stored", kind: "stored", series: TimeSeries()),
      ], shaded: (SampleReport.range(10, 20), "attack"), coarseness: 2)
    let text = Markup.render(chart.node())
    // 143 columns × 4 points × about 11 bytes.
    #expect(text.utf8.count < 9_000)
    #expect(text.contains("alert-time") && text.contains("Stored: no values."))
    let empty = Markup.render(ValuesChart(id: "c", title: "t", curves: []).node())
    #expect(empty.contains("no values in this time"))
  }
}
