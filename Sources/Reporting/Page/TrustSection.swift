internal import Evaluation
internal import Telemetry

/// Whether the alarms deserve trust: the promised and achieved rate of false alarms, and the gate.
package struct TrustSection {
  let content: ReportContent

  func node() -> Node {
    PageParts.section(
      "trust", "Was it worth trusting?", [promise, gate, model])
  }

  private var promise: Node {
    guard let promise = content.promise else {
      return PageParts.lead(
        "No rate of false alarms was promised or measured in this run. Treat alarms as hints.")
    }
    let promised = NumberText.significant(promise.perWeek, digits: 2)
    return .fragment([
      PageParts.lead(
        PageParts.badge(verdict(promise).0, verdict(promise).1), " ", .text(sentence(promise))),
      PageParts.table(
        "False alarms a week: promised \(promised), achieved", id: "promise-table",
        columns: [
          .init(title: "On"), .init(title: "A week", isNumber: true),
          .init(title: "Alarms", isNumber: true), .init(title: "Time watched", isNumber: true),
          .init(title: "Likely true rate (95%)", isNumber: true),
        ],
        rows: [
          row("Held-back normal time", promise.heldBack),
          row("Normal time around the labelled events", promise.evaluation),
        ], class: "stack"),
      .tag(
        "p", class: "muted",
        [
          "A false alarm is one that began outside every known event. ",
          "An attack that nobody labelled would count as one too. ",
          "Held-back time is judged by models and limits made without it in the same way; the model ",
          "that is handed over is then fitted to all of the normal time.",
        ]),
    ])
  }

  private func verdict(_ promise: AlarmPromise) -> (String, String) {
    switch promise.verdict {
    case .kept?: (promise.word, "calm")
    case .broken?: (promise.word, "high")
    case .tooShort?, .unclear?, nil: (promise.word, "medium")
    }
  }

  private func sentence(_ promise: AlarmPromise) -> String {
    let promised = NumberText.significant(promise.perWeek, digits: 2)
    guard let rate = promise.heldBack else {
      return
        "\(promised) false alarms a week were promised. No normal time was held back, so nobody "
        + "knows whether the promise holds."
    }
    let achieved =
      "\(NumberText.counted(rate.alarms, "false alarm")) in \(TimeText.length(rate.watched)) "
      + "of normal time that was held back: \(NumberText.significant(rate.perWeek, digits: 2)) "
      + "a week, promised \(promised)."
    let tolerance = NumberText.significant(promise.tolerance, digits: 2)
    let check = promise.check(rate)
    return switch check.verdict {
    case .kept where rate.perWeek <= promise.perWeek: achieved
    case .kept:
      achieved
        + " That is above the promise, but within \(tolerance) times of it, which is allowed."
    case .tooShort:
      achieved + " The time is too short to tell whether that holds: it takes "
        + "\(TimeText.length(check.neededTime)) of normal time."
    case .unclear:
      achieved
        + " That is more than \(tolerance) times the promise, but so few alarms may be chance: "
        + "look at the likely true rate."
    case .broken:
      achieved + " Even the lower end of the likely true rate is more than \(tolerance) times the "
        + "promise: expect more false alarms than you asked for."
    }
  }

  private func row(_ name: String, _ rate: AlarmPromise.Rate?) -> [Node] {
    guard let rate, rate.watched > .zero else {
      return [.text(name), "not measured"] + Array(repeating: .text(NumberText.unknown), count: 3)
    }
    let weeks = rate.watched.seconds / 604_800
    let interval = PoissonInterval.of(rate.alarms)
    return [
      .text(name), .text(NumberText.significant(rate.perWeek, digits: 2)),
      .text(NumberText.count(rate.alarms)), .text(TimeText.length(rate.watched)),
      .text(
        "\(NumberText.significant(interval.lowerBound / weeks, digits: 2)) to "
          + NumberText.significant(interval.upperBound / weeks, digits: 2)),
    ]
  }

  private var gate: Node {
    guard let gate = content.gate else {
      return .fragment([
        .tag("h3", [:], ["The gate"]),
        PageParts.paragraph("No new model was made in this run, so there was nothing to accept."),
      ])
    }
    return .fragment([
      .tag("h3", [:], ["The gate"]),
      PageParts.paragraph(
        PageParts.badge(gate.passed ? "passed" : "failed", gate.passed ? "calm" : "high"), " ",
        gate.consequence.isEmpty
          ? .text(gate.passed ? "The new model was accepted." : "The new model was refused.")
          : .note(gate.consequence)),
      gate.checks.isEmpty
        ? PageParts.paragraph("No check was asked for.")
        : PageParts.table(
          "What the new model had to show", id: "gate-table",
          columns: [.init(title: "Check"), .init(title: "Result"), .init(title: "Why")],
          rows: gate.checks.map { check in
            [
              .name(check.name),
              PageParts.badge(check.passed ? "passed" : "failed", check.passed ? "calm" : "high"),
              .note(check.reason),
            ]
          }, class: "stack"),
    ])
  }

  private var model: Node {
    guard let model = content.model else { return .none }
    let before = model.previous.map { "; before it: \(PlainText.name($0))" } ?? "; none before it"
    guard let difference = model.onnxDifference else {
      return PageParts.paragraph(
        .text("Model \(PlainText.name(model.version))\(before). The ONNX file was not compared."))
    }
    let equal = difference <= model.onnxTolerance
    return PageParts.paragraph(
      .text(
        "Model \(PlainText.name(model.version))\(before). Its ONNX file "
          + "\(equal ? "gives the same scores" : "differs") on "
          + "\(NumberText.counted(model.onnxRows, "row")): "
          + "largest difference \(NumberText.significant(difference, digits: 2)), "
          + "\(NumberText.significant(model.onnxTolerance, digits: 2)) is allowed."))
  }
}
