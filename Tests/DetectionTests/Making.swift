import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

/// `{ key: value, … }` as a configuration file gives it, with a place per key.
func mapping(_ values: [(String, String)]) -> Settings {
  Settings(
    .mapping(
      values.map { key, value in
        let place = Place(file: "tocsin.yaml", path: "train.\(key)")
        return Settings.Entry(
          key: key, place: place, value: Settings(.scalar(value, quoted: false), at: place))
      }), at: Place(file: "tocsin.yaml", path: "train"))
}

/// A detector of the catalog with some settings.
func detector(_ id: String, _ settings: [(String, String)] = []) throws -> any Detector {
  let problems = Problems()
  let made = Detectors.catalog.make(mapping([("use", id)] + settings), problems: problems)
  try problems.throwIfAny()
  return try #require(made)
}

/// An accumulator of the catalog with some settings.
func accumulator(_ id: String, _ settings: [(String, String)] = []) throws -> any Accumulator {
  let problems = Problems()
  let made = Accumulators.catalog.make(mapping([("use", id)] + settings), problems: problems)
  try problems.throwIfAny()
  return try #require(made)
}

/// A detector fitted to rows in one pass, with a noise floor per tag.
func fit(
  _ detector: any Detector, _ frame: Frame, floor: [Double]? = nil
) throws -> any DetectorModel {
  func fitted<D: Detector>(_ detector: D) throws -> any DetectorModel {
    let context = TrainingContext(
      tags: frame.tags, interval: DetectionData.interval, pilot: frame.values.row(0),
      floor: floor ?? [Double](repeating: 0, count: frame.tags.count))
    var statistic = detector.emptyStatistic(context)
    for run in frame.runs(interval: context.interval) {
      statistic.accumulate(frame.rows(run), context: 0)
    }
    return try detector.model(from: statistic, context)
  }
  return try fitted(detector)
}

/// The scores of rows from the model's first state on.
func scores(_ model: any DetectorModel, _ frame: Frame) -> [Double] {
  var scorer = model.scorer()
  return scorer.scores(frame)
}

/// An array of an artifact as a list of rows.
func rows(_ artifact: ModelArtifact, _ name: String) throws -> [[Double]] {
  let array = try #require(artifact.arrays[name])
  let width = array.shape.last ?? 1
  return stride(from: 0, to: array.values.count, by: max(width, 1)).map {
    Array(array.values[$0..<$0 + width])
  }
}
