public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

/// A fitted ``TwinFreeRun`` detector; it carries the runs and whatever the detector over them does.
public struct TwinFreeRunModel: DetectorModel {
  /// The runs, and the state of the detector over them.
  public struct State: Codable, Sendable, Equatable {
    var runs: FreeRunProcess.State
    var over: ErasedState
  }

  let freeRun: FreeRunProcess
  let over: any DetectorModel
  let tags: [Tag]
  let interval: TimeSpan

  init(freeRun: FreeRunProcess, over: any DetectorModel, tags: [Tag], interval: TimeSpan) {
    self.freeRun = freeRun
    self.over = over
    self.tags = tags
    self.interval = interval
  }

  /// No run, and nothing seen.
  public func initialState() -> State {
    State(runs: freeRun.initialState(), over: over.erasedInitialState())
  }

  /// The scores of the detector over tags and runs.
  public func scores(_ rows: Frame, state: inout State) -> [Double] {
    let whole = rows.besideTwin(freeRun, tags: tags, interval: interval, state: &state.runs)
    return over.scores(whole, erased: &state.over)
  }

  /// What that detector expected of the tags given their own twin's values, too; the share of `<tag>.twin` is its tag's.
  public func explain(_ rows: Frame, state: State) -> Explanation? {
    var runs = state.runs
    let whole = rows.besideTwin(freeRun, tags: tags, interval: interval, state: &runs)
    guard let found = over.explain(whole, erased: state.over) else { return nil }
    let own = Array(tags.indices)
    var parts = found.shares.selecting(columns: own)
    for (k, tag) in freeRun.tags.enumerated() {
      for i in 0..<rows.count { parts[i, tag] += found.shares[i, tags.count + k] }
    }
    // What is missing cannot stand out, though its twin's value does.
    for j in own {
      for i in 0..<rows.count where rows.values[i, j].isNaN { parts[i, j] = 0 }
    }
    return Explanation(
      expected: found.expected.selecting(columns: own), shares: Explanation.normalised(parts),
      broken: found.broken)
  }

  /// The equations, the bounds and the span; the names of derived tags; the detector over them as a part.
  public var artifact: ModelArtifact {
    var arrays = freeRun.process.arrays
    arrays["low"] = ModelArtifact.Array(freeRun.low)
    arrays["high"] = ModelArtifact.Array(freeRun.high)
    return ModelArtifact(
      kind: TwinFreeRun.id, numbers: ["span": Double(freeRun.span)],
      lists: ["derived": freeRun.derived(tags).map(\.id)], arrays: arrays, parts: [over.artifact])
  }

  /// Restores the model.
  public init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault) {
    let count = tags.count
    let span = try artifact.count("span")
    guard span >= 2 else {
      throw Fault(.badData, "model 'twin-free-run': 'span' must be at least 2 rows, got \(span)")
    }
    let (low, high) = (
      try artifact.vector("low", count: count), try artifact.vector("high", count: count)
    )
    for (least, most) in zip(low, high) where !(least < most && (most - least).isFinite) {
      throw Fault(
        .badData,
        "model 'twin-free-run': 'low' must be below 'high', both finite, got \(least) and \(most)")
    }
    guard artifact.parts.count == 1 else {
      throw Fault(
        .badData,
        "model 'twin-free-run' has \(artifact.parts.count) parts, expected 1: the detector over it")
    }
    freeRun = FreeRunProcess(
      try OneStepProcess(artifact: artifact, tags: count), low: low, high: high, span: span)
    self.tags = tags
    self.interval = interval
    over = try Detectors.restore(
      artifact.parts[0], tags: tags + freeRun.derived(tags), interval: interval)
    let names = try artifact.list("derived")
    guard names == freeRun.derived(tags).map(\.id) else {
      throw Fault(
        .badData,
        "model 'twin-free-run': \(names.count) derived tags are listed, others than the "
          + "\(freeRun.tags.count) of its equations")
    }
  }
}

extension FreeRunProcess {
  /// The tags that runs have values of, as tags of their own.
  func derived(_ tags: [Tag]) -> [Tag] {
    self.tags.map { place in
      let tag = tags[place]
      return Tag(
        id: tag.id + ".twin", role: tag.role, unit: tag.unit, resolution: tag.resolution,
        element: tag.element, quantity: tag.quantity, controller: tag.controller)
    }
  }
}

extension Frame {
  /// The rows with a column more for each tag that a free run has values of; missing in rows without any cell.
  func besideTwin(
    _ freeRun: FreeRunProcess, tags: [Tag], interval: TimeSpan, state: inout FreeRunProcess.State
  ) -> Frame {
    var twin = freeRun.values(self, interval: interval, state: &state)
    for i in 0..<count where (0..<values.columns).allSatisfy({ values[i, $0].isNaN }) {
      for k in 0..<twin.columns { twin[i, k] = .nan }
    }
    return Frame(
      times: times, tags: tags + freeRun.derived(tags), values: values.appendingColumns(of: twin))
  }
}

extension DetectorModel {
  fileprivate func erasedInitialState() -> ErasedState { ErasedState(initialState()) }

  fileprivate func scores(_ rows: Frame, erased: inout ErasedState) -> [Double] {
    var own = erased.state(as: State.self)
    let found = scores(rows, state: &own)
    erased = ErasedState(own)
    return found
  }

  fileprivate func explain(_ rows: Frame, erased: ErasedState) -> Explanation? {
    explain(rows, state: erased.state(as: State.self))
  }
}
