import Evaluation
import Reporting
import Telemetry
import TestSupport
import Testing

@Suite("Delays and figures on the page")
struct DelayAndFiguresTests {
  private func content(
    _ figures: [MetricFigure] = [], schedule: ReportingSchedule? = nil
  ) throws -> ReportContent {
    var content = SampleReport.content()
    content.detection?.figures = figures
    if let schedule {
      // The same event as the page's: an alarm two hours after the attack began.
      let run = try ScoredRun(
        times: (0..<300).map { SampleReport.time(Double($0)) },
        alarms: (0..<300).map { (102...170).contains($0) },
        windows: [LabelledWindow(range: SampleReport.range(100, 160))])
      content.detection?.operational = OperationalDelay(
        Evaluator.outcomes(run).windows, schedule: schedule)
    }
    return content
  }

  private func text(_ content: ReportContent) -> String {
    let page = WellFormedPage(ReportPage.render(content))
    #expect(page.problem == nil)
    return page.text
  }

  @Test("both delays stand in the sentence and in the table, with what makes alarms wait")
  func both() throws {
    let schedule = ReportingSchedule(exportLag: .hours(1), schedule: .hours(24))
    let text = try text(content(schedule: schedule))
    // 102 h after midnight; told at 120 h, 20 h after the attack began at 100 h.
    #expect(text.contains("after 2\u{A0}h (told within 20\u{A0}h)"))
    #expect(text.contains("Until the detector's alarm"))
    #expect(text.contains("Until somebody is told"))
    #expect(text.contains("Exports are 1\u{A0}h late, and a run starts every 24\u{A0}h"))
  }

  @Test("without a schedule the page says what is missing and tells the detector's delay alone")
  func unknown() throws {
    let text = try text(content())
    #expect(text.contains("When somebody is told is not known"))
    #expect(!text.contains("Until somebody is told") && !text.contains("told within"))
  }

  @Test("figures stand beside chance; what is invalid stands apart, never without its control")
  func figures() throws {
    let invalid = MetricFigure(
      name: "point-adjusted-f1", value: 0.964, random: 0.946, objection: "invalid: luck")
    let text = try text(
      content([
        MetricFigure(name: "VUS-PR", value: 0.824, low: 0.69, high: 0.93, random: 0.293),
        MetricFigure(name: "eTaPR, F1", reason: "no row raises an alarm"), invalid,
      ]))
    #expect(text.contains("0.69 to 0.93") && text.contains("0.293"))
    #expect(text.contains("no row raises an alarm"))
    #expect(text.contains("point-adjusted-f1 0.964, random scores 0.946. invalid: luck."))
    var alone = invalid
    alone.random = nil
    #expect(!(try self.text(content([alone]))).contains("point-adjusted-f1"))
  }

  @Test("without labelled events the page says that attacks were simulated only")
  func simulatedOnly() throws {
    var content = SampleReport.content()
    content.detection = nil
    let facts = try #require(content.simulated)
    let text = text(content)
    #expect(
      text.contains("Simulated attacks only: \(facts.caught) of \(facts.total) were caught. "))
    #expect(!text.contains("no labelled event"))
  }
}
