package import Diagnostics
package import Evaluation
internal import Learning
package import Telemetry

/// Simulated traces, loaded: what the historian stored of each, with what was done and when.
package struct TraceShelf: Sendable {
  /// A trace in memory.
  package struct Trace: Sendable {
    package let record: TraceRecord
    /// What the historian stored, the model's tags in order.
    package let frame: Frame
    /// The rows in which something was tampered with; empty where nothing was.
    package let tampered: Range<Int>
  }

  package let traces: [Trace]
  let interval: TimeSpan

  /// Loads the traces of a simulation; the model's tags must be among theirs.
  package init(
    _ result: SimulateResult, folder: String, tags: [Tag], interval: TimeSpan, threads: Int
  ) throws {
    self.interval = interval
    let store = try TraceStore(simulation: folder)
    traces = try ParallelMap(threads: threads)(result.traces.count) { index in
      let record = result.traces[index]
      var frame = try store.frame(of: record)
      frame.units = nil
      let ids = frame.tags.map(\.id)
      let indices = try tags.map { tag in
        guard let index = ids.firstIndex(of: tag.id) else {
          throw Fault(
            .badData, "the simulated trace has no tag '\(tag.id)' that the model reads",
            at: Place(file: "\(folder)/\(record.file)"))
        }
        return index
      }
      frame = frame.selecting(indices)
      frame.tags = tags
      frame.roundToResolution()
      let tampered = record.tampered.map { frame.rowRange(in: $0) } ?? 0..<0
      return Trace(record: record, frame: frame, tampered: tampered)
    }
  }

  private init(_ traces: [Trace], interval: TimeSpan) {
    self.traces = traces
    self.interval = interval
  }

  /// The traces that fulfil a condition.
  func keeping(_ condition: (Trace) -> Bool) -> TraceShelf {
    TraceShelf(traces.filter(condition), interval: interval)
  }

  /// One run of all traces after each other: scores and alarms per trace in their order.
  ///
  /// Traces are put on one axis of time with a row of nothing between them, so that no alarm reaches from
  /// one into the next. An attack is a window; a look-alike is normal time.
  package func run(scores: [[Double]], alarms: [[Bool]]) throws(Fault) -> ScoredRun {
    var times: [Timestamp] = []
    var allScores: [Double] = []
    var allAlarms: [Bool] = []
    var windows: [LabelledWindow] = []
    func stamp(_ row: Int) -> Timestamp {
      Timestamp(nanoseconds: Int64(row) * interval.nanoseconds)
    }
    for (k, trace) in traces.enumerated() {
      let start = times.count
      for i in 0..<trace.frame.count { times.append(stamp(start + i)) }
      times.append(stamp(start + trace.frame.count))
      allScores += scores[k] + [.nan]
      allAlarms += alarms[k] + [false]
      if trace.record.kind == .attack, !trace.tampered.isEmpty {
        windows.append(
          LabelledWindow(
            id: trace.record.id,
            range: TimeRange(
              stamp(start + trace.tampered.lowerBound),
              stamp(start + trace.tampered.upperBound - 1))))
      }
    }
    return try ScoredRun(
      times: times, scores: allScores, alarms: allAlarms, windows: windows,
      sampleInterval: interval)
  }
}
