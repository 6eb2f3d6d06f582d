internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// The accounts of an identified twin: each stock's change less what its equation expects of the row.
///
///     r(t) = Δ(t) − Δ̂(t)
///
/// A run replays what recorded rows left unexplained, rows of other states where an actuator stands otherwise: two
/// runs differ by no more than two such rows do. What a stock cannot hold is unexplained, too: water that overflowed.
struct StockAccounts: ProcessBalance {
  private let twin: IdentifiedTwin
  private let tolerances: [Double]

  /// The accounts of a twin; nil without stocks.
  init?(_ twin: IdentifiedTwin) {
    let stocks = twin.stocks.terms.stocks
    if stocks.isEmpty { return nil }
    self.twin = twin
    let innovations = twin.memory.innovations
    tolerances = stocks.map { tag in
      2 * (0..<innovations.columns).reduce(0) { max($0, abs(innovations[tag, $1])) }
    }
  }

  func accounts(of truth: Matrix, at times: [Timestamp]) -> [BalanceAccount] {
    let record = ProcessRecord(
      tags: twin.tags, interval: twin.interval, times: times, values: truth,
      follows: times.indices.map { $0 > 0 })
    let rows = StockRows(record, terms: twin.stocks.terms)
    let stocks = twin.stocks.terms.stocks
    let expected = rows.rows.isEmpty ? nil : twin.stocks.fit.values(rows.terms)
    return stocks.indices.map { k in
      var unexplained = [Double](repeating: .nan, count: times.count)
      if let expected {
        for (place, row) in rows.rows.enumerated() {
          unexplained[row] = rows.changes[place, k] - expected[place, k]
        }
      }
      return BalanceAccount(
        of: twin.tags[stocks[k]].id, unexplained: unexplained, tolerance: tolerances[k])
    }
  }
}
