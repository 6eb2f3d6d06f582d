public import Diagnostics
public import Learning
package import LinearAlgebra
package import Telemetry

/// What came of following a plant row by row with an identified twin.
package struct ProcessSynchronisation: Sendable {
  /// Where the plant stands at the last row.
  package let state: ProcessState
  /// The rows that were followed.
  package let times: [Timestamp]
  /// Recorded less expected, *rows × stocks*; NaN where there is nothing to compare.
  package let innovations: Matrix
  /// Their expected standard deviations; NaN where the state began.
  package let spreads: Matrix
  /// Rows in which most gauges deny the state, and which were not taken in, of ``times``.
  package let refused: [Int]
  /// Gauges that were not believed in some rows, in the order of the stocks.
  package let doubted: [DoubtedGauge]
  /// Rows in which the state began anew, of ``times``.
  package let begun: [Int]
}

/// Where runs of an identified twin begin, and what is needed to begin there.
struct ProcessBeginning: Sendable {
  /// The state.
  var state: ProcessState
  /// What moves each stock beside its equation.
  var inputs: [UnknownInput]
  /// The lasting part of that in each recorded row, a list per stock.
  var courses: [[Double]]
}

extension IdentifiedTwin {
  /// What moves each stock beside its equation.
  var unknownInputs: [UnknownInput] {
    let switched = memory.times.indices.map { memory.follows[$0] && memory.switched($0) }
    return stocks.terms.stocks.enumerated().map { k, tag in
      UnknownInput(
        innovations: memory.innovations.row(tag), levels: memory.recorded.row(tag),
        follows: memory.follows, switched: switched, carried: carried(k),
        resolution: tags[tag].resolution ?? 0)
    }
  }

  // What is left of a row's level in the next one.
  private func carried(_ stock: Int) -> Double { 1 + stocks.fit.weights[stock, stock] }

  /// Follows a plant: every row moves the state on by the twin's equations with what is recorded of flows and
  /// actuators, and what is recorded of stocks corrects it.
  ///
  /// Rows up to the moment of `earlier` are left out. Nothing is drawn; in one piece or from a stored state on
  /// are the same bits. O(rows · (stocks³ + terms)).
  ///
  /// - Throws: Other tags or another interval than the twin's; no row to follow.
  package func synchronised(
    with record: ProcessRecord, after earlier: ProcessState? = nil
  ) throws(Fault) -> ProcessSynchronisation {
    guard record.tags.map(\.id) == tags.map(\.id), record.interval == interval else {
      throw Fault(
        .badData, "the record to follow has other tags or another interval than the twin",
        hint: "calibrate the twin on the same tags")
    }
    var follower = ProcessFollower(self, earlier, SynchronisationSettings())
    let nothing = [Double](repeating: .nan, count: stocks.terms.stocks.count)
    var times: [Timestamp] = []
    var innovations: [[Double]] = []
    var spreads: [[Double]] = []
    var (refused, begun) = ([Int](), [Int]())
    var doubtedRows = [Int](repeating: 0, count: nothing.count)
    for row in record.times.indices {
      if let earlier, record.times[row] <= earlier.time { continue }
      let outcome = follower.follow(record.times[row], record.values.row(row))
      if outcome == nil { begun.append(times.count) }
      if outcome?.isRefused ?? false { refused.append(times.count) }
      for (k, rows) in (follower.state?.doubts.rows ?? []).enumerated() where rows > 0 {
        doubtedRows[k] += 1
      }
      innovations.append(outcome?.innovations ?? nothing)
      spreads.append(outcome?.spreads ?? nothing)
      times.append(record.times[row])
    }
    guard let state = follower.state, !times.isEmpty else {
      throw Fault(
        .badData, "there is no row to follow after the state's moment",
        hint: "give telemetry that is later than the state")
    }
    let since = state.doubts.since(state.time, interval: interval)
    let doubted = stocks.terms.stocks.enumerated().compactMap { k, tag -> DoubtedGauge? in
      guard doubtedRows[k] > 0 else { return nil }
      let shown = state.doubts.last[k]
      return DoubtedGauge(
        tag: tags[tag].id, rows: doubtedRows[k], since: since[k],
        shown: shown.isFinite ? shown : nil, expected: state.mean[k],
        deviation: state.deviations[k], unit: tags[tag].unit ?? "")
    }
    return ProcessSynchronisation(
      state: state, times: times, innovations: Matrix(rowMajor: innovations),
      spreads: Matrix(rowMajor: spreads), refused: refused, doubted: doubted, begun: begun)
  }

  /// Follows telemetry to its last row, on from an earlier state where that is one of this twin.
  ///
  /// Nothing is drawn and one thread works: seed and threads change no bit.
  /// - Throws: ``Fault`` where the record has other tags or another interval, or no row after the state.
  public func follow(
    _ record: ProcessRecord, after earlier: ModelArtifact?, seed: UInt64, threads: Int
  ) throws(Fault) -> FollowedState? {
    let (before, setAside) = FollowedState.restored(earlier) { (artifact) throws(Fault) in
      try ProcessState(artifact: artifact, of: self)
    }
    let found = try synchronised(with: record, after: before)
    let stocks = stocks.terms.stocks
    return FollowedState(
      state: found.state.artifact(of: self), time: found.state.time, rows: found.times.count,
      refused: found.refused.count, doubted: found.doubted, disagreements: [],
      continues: before != nil && !found.begun.contains(0),
      setAside: setAside,
      levels: zip(stocks, zip(found.state.mean, found.state.deviations)).map { tag, level in
        FollowedState.Level(
          name: tags[tag].id, level: level.0, deviation: level.1, unit: tags[tag].unit ?? "")
      },
      leaks: [])
  }

  /// The same twin whose runs begin at a state, one row after it.
  ///
  /// - Throws: ``Fault`` of kind `badData` where the state is another twin's.
  public func beginning(at state: ModelArtifact) throws(Fault) -> IdentifiedTwin {
    let inputs = unknownInputs
    var copy = self
    copy.now = ProcessBeginning(
      state: try ProcessState(artifact: state, of: self), inputs: inputs,
      courses: stocks.terms.stocks.enumerated().map { k, tag in
        inputs[k].course(
          memory.innovations.row(tag), follows: memory.follows, carried: carried(k))
      })
    return copy
  }

  /// Whether a run may begin at a moment.
  ///
  /// - Throws: ``Fault`` of kind `badData` where runs begin at a state and this one does not begin a row after it.
  func check(start: Timestamp) throws(Fault) {
    guard let now, start != now.state.time + interval else { return }
    throw Fault(
      .badData,
      "a run from a state at \(now.state.time) begins at \(now.state.time + interval), not at \(start)",
      hint: "follow telemetry up to the moment at which the run is to begin")
  }
}
