import Detection
import Diagnostics
import Foundation
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

/// A detector of the catalog with its defaults, or with other settings where those change what it does.
struct DetectorCase: Sendable, CustomTestStringConvertible {
  let entry: Catalog<any Detector>.Entry
  var settings: [String: String] = [:]

  /// The whole catalog, then the settings that lead to other formulas.
  static let all: [DetectorCase] =
    Detectors.catalog.entries.map { DetectorCase(entry: $0) }
    + [
      of("pca-residual", ["statistic": "t2"]), of("dynamic-pca", ["statistic": "t2"]),
      of("cva", ["statistic": "states"]), of("cva", ["lags": "1"]),
      of("var-innovations", ["lags": "5"]), of("mewma", ["lags": "5", "alpha": "0.3"]),
      of("replay", ["history": "20", "factor": "1.0"]),
      of("windowed-k-means", ["lags": "0", "centres": "3"]),
      of("robust-mahalanobis", ["rows": "200", "support": "0.6"]),
      of("gaussian-tails", ["lags": "5", "memory": "50", "least": "0.5"]),
      of("ecod", ["rows": "300"]), of("hbos", ["bins": "25"]),
      of("invariants", ["terms": "6", "rows": "0.2"]),
      of("regime-mahalanobis", ["regimes": "1"]),
      of("twin-free-run", ["run": "5h", "over": "var-innovations"]),
    ].flatMap { $0 }

  /// Those that take rows themselves for innovations, whose artifact a count of 0 does not damage.
  static let withoutLags = of("mewma", ["lags": "0"]) + of("gaussian-tails", ["lags": "0"])

  private static func of(_ id: String, _ settings: [String: String]) -> [DetectorCase] {
    Detectors.catalog.entries.filter { $0.id == id }
      .map { DetectorCase(entry: $0, settings: settings) }
  }

  /// Whether it can judge a tag of the plant at all.
  func sees(_ tag: Int) -> Bool {
    let leavesOut = settings["statistic"] == "states" || entry.id == "invariants"
    return tag != ConformancePlant.constant || !leavesOut
  }

  var testDescription: String {
    ([entry.id] + settings.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })
      .joined(separator: ", ")
  }

  /// The detector itself.
  func make() throws -> any Detector {
    let problems = Problems()
    let mapping = ConformancePlant.mapping(settings.merging(["use": entry.id]) { $1 })
    let detector = Detectors.catalog.make(mapping, problems: problems)
    try problems.throwIfAny()
    return try #require(detector)
  }

  /// A model fitted to normal rows through a training set cut into some blocks.
  func fit(
    _ frame: Frame = ConformancePlant.training, blocks: Int = 3, floor: Double? = nil
  ) throws -> any DetectorModel {
    let context = ConformancePlant.context(frame, floor: floor)
    let set = TrainingSet(
      source: FrameInMemory(frame),
      ranges: TimeRanges([TimeRange(frame.times[0], frame.times[frame.count - 1])]),
      interval: DetectionData.interval, blocks: blocks, guardRows: 20)
    func fitted<D: Detector>(_ detector: D) throws -> any DetectorModel {
      let empty = detector.emptyStatistic(context)
      let partials = try set.statistics(from: empty, threads: 1)
      return try detector.model(
        from: set.merged(partials, pieces: Array(set.pieces.indices), from: empty), context)
    }
    return try fitted(make())
  }

  /// A model from one statistic that saw the rows in one piece.
  func fitInOnePass(_ frame: Frame) throws -> any DetectorModel {
    let context = ConformancePlant.context(frame)
    func fitted<D: Detector>(_ detector: D) throws -> any DetectorModel {
      var statistic = detector.emptyStatistic(context)
      statistic.enter(TimeRange(frame.times[0], frame.times[frame.count - 1]))
      for run in frame.runs(interval: context.interval) {
        statistic.accumulate(frame.rows(run), context: 0)
      }
      return try detector.model(from: statistic, context)
    }
    return try fitted(make())
  }
}

/// The plant that all detectors are tried on: eight tags, the last constant in training.
enum ConformancePlant {
  static let tags = 8
  static let constant = 7

  /// 900 normal rows with a few missing cells and a gap.
  static let training: Frame = {
    var generator = SeededGenerator(root: 1, stage: "training-holes")
    let frame = DetectionData.plant(rows: 900, tags: tags, seed: 1, constant: constant, noise: 0.1)
      .changing { _, _, value in generator.uniform() < 0.002 ? .nan : value }
    return frame.selectingRows(Array(0..<300) + Array(304..<900))
  }()

  /// 200 clean rows after training.
  static let clean = DetectionData.plant(
    rows: 200, tags: tags, seed: 2, from: 1_000, constant: constant, noise: 0.1)

  /// The same with missing cells, an empty row, a gap and a row that repeats a moment.
  static let dirty: Frame = {
    var generator = SeededGenerator(root: 2, stage: "holes")
    var frame = clean.changing { i, _, value in
      i == 90 || generator.uniform() < 0.05 ? .nan : value
    }
    frame.times[150] = frame.times[149]
    return frame.selectingRows(Array(0..<40) + Array(47..<200))
  }()

  /// What is known before training; with `floor` given, of any number of tags.
  static func context(_ frame: Frame, floor: Double? = nil) -> TrainingContext {
    var floors = [Double](repeating: floor ?? 0.01 * 0.01 / 12, count: frame.tags.count)
    if floor == nil { floors[constant] = 0.005 * 0.005 }
    return TrainingContext(
      tags: frame.tags, interval: DetectionData.interval,
      pilot: frame.tags.indices.map { 10 * Double($0) }, floor: floors,
      traces: frame.tags.count == tags ? traces : attacks(on: frame.tags.count))
  }

  /// Labelled traces of the plant: a tag is moved for 20 of 60 rows, in two of them nothing is.
  static let traces = attacks(on: tags)

  private static func attacks(on tags: Int) -> [LabelledTrace] {
    (0..<tags + 2).map { number in
      let frame = DetectionData.plant(
        rows: 60, tags: tags, seed: 100 + UInt64(number), from: 2_000 * (number + 1),
        constant: tags == Self.tags ? constant : nil, noise: 0.1
      ).changing { i, j, value in
        j == number && (30..<50).contains(i) ? value + 2 * (1 + Double(j % 4)) : value
      }
      return LabelledTrace(
        frame: frame,
        labels: (0..<60).map { i in
          number >= tags || i < 30 ? .normal : i < 50 ? .attack : .unknown
        })
    }
  }

  /// `{ key: value, … }` as a configuration file gives it.
  static func mapping(_ values: [String: String]) -> Settings {
    Settings(
      .mapping(
        values.sorted { $0.key < $1.key }.map {
          Settings.Entry(
            key: $0.key, place: Place(path: $0.key),
            value: Settings(.scalar($0.value, quoted: false), at: Place(path: $0.key)))
        }))
  }

  /// Consecutive ranges of at most `size` indices.
  static func cuts(_ count: Int, by size: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }
}

extension DetectorModel {
  /// The scores of all rows, handed over in calls of at most `size` rows.
  func scores(_ frame: Frame, by size: Int = .max) -> [Double] {
    var state = initialState()
    return ConformancePlant.cuts(frame.count, by: min(size, max(frame.count, 1)))
      .flatMap { scores(frame.rows($0), state: &state) }
  }

  /// The scores of all rows with the state written out and read back before row `cut`.
  func scoresThroughFile(_ frame: Frame, cut: Int) throws -> [Double] {
    var state = initialState()
    let first = scores(frame.rows(0..<cut), state: &state)
    var again = try JSONDecoder().decode(State.self, from: JSONEncoder().encode(state))
    #expect(again == state)
    return first + scores(frame.rows(cut..<frame.count), state: &again)
  }

  /// Why all rows scored as they did.
  func explain(_ frame: Frame) throws -> Explanation {
    try #require(explain(frame, state: initialState()))
  }

  /// The same model through its artifact.
  func restored() throws -> any DetectorModel {
    try Detectors.restore(
      artifact, tags: ConformancePlant.training.tags, interval: DetectionData.interval)
  }
}
