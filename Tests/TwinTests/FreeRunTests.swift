import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("A free run")
struct FreeRunTests {
  /// One tank filled by a recorded flow: x' = x + 0.5 f' − 1, exact in binary.
  static func tank(rows: Int, seed: UInt64) -> ProcessRecord {
    var chance = SeededGenerator(seed: seed)
    var level = 8.0
    var cells: [[Double]] = [[8, 2]]
    for _ in 1..<rows {
      // Eighths, with the level kept in 0 to 16 by the choice of the flow.
      let flow = Double(chance.index(below: 17)) / 8 + (level < 8 ? 2 : 0)
      level += 0.5 * flow - 1
      cells.append([level, flow])
    }
    return ProcessRecord(
      tags: [Tag(id: "L"), Tag(id: "F")], interval: .hours(1),
      times: (0..<rows).map { newYear + TimeSpan.hours(1) * $0 },
      values: Matrix(rowMajor: cells), follows: (0..<rows).map { $0 > 0 })
  }

  static func model(low: Double = -1e6, high: Double = 1e6) -> StockModel {
    let terms = StockTerms(stocks: [0], flows: [1], actuators: [], offStates: [], isObserver: false)
    var weights = Matrix(rows: terms.count, columns: 1)
    // Stock before, flow before, flow now.
    weights[2, 0] = 0.5
    return StockModel(
      terms: terms, fit: RidgeFit(weights: weights, intercepts: [-1]), low: [low], high: [high])
  }

  @Test("of a perfect model has no error at all, at any horizon", arguments: 1...3)
  func perfect(seed: UInt64) {
    let record = Self.tank(rows: 500, seed: seed)
    let run = FreeRun(record, horizons: [1, 24, 168], every: 24)
    #expect(run.starts == Array(stride(from: 0, to: 332, by: 24)))
    let errors = run.errors(of: Self.model(), deviations: [2])
    #expect(errors[0].tag == "L")
    #expect(errors[0].rootMeanSquare == [0, 0, 0])
    #expect(errors[0].absolute == [0, 0, 0])
    #expect(errors[0].normalised == [0, 0, 0])
  }

  @Test(
    "pools squared errors over rows and starts, then takes the root and divides by the deviation")
  func pooled() {
    // Without the flow now the error after n rows is |Σ 0.5 f|: worked out by hand below.
    let record = Self.tank(rows: 40, seed: 4)
    var model = Self.model()
    model.fit.weights[2, 0] = 0
    let run = FreeRun(record, horizons: [2, 5], every: 7)
    #expect(run.starts == [0, 7, 14, 21, 28])
    let errors = run.errors(of: model, deviations: [4])[0]
    for (h, horizon) in [2, 5].enumerated() {
      var squares = 0.0
      var ends = 0.0
      for start in run.starts {
        for step in 1...horizon {
          let error =
            record.values[start, 0] - Double(step) - record.values[start + step, 0]
          squares += error * error
          if step == horizon { ends += abs(error) }
        }
      }
      let root = (squares / Double(5 * horizon)).squareRoot()
      #expect(abs(errors.rootMeanSquare[h] - root) < 1e-12)
      #expect(abs(errors.absolute[h] - ends / 5) < 1e-12)
      #expect(abs((errors.normalised[h] ?? .nan) - root / 4) < 1e-12)
    }
  }

  @Test("does not look at the recorded stock after its start")
  func blind() {
    let record = Self.tank(rows: 100, seed: 5)
    var values = record.values
    for i in 11..<100 { values[i, 0] = -50 }
    let spoilt = ProcessRecord(
      tags: record.tags, interval: record.interval, times: record.times, values: values,
      follows: record.follows)
    let path = FreeRun(record, horizons: [40], every: 10).run(Self.model(), from: 10)
    #expect(FreeRun(spoilt, horizons: [40], every: 10).run(Self.model(), from: 10) == path)
    #expect(path == (11...50).map { record.values[$0, 0] })
  }

  @Test("keeps the stock inside its bounds")
  func held() {
    let record = Self.tank(rows: 100, seed: 6)
    let path = FreeRun(record, horizons: [90], every: 10).run(
      Self.model(low: 7.5, high: 8.25), from: 0)
    #expect(path.allSatisfy { (7.5...8.25).contains($0) })
    #expect(path.contains(7.5))
    #expect(path.contains(8.25))
  }

  @Test("keeps the last value of a missing input, and leaves rows without the stock out")
  func missing() {
    let record = Self.tank(rows: 60, seed: 7)
    var values = record.values
    // The flow of row 20 is lost; the run goes on with that of row 19.
    values[20, 1] = .nan
    values[25, 0] = .nan
    let gaps = ProcessRecord(
      tags: record.tags, interval: record.interval, times: record.times, values: values,
      follows: record.follows)
    let run = FreeRun(gaps, horizons: [30], every: 100)
    let off = 0.5 * (record.values[19, 1] - record.values[20, 1])
    let path = run.run(Self.model(), from: 0)
    for step in 1...30 {
      #expect(path[step - 1] - record.values[step, 0] == (step >= 20 ? off : 0))
    }
    let errors = run.errors(of: Self.model(), deviations: [0])[0]
    #expect(abs(errors.rootMeanSquare[0] - (off * off * 10 / 29).squareRoot()) < 1e-12)
    #expect(errors.normalised == [nil])
  }

  @Test("whose start lacks a cell goes on from the last one that is there")
  func missingStart() {
    let record = Self.tank(rows: 60, seed: 8)
    var values = record.values
    values[30, 0] = .nan
    let gaps = ProcessRecord(
      tags: record.tags, interval: record.interval, times: record.times, values: values,
      follows: record.follows)
    let path = FreeRun(gaps, horizons: [20], every: 30).run(Self.model(), from: 30)
    // The step to row 30 is not simulated: the path is off by it, and by nothing else.
    let off = record.values[29, 0] - record.values[30, 0]
    #expect(path == (31...50).map { record.values[$0, 0] + off })
  }

  @Test("starts only where the whole horizon lies behind it without a gap")
  func starts() {
    let record = Self.tank(rows: 100, seed: 9)
    var follows = record.follows
    follows[35] = false
    let gaps = ProcessRecord(
      tags: record.tags, interval: record.interval, times: record.times, values: record.values,
      follows: follows)
    #expect(FreeRun(gaps, horizons: [1, 10], every: 10).starts == [0, 10, 20, 40, 50, 60, 70, 80])
    #expect(FreeRun(gaps, horizons: [99], every: 10).starts == [])
    #expect(FreeRun(record, horizons: [99], every: 10).starts == [0])
    #expect(FreeRun(record, horizons: [100], every: 10).starts == [])
    let none = FreeRun(record, horizons: [100], every: 10).errors(
      of: Self.model(), deviations: [1])[0]
    #expect(none.rootMeanSquare[0].isNaN)
    #expect(none.absolute[0].isNaN)
  }
}
