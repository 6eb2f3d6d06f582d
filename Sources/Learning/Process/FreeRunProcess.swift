public import LinearAlgebra
public import Telemetry

/// A plant's process that runs free of what its sensors read: by recorded flows and states, from a moment at which
/// both were one.
///
///     stocks:   xₜ = A xₜ₋₁ + uₜ
///     others:   yₜ = C xₜ + c ⊙ yₜ₋₁ + vₜ,   0 while the gate of a gated sensor is off
///
/// u and v are everything in the equations of ``OneStepProcess`` that is recorded: flows and states of this row and the one
/// before, time of the week. Only where a run begins do sensors enter it, so that what is told of them later, however slowly
/// it drifts, does not draw it after itself. Two runs go on beside each other, half a span apart: each begins anew at
/// the readings when it is a span old, and the older one's values count. So they are between half a span and a
/// span old, but for the first half span of all, and an attack is compared with readings from before it for at least
/// that long. What is wrong for longer than a span is taken over in the end, as any free run has to.
///
/// A missing cell of the inputs counts as that of its neighbour in the pair of this row and the one before; where both are
/// missing, after a gap, and where a gate is unknown, runs end, and begin anew in the next row with all readings.
/// Cells and runs are held between the least and the greatest value of normal time, as far beyond them as they lie
/// apart, so that no forged number outgrows all others.
public struct FreeRunProcess: Sendable, Equatable {
  /// The equations.
  public let process: OneStepProcess
  /// The least value of each tag that counts, in engineering units.
  public let low: [Double]
  /// The greatest.
  public let high: [Double]
  /// How many rows old a run grows, ≥ 2.
  public let span: Int
  /// The tags that a run has a value of: stocks, then others; constants have none.
  public let tags: [Int]
  /// *terms × tags of a run*: what recorded terms add.
  public let inputs: Matrix
  /// *stocks × stocks*, A transposed.
  public let dynamics: Matrix
  /// *stocks × others*, C transposed.
  public let shown: Matrix
  /// c: the weight of the last value of each of the others.
  public let memory: [Double]

  /// One run: how many rows ago it began, −1 while there is none, and its values.
  struct Lane: Codable, Sendable, Equatable {
    var age = -1
    var values: [Double]
  }

  /// What crosses from row to row.
  public struct State: Codable, Sendable, Equatable {
    var lanes: [Lane]
    /// The last row's cells, nil where they were missing, and its moment.
    var cells: [Double?]
    var last: Int64?
  }

  /// The free run of a process between the bounds of some tags.
  public init(_ process: OneStepProcess, low: [Double], high: [Double], span: Int) {
    self.process = process
    self.low = low
    self.high = high
    self.span = max(span, 2)
    let places = OneStepTerms.Places(process.terms)
    let stocks = process.terms.stocks
    let (flows, driven) = (process.terms.flows.count, process.terms.driven)
    let others = process.isForetold.indices.filter { tag in
      let moves = (0..<process.terms.count).contains { process.weights[$0, tag] != 0 }
      return process.isForetold[tag] && !stocks.contains(tag)
        && (moves || process.gates[tag] != nil)
    }
    tags = stocks + others
    var inputs = process.weights.selecting(columns: tags)
    var dynamics = Matrix(rows: stocks.count, columns: stocks.count)
    var shown = Matrix(rows: stocks.count, columns: others.count)
    // What the run itself has is no input: stocks before and now, the last values of driven sensors.
    for k in tags.indices {
      for i in stocks.indices {
        let (before, now) = (places.before + i, places.now + flows + i)
        if k < stocks.count {
          dynamics[i, k] = inputs[before, k]
        } else {
          shown[i, k - stocks.count] = inputs[now, k]
        }
        (inputs[before, k], inputs[now, k]) = (0, 0)
      }
      for i in driven.indices { inputs[places.before + stocks.count + flows + i, k] = 0 }
    }
    memory = others.map { tag in
      driven.firstIndex(of: tag).map {
        process.weights[places.before + stocks.count + flows + $0, tag]
      } ?? 0
    }
    self.inputs = inputs
    self.dynamics = dynamics
    self.shown = shown
  }

  /// The free run of a process that was identified from a record.
  public init(_ process: OneStepProcess, record: ProcessRecord, span: Int) {
    var (low, high) = ([Double](), [Double]())
    for tag in record.tags.indices {
      let seen = record.column(tag).filter(\.isFinite)
      let (least, most) = (seen.min() ?? 0, seen.max() ?? 0)
      let width = max(most - least, 1e-3 * max(abs(least), abs(most), 1))
      low.append(least - width)
      high.append(most + width)
    }
    self.init(process, low: low, high: high, span: span)
  }

  /// No run, nothing seen.
  public func initialState() -> State {
    let lane = Lane(values: [Double](repeating: 0, count: tags.count))
    return State(
      lanes: [lane, lane], cells: [Double?](repeating: nil, count: low.count), last: nil)
  }

  /// What the older run says of each row, *rows × ``tags``*; NaN where there is none.
  ///
  /// In the row in which a run begins beside no other it says what was read. Any cut of the rows gives the same bits.
  /// O(rows · terms · tags).
  public func values(_ rows: Frame, interval: TimeSpan, state: inout State) -> Matrix {
    let cells = held(rows.values)
    let driven = driven(rows, cells: cells, interval: interval, state: &state)
    var values = Matrix(rows: rows.count, columns: tags.count)
    var isShut = [Bool](repeating: false, count: tags.count)
    let gates = tags.map { process.gates[$0] }
    let half = span / 2
    for i in 0..<rows.count {
      for (k, gate) in gates.enumerated() {
        isShut[k] = gate.map { driven.now[i, $0.actuator] == $0.off } ?? false
      }
      let readings = tags.map { cells[i, $0] }
      let hasAll = readings.allSatisfy { !$0.isNaN }
      for lane in 0..<2 {
        if state.lanes[lane].age >= 0, driven.isComplete[i] {
          advance(&state.lanes[lane].values, by: { driven.inputs[i, $0] }, isShut: isShut)
          state.lanes[lane].age += 1
        } else {
          state.lanes[lane].age = -1
        }
      }
      // A run that is due waits for the other to be half a span old, and for readings.
      if hasAll, isDue(state.lanes[0].age),
        state.lanes[1].age < 0 || state.lanes[1].age >= half
      {
        state.lanes[0] = Lane(age: 0, values: readings)
      }
      if hasAll, isDue(state.lanes[1].age), state.lanes[0].age >= half {
        state.lanes[1] = Lane(age: 0, values: readings)
      }
      let older = state.lanes[state.lanes[1].age > state.lanes[0].age ? 1 : 0]
      for k in tags.indices { values[i, k] = older.age >= 0 ? older.values[k] : .nan }
    }
    return values
  }

  private func isDue(_ age: Int) -> Bool { age < 0 || age >= span }

  private func advance(
    _ values: inout [Double], by inputs: (Int) -> Double, isShut: [Bool]
  ) {
    let stocks = process.terms.stocks.count
    let before = values
    for k in 0..<stocks {
      var value = inputs(k)
      for i in 0..<stocks { value += before[i] * dynamics[i, k] }
      values[k] = bounded(value, tag: tags[k])
    }
    for k in stocks..<tags.count {
      var value = inputs(k) + before[k] * memory[k - stocks]
      for i in 0..<stocks { value += values[i] * shown[i, k - stocks] }
      values[k] = isShut[k] ? 0 : bounded(value, tag: tags[k])
    }
  }

  private func bounded(_ value: Double, tag: Int) -> Double {
    min(max(value, low[tag]), high[tag])
  }

  private func held(_ values: Matrix) -> Matrix {
    var cells = values
    for j in low.indices {
      cells.withUnsafeMutableColumn(j) { column in
        for i in column.indices where !column[i].isNaN { column[i] = bounded(column[i], tag: j) }
      }
    }
    return cells
  }

  private struct DrivenRows {
    /// *rows × tags of a run*.
    var inputs: Matrix
    /// Whether the row before is there and every input is known.
    var isComplete: [Bool]
    /// The cells of the row, or where they are missing those of the row before.
    var now: Matrix
  }

  private func driven(
    _ rows: Frame, cells: Matrix, interval: TimeSpan, state: inout State
  ) -> DrivenRows {
    var now = cells
    var before = cells
    var isComplete = [Bool](repeating: false, count: rows.count)
    for (i, time) in rows.times.enumerated() {
      isComplete[i] =
        state.last.map {
          Frame.isContiguous(Timestamp(nanoseconds: $0), time, interval: interval)
        } ?? false
      for j in low.indices {
        let (own, earlier) = (cells[i, j], state.cells[j])
        now[i, j] = own.isNaN ? earlier ?? .nan : own
        before[i, j] = earlier ?? own
        state.cells[j] = own.isNaN ? nil : own
      }
      state.last = time.nanoseconds
    }
    var table = process.terms.values(now, previous: before, times: rows.times)
    for term in 0..<table.columns {
      let isRead = tags.indices.contains { inputs[term, $0] != 0 }
      table.withUnsafeMutableColumn(term) { column in
        for i in column.indices where column[i].isNaN {
          column[i] = 0
          if isRead { isComplete[i] = false }
        }
      }
    }
    for tag in tags {
      guard let gate = process.gates[tag] else { continue }
      for i in 0..<rows.count where now[i, gate.actuator].isNaN { isComplete[i] = false }
    }
    var recorded = table.timesRowStable(inputs)
    for (k, tag) in tags.enumerated() {
      recorded.withUnsafeMutableColumn(k) { column in
        for i in column.indices { column[i] += process.intercepts[tag] }
      }
    }
    return DrivenRows(inputs: recorded, isComplete: isComplete, now: now)
  }
}
