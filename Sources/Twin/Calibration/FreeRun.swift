public import Learning
internal import LinearAlgebra
internal import Telemetry

/// Stocks simulated for long stretches with recorded inputs, against what was recorded.
///
/// From each start the equations run on their own results; flows and states are the recorded ones. A missing
/// recorded input keeps its last value; a row whose stock is missing is not compared.
public struct FreeRun: Sendable {
  /// What came of it, for one stock.
  public struct Errors: Sendable, Equatable, Codable {
    /// The stock's tag.
    public var tag: String
    /// Root of the mean squared error over all rows up to each horizon and all starts, in its unit.
    public var rootMeanSquare: [Double]
    /// The mean absolute error exactly at each horizon, in its unit.
    public var absolute: [Double]
    /// The stock's standard deviation on the rows that the twin was fitted to.
    public var deviation: Double

    /// The root mean squared error in parts of the standard deviation; nil for a stock that stands still.
    public var normalised: [Double?] {
      rootMeanSquare.map { deviation > 0 ? $0 / deviation : nil }
    }
  }

  private let record: ProcessRecord
  private let horizons: [Int]
  private let every: Int

  /// Free runs over a record from every `every`-th row, compared up to each horizon, in rows, ascending.
  public init(_ record: ProcessRecord, horizons: [Int], every: Int) {
    precondition(
      !horizons.isEmpty && every > 0, "a free run needs a horizon and a distance of starts")
    self.record = record
    self.horizons = horizons
    self.every = every
  }

  /// The first rows of the runs: the whole longest horizon lies behind them without a gap.
  public var starts: [Int] {
    let longest = horizons[horizons.count - 1]
    return stride(from: 0, to: max(record.count - longest, 0), by: every).filter { start in
      (start + 1...start + longest).allSatisfy { record.follows[$0] }
    }
  }

  /// The errors of a model's stocks; `deviations` are those of its stocks on the fitted rows, `evidence` what
  /// switches tell an observer.
  public func errors(
    of model: StockModel, deviations: [Double], evidence: SwitchEvidence? = nil
  ) -> [Errors] {
    let starts = starts
    var paths: [[Double]] = []
    for start in starts { paths.append(run(model, from: start, evidence: evidence)) }
    return model.terms.stocks.enumerated().map { k, tag in
      summary(k, tag: tag, width: model.terms.stocks.count, paths: paths, starts: starts)
        .with(deviation: deviations[k])
    }
  }

  /// The simulated stocks after a start: `[row · stocks + stock]`, the first row one after the start.
  public func run(
    _ model: StockModel, from start: Int, evidence: SwitchEvidence? = nil
  ) -> [Double] {
    var filter = evidence.map { SwitchEvidence.Filter($0) }
    let stocks = model.terms.stocks
    var row = record.values.row(start)
    // What is missing there has its last value before.
    for j in row.indices where row[j].isNaN {
      row[j] =
        (0..<start).reversed().lazy.map { record.values[$0, j] }.first { !$0.isNaN } ?? .nan
    }
    var clock = SwitchClock(tags: model.terms.actuators)
    // How long ago the actuators switched is known from the rows before.
    for earlier in max(0, start - 100)...start { clock.advance(record.values.row(earlier)) }
    var moment = StockTerms.Moment(
      before: row, now: row, week: [Double](repeating: 0, count: TimeOfWeek.count),
      sinceSwitch: clock.rows)
    var scratch = [Double](repeating: 0, count: model.terms.count)
    var path: [Double] = []
    for step in 1...horizons[horizons.count - 1] {
      var now = record.values.row(start + step)
      for j in now.indices where now[j].isNaN { now[j] = row[j] }
      clock.advance(now)
      moment.before = row
      moment.now = now
      moment.sinceSwitch = clock.rows
      TimeOfWeek.write(record.times[start + step], into: &moment.week, at: 0)
      model.advance(moment, scratch: &scratch, into: &now)
      filter?.correct(&now, before: row, stocks: stocks)
      for (k, tag) in stocks.enumerated() {
        now[tag] = model.held(now[tag], stock: k)
        path.append(now[tag])
      }
      row = now
    }
    return path
  }

  func summary(
    _ stock: Int, tag: Int, width: Int, paths: [[Double]], starts: [Int]
  ) -> Errors {
    var roots: [Double] = []
    var absolutes: [Double] = []
    for horizon in horizons {
      var squares = 0.0
      var count = 0
      var absolute = 0.0
      var ends = 0
      for (path, start) in zip(paths, starts) {
        for step in 1...horizon {
          let error = path[(step - 1) * width + stock] - record.values[start + step, tag]
          if error.isNaN { continue }
          squares += error * error
          count += 1
          if step == horizon {
            absolute += abs(error)
            ends += 1
          }
        }
      }
      roots.append(count > 0 ? (squares / Double(count)).squareRoot() : .nan)
      absolutes.append(ends > 0 ? absolute / Double(ends) : .nan)
    }
    return Errors(
      tag: record.tags[tag].id, rootMeanSquare: roots, absolute: absolutes, deviation: 0)
  }
}

extension FreeRun.Errors {
  /// The same errors beside a standard deviation.
  func with(deviation: Double) -> FreeRun.Errors {
    var copy = self
    copy.deviation = deviation
    return copy
  }
}
