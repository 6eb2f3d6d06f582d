import Diagnostics
import Learning
import LinearAlgebra
import Prognostics
import Telemetry
import TestSupport
import Testing

@Suite("Remaining life by ridge on random Fourier features")
struct FourierRidgeTests {
  @Test(
    "any cut of a unit's rows into calls gives the same bits", arguments: [1, 2, 3] as [UInt64])
  func cuts(seed: UInt64) throws {
    let model = try WornUnits.model(
      WornUnits.histories(24, seed: seed, regimes: true, missing: 0.1), seed: seed)
    let unit = WornUnits.histories(1, seed: seed + 100, regimes: true, missing: 0.3).units[0]
    let whole = model.remainingLife(of: unit)
    #expect(whole.contains { $0 != nil })
    var generator = SeededGenerator(root: seed, stage: "cuts")
    for _ in 0..<5 {
      var state = model.initialState()
      var pieces: [SurvivalCurve?] = []
      while pieces.count < unit.ages.count {
        let end = min(unit.ages.count, pieces.count + generator.index(below: 9))
        let range = pieces.count..<end
        pieces += model.remainingLife(
          unit.values.rows(range), ages: Array(unit.ages[range]), state: &state)
      }
      #expect(pieces.bits == whole.bits)
    }
    // A row's life never depends on later rows.
    #expect(model.remainingLife(of: unit.prefix(11)).bits == Array(whole.prefix(11)).bits)
  }

  @Test("quantiles ascend with their level and stay within 0 and the cap")
  func quantiles() throws {
    let model = try WornUnits.model(WornUnits.histories(30, seed: 5))
    for unit in WornUnits.histories(10, seed: 6, noise: 2).units {
      for curve in model.remainingLife(of: unit) {
        let lives = try #require(curve).lives
        #expect(zip(lives, lives.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(lives.allSatisfy { $0 >= 0 && $0 <= model.cap })
      }
    }
  }

  @Test("wear that sensors show is told: the median is within a few rows of the truth")
  func recovers() throws {
    // h = age / life shows in three sensors with noise of 5 to 8 % of its range, a third of that in a
    // window of 8; life is 30 to 70 rows, so remaining life is known to about 3 rows. Guessing the mean
    // errs by 10.
    let model = try WornUnits.model(
      WornUnits.histories(60, seed: 7), ["horizon": "40", "features": "128"])
    let run = WornUnits.histories(20, seed: 8)
    var squares = 0.0
    var rows = 0.0
    for unit in run.units {
      for (curve, truth) in zip(model.remainingLife(of: unit), unit.remaining) {
        let error = min(try #require(curve).median, 40) - min(truth, 40)
        squares += error * error
        rows += 1
      }
    }
    let error = (squares / rows).squareRoot()
    #expect(error < 4.5, "error \(error)")
    // Units left out in training tell the same error as units never seen, within a third.
    #expect(abs(model.choices.error / error - 1) < 1.0 / 3, "\(model.choices.error), \(error)")
  }

  @Test("the same seed gives the same model on 1 and 2 threads; another seed another one")
  func threads() throws {
    let histories = WornUnits.histories(24, seed: 9, regimes: true, censored: 6)
    let settings = ["window": "6", "bandwidth": "0.7"]
    let one = try WornUnits.model(histories, settings, threads: 1)
    #expect(try WornUnits.model(histories, settings, threads: 2).artifact == one.artifact)
    #expect(try WornUnits.model(histories, settings, seed: 2).artifact != one.artifact)
    var searched = try WornUnits.prognoser(["features": "32"])
    searched = try #require(FourierRidgeTests.searching(searched))
    let chosen = try [1, 2].map {
      try searched.fit(histories, seed: 4, threads: $0, progress: NoProgress()).artifact
    }
    #expect(chosen[0] == chosen[1])
  }

  /// The prognoser without a window and a bandwidth, so that both are chosen.
  static func searching(_ prognoser: FourierRidge) -> FourierRidge? {
    var fields = Fields(
      Settings(
        .mapping([
          .init(
            key: "features", place: Place(),
            value: Settings(.scalar("\(prognoser.features)", quoted: false)))
        ])), problems: Problems())
    return FourierRidge(&fields)
  }

  @Test("columns with a few levels that come as often early as late tell the regime")
  func regimes() throws {
    let histories = WornUnits.histories(30, seed: 10, regimes: true)
    let model = try WornUnits.model(histories)
    #expect(model.artifact.lists["settings"] == ["load"])
    #expect(model.artifact.lists["sensors"] == ["heat", "shake", "flow"])
    #expect(model.artifact.numbers["regimes"] == 3)
    // The regime shifts heat by 10 where wear shifts it by 6: without regimes it is noise.
    let blind = try WornUnits.model(
      UnitHistories(
        columns: Array(histories.columns[0..<4]), clock: .cycles,
        units: histories.units.map {
          UnitHistory(
            unit: $0.unit, ages: $0.ages, values: $0.values.columns(0..<4), end: $0.end,
            outcome: $0.outcome)
        }))
    #expect(blind.artifact.numbers["regimes"] == 1)
    #expect(model.choices.error < 0.95 * blind.choices.error)
    let named = try WornUnits.model(histories, ["operating-settings": "load"])
    #expect(named.artifact == model.artifact)
    let none = try WornUnits.model(WornUnits.histories(30, seed: 10))
    #expect(none.artifact.lists["settings"] == [] && none.artifact.numbers["regimes"] == 1)
  }

  @Test("nothing is told before the first sensor's cell; later a missing cell is the last one")
  func missing() throws {
    let model = try WornUnits.model(WornUnits.histories(24, seed: 11))
    let unit = WornUnits.histories(1, seed: 12).units[0]
    var holed = unit
    for row in 0..<3 { for column in 0..<3 { holed.values[row, column] = .nan } }
    for column in 0..<5 { holed.values[9, column] = .nan }
    let told = model.remainingLife(of: holed)
    #expect(told.prefix(3).allSatisfy { $0 == nil })
    #expect(told.dropFirst(3).allSatisfy { $0 != nil })
    var carried = holed
    for column in 0..<5 { carried.values[9, column] = holed.values[8, column] }
    #expect(model.remainingLife(of: carried).bits == told.bits)
    var ageless = unit
    ageless.ages[4] = .nan
    let aged = model.remainingLife(of: ageless)
    #expect(aged.indices.filter { aged[$0] == nil } == [4])
    #expect(aged[5] == model.remainingLife(of: unit)[5])
    // Cells beyond all reason are held, so that lives stay numbers.
    var wild = unit
    wild.values[2, 0] = .infinity
    wild.values[3, 1] = -1e300
    #expect(model.remainingLife(of: wild).allSatisfy { $0.map { $0.median.isFinite } ?? false })
    var empty = model.initialState()
    #expect(model.remainingLife(Matrix(rows: 0, columns: 5), ages: [], state: &empty).isEmpty)
  }

  @Test("units that did not fail are learned from, and do not pull lives down")
  func censored() throws {
    let failed = WornUnits.histories(30, seed: 13)
    var both = failed
    both.units += WornUnits.histories(20, seed: 14, censored: 20).units.map {
      UnitHistory(
        unit: "c" + $0.unit, ages: $0.ages, values: $0.values, end: $0.end, outcome: $0.outcome)
    }
    // Taking a censored end for a failure is the mistake that censoring guards against.
    var mistaken = both
    for i in mistaken.units.indices { mistaken.units[i].outcome = .failed }
    let settings = ["horizon": "40", "cap": "45", "ridge": "0.01"]
    let bias = try [failed, both, mistaken].map { histories in
      let model = try WornUnits.model(histories, settings)
      var sum = 0.0
      var count = 0.0
      for unit in WornUnits.histories(20, seed: 15).units {
        for (curve, truth) in zip(model.remainingLife(of: unit), unit.remaining) {
          sum += try #require(curve).median - min(truth, 45)
          count += 1
        }
      }
      return sum / count
    }
    #expect(abs(bias[0]) < 1.5, "\(bias)")
    #expect(abs(bias[1]) < 1.5, "\(bias)")
    #expect(bias[2] < bias[1] - 1, "\(bias)")
  }

  @Test("intervals keep their promise on units left out")
  func coverage() throws {
    let study = CoverageStudy(splits: 8, judgedShare: 0.25, nominal: 0.9)
    let result = try study.run(
      WornUnits.prognoser(["features": "48"]), WornUnits.histories(80, seed: 16), seed: 3,
      threads: 2, progress: NoProgress())
    #expect(result.splits.map(\.units) == [Int](repeating: 20, count: 8))
    // 160 judged rows of 80 units: one standard error is 0.024, three are allowed.
    #expect(abs(result.coverage - 0.9) < 0.072, "\(result.coverage)")
    #expect(result.width > 0 && result.width < 30)
  }
}
