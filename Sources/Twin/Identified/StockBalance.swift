internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// Whether levels move as flows and states say: each stock's change from row to row less what the twin's
/// equation expects of it.
///
///     departure = √(mean (Δ − Δ̂)²) / σ(Δ recorded)
///
/// A closed loop whose levels moved by themselves would depart further than its plant.
struct StockBalance {
  private let twin: IdentifiedTwin

  init(_ twin: IdentifiedTwin) { self.twin = twin }

  /// Every stock's account; an identified twin keeps none of its own.
  func balances(recorded: ProcessRecord, simulated: ProcessRecord) -> [Fidelity.Balance] {
    let residual = Measured.undefined(
      "the equations are learned from telemetry and keep no account of volumes")
    guard !twin.structure.flows.isEmpty else {
      let reason = Measured.undefined("no flow through a pump or valve is measured")
      return twin.structure.stocks.map {
        Fidelity.Balance(
          of: twin.tags[$0].id, residual: residual, departureRecorded: reason,
          departureSimulated: reason)
      }
    }
    let (real, own) = (departures(recorded), departures(simulated))
    return twin.structure.stocks.enumerated().map { k, tag in
      let scale = real[k].deviation
      func share(_ departure: Double?) -> Measured {
        Measured(
          departure.flatMap { scale > 0 ? $0 / scale : nil },
          or: "no two rows follow one another, or the recorded value never changes")
      }
      return Fidelity.Balance(
        of: twin.tags[tag].id, residual: residual, departureRecorded: share(real[k].root),
        departureSimulated: share(own[k].root))
    }
  }

  // Per stock: the root mean square of what was not expected, and the deviation of the changes.
  private func departures(_ record: ProcessRecord) -> [(root: Double?, deviation: Double)] {
    let rows = StockRows(record, terms: twin.stocks.terms)
    guard !rows.rows.isEmpty else { return twin.structure.stocks.map { _ in (nil, 0) } }
    let expected = twin.stocks.fit.values(rows.terms)
    return twin.structure.stocks.indices.map { k in
      let changes = rows.changes.column(k)
      let squares = zip(changes, expected.column(k)).reduce(0) {
        $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
      }
      return (
        (squares / Double(changes.count)).squareRoot(), TagLikeness.deviation(changes)
      )
    }
  }
}
