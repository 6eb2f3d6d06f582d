import Diagnostics
import Evaluation
import Testing

@Suite("SKAB's F1, FAR and MAR")
struct SKABMetricTests {
  @Test("equal scikit-learn on 200 cases to 1e-12")
  func reference() throws {
    var judged = 0
    for (number, expected) in try ReferenceCases.file().cases.enumerated() where expected.f1 != nil
    {
      judged += 1
      let labels = ReferenceCases.make(number).labels
      let alarms = ReferenceCases.alarms(number, labels: labels)
      let run = try Runs.run(labels: labels, scores: nil, alarms: alarms)
      #expect(isClose(F1()(run).number, expected.f1, within: 1e-12))
      #expect(isClose(MissedAlarmRate()(run).number, expected.missedAlarmRate, within: 1e-12))
      let rate = FalseAlarmRate()(run).number
      #expect(
        expected.falseAlarmRate == nil
          ? rate == nil : isClose(rate, expected.falseAlarmRate, within: 1e-12))
    }
    #expect(judged >= 190)
  }

  @Test("the rates are what the true rates leave; F1 is the harmonic mean of precision and recall")
  func identities() throws {
    for seed in 0..<100 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let labels = Runs.random(&generator, rows: 20...90, events: 4).labels
      let run = try Runs.run(
        labels: labels, scores: nil, alarms: labels.map { $0 != (generator.uniform() < 0.3) })
      guard let recall = TruePositiveRate()(run).number, let precision = Precision()(run).number,
        let quiet = TrueNegativeRate()(run).number, precision + recall > 0
      else { continue }
      #expect(isClose(MissedAlarmRate()(run).number, 1 - recall))
      #expect(isClose(FalseAlarmRate()(run).number, 1 - quiet))
      #expect(isClose(F1()(run).number, 2 * precision * recall / (precision + recall)))
    }
    let silent = try Runs.run(10, windows: [2...3])
    #expect(F1()(silent) == .value(0, support: 2))
    #expect(F1()(try Runs.run(10)) == .undefined(reason: "no labelled window holds a row"))
    #expect(
      FalseAlarmRate()(try Runs.run(4, windows: [0...3]))
        == .undefined(reason: "every row lies in a labelled window"))
  }
}
