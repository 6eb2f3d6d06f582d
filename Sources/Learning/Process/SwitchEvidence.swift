internal import LinearAlgebra
internal import Telemetry

/// What a controller gives away about a level that nobody reads: where the level usually stands in the row in
/// which an actuator switches.
///
/// An observer takes it as a reading of the level (a scalar Kalman filter per stock; Kalman 1960, section
/// "Solution of the Wiener problem"):
///
///     P ← P + q           one row further, q the variance of what the equations do not foresee
///     g = P / (P + s²)    at a switch at which the level was m ± s on the fitted rows
///     x ← x + g (m − x),  P ← (1 − g) P
///
/// Memory O(events).
public struct SwitchEvidence: Sendable, Equatable {
  /// A switch and where its level stands then.
  struct Event: Sendable, Equatable {
    var actuator: Int
    /// The actuator's value after the switch.
    var value: Double
    /// The stock's place in the model.
    var stock: Int
    var mean: Double
    var variance: Double
  }

  let events: [Event]
  /// The variance of a row's change that the equations do not foresee, of each stock.
  let innovations: [Double]

  /// Fewer switches tell nothing.
  private static let fewest = 10

  /// Learns from the rows that a model was fitted to; rules whose sensor is no stock are passed over.
  public init(_ record: ProcessRecord, model: StockModel, rules: [HysteresisRule]) {
    let stocks = model.terms.stocks
    let rows = StockRows(record, terms: model.terms)
    let expected = model.fit.values(rows.terms)
    innovations = stocks.indices.map { k in
      let actual = rows.changes.column(k)
      let squares = actual.indices.reduce(0.0) { sum, i in
        sum + (actual[i] - expected[i, k]) * (actual[i] - expected[i, k])
      }
      return actual.isEmpty ? 0 : squares / Double(actual.count)
    }
    var events: [Event] = []
    for rule in rules {
      guard let stock = stocks.firstIndex(of: rule.sensor) else { continue }
      let (state, level) = (record.column(rule.actuator), record.column(rule.sensor))
      for value in [rule.off, rule.on] {
        let seen = state.indices.filter { row in
          record.follows[row] && state[row] == value && state[row - 1] != value
            && state[row - 1].isFinite && level[row].isFinite
        }.map { level[$0] }
        guard seen.count >= Self.fewest else { continue }
        let mean = seen.reduce(0, +) / Double(seen.count)
        let variance =
          seen.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(seen.count - 1)
        events.append(
          Event(
            actuator: rule.actuator, value: value, stock: stock, mean: mean, variance: variance))
      }
    }
    self.events = events
  }

  /// A filter along one run.
  public struct Filter: Sendable {
    private let evidence: SwitchEvidence
    /// The variance of each stock's error.
    private var variances: [Double]

    /// Begins where the stocks are known.
    public init(_ evidence: SwitchEvidence) {
      self.evidence = evidence
      variances = evidence.innovations.map { _ in 0 }
    }

    /// Takes a row's states after its stocks were foreseen, and corrects these; `stocks` are their tags.
    public mutating func correct(_ row: inout [Double], before: [Double], stocks: [Int]) {
      for k in variances.indices { variances[k] += evidence.innovations[k] }
      for event in evidence.events
      where row[event.actuator] == event.value && before[event.actuator] != event.value
        && before[event.actuator].isFinite
      {
        let own = variances[event.stock]
        let gain = own + event.variance > 0 ? own / (own + event.variance) : 0
        let tag = stocks[event.stock]
        row[tag] += gain * (event.mean - row[tag])
        variances[event.stock] = (1 - gain) * own
      }
    }
  }
}
