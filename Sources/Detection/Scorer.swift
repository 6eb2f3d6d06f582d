internal import Diagnostics
internal import Learning
public import Telemetry

/// A model and its running state behind one face, for suites of different models.
public protocol Scorer: Sendable {
  /// Scores the next rows and moves the state on.
  mutating func scores(_ rows: Frame) -> [Double]
  /// Explains the next rows without moving the state.
  func explain(_ rows: Frame) -> Explanation?
}

struct RunningModel<Model: DetectorModel>: Scorer {
  let model: Model
  var state: Model.State

  mutating func scores(_ rows: Frame) -> [Double] { model.scores(rows, state: &state) }
  func explain(_ rows: Frame) -> Explanation? { model.explain(rows, state: state) }
}

extension DetectorModel {
  /// A scorer that starts before the first row.
  public func scorer() -> any Scorer { RunningModel(model: self, state: initialState()) }
}

extension Detector {
  /// Restores a model of this detector's kind.
  func restore(
    _ artifact: ModelArtifact, tags: [Tag], interval: TimeSpan
  ) throws(Fault) -> any DetectorModel {
    try Model(artifact: artifact, tags: tags, interval: interval)
  }
}
