import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("Silence")
struct AlarmSilenceTests {
  private static let rows = 40

  private static func model(_ id: String = "missing-data") throws -> any DetectorModel {
    let frame = DetectionData.plant(rows: 200, tags: 3, seed: 1)
    func fitted<D: Detector>(_ detector: D) throws -> any DetectorModel {
      let context = TrainingContext(
        tags: frame.tags, interval: DetectionData.interval, pilot: frame.values.row(0),
        floor: [1e-4, 1e-4, 1e-4])
      var statistic = detector.emptyStatistic(context)
      statistic.accumulate(frame, context: 0)
      return try detector.model(from: statistic, context)
    }
    return try fitted(HandmadePlant.made(Detectors.catalog, id))
  }

  // What is said of the row with the highest score.
  private static func told(_ frame: Frame, by id: String = "missing-data") throws -> TimeRange? {
    func told<M: DetectorModel>(_ model: M) throws -> TimeRange? {
      var state = model.initialState()
      let scores = model.scores(frame, state: &state)
      let peak = try #require(scores.indices.max { (scores[$0], $1) < (scores[$1], $0) })
      let shares = try #require(model.explain(frame, state: model.initialState())).shares
      return AlarmSilence(frame: frame).around(peak, chain: model, shares: shares.row(peak))
    }
    return try told(model(id))
  }

  private static func plant(_ rows: Int = rows) -> Frame {
    DetectionData.plant(rows: rows, tags: 3, seed: 2)
  }

  private static func lost(_ lost: Range<Int>, _ tags: ClosedRange<Int> = 0...2) -> Frame {
    plant().changing { i, j, value in lost.contains(i) && tags.contains(j) ? .nan : value }
  }

  private static func range(_ first: Int, _ last: Int) -> TimeRange {
    TimeRange(DetectionData.time(first), DetectionData.time(last))
  }

  @Test("rows that never came, and rows without a value, are told from the last value to the next")
  func stretches() throws {
    let absent = Self.plant().selectingRows(Array(0..<10) + Array(30..<40))
    #expect(try Self.told(absent) == Self.range(9, 30))
    #expect(try Self.told(Self.lost(10..<30)) == Self.range(9, 30))
    // Both, one after the other.
    let both = Self.lost(10..<15).selectingRows(Array(0..<15) + Array(30..<40))
    #expect(try Self.told(both) == Self.range(9, 30))
  }

  @Test(
    "a silence that goes on ends with the last row, one that was always there begins with the first"
  )
  func ends() throws {
    #expect(try Self.told(Self.lost(20..<40)) == Self.range(19, 39))
    #expect(try Self.told(Self.lost(0..<30)) == Self.range(0, 30))
  }

  @Test(
    "single tags that are lost, longer or alone, are no silence; nor is what another detector says")
  func tags() throws {
    #expect(try Self.told(Self.lost(10..<30, 0...1)) == nil)
    // T0 has been lost before the gap: it says more.
    let longer = Self.lost(5..<10, 0...0).selectingRows(Array(0..<10) + Array(30..<40))
    #expect(try Self.told(longer) == nil)
    let absent = Self.plant().selectingRows(Array(0..<10) + Array(30..<40))
    #expect(try Self.told(absent, by: "mahalanobis") == nil)
  }
}
