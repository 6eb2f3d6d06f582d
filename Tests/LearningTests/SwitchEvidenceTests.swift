import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import Testing

/// What a switch tells of a level that nobody reads.
@Suite struct SwitchEvidenceTests {
  private static let interval = TimeSpan(seconds: 3_600)

  /// A tank that a pump fills, with a demand by chance: level, flow, state.
  private func record(rows: Int, seed: UInt64) -> ProcessRecord {
    var generator = SeededGenerator(seed: seed)
    var values = Matrix(rows: rows, columns: 3)
    var (level, isOn) = (2.0, false)
    for row in 0..<rows {
      level += (isOn ? 0.5 : 0) - 0.25 + 0.1 * generator.gaussian()
      if level < 1 { isOn = true } else if level > 3 { isOn = false }
      values[row, 0] = level
      values[row, 1] = isOn ? 0.5 : 0
      values[row, 2] = isOn ? 1 : 0
    }
    return ProcessRecord(
      tags: [Tag(id: "L"), Tag(id: "F"), Tag(id: "S", role: .status)], interval: Self.interval,
      times: (0..<rows).map { Timestamp(nanoseconds: 0) + Self.interval * $0 }, values: values,
      follows: (0..<rows).map { $0 > 0 })
  }

  private let rule = HysteresisRule(
    actuator: 2, sensor: 0, off: 0, on: 1, onAt: 1, offAt: 3, isInverse: false)

  private func model(_ record: ProcessRecord) throws -> StockModel {
    try StockModel(
      record,
      terms: StockTerms(
        stocks: [0], flows: [1], actuators: [2], offStates: [0], isObserver: false),
      ridge: 1e-4, margin: 10)
  }

  @Test("a level that is followed by its inputs alone comes back to the truth at every switch")
  func following() throws {
    let fitted = record(rows: 4_000, seed: 1)
    let model = try model(fitted)
    let evidence = SwitchEvidence(fitted, model: model, rules: [rule])
    let unseen = record(rows: 1_000, seed: 2)
    func error(_ evidence: SwitchEvidence?) -> Double {
      var filter = evidence.map { SwitchEvidence.Filter($0) }
      // A wrong start: half a metre too high.
      var row = unseen.values.row(0)
      row[0] += 0.5
      var scratch = [Double](repeating: 0, count: model.terms.count)
      var squares = 0.0
      for index in 1..<unseen.count {
        var now = unseen.values.row(index)
        var week = [Double](repeating: 0, count: TimeOfWeek.count)
        TimeOfWeek.write(unseen.times[index], into: &week, at: 0)
        model.advance(
          StockTerms.Moment(before: row, now: now, week: week, sinceSwitch: []),
          scratch: &scratch, into: &now)
        filter?.correct(&now, before: row, stocks: [0])
        let difference = now[0] - unseen.values[index, 0]
        squares += difference * difference
        row = now
      }
      return (squares / Double(unseen.count - 1)).squareRoot()
    }
    // A row's chance is 0.1 and a switch comes every dozen rows: √12 · 0.1 is 0.35 at the end of a stretch.
    #expect(error(evidence) < 0.35)
    #expect(error(nil) > 1.3 * error(evidence))
  }

  @Test("without a rule, or with few switches, nothing is corrected")
  func nothing() throws {
    let fitted = record(rows: 4_000, seed: 1)
    let model = try model(fitted)
    let few = record(rows: 60, seed: 1)
    for evidence in [
      SwitchEvidence(fitted, model: model, rules: []),
      SwitchEvidence(few, model: model, rules: [rule]),
    ] {
      var filter = SwitchEvidence.Filter(evidence)
      var row = [5.0, 0, 1]
      filter.correct(&row, before: [5, 0, 0], stocks: [0])
      #expect(row == [5, 0, 1])
    }
  }

  @Test(
    "a level that is known exactly is left alone, one that is not known at all is taken from the switch"
  )
  func gain() throws {
    let fitted = record(rows: 4_000, seed: 1)
    let evidence = SwitchEvidence(fitted, model: try model(fitted), rules: [rule])
    var filter = SwitchEvidence.Filter(evidence)
    var first = [5.0, 0, 1]
    filter.correct(&first, before: [5, 0, 0], stocks: [0])
    // After a thousand rows without a switch nothing is left of what was known.
    filter = SwitchEvidence.Filter(evidence)
    var still = [5.0, 0, 0]
    for _ in 0..<1_000 { filter.correct(&still, before: [5, 0, 0], stocks: [0]) }
    #expect(still == [5, 0, 0])
    var last = [5.0, 0, 1]
    filter.correct(&last, before: [5, 0, 0], stocks: [0])
    #expect(first[0] > last[0])
    // It goes on below 1 m, and stands a little higher or lower at the row.
    #expect(last[0] > 0.5 && last[0] < 1.6)
  }
}
