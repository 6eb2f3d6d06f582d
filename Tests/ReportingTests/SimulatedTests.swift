import Evaluation
import Reporting
import Telemetry
import TestSupport
import Testing

@Suite("Simulated attacks in the report")
struct SimulatedTests {
  private static let spoof = Alert.Technique(id: "T0856", name: "Spoof Reporting Message")
  private static let view = Alert.Technique(id: "T0832", name: "Manipulation of View")

  private static func window(
    _ id: String, _ technique: Alert.Technique?, after hours: Double?, kind: EventKind = .attack
  ) -> JudgedWindow {
    JudgedWindow(
      id: id, event: PlantEvent(range: SampleReport.range(10, 90), asset: "T2", kind: kind),
      technique: technique, firstAlarm: hours.map { SampleReport.time(10 + $0) })
  }

  private static let facts = SimulatedFacts(
    attacks: [
      .init(
        name: "offset", technique: spoof, size: .small, caught: 2, total: 10,
        timesToDetect: [.hours(9), .hours(3)]),
      .init(
        name: "offset", technique: spoof, size: .large, caught: 1, total: 10,
        timesToDetect: [.hours(1)]),
      .init(name: "ramp", technique: spoof, size: .large, caught: 0, total: 5),
      .init(name: "loss of power", caught: 5, total: 5, medianTimeToDetect: .hours(2)),
    ], lookAlikes: [.init(name: "surge", caught: 2, total: 40)])

  @Test("the interval of a share is told in whole percents")
  func interval() {
    #expect(WilsonInterval(271, of: 300).text == "86% to 93%")
    #expect(WilsonInterval(0, of: 0).text == "0% to 100%")
  }

  @Test("simulated and real attacks of one technique stand in one row, whatever their kind")
  func grouping() throws {
    let windows = [
      Self.window("A1", Self.view, after: nil), Self.window("A2", Self.spoof, after: 4),
      Self.window("A3", nil, after: 1), Self.window("A4", Self.spoof, after: nil),
    ]
    let results = TechniqueResult.all(Self.facts, real: windows)
    #expect(
      results.map(\.name) == [
        "Spoof Reporting Message", "loss of power", "Manipulation of View", "no technique named",
      ])
    let first = try #require(results.first)
    #expect(first.kinds == ["offset", "ramp"])
    #expect(first.simulated.text == "3 of 25")
    #expect(first.simulated.median == .hours(3))
    #expect(first.sizes[.small]?.text == "2 of 10")
    #expect(first.sizes[.large]?.text == "1 of 15")
    #expect(first.sizes[.medium] == nil)
    #expect(first.real.text == "1 of 2")
    #expect(first.real.median == .hours(4))
    #expect(results[1].simulated.median == .hours(2))
    #expect(results[2].simulated.text == "–")
    #expect(results.reduce(0) { $0 + $1.real.total } == windows.count)
  }

  @Test("the median of several rows is told only where every time is known")
  func median() {
    typealias Row = SimulatedFacts.Row
    let whole = Row(name: "a", caught: 1, total: 2, timesToDetect: [.hours(6)])
    let half = Row(name: "b", caught: 4, total: 4, medianTimeToDetect: .hours(1))
    let none = Row(name: "c", caught: 0, total: 4)
    #expect(whole.medianTimeToDetect == .hours(6))
    #expect(TechniqueResult.Tally([whole, none]).median == .hours(6))
    #expect(TechniqueResult.Tally([half, none]).median == .hours(1))
    #expect(TechniqueResult.Tally([whole, half]).median == nil)
    #expect(TechniqueResult.Tally([none]).median == nil)
    #expect(TimeText.median([.hours(1), .hours(2)]) == .hours(1.5))
  }

  @Test("one line tells what was caught of all, simulated and real")
  func sentence() {
    #expect(
      SideBySide.sentence(
        Self.facts, real: [Self.window("A1", nil, after: 1), Self.window("A2", nil, after: nil)])
        == "8 of 30 simulated attacks caught; 1 of 2 real ones. The true share on the twin is "
        + "likely 14% to 44%. Most missed: offset (17 of 20). 2 of 40 harmless look-alikes raised "
        + "an alarm.")
    var lucky = Self.facts
    lucky.randomCaught = 8.2
    lucky.lookAlikes = []
    #expect(
      SideBySide.sentence(lucky, real: [])
        == "8 of 30 simulated attacks caught. The true share on the twin is likely 14% to 44%. No "
        + "real attack is labelled, so there is none to compare with. Alarms at random moments, as "
        + "many as promised, would catch 8.2 of 30. That is no better than chance. Most missed: "
        + "offset (17 of 20).")
    #expect(
      SideBySide.sentence(SimulatedFacts(lookAlikes: Self.facts.lookAlikes), real: [])
        == "2 of 40 harmless look-alikes raised an alarm.")
  }

  @Test("only labelled attacks are set beside simulated ones")
  func onlyAttacks() {
    var content = SampleReport.content()
    content.detection?.windows = [
      Self.window("A1", Self.spoof, after: 2),
      Self.window("F1", Self.spoof, after: 2, kind: .fault),
    ]
    let text = WellFormedPage(ReportPage.render(content)).text
    #expect(text.contains("simulated attacks caught; 1 of 1 real one."))
  }

  @Test("kinds are ranked by their misses over all sizes, the first named first among equals")
  func kinds() {
    var facts = Self.facts
    facts.attacks.append(.init(name: "freeze", caught: 0, total: 5))
    let kinds = MissedKind.all(facts)
    #expect(kinds.map(\.name) == ["offset", "ramp", "freeze"])
    #expect(kinds.map(\.missed) == [17, 5, 5])
    facts.attacks = [.init(name: "x", caught: 9, total: 3)]
    #expect(MissedKind.all(facts).isEmpty)
  }

  @Test("what a missed attack did is told with size, side and time")
  func consequence() {
    func text(_ deviation: Double, _ hours: Double?) -> String {
      MissedSection.consequence(
        .init(
          tag: "L_T4", unit: "m", deviation: deviation,
          beyondUsual: hours.map { TimeSpan.hours($0) })
      ).replacing("\u{A0}", with: " ")
    }
    #expect(
      text(-1.234, 14) == "L_T4 up to 1.2 m away from its course, 14 h beyond its usual range")
    #expect(text(0.5, 0) == "L_T4 up to 0.5 m away from its course, never beyond its usual range")
    #expect(text(0, nil) == "L_T4 stayed on its course")
    #expect(MissedSection.consequence(nil) == "nothing that was measured")
    #expect(MissedSection.peak(0.7) == "0.7 of the limit")
    #expect(MissedSection.peak(1.26) == "1.3 times the limit")
    #expect(MissedSection.peak(.nan) == "not known")
    #expect(MissedSection.peak(nil) == "not known")
  }

  @Test("the section says what would be missed, with six examples at the most")
  func missed() {
    var content = SampleReport.content()
    let text = WellFormedPage(ReportPage.render(content)).text
    #expect(
      text.contains("3 of 11 simulated attacks raised no alarm. Most missed: L_T7 (3 of 10)."))
    #expect(text.contains("Why it was missed: L_T7"))
    #expect(text.contains("0.7 of the limit"))
    let example = content.simulated?.missed.first
    content.simulated?.missed = Array(repeating: example, count: 20).compactMap { $0 }
    let page = WellFormedPage(ReportPage.render(content))
    #expect(page.values(of: "id").contains("missed-6"))
    #expect(!page.values(of: "id").contains("missed-7"))
    content.simulated?.attacks = [.init(name: "a", caught: 2, total: 2)]
    #expect(
      WellFormedPage(ReportPage.render(content)).text.contains(
        "Every one of the 2 simulated attacks was caught. That does not mean that every attack "
          + "would be."))
  }

  @Test("each detector of the chosen set says what it is there for, however many there are")
  func members() {
    var content = SampleReport.content()
    content.choice = ChoiceFacts(
      candidates: [.init(detectors: ["a"], isChosen: true)], attacks: 300, tried: 96,
      members: (1...20).map {
        .init(name: "d\($0)", part: "in the mean, weight 0.5", adds: -0.0114, caughtWithout: 1_249)
      } + [.init(name: "missing-data", part: "always there")])
    let text = WellFormedPage(ReportPage.render(content)).text
    #expect(text.contains("96 candidates were judged on 300 simulated attacks"))
    #expect(text.contains("What each detector of the chosen set adds on simulated attacks"))
    #expect(
      text.contains(
        /d20\s+in the mean, weight 0.5\s+[-−]0.011\s+1,249 of 300\s+missing-data\s+always there\s+–\s+–/
      ),
      "\(text)")
    let table = text.split(separator: "Candidates on simulated attacks").last ?? ""
    #expect(
      table.hasPrefix(", of each set of detectors the best")
        && !table.contains("False alarms a week"))
  }

  @Test("where the same attacks chose the detectors, the share caught says so")
  func optimism() {
    var content = SampleReport.content()
    let sentence =
      "The same attacks chose the detectors and their settings, so the share is a little too good."
    #expect(!WellFormedPage(ReportPage.render(content)).text.contains(sentence))
    content.simulated?.choseDetectors = true
    #expect(WellFormedPage(ReportPage.render(content)).text.contains(sentence))
    // Also where there is nothing else to tell.
    content.detection = nil
    #expect(
      WellFormedPage(ReportPage.render(content)).text.contains(
        "Simulated attacks only: 8 of 11 were caught. \(sentence) No labelled attack"))
  }

  @Test("the choice says by what the default was taken and that no real label took part")
  func choice() {
    let chosen = ChoiceFacts.Row(detectors: ["a"], isChosen: true)
    let other = ChoiceFacts.Row(detectors: ["b"])
    #expect(
      ChoicePart.sentence(
        ChoiceFacts(candidates: [chosen, other], attacks: 240, rule: "the highest score"))
        == "2 candidates were judged on 240 simulated attacks, all at the same promise of false "
        + "alarms. No real label was used. Taken: the highest score.")
    #expect(
      ChoicePart.sentence(ChoiceFacts(candidates: [other]))
        == "1 candidate was judged on simulated attacks, all at the same promise of false alarms. "
        + "No real label was used. None of them was taken.")
    var content = SampleReport.content()
    content.choice = ChoiceFacts(
      candidates: Array(repeating: other, count: 60) + [
        .init(detectors: ["z-last"], isChosen: true)
      ])
    let text = WellFormedPage(ReportPage.render(content)).text
    #expect(text.contains("z-last"))
    #expect(text.contains("And 20 more candidates."))
    #expect(!text.contains("What each detector of the chosen set adds"))
  }
}
