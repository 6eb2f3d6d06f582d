internal import Evaluation
internal import Foundation
internal import Telemetry

/// A judged run as text: metrics with intervals and random control, the two delays, and what is invalid.
struct JudgementTable {
  let result: EvaluationResult

  /// The lines.
  var text: String {
    var text = TextColumns.aligned(result.metrics.rows.map(row))
    text += (text.isEmpty ? "" : "\n") + TextColumns.aligned(delays)
    text += shifted
    // Without a figure beside it there is nothing to say of the control.
    if let random = result.random, !random.metrics.values.isEmpty {
      let rate = random.achievedPerWeek.map(Numbers.plain) ?? "–"
      text +=
        "\nrandom: mean of \(random.draws) draws of random scores with \(rate) false alarms a week\n"
    }
    for (id, value) in (result.discredited ?? [:]).sorted(by: { $0.key < $1.key }) {
      guard let own = value.value.number, let control = value.random.number else { continue }
      text += "\n\(id) \(Numbers.plain(own)), of random scores \(Numbers.plain(control)): "
      text += "\(value.objection)\n"
    }
    return text
  }

  // What the alarms catch by their number and lengths alone, and what they only covered.
  private var shifted: String {
    guard let shifted = result.shifted else { return "" }
    let total = result.windows.count
    let caught = result.windows.count(where: \.isDetected)
    var text =
      "\nshifted: the same alarms at other times catch \(Self.short(shifted.eventRecall * Double(total))) of "
      + "\(total) on average, here \(caught); "
      + "\(Self.short(100 * shifted.shareAsGood)) % of \(shifted.shifts) shifts catch as many\n"
    let covered = result.windows.count(where: \.isCovered)
    if covered > 0 {
      text += "covered: \(covered) by an alarm that had begun before, which is no detection\n"
    }
    return text
  }

  // Three digits, small values too: `9.56e-05` is no 0.
  private static func short(_ value: Double) -> String { String(format: "%.3g", value) }

  private func row(_ id: String, _ value: MetricValue) -> [String] {
    guard case .value(let number, let support) = value else {
      if case .undefined(let reason) = value { return [id, "–", reason] }
      return [id]
    }
    var cells = [id, "\(number)", "n = \(support)"]
    if case .interval(let low, let high)? = result.intervals?.values[id] {
      cells.append("95 %: \(Self.short(low)) to \(Self.short(high))")
    } else if result.random != nil {
      cells.append("")
    }
    if let random = result.random?.metrics[id]?.number {
      cells.append("random: \(Self.short(random))")
    }
    return cells
  }

  private var delays: [[String]] {
    let own = DelaySummary(result.windows.compactMap { $0.timeToDetect?.seconds })
    let told: [String]
    if let operational = result.operational {
      let schedule = operational.schedule
      let every =
        schedule.schedule > .zero ? "a run every \(schedule.schedule.roundedText)" : "a stream"
      told =
        line("delay in operation", operational.delays)
        + ["exports \(schedule.exportLag.roundedText) late, \(every)"]
    } else {
      told = [
        "delay in operation", "–", "nobody says how late exports are and how often runs start",
      ]
    }
    return [line("delay of the detector", own), told]
  }

  private func line(_ name: String, _ summary: DelaySummary?) -> [String] {
    guard let summary else { return [name, "–", "no labelled window was detected"] }
    func text(_ seconds: Double) -> String { TimeSpan(seconds: seconds).roundedText }
    return [
      name, "mean \(text(summary.mean))", "median \(text(summary.median))",
      "90 % within \(text(summary.p90))", "longest \(text(summary.longest))",
    ]
  }
}
