import Diagnostics
import Foundation
import Learning
import LinearAlgebra
import ModelFiles
import Prognostics
import Telemetry
import TestSupport
import Testing

@Suite("Graphs of fitted prognosers")
struct FittedLifeGraphTests {
  @Test(
    "tell what it tells, in our interpreter and in ONNX Runtime",
    arguments: [0, 2])
  func fitted(_ settings: Int) throws {
    let histories = Self.histories(settings: settings)
    let problems = Problems()
    var fields = Fields(Self.settings, problems: problems)
    let prognoser = FourierRidge(&fields)
    try #require(problems.all.isEmpty)
    let model = try prognoser.fit(histories, seed: 1, threads: 1, progress: NoProgress())
    let states = try SampleModel.failureStates(of: model.artifact)
    let bytes = try SampleModel.failureONNX(of: model.artifact)
    // The regimes of the settings are found where there are settings.
    #expect((model.artifact.numbers["regimes"] ?? 0 > 1) == (settings > 0))
    let units = histories.units.prefix(3).map { unit in
      let lives = model.remainingLife(of: unit).map { curve in
        curve?.lives ?? model.artifact.arrays["levels"]?.values.map { _ in .nan } ?? []
      }
      return LifeParity.Unit(
        name: unit.unit, rows: unit.values, ages: unit.ages, lives: Matrix(rowMajor: lives))
    }
    let report = try LifeParity.compare(model: bytes, units: units, states: states)
    #expect(report.passed, "\(report.firstLifeMismatch?.description ?? "")")
    #expect(report.rows == units.reduce(0) { $0 + $1.ages.count })
    guard ExternalTools.python != nil else { return }
    for unit in units {
      try LifeGraphTests.expectRuntime(
        model.artifact, rows: (0..<unit.rows.rows).map { unit.rows.row($0) }, ages: unit.ages,
        gives: (0..<unit.lives.rows).map { unit.lives.row($0) }, unit.name)
    }
  }

  private static let settings = Settings(
    .mapping([
      entry("features", "40"), entry("window", "12"), entry("bandwidth", "1"),
      entry("ridge", "0.01"), entry("horizon", "60"), entry("cap", "80"),
    ]))

  private static func entry(_ key: String, _ value: String) -> Settings.Entry {
    Settings.Entry(
      key: key, place: Place(path: key), value: Settings(.scalar(value, quoted: false)))
  }

  /// Units that wear out: two sensors drift with age, one is noise; settings jump between regimes.
  private static func histories(settings: Int) -> UnitHistories {
    var random = SeededGenerator(root: 9, stage: "life-histories")
    let columns =
      (0..<3).map { Tag(id: "s\($0)") } + (0..<settings).map { Tag(id: "setting \($0)") }
    let units = (0..<24).map { number -> UnitHistory in
      let end = 60 + random.index(below: 60)
      let ages = (1...end).map(Double.init)
      let rows = ages.map { age -> [Double] in
        let regime = Double(random.index(below: 3))
        let wear = pow(age / Double(end), 3)
        var row = [
          500 + 40 * regime + 6 * wear + random.gaussian(), 3 - wear + 0.1 * random.gaussian(),
          random.gaussian(),
        ]
        for place in row.indices where random.uniform() < 0.05 { row[place] = .nan }
        return row + (0..<settings).map { 10 * regime * Double($0 + 1) + 0.01 * random.gaussian() }
      }
      return UnitHistory(
        unit: "U\(number)", ages: ages, values: Matrix(rowMajor: rows), end: Double(end),
        outcome: number % 6 == 5 ? .replaced : .failed)
    }
    return UnitHistories(columns: columns, clock: .cycles, units: units)
  }
}
