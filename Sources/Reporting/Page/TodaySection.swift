internal import Evaluation
internal import Telemetry

/// What needs a person today: open alerts, alerts that ended in the last day, machines near their end, old data, a
/// refused model.
package struct TodaySection {
  let content: ReportContent

  func node() -> Node {
    PageParts.section("today", "Today", [PageParts.lead(.text(lead)), alerts, life, others])
  }

  private var open: [Alert] { content.alerts.map(\.alert).filter { $0.status != .closed } }

  /// How long ago an alert may have ended to be news.
  private static let recently = TimeSpan.hours(24)

  private func isNews(_ alert: Alert) -> Bool {
    alert.status != .closed || content.asOf - alert.lastSeen <= Self.recently
  }

  private var lead: String {
    let closed = content.alerts.map(\.alert).count { $0.status == .closed && isNews($0) }
    let ended =
      closed == 0 ? "" : " \(NumberText.counted(closed, "alert")) ended in the last 24 hours."
    let machines =
      soon.isEmpty
      ? ""
      : " \(NumberText.counted(soon.count, "machine")) \(soon.count == 1 ? "needs" : "need") "
        + "action soon."
    return alertsLead + ended + machines
  }

  private var alertsLead: String {
    if open.isEmpty { return "No alert is open." }
    let fresh = open.filter { $0.status == .new }.count
    let new = fresh == 0 ? "none of them new" : fresh == open.count ? "all new" : "\(fresh) new"
    return open.count == 1
      ? "One alert is open (\(open[0].status.rawValue))."
      : "\(open.count) alerts are open, \(new)."
  }

  private var alerts: Node {
    let news = content.alerts.enumerated().filter { isNews($0.element.alert) }
      .sorted { $0.element.alert.status != .closed && $1.element.alert.status == .closed }
    if news.isEmpty { return .none }
    return PageParts.list(
      news.map { index, item in
        let alert = item.alert
        return .fragment([
          PageParts.badge(
            alert.status == .closed ? "closed" : alert.severity.rawValue,
            alert.status == .closed ? "calm" : alert.severity.rawValue), " ",
          .tag("a", ["href": "#alert-\(index + 1)"], [.prose(AlertText.sentence(alert))]), " ",
          alert.status == .closed || alert.nextCheck.isEmpty
            ? .none
            : .tag("span", class: "next", ["Next: ", .note(alert.nextCheck)]),
        ])
      }, class: "alerts")
  }

  private var soon: [RemainingLife] {
    RemainingLife.inOrder(content.remainingLife.filter(\.needsActionSoon))
  }

  private var life: Node {
    let soon = soon
    if soon.isEmpty { return .none }
    let limit = 8
    let items = soon.prefix(limit).map { life -> Node in
      let cause = life.likelyCause.map { "Moved most: \(PlainText.name($0)). " } ?? ""
      return .fragment([
        PageParts.badge("act soon", life.severity?.rawValue ?? "medium"), " ",
        .tag("a", ["href": "#life"], [.text(life.sentence + ".")]), " ",
        cause.isEmpty && life.advice.isEmpty
          ? .none
          : .tag(
            "span", class: "next",
            [.text(cause), life.advice.isEmpty ? .none : "Next: ", .note(life.advice)]),
      ])
    }
    return .fragment([
      PageParts.list(items, class: "alerts"), PageParts.more(soon.count, than: limit, "machine"),
    ])
  }

  private var others: Node {
    var items: [Node] = []
    if let span = content.plant.span {
      let age = content.asOf - span.end
      if let freshness = content.plant.freshness, age > freshness {
        items.append(
          .fragment([
            PageParts.badge("old data", "medium"), " ",
            .text(
              "The last row is \(TimeText.length(age)) old; at most "
                + "\(TimeText.length(freshness)) is allowed. "
                + "What happened since is not in this report."),
          ]))
      }
    } else if content.plant.hasTelemetry {
      items.append(
        .fragment([
          PageParts.badge("no data", "high"), " No rows were read, so nothing was judged.",
        ]))
    }
    if let gate = content.gate, !gate.passed {
      let refused = gate.checks.filter { !$0.passed }.map { PlainText.name($0.name) }
      items.append(
        .fragment([
          PageParts.badge("gate failed", "medium"), " ",
          .text("The new model was refused (\(PageParts.enumeration(refused))). "),
          .note(gate.consequence),
        ]))
    }
    if content.promise?.verdict == .broken {
      items.append(
        .fragment([
          PageParts.badge("promise broken", "medium"), " ",
          "More false alarms than promised: see ",
          .tag("a", ["href": "#trust"], ["Was it worth trusting?"]),
        ]))
    }
    return items.isEmpty ? .none : PageParts.list(items, class: "alerts")
  }
}
