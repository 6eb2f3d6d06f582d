internal import Attacks
internal import Diagnostics
internal import Foundation
internal import LinearAlgebra
internal import Reporting
internal import Telemetry
internal import Twin

/// What the report shows of the twin, of what was rehearsed in it, and of what that decided.
struct TwinReport {
  let detection: DetectionResults

  /// How many missed attacks are drawn.
  private static let missedDrawn = 6
  /// How many curves each may have.
  private static let curvesDrawn = 3

  /// How near the twin comes; nil without a twin.
  func fidelity() -> FidelityFacts? {
    guard let calibrated = detection.calibrated?.result else { return nil }
    let fidelity = calibrated.fidelity
    let unit = { (tag: String) in calibrated.tags.first { $0.id == tag }?.unit }
    return FidelityFacts(
      sentences: sentences(fidelity, unit: unit) + following(calibrated) + taught,
      judged: calibrated.judged,
      starts: fidelity.starts,
      figures: fidelity.figures.map { figure in
        FidelityFigure(
          what: figure.what, figure: figure.figure.number, reason: figure.figure.reason,
          unit: figure.unit, perfect: figure.perfect)
      },
      tags: fidelity.stocks.map { stock in
        TagFidelity(
          tag: stock.tag, unit: stock.unit, oneStepR2: stock.oneStepR2,
          openLoop: drifts(fidelity, stock.withInputs, absolute: stock.absolute),
          closedLoop: drifts(fidelity, stock.closedLoop, absolute: []))
      },
      rules: fidelity.actuators.filter { $0.logic != "constant" }.map { rule($0, unit: unit) },
      curves: fidelity.example.map { example in
        [
          TagCurves(
            tag: example.tag, unit: unit(example.tag),
            seen: series(example.times, example.recorded),
            expected: series(example.times, example.simulated))
        ]
      } ?? [],
      unknowns: fidelity.actuators.filter { $0.logic == "as recorded" }.map {
        "Nothing was found that drives \($0.tag): the twin does what the record did."
      })
  }

  // What an identified twin found besides equations of levels and rules.
  private func identified(_ fidelity: Fidelity, unit: (String) -> String?) -> [String] {
    var sentences: [String] = []
    if let sensors = fidelity.sensors, let order = sensors.order {
      sentences.append(
        "\(sensors.tags.count) sensors that nothing shuts move by a common state of \(order) "
          + (order == 1 ? "number" : "numbers") + ", which telemetry told.")
    }
    for (index, regime) in fidelity.regimes.enumerated() {
      let shown = unit(regime.tag).map { " \($0)" } ?? ""
      let size = Numbers.plain(Self.rounded(abs(regime.surprise)))
      sentences.append(
        "Regime \(index + 1) of \(fidelity.regimes.count) that no tag shows: "
          + "\(Numbers.plain((regime.share * 100).rounded())) % of the time, "
          + "\(Numbers.plain((regime.hours).rounded())) h at a stretch; "
          + "\(regime.tag) moves by \(size)\(shown) \(regime.surprise < 0 ? "less" : "more") in a row than is foreseen."
      )
    }
    return sentences
  }

  /// Three digits.
  private static func rounded(_ value: Double) -> Double {
    guard value != 0, value.isFinite else { return value }
    let scale = pow(10, 2 - log10(abs(value)).rounded(.down))
    return (value * scale).rounded() / scale
  }

  private func sentences(_ fidelity: Fidelity, unit: (String) -> String?) -> [String] {
    var sentences: [String] = []
    for (index, hours) in fidelity.horizonHours.enumerated() where hours >= 24 {
      let worst = fidelity.stocks.compactMap { stock -> (String, Double, String)? in
        guard stock.absolute.count > index, let error = stock.absolute[index] else { return nil }
        return (stock.tag, error, stock.unit.map { " \($0)" } ?? "")
      }
      let days = Int(hours / 24)
      if let shown = worst.max(by: { $0.1 < $1.1 }) {
        sentences.append(
          "After \(days) \(days == 1 ? "day" : "days") with known inputs the twin's worst stock, "
            + "\(shown.0), is off by \(Numbers.plain(shown.1))\(shown.2) on average.")
      }
    }
    sentences += parameters(fidelity) + identified(fidelity, unit: unit)
    sentences += fidelity.warnings.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
    if let ks = fidelity.meanKS {
      sentences.append(
        "Left alone, the twin's values spread like the plant's: distributions differ by "
          + "\(Numbers.plain((ks * 1_000).rounded() / 10)) % on average.")
    }
    return sentences
  }

  // What telemetry told of the twin's numbers: those that only it says, then those that a file says too.
  private func parameters(_ fidelity: Fidelity) -> [String] {
    func text(_ parameter: Fidelity.Parameter, interval: Bool = false) -> String {
      let value = Numbers.plain(Self.rounded(parameter.value))
      if let others = parameter.unrejected {
        return "\(parameter.name): \(value) (not rejected: "
          + others.map { Numbers.plain($0) }.joined(separator: ", ") + ")"
      }
      guard interval, let low = parameter.low, let high = parameter.high else {
        return "\(parameter.name): \(value)"
      }
      return "\(parameter.name): \(value) (\(Numbers.plain(Self.rounded(low))) to "
        + "\(Numbers.plain(Self.rounded(high))))"
    }
    let byUse = Dictionary(grouping: fidelity.parameters) { $0.use }
    let (taken, near, untold) = (byUse[.taken] ?? [], byUse[.near] ?? [], byUse[.untold] ?? [])
    let guesses = byUse[.guess] ?? []
    var sentences: [String] = []
    if let own = byUse[nil] {
      sentences.append(
        "Told by telemetry: \(own.map { text($0, interval: true) }.joined(separator: "; ")).")
    }
    if !guesses.isEmpty {
      sentences.append(
        "Hardly told by telemetry, whose best guess is taken: "
          + guesses.map { text($0, interval: true) }.joined(separator: "; ") + ".")
    }
    if !taken.isEmpty {
      sentences.append(
        "Other than in the network's file, and taken as telemetry tells them: "
          + taken.map { text($0, interval: true) }.joined(separator: "; ") + ".")
    }
    let declared = byUse[.declared] ?? []
    if !declared.isEmpty {
      sentences.append(
        "As plant.yaml declares them, though telemetry shows them otherwise: "
          + declared.map {
            "\(text($0, interval: true)) in telemetry, \(Numbers.plain($0.declared ?? .nan)) stands"
          }.joined(separator: "; ") + ".")
    }
    if !near.isEmpty {
      sentences.append(
        "\(near.count) of the network's tank areas, pump heads, roughnesses, leaks and control levels are about as "
          + "its file says, by telemetry.")
    }
    if !untold.isEmpty {
      sentences.append(
        "Telemetry does not tell, and the number of the file or of the settings stands: "
          + untold.map(\.name).joined(separator: "; ") + ".")
    }
    return sentences
  }

  private func following(_ calibrated: CalibrateResult) -> [String] {
    guard let followed = calibrated.followed else { return [] }
    return [
      "At \(followed.time) the plant stands at \(followed.levelTexts.joined(separator: ", ")), as the twin "
        + "follows it" + (followed.continues ? " from night to night." : ".")
    ] + followed.notices.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
  }

  private func drifts(
    _ fidelity: Fidelity, _ shares: [Double?], absolute: [Double?]
  ) -> [TagFidelity.Drift] {
    fidelity.horizonHours.enumerated().map { index, hours in
      TagFidelity.Drift(
        after: .hours(hours), error: absolute.count > index ? absolute[index] : nil,
        share: shares.count > index ? shares[index] : nil)
    }
  }

  private func rule(
    _ actuator: Fidelity.Actuator, unit: (String) -> String?
  ) -> ActuatorRule {
    var text = ""
    var uncertainty: String?
    if let sensor = actuator.sensor, let on = actuator.onAt, let off = actuator.offAt {
      let name = unit(sensor).map { " \($0)" } ?? ""
      let isInverse = on > off
      text =
        "on \(isInverse ? "above" : "below") \(sensor) \(Numbers.plain(on))\(name), off "
        + "\(isInverse ? "below" : "above") \(Numbers.plain(off))\(name)"
      let width = max(
        actuator.onUncertainty ?? 0, actuator.offUncertainty ?? 0)
      if width > 0 { uncertainty = "± \(Numbers.plain(width))\(name)" }
    } else if actuator.logic == "regression" {
      text = "by regression on stocks and time of the week"
    }
    return ActuatorRule(
      actuator: actuator.tag, rule: text, uncertainty: uncertainty, agreement: actuator.agreement,
      switches: actuator.switches,
      real: .init(duty: actuator.dutyRecorded, switchesPerDay: actuator.switchesPerDayRecorded),
      simulated: .init(
        duty: actuator.dutySimulated, switchesPerDay: actuator.switchesPerDaySimulated))
  }

  private func series(_ times: [Timestamp], _ values: [Double?]) -> TimeSeries {
    TimeSeries(times: times, values: values.map { $0 ?? .nan })
  }

  /// How simulated attacks were caught; nil without a rehearsal.
  func simulated() throws -> SimulatedFacts? {
    guard let result = detection.evaluated.result.simulated else { return nil }
    let missed = result.attacks.filter { !$0.isCaught }
    var reasons: [String: Int] = [:]
    for outcome in missed { reasons[Self.kind(of: outcome), default: 0] += 1 }
    let traces = try detection.simulated.map { try TraceStore(simulation: $0.folder) }
    return SimulatedFacts(
      attacks: rows(result.attacks, result: result),
      lookAlikes: rows(result.lookAlikes, result: result),
      fidelity: (fidelity()?.sentences ?? []) + untouched(result),
      missReasons: reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { .init(text: $0.key, count: $0.value) },
      missed: try worst(missed).map { try attack($0, result: result, traces: traces) },
      choseDetectors: detection.trained.result.isChosenByAttacks,
      quality: detection.simulated.map { Self.facts($0.result.quality) })
  }

  private static func facts(_ quality: CampaignQuality) -> GeneratedDataFacts {
    GeneratedDataFacts(
      traces: quality.traces, readBack: quality.readBack, brokenValues: quality.brokenValues,
      usualShare: quality.usualShare, closedShare: quality.closedShare, leaking: quality.leaking,
      attacks: quality.attacks, withoutEffect: quality.withoutEffect, pairs: quality.pairs,
      repeated: quality.repeated,
      evenness: quality.evenness)
  }

  // What the deployed detector makes of time in which nothing was done.
  private func untouched(_ result: RehearsalResult) -> [String] {
    guard let rate = result.untouchedPerWeek,
      let promised = detection.trained.result.suites.first?.promisedPerWeek
    else { return [] }
    return [
      "On untouched simulated time the deployed detector alarms \(Numbers.plain(rate)) times a week (promised on "
        + "the plant: \(Numbers.plain(promised))); what it catches here is counted at that rate."
    ]
  }

  // What a detector was shown does not speak for it.
  private var taught: [String] {
    guard let taught = detection.evaluated.result.simulated?.taught else { return [] }
    return [
      "\(taught) more simulated runs taught the deployed detector; attacks caught and missed are of those that it "
        + "never saw."
    ]
  }

  private static func kind(of outcome: RehearsalResult.Outcome) -> String {
    guard let consequence = outcome.trace.consequence, outcome.peak != nil else {
      return "no row could be scored"
    }
    if consequence.spans < 0.1 { return "the process hardly felt it" }
    return outcome.trace.isConcealed
      ? "the historian was shown a false picture"
      : "the change stayed within what normal operation does"
  }

  // The most harmful ones, one of each kind first.
  private func worst(_ missed: [RehearsalResult.Outcome]) -> [RehearsalResult.Outcome] {
    let order = missed.sorted {
      ($1.trace.consequence?.spans ?? 0, $0.trace.id)
        < ($0.trace.consequence?.spans ?? 0, $1.trace.id)
    }
    var seen: Set<String> = []
    let first = order.filter { seen.insert($0.trace.name).inserted }
    return Array(first.prefix(Self.missedDrawn))
  }

  private func rows(
    _ outcomes: [RehearsalResult.Outcome], result: RehearsalResult
  ) -> [SimulatedFacts.Row] {
    var order: [String] = []
    var groups: [String: [RehearsalResult.Outcome]] = [:]
    // How far something harmless moved a value is no size of an attack.
    func size(_ trace: TraceRecord) -> String { trace.technique == nil ? "" : trace.sizeClass }
    for outcome in outcomes {
      let key = [
        outcome.trace.technique ?? "", outcome.trace.name, size(outcome.trace),
      ].joined(separator: "\u{1}")
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(outcome)
    }
    return order.sorted().compactMap { key in
      guard let group = groups[key], let first = group.first else { return nil }
      return SimulatedFacts.Row(
        name: first.trace.name, technique: technique(first.trace.technique, result: result),
        size: SimulatedFacts.Size(rawValue: size(first.trace)),
        caught: group.count(where: \.isCaught), total: group.count,
        timesToDetect: group.compactMap(\.timeToDetect))
    }
  }

  private func technique(_ id: String?, result: RehearsalResult) -> Alert.Technique? {
    id.map { id in
      Alert.Technique(id: id, name: result.techniques.first { $0.id == id }?.name ?? "")
    }
  }

  private func attack(
    _ outcome: RehearsalResult.Outcome, result: RehearsalResult, traces: TraceStore?
  ) throws -> MissedAttack {
    let record = outcome.trace
    let tags = detection.trained.result.tags
    let unit = { (tag: String) in tags.first { $0.id == tag }?.unit }
    return MissedAttack(
      id: record.id, what: record.name, technique: technique(record.technique, result: result),
      place: record.asset.split(separator: ",").map { $0.drop { $0 == " " } }.map(String.init),
      amount: record.what, size: SimulatedFacts.Size(rawValue: record.sizeClass),
      range: record.tampered ?? record.span,
      consequence: record.consequence.map {
        .init(
          tag: $0.tag, unit: unit($0.tag), deviation: $0.deviation,
          beyondUsual: $0.hoursBeyond > 0 ? .hours($0.hoursBeyond) : nil)
      }, peak: outcome.peak, reason: outcome.why ?? "",
      curves: try curves(record, of: traces, unit: unit))
  }

  // What was true, told and stored, some hours around the tampering.
  private func curves(
    _ record: TraceRecord, of traces: TraceStore?, unit: (String) -> String?
  ) throws -> [AttackCurves] {
    guard let traces, let tampered = record.tampered else { return [] }
    let frame = try traces.frame(of: record)
    let rows = frame.rowRange(
      in: TimeRange(tampered.start - .hours(12), tampered.end + .hours(12)))
    let shown = frame.rows(rows)
    var wanted = record.asset.split(separator: ",").map { String($0.drop { $0 == " " }) }
    if let moved = record.consequence?.tag, !wanted.contains(moved) { wanted.insert(moved, at: 0) }
    return wanted.prefix(Self.curvesDrawn).compactMap { tag in
      func column(_ name: String) -> TimeSeries? {
        shown.tags.firstIndex { $0.id == name }.map {
          TimeSeries(times: shown.times, values: shown.values.column($0))
        }
      }
      guard let truth = column("\(tag).true") else { return nil }
      return AttackCurves(
        tag: tag, unit: unit(tag), truth: truth,
        controller: column("\(tag).controller") ?? TimeSeries(),
        historian: column(tag) ?? TimeSeries())
    }
  }
}
