internal import Diagnostics
internal import Ingest
internal import Learning
internal import Telemetry

/// Whether rows come at the interval that a model was trained on.
///
/// A model that looks at the rows before takes a row that comes later than 1.5 intervals for the first one after a gap, and
/// cannot judge it; rows that come much sooner look slower than anything it knows. Judged by the median step, once 20
/// steps are known or the rows end.
struct RowPace {
  private static let stepsNeeded = 20
  // Two rows far apart are a gap, no pace.
  private static let fewestSteps = 3

  private let expected: TimeSpan
  private var last: Timestamp?
  private var steps: [TimeSpan] = []
  private var isTold = false

  /// Of a model whose rows came every `expected`.
  init(expected: TimeSpan) { self.expected = expected }

  /// Takes the next row; one without a time, or not after the row before it, says nothing.
  mutating func count(_ row: CSVRowStream.Row) {
    guard steps.count < Self.stepsNeeded else { return }
    let time: Timestamp?
    switch row {
    case .bad(let moment, _, _): time = moment
    case .row(let moment, _): time = moment
    }
    guard let time else { return }
    if let last, last < time { steps.append(time - last) }
    last = last.map { max($0, time) } ?? time
  }

  /// What to say of the rows so far; nil where that is nothing, or was said.
  ///
  /// - Parameter atEnd: whether no more rows come, so that fewer steps must do.
  mutating func notice(atEnd: Bool = false) -> Notice? {
    guard !isTold, steps.count >= (atEnd ? Self.fewestSteps : Self.stepsNeeded) else {
      return nil
    }
    isTold = true
    let median = steps.sorted()[(steps.count - 1) / 2]
    let zero = Timestamp(nanoseconds: 0)
    // As gaps are found; and not much sooner either.
    if Frame.isContiguous(zero, zero + median, interval: expected), median * 2 > expected {
      return nil
    }
    let what =
      median > expected
      ? "what judges a row by the rows before it has no score"
      : "changes from row to row are smaller than what it was trained on"
    return Notice(
      "rows come every \(median), the model was trained on rows every \(expected): \(what); "
        + "bring the rows to its interval, or train a model on these")
  }
}
