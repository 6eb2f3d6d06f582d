import Diagnostics
import Foundation
import LinearAlgebra
import Prognostics
import Telemetry
import TestSupport
import Testing

@Suite(
  "C-MAPSS FD001, turbofan engines run to failure",
  .enabled(if: Datasets.folder != nil, "TOCSIN_DATASETS names no folder of data sets"))
struct CMAPSSTests {
  @Test("remaining life capped at 125 is told to 13.5 cycles, and intervals hold their share")
  func turbofans() throws {
    let train = try Self.histories("train_FD001.txt")
    let remaining = try Self.table("RUL_FD001.txt").map { $0[0] }
    let test = try Self.histories("test_FD001.txt", remaining: remaining)
    #expect(train.units.count == 100 && test.units.count == 100)
    let model = try WornUnits.prognoser(["horizon": "125", "features": "1000", "window": "59"]).fit(
      train, seed: 1, threads: 2, progress: NoProgress())
    var squares = 0.0
    var covered = 0
    for prognosis in try model.lastPrognoses(test, threads: 2) {
      let curve = try #require(prognosis.curve)
      let error = min(curve.median, 125) - min(prognosis.remaining, 125)
      squares += error * error
      covered += curve.covers(prognosis.remaining, coverage: 0.9) ? 1 : 0
    }
    let error = (squares / 100).squareRoot()
    // The bound. Ridge on raw windows of 30 cycles errs by 15.2.
    #expect(error <= 13.5, "\(error)")
    // 90 of 100 with a standard error of 3; the bound is three of them.
    #expect(covered >= 81, "\(covered)")
  }

  static func table(_ name: String) throws -> [[Double]] {
    try String(contentsOfFile: Datasets.path("cmapss/\(name)"), encoding: .utf8)
      .split(whereSeparator: \.isNewline)
      .map { $0.split(separator: " ").compactMap { Double($0) } }
  }

  static func histories(_ name: String, remaining: [Double]? = nil) throws -> UnitHistories {
    let columns = (1...3).map { Tag(id: "setting\($0)") } + (1...21).map { Tag(id: "s\($0)") }
    let groups = Dictionary(grouping: try table(name)) { $0[0] }
    let units = groups.keys.sorted().enumerated().map { index, key -> UnitHistory in
      let rows = groups[key] ?? []
      let ages = rows.map { $0[1] }
      return UnitHistory(
        unit: "\(Int(key))", ages: ages, values: Matrix(rowMajor: rows.map { Array($0[2...]) }),
        end: (ages.last ?? 0) + (remaining?[index] ?? 0), outcome: .failed)
    }
    return UnitHistories(columns: columns, clock: .cycles, units: units)
  }
}
