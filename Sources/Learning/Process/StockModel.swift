public import Diagnostics
package import LinearAlgebra
internal import Telemetry

/// The equations of stocks, one row ahead.
///
///     xₜ = xₜ₋₁ + W · terms(t)
///
/// kept between the lowest and the highest value that the plant can hold.
public struct StockModel: Sendable, Equatable {
  /// The terms.
  public var terms: StockTerms
  /// The change of each stock.
  public var fit: RidgeFit
  /// The least value of each stock.
  public var low: [Double]
  /// The greatest value of each stock.
  public var high: [Double]

  /// Makes a model that is known.
  public init(terms: StockTerms, fit: RidgeFit, low: [Double], high: [Double]) {
    self.terms = terms
    self.fit = fit
    self.low = low
    self.high = high
  }

  /// Fits the equations on the rows of a record whose terms are all there.
  ///
  /// - Parameters:
  ///   - margin: how far beyond the values seen a stock may go, in parts of their span.
  ///   - ridge: λ on standardised terms, > 0.
  /// - Throws: ``Fault`` of kind `badData` where there are fewer complete rows than terms.
  public init(
    _ record: ProcessRecord, terms: StockTerms, ridge: Double, margin: Double
  ) throws(Fault) {
    self.terms = terms
    let rows = StockRows(record, terms: terms)
    guard rows.rows.count > 2 * terms.count else {
      throw Fault(
        .badData,
        "\(rows.rows.count) complete rows are too few for \(terms.count) terms of a stock, "
          + "\(2 * terms.count + 1) are needed",
        hint: "give the twin more normal time, or fewer tags")
    }
    do {
      fit = try RidgeFit(terms: rows.terms, targets: rows.changes, ridge: ridge)
    } catch {
      throw Fault(.badData, "the equations of the stocks cannot be solved: \(error)")
    }
    low = []
    high = []
    for tag in terms.stocks {
      let seen = record.column(tag).filter { !$0.isNaN }
      let (least, most) = (seen.min() ?? 0, seen.max() ?? 0)
      let lowest = least - margin * (most - least)
      // What never was negative holds something that cannot be.
      low.append(least >= 0 ? max(lowest, 0) : lowest)
      high.append(most + margin * (most - least))
    }
  }

  /// Writes the stocks of the next row into `row`, without disturbance; `scratch` has a place per term.
  public func advance(
    _ moment: StockTerms.Moment, scratch: inout [Double], into row: inout [Double]
  ) {
    terms.write(moment, into: &scratch)
    for (k, tag) in terms.stocks.enumerated() {
      var change = fit.intercepts[k]
      fit.weights.withUnsafeColumn(k) { weights in
        for i in weights.indices { change += weights[i] * scratch[i] }
      }
      row[tag] = moment.before[tag] + change
    }
  }

  /// A stock's value kept inside what the plant can hold.
  public func held(_ value: Double, stock: Int) -> Double {
    min(max(value, low[stock]), high[stock])
  }
}

/// The rows of a record with all terms and the change of every stock.
package struct StockRows {
  /// The rows used.
  package let rows: [Int]
  /// *rows × terms*.
  package let terms: Matrix
  /// *rows × stocks*.
  package let changes: Matrix

  package init(_ record: ProcessRecord, terms: StockTerms) {
    var used: [Int] = []
    var cells: [Double] = []
    var targets: [Double] = []
    var scratch = [Double](repeating: 0, count: terms.count)
    var clock = SwitchClock(tags: terms.actuators)
    var moment = StockTerms.Moment(
      before: [], now: [], week: [Double](repeating: 0, count: TimeOfWeek.count), sinceSwitch: [])
    let rhythms = TimeOfWeek.Rhythms(of: record.times)
    for row in 0..<record.count {
      let now = record.values.row(row)
      if !record.follows[row] { clock = SwitchClock(tags: terms.actuators) }
      clock.advance(now)
      if record.follows[row], terms.stocks.allSatisfy({ now[$0].isFinite }) {
        moment.now = now
        moment.sinceSwitch = clock.rows
        rhythms.write(record.times[row], into: &moment.week, at: 0)
        terms.write(moment, into: &scratch)
        if scratch.allSatisfy(\.isFinite) {
          used.append(row)
          cells += scratch
          targets += terms.stocks.map { now[$0] - moment.before[$0] }
        }
      }
      moment.before = now
    }
    rows = used
    self.terms = Matrix(
      rows: terms.count, columns: used.count, columnMajor: cells
    ).transposed()
    changes = Matrix(
      rows: terms.stocks.count, columns: used.count, columnMajor: targets
    ).transposed()
  }
}
