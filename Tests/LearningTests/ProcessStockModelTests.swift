import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("The equations of stocks")
struct ProcessStockModelTests {
  static func record(_ columns: [[Double]], follows: [Bool]? = nil) -> ProcessRecord {
    let rows = columns[0].count
    let start = Timestamp(nanoseconds: 1_767_225_600_000_000_000)
    return ProcessRecord(
      tags: columns.indices.map { Tag(id: "t\($0)") }, interval: .hours(1),
      times: (0..<rows).map { start + TimeSpan.hours(1) * $0 }, values: Matrix(columns: columns),
      follows: follows ?? (0..<rows).map { $0 > 0 })
  }

  /// x' = x + 0.02 f' − 0.05 x, with white noise of 0.001.
  static func tank(rows: Int, seed: UInt64) -> ProcessRecord {
    var chance = SeededGenerator(seed: seed)
    var level = 3.0
    var levels: [Double] = []
    var flows: [Double] = []
    for _ in 0..<rows {
      let flow = 10 * chance.uniform()
      level += 0.02 * flow - 0.05 * level + 0.001 * chance.gaussian()
      levels.append(level)
      flows.append(flow)
    }
    return record([levels, flows])
  }

  static let terms = StockTerms(
    stocks: [0], flows: [1], actuators: [], offStates: [], isObserver: false)

  @Test("recover a tank's own, over seeds", arguments: 1...5)
  func recovered(seed: UInt64) throws {
    let model = try StockModel(
      Self.tank(rows: 2_000, seed: seed), terms: Self.terms, ridge: 1e-6, margin: 0.1)
    // The flow's effect is spread over f' and f'²: judged by what they forecast, not term by term.
    var scratch = [Double](repeating: 0, count: model.terms.count)
    for (level, flow) in [(1.0, 2.0), (2, 8), (3, 5)] {
      var row = [0, flow]
      model.advance(
        .init(
          before: [level, 5], now: row, week: [Double](repeating: 0, count: TimeOfWeek.count),
          sinceSwitch: []), scratch: &scratch, into: &row)
      // Noise of 0.001 over 2000 rows and 35 terms: 0.001 · √(35 / 2000) = 0.00013, four times that
      // where the week's terms, all zero here, lie outside of what was seen, and more at the edges.
      #expect(abs(row[0] - (level + 0.02 * flow - 0.05 * level)) < 0.002)
      #expect(row[1] == flow)
    }
  }

  @Test("need one row more than twice their terms, and say both numbers")
  func tooFew() throws {
    // 1 stock + 3 · 1 flow + 31 of the week = 35 terms; the first row follows nothing.
    #expect(Self.terms.count == 35)
    _ = try StockModel(
      Self.tank(rows: 72, seed: 1), terms: Self.terms, ridge: 1e-4, margin: 0.1)
    let found = fault {
      try StockModel(Self.tank(rows: 71, seed: 1), terms: Self.terms, ridge: 1e-4, margin: 0.1)
    }
    #expect(found?.kind == .badData)
    #expect(
      found?.problem
        == "70 complete rows are too few for 35 terms of a stock, 71 are needed")
    #expect(found?.hint == "give the twin more normal time, or fewer tags")
  }

  @Test("are fitted to rows that follow another and lack nothing")
  func rows() {
    let record = Self.tank(rows: 100, seed: 2)
    var values = record.values
    values[10, 0] = .nan  // rows 10 and 11 lack a stock
    values[30, 1] = .nan  // rows 30 and 31 lack a flow
    let follows = (0..<100).map { $0 > 0 && $0 != 50 }
    let gaps = ProcessRecord(
      tags: record.tags, interval: record.interval, times: record.times, values: values,
      follows: follows)
    let found = StockRows(gaps, terms: Self.terms)
    #expect(found.rows == (1..<100).filter { ![10, 11, 30, 31, 50].contains($0) })
    for (i, row) in found.rows.enumerated() {
      #expect(found.changes[i, 0] == values[row, 0] - values[row - 1, 0])
      #expect(found.terms[i, 0] == values[row - 1, 0])
      #expect(found.terms[i, 2] == values[row, 1])
    }
  }

  @Test("hold a stock within what was seen and the margin, and above 0 what never was below")
  func bounds() throws {
    var chance = SeededGenerator(seed: 3)
    let positive = (0..<200).map { _ in 1 + 4 * chance.uniform() }
    let signed = (0..<200).map { _ in -1 + 4 * chance.uniform() }
    let terms = StockTerms(
      stocks: [0, 1], flows: [], actuators: [], offStates: [], isObserver: false)
    let model = try StockModel(
      Self.record([positive, signed]), terms: terms, ridge: 1e-4, margin: 0.5)
    let (a, b) = (positive.min() ?? 0, positive.max() ?? 0)
    let (c, d) = (signed.min() ?? 0, signed.max() ?? 0)
    #expect(model.low == [0, c - 0.5 * (d - c)])
    #expect(model.high == [b + 0.5 * (b - a), d + 0.5 * (d - c)])
    #expect(model.held(99, stock: 0) == model.high[0])
    #expect(model.held(-99, stock: 0) == 0)
    #expect(model.held(2, stock: 0) == 2)
  }

  @Test("are none where there is no stock")
  func none() throws {
    let terms = StockTerms(
      stocks: [], flows: [], actuators: [], offStates: [], isObserver: false)
    let model = try StockModel(
      Self.tank(rows: 100, seed: 1), terms: terms, ridge: 1e-4, margin: 0.1)
    #expect(model.fit.weights.columns == 0)
    #expect(model.low.isEmpty)
  }
}
