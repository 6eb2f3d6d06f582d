import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("One-step process models")
struct ProcessModelTests {
  @Test("ridge regression gives the penalised normal equations' solution", arguments: [1e-6, 0.3])
  func ridge(lambda: Double) throws {
    var generator = SeededGenerator(root: 1, stage: "ridge")
    let n = 60
    let a = (0..<n).map { _ in [3 + generator.gaussian(), 50 * generator.gaussian(), 7] }
    let y = a.map { 2 + 1.5 * $0[0] - 0.1 * $0[1] + 0.2 * generator.gaussian() }
    let fit = try RidgeFit(
      terms: Matrix(rowMajor: a), targets: Matrix(rows: n, columns: 1, columnMajor: y),
      ridge: lambda)
    // Two standardised terms by hand: (Z'Z + λ n) w = Z'(y − mean); the third never varies.
    func mean(_ x: [Double]) -> Double { x.reduce(0, +) / Double(n) }
    let columns = (0..<2).map { j in a.map { $0[j] } }
    let means = columns.map(mean)
    let deviations = zip(columns, means).map { x, m in
      mean(x.map { ($0 - m) * ($0 - m) }).squareRoot()
    }
    let z = (0..<2).map { j in columns[j].map { ($0 - means[j]) / deviations[j] } }
    func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
    let centred = y.map { $0 - mean(y) }
    let g = [
      dot(z[0], z[0]) + lambda * Double(n), dot(z[0], z[1]), dot(z[1], z[1]) + lambda * Double(n),
    ]
    let c = [dot(z[0], centred), dot(z[1], centred)]
    let determinant = g[0] * g[2] - g[1] * g[1]
    let w = [
      (g[2] * c[0] - g[1] * c[1]) / determinant / deviations[0],
      (g[0] * c[1] - g[1] * c[0]) / determinant / deviations[1],
    ]
    // Rounding of a well-conditioned 2 × 2 system.
    #expect(abs(fit.weights[0, 0] - w[0]) < 1e-10)
    #expect(abs(fit.weights[1, 0] - w[1]) < 1e-10)
    #expect(fit.weights[2, 0] == 0)
    #expect(abs(fit.intercepts[0] - (mean(y) - w[0] * means[0] - w[1] * means[1])) < 1e-9)
  }

  @Test("the time of the week begins on Monday at midnight and repeats every seven days")
  func timeOfWeek() {
    // 1970-01-05 was a Monday.
    let monday = Timestamp(nanoseconds: 4 * 86_400_000_000_000)
    #expect(TimeOfWeek.share(monday) == 0)
    #expect(TimeOfWeek.share(monday + .hours(84)) == 0.5)
    #expect(TimeOfWeek.share(Timestamp(nanoseconds: .min)) >= 0)
    #expect(TimeOfWeek.share(Timestamp(nanoseconds: .max)) < 1)
    var one = [Double](repeating: .nan, count: TimeOfWeek.count + 2)
    var other = one
    TimeOfWeek.write(monday + .hours(50), into: &one, at: 1)
    TimeOfWeek.write(monday + .hours(50 + 168 * 31), into: &other, at: 1)
    #expect(one.bits == other.bits)
    #expect(one[0].isNaN && one[TimeOfWeek.count + 1].isNaN)
    #expect(one.dropFirst().dropLast().allSatisfy { abs($0) <= 1 })
  }

  @Test("a switch clock counts rows since the last switch, the rows of a missing state too")
  func switchClock() {
    var clock = SwitchClock(tags: [1])
    var counted: [Int] = []
    for state in [0, 0, 1, 1, .nan, 1, 0, 0] {
      clock.advance([9, state])
      counted.append(clock.rows[0])
    }
    #expect(counted[2...] == [0, 1, 2, 3, 0, 1])
    #expect(counted[0] >= 1_000)
  }

  // Columns: level, flow into it, pump, a sensor that never moves, one that is never there, a twin of the
  // level that is no stock, and a demand by the time of the day.
  private static func tank(rows: Int, seed: UInt64) -> [[Double]] {
    var generator = SeededGenerator(root: seed, stage: "tank")
    var level = 3.0
    var pump = 0.0
    return (0..<rows).map { row in
      let day = Double(row % 144) / 144
      let demand = 1.2 + 0.5 * (day < 0.5 ? day : 1 - day) + 0.1 * generator.gaussian()
      level += 0.05 * (pump * 2.6 - demand)
      if level < 2 { pump = 1 }
      if level > 4 { pump = 0 }
      let flow = pump == 1 ? 2.6 + 0.01 * generator.gaussian() : 0
      return [
        level, flow, pump, 5, .nan, 10 + 2 * level + 0.005 * generator.gaussian(),
        demand,
      ]
    }
  }

  private static func record(_ cells: [[Double]], order: [Int]) -> ProcessRecord {
    ProcessRecord(
      tags: order.map { Tag(id: "X\($0)", role: $0 == 2 ? .status : .sensor) },
      interval: DetectionData.interval, times: DetectionData.times(cells.count),
      values: Matrix(rowMajor: cells.map { row in order.map { row[$0] } }),
      follows: cells.indices.map { $0 > 0 })
  }

  @Test(
    "stocks, gated flows and what follows at once are told apart in any order of columns",
    arguments: [[0, 1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1, 0], [3, 0, 6, 2, 5, 4, 1]])
  func structure(order: [Int]) {
    let record = Self.record(Self.tank(rows: 3_000, seed: 1), order: order)
    let discrete = ProcessStructure.discreteTags(record)
    #expect(discrete.map { order[$0] } == [2])
    let structure = ProcessStructure(
      record, actuators: discrete, controlling: [order.firstIndex(of: 0) ?? 0])
    #expect(structure.stocks.map { order[$0] } == [0])
    #expect(structure.gated.map { order[$0] } == [1])
    #expect(structure.gates.map { order[$0.actuator] } == [2] && structure.gates[0].off == 0)
    #expect(Set(structure.driven.map { order[$0] }) == [5, 6])
    #expect(Set(structure.constant.map { order[$0] }) == [3, 4])
  }

  @Test("a stock that no rule reads is still a stock, for flows and states foretell its change")
  func stockWithoutRule() {
    let record = Self.record(Self.tank(rows: 3_000, seed: 2), order: [0, 1, 2, 6])
    let structure = ProcessStructure(record, actuators: [2], controlling: [])
    #expect(structure.stocks == [0])
    #expect(structure.driven == [3])
  }

  @Test("a stock's equation foretells it, and too few rows are told with both numbers")
  func stockModel() throws {
    let record = Self.record(Self.tank(rows: 3_000, seed: 3), order: [0, 1, 2])
    let terms = StockTerms(
      stocks: [0], flows: [1], actuators: [2], offStates: [0], isObserver: false)
    let model = try StockModel(record, terms: terms, ridge: 1e-6, margin: 0.1)
    var moment = StockTerms.Moment(
      before: record.values.row(499), now: record.values.row(500),
      week: [Double](repeating: 0, count: TimeOfWeek.count), sinceSwitch: [9])
    TimeOfWeek.write(record.times[500], into: &moment.week, at: 0)
    var scratch = [Double](repeating: 0, count: terms.count)
    var row = record.values.row(500)
    model.advance(moment, scratch: &scratch, into: &row)
    // The demand's noise moves the level by 0.05 · 0.1; four deviations of it.
    #expect(abs(row[0] - record.values[500, 0]) < 0.02)
    #expect(model.held(99, stock: 0) == model.high[0] && model.held(-99, stock: 0) == model.low[0])
    #expect(model.high[0] > 4 && model.high[0] < 5 && model.low[0] < 2 && model.low[0] >= 0)

    let count = terms.count
    #expect {
      _ = try StockModel(record.rows(0..<50), terms: terms, ridge: 1e-6, margin: 0.1)
    } throws: { error in
      (error as? Fault)?.problem
        == "49 complete rows are too few for \(count) terms of a stock, \(2 * count + 1) are needed"
    }
  }
}
