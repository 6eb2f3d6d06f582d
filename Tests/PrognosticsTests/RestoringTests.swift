import Diagnostics
import Learning
import LinearAlgebra
import Prognostics
import Telemetry
import TestSupport
import Testing

@Suite("Models of remaining life written down and made again")
struct RestoringTests {
  let histories = WornUnits.histories(20, seed: 30, regimes: true)

  @Test("a model restored from its artifact gives the same bits, whatever the order of the columns")
  func roundTrip() throws {
    let model = try WornUnits.model(histories)
    let unit = WornUnits.histories(1, seed: 31, regimes: true, missing: 0.2).units[0]
    let restored = try Prognosers.restore(model.artifact, columns: histories.columns)
    #expect(restored.artifact == model.artifact)
    #expect(restored.remainingLife(of: unit).bits == model.remainingLife(of: unit).bits)
    let order = [4, 2, 0, 3, 1]
    let turned = try FourierRidgeModel(
      artifact: model.artifact, columns: order.map { histories.columns[$0] })
    var moved = unit
    moved.values = unit.values.selecting(columns: order)
    #expect(turned.remainingLife(of: moved).bits == model.remainingLife(of: unit).bits)
    var running = restored.prognosis()
    let first = running.next(unit.values.rows(0..<4), ages: Array(unit.ages[..<4]))
    let rest = running.next(unit.values.rows(4...), ages: Array(unit.ages[4...]))
    #expect((first + rest).bits == model.remainingLife(of: unit).bits)
  }

  @Test("the arithmetic is what is written down, computed row by row from the artifact alone")
  func oracle() throws {
    for (seed, regimes) in [(1, true), (2, false)] as [(UInt64, Bool)] {
      let histories = WornUnits.histories(20, seed: seed, regimes: regimes)
      let model = try WornUnits.model(histories, ["features": "40"])
      let unit = WornUnits.histories(1, seed: seed + 9, regimes: regimes, missing: 0.3).units[0]
      let told = model.remainingLife(of: unit)
      let naive = try NaiveFourierRidge(artifact: model.artifact).lives(
        (0..<unit.ages.count).map { unit.values.row($0) }, ages: unit.ages)
      #expect(told.map { $0 == nil } == naive.map { $0 == nil })
      for (curve, lives) in zip(told, naive) {
        guard let curve, let lives else { continue }
        // The tolerance that files are held to; here only the order of sums differs.
        #expect(curve.lives.relativeDistance(to: lives) < 1e-9)
      }
    }
  }

  @Test("a damaged artifact is refused with its reason and never crashes")
  func damage() throws {
    let artifact = try WornUnits.model(histories).artifact
    func refusal(_ change: (inout ModelArtifact) -> Void) -> String? {
      var damaged = artifact
      change(&damaged)
      return fault { try Prognosers.restore(damaged, columns: histories.columns) }?.problem
    }
    #expect(refusal { _ in } == nil)
    #expect(
      refusal { $0.texts["clock"] = "weeks" }
        == "model 'fourier-ridge': 'clock' must be one of 'cycles', 'hours', 'days', got 'weeks'")
    #expect(
      refusal { $0.numbers["cap"] = -1 } == "model 'fourier-ridge': 'cap' must be above 0, got -1.0"
    )
    #expect(
      refusal { $0.numbers["window"] = 1 }
        == "model 'fourier-ridge': 'window' must be from 2 to 100000, got 1")
    #expect(
      refusal { $0.numbers["features"] = 1e300 }
        == "model 'fourier-ridge': 'features' must be a whole number ≥ 0, got 1e+300")
    #expect(
      refusal { $0.numbers["features"] = 63 }
        == "model 'fourier-ridge': array 'frequencies' has shape [16, 64], expected [16, 63]")
    #expect(
      refusal { $0.lists["sensors"] = ["heat", "shake", "flaw"] }
        == "model 'fourier-ridge' reads column 'flaw', which is not there")
    #expect(
      refusal { $0.lists["settings"] = [] }
        == "model 'fourier-ridge': 3 regimes need settings that tell them apart, got none")
    #expect(refusal { $0.lists["sensors"] = [] } == "model 'fourier-ridge': 'sensors' is empty")
    #expect(
      refusal { $0.arrays["phases"] = nil } == "model 'fourier-ridge' has no array 'phases'")
    let phases = artifact.arrays["phases"]?.values ?? []
    #expect(
      refusal { $0.arrays["phases"] = .init(phases.map { _ in .nan }) }
        == "model 'fourier-ridge': array 'phases' holds a number that is not finite")
    let knots = artifact.arrays["knots"]?.values ?? []
    #expect(
      refusal { $0.arrays["knots"] = .init(knots.map { _ in 4 }) }
        == "model 'fourier-ridge': 'knots' must ascend, got 4.0 after 4.0")
    for name in artifact.numbers.keys.sorted() {
      #expect(refusal { $0.numbers[name] = nil } == "model 'fourier-ridge' has no number '\(name)'")
      _ = refusal { $0.numbers[name] = 0 }
      _ = refusal { $0.numbers[name] = 7 }
    }
    #expect(
      refusal { $0.kind = "fourier-rigde" }
        == "the model names an unknown prognoser 'fourier-rigde'")
  }
}
