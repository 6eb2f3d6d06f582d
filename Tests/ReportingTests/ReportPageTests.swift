import Foundation
import Reporting
import Telemetry
import TestSupport
import Testing

@Suite("Report page")
struct ReportPageTests {
  @Test("no text from a plant becomes markup", arguments: HostileText.each + [HostileText.all])
  func hostileNames(_ name: String) {
    let html = ReportPage.render(SampleReport.content(name: name))
    let page = WellFormedPage(html)
    let plain = WellFormedPage(ReportPage.render(SampleReport.content(name: "L_T7")))
    #expect(page.problem == nil)
    #expect(!html.lowercased().contains("<script"))
    let known = Set(plain.elements)
    #expect(Set(page.elements).subtracting(known) == [])
    // A name that was cut carries its longer form as `title`.
    let attributes = Set(plain.attributes.map(\.name)).union(["title"])
    #expect(Set(page.attributes.map(\.name)).subtracting(attributes) == [])
    #expect(page.style == plain.style)
    #expect(!html.unicodeScalars.contains { $0 != "\n" && PlainText.isHarmful($0) })
    #expect(html.utf8.count < 400_000)
  }

  @Test("the page asks for nothing: no script, no link out, no file beside it")
  func selfContained() {
    let page = WellFormedPage(ReportPage.render(SampleReport.content()))
    #expect(!page.elements.contains("script"))
    #expect(!page.elements.contains("img") && !page.elements.contains("iframe"))
    #expect(!page.attributes.contains { $0.name.hasPrefix("on") || $0.name == "src" })
    #expect(page.values(of: "href").allSatisfy { $0.hasPrefix("#") || $0 == "data:," })
    #expect(!page.style.contains("url(") && !page.style.contains("@import"))
    #expect(!page.style.contains("http"))
    #expect(
      page.attributes.contains { $0.name == "content" && $0.value.hasPrefix("default-src 'none'") })
  }

  @Test("every reference inside the page has its target, and ids are not used twice")
  func references() {
    let page = WellFormedPage(ReportPage.render(SampleReport.content()))
    let ids = page.values(of: "id")
    #expect(Set(ids).count == ids.count)
    let references =
      page.values(of: "href").filter { $0.hasPrefix("#") }.map { String($0.dropFirst()) }
      + page.values(of: "aria-labelledby") + page.values(of: "aria-describedby")
      + (page.values(of: "fill") + page.values(of: "clip-path")).filter { $0.hasPrefix("url(#") }
      .map { String($0.dropFirst(5).dropLast()) }
    #expect(references.count > 20)
    #expect(Set(references).subtracting(ids) == [])
  }

  @Test("the same content gives the same bytes, and content survives JSON")
  func deterministic() throws {
    let content = SampleReport.content()
    let html = ReportPage.render(content)
    #expect(ReportPage.render(content) == html)
    let copy = try JSONDecoder().decode(ReportContent.self, from: JSONEncoder().encode(content))
    #expect(copy == content)
    #expect(ReportPage.render(copy) == html)
  }

  @Test("a long history stays a small file")
  func size() {
    let html = ReportPage.render(SampleReport.content(rows: 100_000))
    #expect(html.utf8.count < 500_000)
  }

  @Test("without windows, alerts and scores the page says so in sentences")
  func empty() {
    let content = ReportContent(
      run: "r", asOf: SampleReport.start, plant: PlantFacts(name: "riverbend"))
    let page = WellFormedPage(ReportPage.render(content))
    #expect(page.problem == nil)
    for sentence in [
      "No rows were read, so nothing was judged.", "No alert is open.",
      "No rate of false alarms was promised or measured in this run. Treat alarms as hints.",
      "No new model was made in this run, so there was nothing to accept.",
      "No labelled attack or fault is known for this plant, so nothing can be said about what "
        + "would be caught.", "No row was scored, so there is no timeline.", "No tags are known.",
      "No model has been trained yet.", "Nothing random took part.",
      "No attack was simulated in this run, so nobody knows what would be missed.",
      "No twin was made in this run.", "No machine has a forecast in this run.",
    ] {
      #expect(page.text.contains(sentence), "\(sentence)")
    }
    #expect(page.text.matches(of: /\b(nan|nil|inf|Optional)\b/).isEmpty)
  }

  @Test("the page says in one sentence what was caught, beside what chance catches")
  func caught() {
    let text = WellFormedPage(ReportPage.render(SampleReport.content())).text
    #expect(
      text.contains(
        "1 of 2 labelled events were caught (L_T7), after 2\u{A0}h. The same alarms at other "
          + "times catch 0.4 of 2 on average. Missed: A2."))
    #expect(
      text.contains(
        "6 false alarms in 70\u{A0}days of normal time that was held back: 0.6 a week, promised 1.")
    )
    #expect(
      text.contains(
        "8 of 11 simulated attacks caught; 1 of 1 real one. The true share on the twin is likely "
          + "43% to 90%. Alarms at random moments, as many as promised, would catch 2.1 of 11. "
          + "Most missed: L_T7 (3 of 10). 1 of 40 harmless look-alikes raised an alarm."))
    #expect(text.contains("so that about 1 false alarm a week is what to expect."))
  }

  @Test("an alert says what it looks like with shares, or that it looks like nothing simulated")
  func likely() {
    var content = SampleReport.content()
    func text(_ likely: [Alert.Likely]?) -> String {
      content.alerts[0].alert.likely = likely
      content.alerts[0].alert.assets = [
        .init(name: "T7", share: 0.61), .init(name: "PU1", share: 0.2),
      ]
      content.alerts[0].alert.controllers = [.init(name: "PLC5", share: 0.8)]
      return WellFormedPage(ReportPage.render(content)).text
    }
    let told = text([
      .init(id: "T0856", name: "Spoof Reporting Message", share: 0.62),
      .init(id: nil, name: "a burst", share: 0.3, harmless: true),
    ])
    #expect(
      told.contains(
        "Spoof Reporting Message (T0856) 62%; harmless: a burst 30% of the votes of the ten nearest simulated scenarios"
      ))
    #expect(!told.contains("the one named first is right"))
    content.techniqueHits = TechniqueHits(right: 1, attacks: 1)
    #expect(
      text([.init(id: nil, name: "wear", share: 0.5)]).contains(
        "wear 50% of the votes of the ten nearest simulated scenarios; the one named first is right for 1 of 1 "
          + "simulated attack (100%)"))
    #expect(told.contains("T7 61%, PU1 20%"))
    #expect(told.contains("PLC5 80%"))
    #expect(text([]).contains("nothing that was simulated"))
  }

  @Test("a promise that the time cannot tell, or chance may break, is told as such")
  func undecided() {
    var content = SampleReport.content()
    func text(_ alarms: Int, weeks: Double) -> String {
      content.promise?.heldBack = .init(alarms: alarms, watched: .hours(168 * weeks))
      return WellFormedPage(ReportPage.render(content)).text
    }
    let short = text(1, weeks: 2)
    #expect(
      short.contains(
        "The time is too short to tell whether that holds: it takes 17\u{A0}days of normal time."))
    #expect(short.contains("promised 1: too short a time to tell"))
    let unclear = text(20, weeks: 10)
    #expect(
      unclear.contains(
        "That is more than 1.5 times the promise, but so few alarms may be chance: look at the "
          + "likely true rate."))
    #expect(!unclear.contains("More false alarms than promised"))
  }

  @Test("an event that only an alarm from before touches is missed, and said to be covered")
  func covered() {
    var content = SampleReport.content()
    guard let event = content.detection?.windows[1].event else { return }
    content.detection?.windows[1].firstAlarm = nil
    content.detection?.windows[1].alarms = [
      TimeRange(event.range.start - .hours(9), event.range.end)
    ]
    let text = WellFormedPage(ReportPage.render(content)).text
    #expect(text.contains("Only under an alarm that had begun before: A2. Missed: A2."))
  }

  @Test("a result no better than chance and a broken promise are told as such")
  func honest() {
    var content = SampleReport.content()
    content.detection?.randomCaught = 1.2
    content.promise?.heldBack = .init(alarms: 30, watched: .hours(1_680))
    let text = WellFormedPage(ReportPage.render(content)).text
    #expect(
      text.contains(
        "The same alarms at other times catch 1.2 of 2 on average. That is no better than chance."))
    #expect(
      text.contains(
        "Even the lower end of the likely true rate is more than 1.5 times the promise: expect more "
          + "false alarms than you asked for."))
    #expect(text.contains("More false alarms than promised: see Was it worth trusting?"))
    #expect(text.contains("The new model was refused (L_T7)."))
  }

  @Test(
    "all is quiet only where data were read, are fresh and were scored",
    arguments: [
      (false, 0.0, true, "No rows were read, so nothing was judged."),
      (
        true, 50.0, true,
        "No alert is open, but the last row is 2 d 1 h old: nobody knows what happened since."
      ), (true, 1.0, false, "No row was scored, so nothing was judged."),
      (true, 1.0, true, "Nothing unusual: no alert is open."),
    ])
  func quiet(_ hasRows: Bool, _ age: Double, _ isScored: Bool, _ sentence: String) {
    let plant = PlantFacts(
      name: "p", rows: 2, span: hasRows ? SampleReport.range(0, 1) : nil, freshness: .hours(26))
    let headline = Headline(
      alerts: [], plant: plant, isScored: isScored, asOf: SampleReport.time(age))
    #expect(headline.text.replacing("\u{A0}", with: " ") == sentence)
    #expect((headline.severity == nil) == (sentence == "Nothing unusual: no alert is open."))
  }

  @Test("the headline is the most severe open alert")
  func headline() {
    var mild = SampleReport.alert("PU4", from: 950, to: 960)
    mild.severity = .low
    mild.summary = ""
    var closed = SampleReport.alert("T1")
    closed.status = .closed
    closed.severity = .critical
    let plant = PlantFacts(name: "p", span: SampleReport.range(0, 960))
    let both = Headline(
      alerts: [mild, SampleReport.alert("L_T7"), closed], plant: plant, isScored: true,
      asOf: SampleReport.time(960))
    #expect(both.text == "L_T7, since 2016-08-10 12:00 (new). 2 alerts are open, 2 of them new.")
    #expect(both.severity == .high)
    let one = Headline(
      alerts: [mild, closed], plant: plant, isScored: true, asOf: SampleReport.time(960))
    #expect(
      one.text == "PU4 does not behave as expected (PU4: expected 3.41 PU4, seen 1.19 PU4), since "
        + "2016-08-12 14:00 (new).")
    let none = Headline(
      alerts: [closed], plant: plant, isScored: true, asOf: SampleReport.time(960))
    #expect(
      none.text
        == "Nothing unusual: no alert is open. The last one ended \(closed.lastSeen.minuteText).")
  }

  @Test("text and ground differ enough to read, in light and dark (WCAG 2.1 AA)")
  func contrast() throws {
    let style = WellFormedPage(ReportPage.render(SampleReport.content())).style
    let parts = style.components(separatedBy: "prefers-color-scheme: dark")
    try #require(parts.count == 2)
    let light = colours(parts[0])
    let dark = light.merging(colours(parts[1].components(separatedBy: "* {")[0])) { $1 }
    #expect(light.count == 27)
    #expect(dark != light)
    let texts = [
      ("ink", "card"), ("ink", "page"), ("muted", "card"), ("muted", "page"), ("link", "card"),
      ("link", "page"), ("calm-ink", "calm"), ("low-ink", "low"), ("medium-ink", "medium"),
      ("high-ink", "high"), ("critical-ink", "critical"), ("plain-ink", "plain"), ("alarm", "card"),
    ]
    let marks = [
      ("seen", "card"), ("expected", "card"), ("seen", "shade"), ("expected", "shade"),
      ("seen", "band"), ("part", "card"), ("alarm", "plain"), ("event", "card"), ("truth", "card"),
      ("truth", "shade"),
    ]
    for scheme in [light, dark] {
      for (pairs, least) in [(texts, 4.5), (marks, 3.0)] {
        for (front, ground) in pairs {
          let a = luminance(try #require(scheme[front]))
          let b = luminance(try #require(scheme[ground]))
          #expect((max(a, b) + 0.05) / (min(a, b) + 0.05) >= least, "\(front) on \(ground)")
        }
      }
    }
  }

  private func colours(_ css: String) -> [String: Int] {
    var found: [String: Int] = [:]
    for match in css.matches(of: /--([a-z-]+): #([0-9a-f]{6});/) {
      found[String(match.1)] = Int(match.2, radix: 16)
    }
    return found
  }

  // Relative luminance, WCAG 2.1.
  private func luminance(_ colour: Int) -> Double {
    let parts = [16, 8, 0].map { shift -> Double in
      let c = Double(colour >> shift & 255) / 255
      return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }
}
