import Reporting
import Telemetry
import TestSupport
import Testing

@Suite("Remaining life in the report")
struct LifeTests {
  private static func life(
    _ early: Double, _ median: Double, _ late: Double, _ clock: LifeClock = .days,
    cap: Double? = nil
  ) -> RemainingLife {
    RemainingLife(
      asset: "PU4", clock: clock, early: early, median: median, late: late, cap: cap)
  }

  @Test(
    "a life is told in the unit of its clock, what the model cannot tell as more than its bound",
    arguments: [
      (life(11, 19, 31), "PU4: 19 days left (11 to 31)"),
      (life(88, 112, 140, .cycles, cap: 125), "PU4: 112 cycles left (88 to more than 125)"),
      (life(98, 125, 125, .cycles, cap: 125), "PU4: more than 125 cycles left (at least 98)"),
      (life(125, 130, 140, .days, cap: 125), "PU4: more than 125 days left (more than 125)"),
      (life(-3, 0.4, 1.04, .hours), "PU4: 0.4 hours left (0 to 1)"),
      (life(0.2, 1, 2.46, .days), "PU4: 1 day left (0.2 to 2.5)"),
      (life(3, 9.97, 1_204, .hours), "PU4: 10 hours left (3 to 1,204)"),
      (life(30, 60, .infinity), "PU4: 60 days left (at least 30)"),
    ])
  func sentence(_ life: RemainingLife, _ text: String) {
    #expect(life.sentence.replacing("\u{A0}", with: " ") == text)
  }

  @Test("spans of time become days")
  func days() {
    let life = RemainingLife(asset: "a", early: .hours(264), median: .hours(456), late: .hours(744))
    #expect(life.clock == .days)
    #expect([life.early, life.median, life.late] == [11, 19, 31])
  }

  @Test("action is due when the range begins within the warning time of the clock")
  func soon() {
    #expect(Self.life(14, 30, 50).severity == .medium)
    #expect(Self.life(14.1, 30, 50).severity == nil)
    #expect(Self.life(6, 14, 50).severity == .high)
    #expect(Self.life(336, 900, 950, .hours).needsActionSoon)
    #expect(!Self.life(337, 900, 950, .hours).needsActionSoon)
    #expect(Self.life(20, 90, 95, .cycles).needsActionSoon)
    #expect(!Self.life(.nan, .nan, .nan).needsActionSoon)
    #expect(
      RemainingLife(asset: "a", clock: .days, early: 40, median: 60, late: 70, actWithin: 45)
        .needsActionSoon)
  }

  @Test("the headline tells the alert first, then the machine that needs action first")
  func headline() {
    let plant = PlantFacts(name: "p", span: SampleReport.range(0, 960))
    func headline(_ alerts: [Alert], _ life: [RemainingLife], isScored: Bool = true) -> Headline {
      Headline(
        alerts: alerts, plant: plant, isScored: isScored, asOf: SampleReport.time(960), life: life)
    }
    func text(_ headline: Headline) -> String { headline.text.replacing("\u{A0}", with: " ") }
    var alert = SampleReport.alert("L_T3")
    alert.severity = .low
    alert.summary = "T3 level disagrees with PU5"
    let both = headline([alert], [Self.life(90, 99, 120), Self.life(11, 19, 31)])
    #expect(
      text(both) == "T3 level disagrees with PU5, since 2016-08-10 12:00 (new) · PU4: 19 days left "
        + "(11 to 31)")
    #expect(both.severity == .medium)
    let two = headline([], [Self.life(11, 19, 31), Self.life(2, 8, 20), Self.life(9, 10, 12)])
    #expect(text(two) == "No alert is open · PU4: 8 days left (2 to 20), and 2 more machines")
    #expect(two.severity == .high)
    #expect(
      text(headline([], [Self.life(11, 19, 31)], isScored: false))
        == "No row was scored, so nothing was judged · PU4: 19 days left (11 to 31)")
    let quiet = headline([], [Self.life(90, 99, 120)])
    #expect(quiet == headline([], []))
    #expect(quiet.severity == nil)
  }

  @Test("the content's own headline counts machines in")
  func contentHeadline() {
    let content = ReportContent(
      run: "r", asOf: SampleReport.time(10),
      plant: PlantFacts(name: "p", span: SampleReport.range(0, 10)),
      timeline: ScoreTimeline(score: SampleReport.series(10)),
      remainingLife: [Self.life(11, 19, 31)])
    #expect(content.headline.text.hasPrefix("No alert is open · PU4: 19"))
    let text = WellFormedPage(ReportPage.render(content)).text
    #expect(text.contains("No alert is open. 1 machine needs action soon."))
    #expect(text.contains("1 machine has a forecast; 1 needs action soon."))
    #expect(text.contains("How good these forecasts are was not measured."))
  }

  @Test("machines stand in order of their middle, names settle equals, unknown ones last")
  func order() {
    var lives = [Self.life(5, .nan, 9), Self.life(5, 8, 9), Self.life(4, 8, 9), Self.life(1, 3, 9)]
    for (index, name) in ["d", "c", "b", "a"].enumerated() { lives[index].asset = name }
    #expect(RemainingLife.inOrder(lives).map(\.asset) == ["a", "b", "c", "d"])
    #expect(RemainingLife.inOrder(lives.reversed()).map(\.asset) == ["a", "b", "c", "d"])
  }

  @Test("the judgement agrees with the promise only where the interval holds it")
  func judgement() {
    func text(_ covered: Int, _ judged: Int, mae: Double? = nil) -> String {
      LifeSection.judgement(
        LifeModelFacts(clock: .cycles, mae: mae, covered: covered, judged: judged)
      ).replacing("\u{A0}", with: " ")
    }
    #expect(
      text(10, 11, mae: 7.24)
        == "Judged on 11 machines that the model had not seen: the middle is off by 7.2 cycles on "
        + "average. The range is promised to hold for 90% of the machines. It held for 10 of 11; "
        + "the true share is likely 62% to 98%. That agrees with the promise.")
    #expect(text(60, 100).hasSuffix("That is less than promised: the ranges are too narrow."))
    #expect(
      text(100, 100)
        .hasSuffix("That is more than promised: the ranges are wider than they need to be."))
    #expect(
      text(0, 0)
        == "No machine was held out of the fit, so nobody knows how good the forecasts are.")
  }

  @Test("a chart of dots draws an arrow for an open end, no dot for what cannot be told, no NaN")
  func chart() {
    let marks: [DotIntervalChart.Mark] = [
      .init(low: 1, value: 2, high: 3, kind: "first", tooltip: "<x>"),
      .init(low: 1, value: .nan, high: .infinity, kind: "first", isOpen: true),
      .init(low: .nan, value: 1, high: 2, kind: "first"),
      .init(low: -1e308, value: 1e308, high: 1e308, kind: "second"),
    ]
    for width in [880.0, 356] {
      let chart = DotIntervalChart(
        id: "a", title: "t", description: "d",
        rows: marks.map { .init(name: "&<", marks: [$0], note: "\"") }, domain: 0...4, axis: "days",
        limit: 2, width: width)
      let page = WellFormedPage(Markup.render(chart.node()))
      #expect(page.problem == nil)
      #expect(page.elements.filter { $0 == "circle" }.count == 1)
      for name in ["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r"] {
        #expect(page.values(of: name).allSatisfy { Double($0)?.isFinite == true })
      }
      #expect(page.values(of: "d").allSatisfy { !$0.contains("n") && !$0.contains("i") })
    }
  }
}
