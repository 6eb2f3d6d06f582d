internal import Diagnostics
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// What an attack does to a tag that was foreseen: its residual now, and the mean of the last ones.
///
///     e = r / √Ω_jj    on the grid;   m = mean of the last `window` e    on the grid
///
/// Features 0 to c − 1 are e, c to 2c − 1 are m. What is missing, or in a row that cannot be judged, counts as
/// foreseen (0): what is not there cannot stand out. Rows before a gap count as foreseen too.
/// Everything behind the residual is exact (``FeatureGrid``).
struct ResidualFeatures: Sendable {
  /// What crosses from row to row.
  struct State: Codable, Sendable, Equatable {
    var autoregression = Autoregression.State()
    /// The last `window` − 1 rows of e since the last gap, oldest first.
    var past: [[Double]] = []
    var last: Int64?
  }

  /// The features of some rows.
  struct Cases {
    /// *rows × 2c*.
    var values: Matrix
    /// Whether a row can be judged.
    var isJudged: [Bool]
    /// What was foreseen, standardised.
    var foreseen: Matrix
  }

  let autoregression: Autoregression
  /// How many rows a mean is taken over, ≥ 1.
  let window: Int
  private let deviations: [Double]
  // What is taken off e: 0 on the plant, in a twin its own mean.
  private var centre: [Double]

  init(_ autoregression: Autoregression, window: Int) throws(Fault) {
    self.autoregression = autoregression
    self.window = window
    let variances = autoregression.innovations.diagonal
    if let bad = variances.indices.first(where: { !(variances[$0] > 0) }) {
      throw Fault(
        .badData, "the residual variance of tag \(bad) must be > 0, got \(variances[bad])")
    }
    deviations = variances.map { $0.squareRoot() }
    centre = variances.map { _ in 0 }
  }

  /// The features of a twin: what its untouched rows do otherwise than is foreseen, on average, is taken off.
  ///
  /// Their scale stays the plant's, for an attack moves a tag by units, not by deviations of the twin.
  /// O(rows · c² lags).
  func centred(on traces: [LabelledTrace]) -> ResidualFeatures {
    var sums = centre
    var counts = centre
    for trace in traces where trace.labels.contains(.normal) {
      var state = Autoregression.State()
      let residuals = autoregression.residuals(trace.frame, state: &state)
      for i in trace.labels.indices where trace.labels[i] == .normal && residuals.present[i] > 0 {
        let missing = residuals.rows.missing[i]
        for j in sums.indices where missing?[j] != true {
          sums[j] += FeatureGrid.nearest(residuals.rows.z[i, j] / deviations[j])
          counts[j] += 1
        }
      }
    }
    var copy = self
    copy.centre = zip(sums, counts).map { $1 > 0 ? FeatureGrid.nearest($0 / $1) : 0 }
    return copy
  }

  /// How many features there are.
  var count: Int { 2 * deviations.count }

  /// The features of the next rows; any cut of the rows gives the same bits.
  ///
  /// O(n c² lags).
  func cases(_ rows: Frame, state: inout State) -> Cases {
    let residuals = autoregression.residuals(rows, state: &state.autoregression)
    let c = deviations.count
    // The row from which on rows count, in those of the state and the call together.
    let before = state.past.count
    var start = 0
    var starts: [Int] = []
    for (i, time) in rows.times.enumerated() {
      let follows =
        state.last.map {
          Frame.isContiguous(
            Timestamp(nanoseconds: $0), time, interval: autoregression.interval)
        } ?? true
      if !follows { start = before + i }
      state.last = time.nanoseconds
      starts.append(start)
    }
    var values = Matrix(rows: rows.count, columns: 2 * c)
    var kept = Matrix(rows: before + rows.count, columns: c)
    for j in 0..<c {
      var own = state.past.map { $0[j] }
      own.reserveCapacity(before + rows.count)
      residuals.rows.z.withUnsafeColumn(j) { column in
        for (i, value) in column.enumerated() {
          let isJudged = residuals.present[i] > 0
          own.append(isJudged ? FeatureGrid.nearest(value / deviations[j] - centre[j]) : 0)
        }
      }
      for (i, mask) in residuals.rows.missing where mask[j] { own[before + i] = 0 }
      // Sums of points of the grid are exact: adding the new and taking off the old loses nothing.
      var sum = own[..<before].reduce(0, +)
      values.withUnsafeMutableColumn(j) { target in
        for i in target.indices { target[i] = own[before + i] }
      }
      values.withUnsafeMutableColumn(c + j) { target in
        for i in target.indices {
          let place = before + i
          if starts[i] == place { sum = 0 }
          sum += own[place]
          if place - window >= starts[i] { sum -= own[place - window] }
          target[i] = FeatureGrid.nearest(sum / Double(window))
        }
      }
      kept.withUnsafeMutableColumn(j) { target in
        for i in target.indices { target[i] = own[i] }
      }
    }
    let first = max(kept.rows - (window - 1), starts.last ?? 0)
    state.past = (first..<max(first, kept.rows)).map { kept.row($0) }
    return Cases(
      values: values, isJudged: residuals.present.map { $0 > 0 },
      foreseen: residuals.standard.z - residuals.rows.z)
  }

  /// The features of chosen rows of a frame, scored in order from a fresh start; rows that cannot be judged
  /// are left out.
  ///
  /// Memory O(block · c · lags) besides the result.
  func chosenCases(_ frame: Frame, chosen: [Bool], into cases: inout [[Double]]) {
    var state = State()
    let block = 4_096
    for start in stride(from: 0, to: frame.count, by: block) {
      let end = min(start + block, frame.count)
      let own = self.cases(frame.rows(start..<end), state: &state)
      for i in start..<end where chosen[i] && own.isJudged[i - start] {
        cases.append(own.values.row(i - start))
      }
    }
  }
}
