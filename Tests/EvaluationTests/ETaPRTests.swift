import Diagnostics
import Evaluation
import Testing

@Suite("Enhanced time-series aware precision and recall")
struct ETaPRTests {
  @Test("all three equal faster-etapr on 200 cases to 1e-12")
  func reference() throws {
    let file = try ReferenceCases.file()
    #expect(file.versions["faster-etapr"] == "0.1.2")
    var judged = 0
    for (number, expected) in file.cases.enumerated() where expected.etaF1 != nil {
      judged += 1
      let labels = ReferenceCases.make(number).labels
      let alarms = ReferenceCases.alarms(number, labels: labels)
      let run = try Runs.run(labels: labels, scores: nil, alarms: alarms)
      #expect(isClose(ETaPrecision()(run).number, expected.etaPrecision, within: 1e-12))
      #expect(isClose(ETaRecall()(run).number, expected.etaRecall, within: 1e-12))
      // The reference adds 1e-16 to the denominator.
      #expect(isClose(ETaF1()(run).number, expected.etaF1, within: 1e-12), "case \(number)")
    }
    #expect(judged >= 190)
  }

  @Test(
    "worked out by hand: an imprecise alarm falls, and with it the attack that it alone covered")
  func striking() {
    // The alarm 0..<10 lies in the attack 8..<12 by a fifth only; without it nothing covers the attack.
    let one = ETaPR(attacks: [8..<12], alarms: [0..<10])
    #expect(one.precision == 0 && one.recall == 0 && one.correctAlarms == 0)
    // A second, precise alarm of 1 row covers a quarter: the attack is found, the first alarm stays wrong.
    let two = ETaPR(attacks: [8..<12], alarms: [0..<10, 11..<12])
    #expect(two.correctAlarms == 1 && two.detectedAttacks == 1)
    #expect(isClose(two.recall, (1 + 0.25) / 2))
    #expect(isClose(two.precision, 1 / (1 + 10.0.squareRoot())))
    // Covered by 1 of 20 rows: less than a tenth, not found; then the alarm is wrong, too.
    let little = ETaPR(attacks: [0..<20], alarms: [3..<4])
    #expect(little.precision == 0 && little.recall == 0)
  }

  @Test("perfect alarms have 1; both lie in 0 … 1; a false alarm lowers precision alone")
  func laws() throws {
    for seed in 0..<200 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let labels = Runs.random(&generator, rows: 30...200, events: 5).labels
      guard labels.contains(true), labels.contains(false) else { continue }
      let perfect = try Runs.run(labels: labels, scores: nil, alarms: labels)
      #expect(ETaF1()(perfect).number == 1)
      let alarms = labels.map { $0 != (generator.uniform() < 0.2) }
      let run = try Runs.run(labels: labels, scores: nil, alarms: alarms)
      for metric in [ETaPrecision(), ETaRecall(), ETaF1()] as [any Metric] {
        let value = metric(run).number
        #expect(value.map { (0...1).contains($0) } != false, "seed \(seed)")
      }
    }
    let windows = [10...19, 40...44]
    let quiet = try Runs.run(80, alarms: windows, windows: windows)
    let noisy = try Runs.run(80, alarms: windows + [60...63], windows: windows)
    #expect(ETaRecall()(noisy).number == ETaRecall()(quiet).number)
    let wrong = 2 / (2 + 10.0.squareRoot() + 5.0.squareRoot())
    #expect(isClose(ETaPrecision()(noisy).number, 1 - wrong, within: 1e-15))
  }

  @Test("without alarms recall and F1 are 0 and precision has none; without attacks all have none")
  func degenerate() throws {
    let silent = try Runs.run(20, windows: [3...5])
    #expect(ETaRecall()(silent) == .value(0, support: 1))
    #expect(ETaF1()(silent) == .value(0, support: 1))
    #expect(ETaPrecision()(silent) == .undefined(reason: "no row raises an alarm"))
    let normal = try Runs.run(20, alarms: [3...5])
    for metric in [ETaPrecision(), ETaRecall(), ETaF1()] as [any Metric] {
      #expect(metric(normal) == .undefined(reason: "no labelled window holds a row"))
    }
  }
}
