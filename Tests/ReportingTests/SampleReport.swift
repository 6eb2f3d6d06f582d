import Diagnostics
import Reporting
import Telemetry

/// A report with every section filled; `name` stands wherever a name or text comes from the plant.
enum SampleReport {
  static let start = Timestamp(nanoseconds: 1_467_590_400_000_000_000)  // 2016-07-04T00:00:00Z

  static func time(_ hours: Double) -> Timestamp { start + .hours(hours) }

  static func range(_ from: Double, _ to: Double) -> TimeRange { TimeRange(time(from), time(to)) }

  static func alert(_ name: String = "L_T7", from: Double = 900, to: Double = 960) -> Alert {
    Alert(
      plant: "c-town", asset: name, firstSeen: time(from), lastSeen: time(to), severity: .high,
      peak: 5.93, detector: name,
      tags: [
        .init(tag: name, unit: name, expected: 3.412, seen: 1.19, share: 0.6),
        .init(tag: "F_PU10", unit: "L/s", expected: 0, seen: nil, share: 0.4),
      ],
      technique: .init(id: name, name: name), summary: name, nextCheck: name)
  }

  static func series(_ count: Int) -> TimeSeries {
    var generator = SeededGenerator(seed: 7)
    return TimeSeries(
      times: (0..<count).map { time(Double($0)) },
      values: (0..<count).map {
        $0 % 97 == 0 ? .nan : Double.random(in: 0..<1.2, using: &generator)
      })
  }

  static func content(name: String = "L_T7", rows: Int = 1_000) -> ReportContent {
    let event = PlantEvent(range: range(100, 160), asset: name, kind: .attack, note: name)
    let windows = [
      JudgedWindow(
        id: name, event: event, technique: .init(id: name, name: name), alarms: [range(102, 170)],
        firstAlarm: time(102), tags: [name, name]),
      JudgedWindow(
        id: "A2", event: PlantEvent(range: range(300, 340), asset: "", kind: .fault, note: "")),
    ]
    let curve = TagCurves(
      tag: name, unit: name, seen: series(96), expected: series(96), tolerance: 0.2)
    return ReportContent(
      run: name, asOf: time(Double(rows)),
      plant: PlantFacts(
        name: name, rows: rows, span: range(0, Double(max(1, rows) - 1)), interval: .hours(1),
        freshness: .hours(26), gaps: [DataGap(range: range(20, 24), missingRows: 3)],
        quarantine: [QuarantineReason(reason: name, rows: 12)],
        tags: [
          TagQuality(
            id: name, unit: name, missingShare: 0.031, isConstant: true, minimum: 0.1,
            maximum: 1e9, notices: [name], sketch: [1, nil, 2, 3]), TagQuality(id: "F_PU1"),
        ], notices: [name]),
      alerts: [
        ReportedAlert(alert: alert(name), curves: [curve]), ReportedAlert(alert: alert("PU4")),
      ],
      detection: DetectionFacts(
        data: name, windows: windows, randomCaught: 0.4,
        detectors: [
          DetectorRow(
            name: name, isChosen: true, score: 0.927, eventRecall: 0.5, vusPR: 0.7, aucPR: 0.71,
            medianTimeToDetect: .hours(2), promisedPerWeek: 1, achievedPerWeek: 0.6),
          DetectorRow(name: "random control", isControl: true, eventRecall: 0.2),
        ], scoreName: name),
      promise: AlarmPromise(
        perWeek: 1, heldBack: .init(alarms: 6, watched: .hours(1_680)),
        evaluation: .init(alarms: 14, watched: .hours(3_684))),
      timeline: ScoreTimeline(score: series(rows), events: [event], alarms: [range(102, 170)]),
      simulated: simulated(name), fidelity: fidelity(name),
      choice: ChoiceFacts(
        candidates: [
          .init(
            detectors: [name], accumulator: name, hold: .hours(12), score: 0.91, recall: 0.9,
            medianTimeToDetect: .hours(2), isChosen: true),
          .init(detectors: []),
        ], scoreName: name, attacks: 300, rule: name, tried: 96,
        members: [
          .init(name: name, part: name, adds: 0.011, caughtWithout: 249),
          .init(name: name, part: name),
        ]), remainingLife: lives(name),
      lifeModel: LifeModelFacts(
        clock: .days, method: name, units: 40, censored: 7, cap: 125, rmse: 9.44, mae: 7.2,
        covered: 10, judged: 11, width: 38, remarks: [name]),
      gate: GateOutcome(
        checks: [.init(name: name, passed: false, reason: name)], consequence: name),
      model: ModelFacts(
        version: name, previous: name, files: [.init(name: name, bytes: 184_320, sha256: name)],
        onnxDifference: 3.1e-13, onnxRows: 4_177),
      method: MethodFacts(
        detectors: [.init(id: name, summary: name)], tags: 43, fitted: range(0, 50),
        fittedRows: 51, leftOut: [name], limitSetOn: range(51, 99), promisedPerWeek: 1,
        hold: .hours(12), remarks: [name]),
      provenance: Provenance(
        tool: name, seed: 1, versions: [.init(name: name, value: name)],
        inputs: [.init(name: name, value: name)], files: [.init(name: name, value: name)]))
  }

  static func simulated(_ name: String) -> SimulatedFacts {
    SimulatedFacts(
      attacks: [
        .init(
          name: name, technique: .init(id: name, name: name), size: .small, caught: 3, total: 5,
          timesToDetect: [.hours(1), .hours(3), .hours(8)]),
        .init(
          name: "replay", technique: .init(id: name, name: name), size: .large, caught: 1,
          total: 1, timesToDetect: [.hours(2)]),
        .init(name: name, caught: 4, total: 5, medianTimeToDetect: .hours(9)),
      ], lookAlikes: [.init(name: name, caught: 1, total: 40)], fidelity: [name],
      randomCaught: 2.1, missReasons: [.init(text: name, count: 3)],
      missed: [
        MissedAttack(
          id: name, what: name, technique: .init(id: name, name: name), place: [name, "L_T2"],
          amount: name, size: .small, range: range(200, 230),
          consequence: .init(
            tag: name, unit: name, deviation: -1.234, beyondUsual: .hours(14)), peak: 0.7,
          reason: name,
          curves: [
            AttackCurves(
              tag: name, unit: name, truth: series(96), controller: series(96),
              historian: series(96))
          ]), MissedAttack(id: "8", what: "Nothing.", range: range(300, 300)),
      ])
  }

  static func fidelity(_ name: String) -> FidelityFacts {
    FidelityFacts(
      sentences: [name], judged: range(0, 900), starts: 13,
      figures: [
        FidelityFigure(
          what: "How far switches lie apart", figure: 1.25, unit: "h", perfect: 0),
        FidelityFigure(what: "Days told from real ones", figure: 0.7751, perfect: 0.5),
        FidelityFigure(
          what: "Water", reason: "it <keeps> no account of \(name)", perfect: 0),
      ],
      tags: [
        TagFidelity(
          tag: name, unit: name, oneStepR2: 0.9987,
          openLoop: [
            .init(after: .hours(1), error: 0.012, share: 0.05),
            .init(after: .hours(24), error: 0.2, share: 0.2),
            .init(after: .hours(168), error: 0.4, share: 0.35),
          ], closedLoop: [.init(after: .hours(24), share: 0.4)]),
        TagFidelity(
          tag: "F_PU1", openLoop: [.init(after: .hours(1), error: 3, share: 0.07)]),
      ],
      rules: [
        ActuatorRule(
          actuator: name, rule: name, uncertainty: name, agreement: 0.993, switches: 214,
          real: .init(duty: 0.41, switchesPerDay: 2.9),
          simulated: .init(duty: 0.4, switchesPerDay: 3.04)), ActuatorRule(actuator: "PU9"),
      ], curves: [TagCurves(tag: name, unit: name, seen: series(96), expected: series(96))],
      unknowns: [name])
  }

  static func lives(_ name: String) -> [RemainingLife] {
    [
      RemainingLife(
        asset: "PU6", clock: .days, early: 88, median: 112.4, late: 130, cap: 125, age: 300),
      RemainingLife(
        asset: name, early: .hours(264), median: .hours(456), late: .hours(744), advice: name),
      RemainingLife(
        asset: "PU9", clock: .days, early: 9, median: 12, late: 20, likelyCause: name,
        advice: name),
    ]
  }
}
