internal import Diagnostics
internal import Learning
internal import LinearAlgebra
public import Telemetry

/// A fitted ``TwinResidual`` detector; it carries the last row from call to call.
public struct TwinResidualModel: DetectorModel {
  /// The last row's cells, nil where they were missing, and its moment.
  public struct State: Codable, Sendable, Equatable {
    var cells: [Double?]
    var last: Int64?
  }

  let tags: GaussianTags
  let process: OneStepProcess
  /// W with Wᵀ Ω W = I; in Ω tags without an equation have 1 to themselves.
  let whitener: Matrix
  let interval: TimeSpan

  /// Nothing seen.
  public func initialState() -> State {
    State(cells: [Double?](repeating: nil, count: tags.mean.count), last: nil)
  }

  /// A score per row; NaN where the row before is not there or not contiguous, or it has no cell.
  public func scores(_ rows: Frame, state: inout State) -> [Double] {
    let judged = judged(rows, state: &state)
    let counted = judged.present.map { max($0, 1) }
    return zip(
      rootMeanSquare(judged.residuals.timesRowStable(whitener), present: counted),
      judged.isJudged
    ).map { $1 ? $0 : .nan }
  }

  /// What the twin foretold, corrected by how the other sensors depart; tags that it does not judge at their means.
  public func explain(_ rows: Frame, state: State) -> Explanation? {
    var state = state
    let judged = judged(rows, state: &state)
    let (conditional, raw) = conditionalParts(
      judged.residuals, whitener: whitener, missing: judged.missing)
    var expected = conditional
    var parts = raw
    for j in tags.mean.indices {
      for i in 0..<rows.count {
        let isKnown = judged.isJudged[i] && judged.missing[i]?[j] != true
        let departure = judged.residuals[i, j] - conditional[i, j]
        expected[i, j] = isKnown ? judged.cells[i, j] - departure * tags.scale[j] : tags.mean[j]
        if !isKnown { parts[i, j] = 0 }
      }
    }
    return Explanation(expected: expected, shares: Explanation.normalised(parts))
  }

  private struct JudgedRows {
    /// The rows' cells, held within what counts.
    var cells: Matrix
    /// Standardised; 0 where a sensor cannot be judged.
    var residuals: Matrix
    /// For each row with sensors that cannot be judged, and for any plant with tags without an equation: which.
    var missing: [Int: [Bool]]
    /// How many sensors of each row are judged.
    var present: [Int]
    /// Whether the row before is there and the row has a cell.
    var isJudged: [Bool]
  }

  private func judged(_ rows: Frame, state: inout State) -> JudgedRows {
    let cells = held(rows.values)
    var previous = Matrix(rows: rows.count, columns: tags.mean.count)
    var follows = [Bool](repeating: false, count: rows.count)
    for (i, time) in rows.times.enumerated() {
      follows[i] =
        state.last.map {
          Frame.isContiguous(Timestamp(nanoseconds: $0), time, interval: interval)
        } ?? false
      for j in tags.mean.indices {
        previous[i, j] = state.cells[j] ?? .nan
        state.cells[j] = cells[i, j].isNaN ? nil : cells[i, j]
      }
      state.last = time.nanoseconds
    }
    let expected = process.expected(cells, previous: previous, times: rows.times)
    var residuals = cells
    var missing: [Int: [Bool]] = [:]
    var present = [Int](repeating: tags.mean.count, count: rows.count)
    var isEmpty = [Bool](repeating: true, count: rows.count)
    for j in tags.mean.indices {
      for i in 0..<rows.count {
        if !cells[i, j].isNaN { isEmpty[i] = false }
        let z = (cells[i, j] - expected[i, j]) / tags.scale[j]
        guard !z.isNaN, follows[i] else {
          residuals[i, j] = 0
          present[i] -= 1
          missing[i, default: [Bool](repeating: false, count: tags.mean.count)][j] = true
          continue
        }
        residuals[i, j] = max(min(z, GaussianTags.farthest), -GaussianTags.farthest)
      }
    }
    return JudgedRows(
      cells: cells, residuals: residuals, missing: missing, present: present,
      isJudged: zip(follows, isEmpty).map { $0 && !$1 })
  }

  // How many rows a tag is judged in by its equation, and not by its gate alone.
  private func tellingRows(of tag: Int, _ judged: JudgedRows) -> Int {
    (0..<judged.isJudged.count).count { i in
      guard judged.isJudged[i], judged.missing[i]?[tag] != true else { return false }
      return process.gates[tag].map { judged.cells[i, $0.actuator] != $0.off } ?? true
    }
  }

  // A cell beyond all bounds counts as one far off, so that no product of cells overflows.
  private func held(_ values: Matrix) -> Matrix {
    var cells = values
    for j in tags.mean.indices {
      let (low, high) = tags.bounds(j)
      cells.withUnsafeMutableColumn(j) { column in
        for i in column.indices where !column[i].isNaN {
          column[i] = max(min(column[i], high), low)
        }
      }
    }
    return cells
  }

  init(
    tags: GaussianTags, process: OneStepProcess, whitener: Matrix, interval: TimeSpan
  ) {
    self.tags = tags
    self.process = process
    self.whitener = whitener
    self.interval = interval
  }

  /// A model with the covariance of what a process leaves of the record that it was identified from.
  init(
    tags: GaussianTags, process: OneStepProcess, record: ProcessRecord, floor: [Double],
    interval: TimeSpan
  ) throws(Fault) {
    let count = tags.mean.count
    let unweighted = TwinResidualModel(
      tags: tags, process: process, whitener: Matrix.identity(count), interval: interval)
    var state = unweighted.initialState()
    let judged = unweighted.judged(record.frame, state: &state)
    // Ω = D^½ Rᵀ R D^½ + F, D_jj = (n + p) / ((n − p) n): Akaike's (1969) final prediction error, for what p terms leave of
    // their own n rows is less than of others. n are the rows in which the equation has something to say: a meter
    // behind a pump that stands is 0 and rightly foretold, and the days of that say nothing of its error when it
    // runs. D on both sides keeps Ω positive definite; tags that are seldom judged together lean on each other less.
    var omega = judged.residuals.gram()
    let inflation = (0..<count).map { j in
      let rows = Double(unweighted.tellingRows(of: j, judged))
      let terms = Double((0..<process.terms.count).count { process.weights[$0, j] != 0 })
      let optimism = rows > terms ? (rows + terms) / (rows - terms) : 1
      return (optimism / max(rows, 1)).squareRoot()
    }
    for j in 0..<count {
      for i in 0..<count { omega[i, j] *= inflation[i] * inflation[j] }
      let own = floor[j] / (tags.scale[j] * tags.scale[j])
      omega[j, j] += process.isForetold[j] ? own + 1e-9 : 1
    }
    self.init(
      tags: tags, process: process, whitener: try Detection.whitener(of: omega),
      interval: interval)
  }
}

extension GaussianTags {
  /// The least and the greatest value of a tag that count as they are, in engineering units.
  func bounds(_ tag: Int) -> (low: Double, high: Double) {
    let reach = Self.farthest * scale[tag]
    return (mean[tag] - reach, mean[tag] + reach)
  }
}
