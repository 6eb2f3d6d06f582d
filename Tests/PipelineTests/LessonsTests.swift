import Detection
import Diagnostics
import Foundation
import Learning
import LinearAlgebra
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("Runs that teach, and runs that examine")
struct LessonsTests {
  /// Twenty of each kind, so that both halves have some of each.
  private static let kinds = [
    HandmadeTrace(), HandmadeTrace(kind: "look-alike"), HandmadeTrace(tampered: nil),
  ]

  private static func shelf() throws -> TraceShelf {
    try HandmadeTrace.shelf((0..<60).map { kinds[$0 % 3] })
  }

  @Test("before an attack rows are normal, after it unknown; what is harmless is normal all along")
  func labels() throws {
    let shelf = try Self.shelf()
    let lessons = shelf.lessons
    let taught = shelf.traces.indices.filter { shelf.traces[$0].isLesson }
    #expect(lessons.count == taught.count && (15...45).contains(taught.count))
    #expect(Set(taught.map { $0 % 3 }).count == 3)
    for (lesson, number) in zip(lessons, taught) {
      #expect(lesson.frame.values == shelf.traces[number].frame.values)
      let attack: [LabelledTrace.Label] = (0..<100).map {
        $0 < 50 ? .normal : $0 < 60 ? .attack : .unknown
      }
      #expect(lesson.labels == (number % 3 == 0 ? attack : Array(repeating: .normal, count: 100)))
    }
  }

  @Test("which half a run is in follows from its id alone")
  func stable() throws {
    let all = try Self.shelf()
    let fewer = try HandmadeTrace.shelf((0..<30).map { _ in HandmadeTrace(kind: "look-alike") })
    #expect(fewer.traces.map(\.isLesson) == all.traces[..<30].map(\.isLesson))
  }

  @Test("a suite is examined on what it was not taught with; one that was taught nothing on all")
  func unseen() throws {
    let shelf = try Self.shelf()
    let plain = try HandmadePlant.trained().suite(of: ["mahalanobis"]).suite
    #expect(shelf.unseen(by: plain).traces.count == 60)
    let frame = DetectionData.plant(rows: 600, tags: 3, seed: 1)
    let context = TrainingContext(
      tags: frame.tags, interval: DetectionData.interval, pilot: [0, 10, 20],
      floor: [1e-4, 1e-4, 1e-4], traces: shelf.lessons)
    func fitted<D: Detector>(_ detector: D) throws -> any DetectorModel {
      var statistic = detector.emptyStatistic(context)
      statistic.accumulate(frame, context: 0)
      return try detector.model(from: statistic, context)
    }
    let model = try fitted(HandmadePlant.made(Detectors.catalog, "attack-classifier"))
    let policy = try HandmadePlant.policy()
    let taught = Suite(
      tags: frame.tags, interval: DetectionData.interval, latch: policy.budget.latch,
      chains: plain.chains + [
        Chain(
          name: "taught", model: model, accumulator: policy.accumulator, center: 0, limit: 1)
      ])
    let unseen = shelf.unseen(by: taught).traces
    #expect(unseen.count == 60 - shelf.lessons.count)
    #expect(!unseen.contains { $0.isLesson })
  }

  @Test("without attacks, a detector that learns from them is a problem of the configuration")
  func withoutAttacks() throws {
    let found = try configurationProblems(
      "plant: p\ndata: { telemetry: a.csv }\n"
        + "train: { detectors: [default, { use: attack-classifier }] }\n")
    #expect(
      found == """
        error: detector 'attack-classifier' learns from simulated attacks, and there are none
          at tocsin.yaml:3:31, train.detectors[1]
          hint: add 'attacks: { campaign: default }', which needs a 'twin:'
        """)
  }

  @Test(
    "beside the default it is trained, judged and left out of what is deployed; in front, deployed",
    arguments: [false, true])
  func run(_ isFirst: Bool) throws {
    let judge = "{ use: attack-classifier, rounds: 20, rows: 2000 }"
    let train = RehearsedPlant.train.replacingOccurrences(
      of: "[default, mahalanobis]", with: isFirst ? "[\(judge), default]" : "[default, \(judge)]")
    let plant = try RehearsedPlant.make(
      RehearsedPlant.plant + RehearsedPlant.twin + train + RehearsedPlant.judge)
    let listener = RecordingListener()
    let outcome = try plant.run(threads: 2, listener: listener)
    let folder = try #require(outcome.folder)
    #expect("\(try plant.json(folder + "/metrics.json"))".contains("attack-classifier"))
    let isTold = listener.all.contains {
      $0.contains(" of 16 simulated runs taught the deployed detector; figures are of the others")
    }
    #expect(isTold == isFirst)
    let report = try String(contentsOfFile: folder + "/report.html", encoding: .utf8)
    #expect(report.contains("more simulated runs taught the deployed detector") == isFirst)
    let card = try String(
      contentsOfFile: plant.folder.file("models/tiny/current/MODEL_CARD.md"), encoding: .utf8)
    #expect(card.contains("attack-classifier") == isFirst)
  }
}
