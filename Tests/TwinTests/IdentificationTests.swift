import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Identifying a twin")
struct IdentificationTests {
  private struct Quiet: Diagnostics.Progress {
    func advance(_ stage: String, done: Int, of total: Int) {}
  }

  private func component(_ entries: [(String, String)]) -> (Identified?, [String]) {
    let problems = Problems()
    let place = Place(file: "tocsin.yaml", path: "twin.process")
    let settings = Settings(
      .mapping(
        entries.map { key, value in
          let at = Place(file: "tocsin.yaml", path: "twin.process.\(key)")
          return Settings.Entry(
            key: key, place: at, value: Settings(.scalar(value, quoted: false), at: at))
        }), at: place)
    let made = Components.catalog.make(settings, problems: problems)
    return (made as? Identified, problems.all.map(\.description))
  }

  @Test("the structure and the rules of two tanks are recovered")
  func recovered() throws {
    let twin = try TwoTanks.twin()
    #expect(twin.structure.stocks == [TwoTanks.level1, TwoTanks.level2])
    #expect(twin.structure.gated == [TwoTanks.flow1, TwoTanks.flow2])
    #expect(twin.structure.driven == [TwoTanks.pressure])
    #expect(twin.rules.map(\.sensor) == [TwoTanks.level1, TwoTanks.level2])
    #expect(twin.rules.map(\.isInverse) == [false, true])
    // Controllers act on the rows here: each threshold lies within its stated uncertainty, or a row's noise.
    for (rule, truth) in zip(twin.rules, [(2.0, 4.0), (3.5, 1.5)]) {
      #expect(abs(rule.onAt - truth.0) < 0.1 * rule.usualChange + rule.onUncertainty)
      #expect(abs(rule.offAt - truth.1) < 0.1 * rule.usualChange + rule.offUncertainty)
    }
  }

  @Test("one thread and two give the same twin and the same runs")
  func threads() throws {
    let (one, two) = (try TwoTanks.twin(threads: 1), try TwoTanks.twin(threads: 2))
    #expect(one.artifact == two.artifact)
    #expect(one.trace(300).bits == two.trace(300).bits)
  }

  @Test("a twin restored from its artifact runs with the same bits")
  func restored() throws {
    let twin = try TwoTanks.twin()
    let again = try IdentifiedTwin(artifact: twin.artifact, tags: twin.tags)
    #expect(again.artifact == twin.artifact)
    let tap = TestTap(from: 40, telling: [0: 1], driving: [TwoTanks.pump2: 1])
    #expect(again.trace(500).bits == twin.trace(500).bits)
    #expect(again.trace(500, tap: tap).bits == twin.trace(500, tap: tap).bits)
  }

  @Test("an artifact for other tags, of another kind or with something missing is refused")
  func refusedArtifacts() throws {
    let twin = try TwoTanks.twin(TwoTanks.record(TwoTanks.cells(2_000, seed: 1)))
    func fault(_ change: (inout ModelArtifact) -> Void, tags: [Tag]? = nil) -> String? {
      var artifact = twin.artifact
      change(&artifact)
      do throws(Fault) {
        _ = try IdentifiedTwin(artifact: artifact, tags: tags ?? twin.tags)
        return nil
      } catch { return error.problem }
    }
    #expect(fault { _ in } == nil)
    #expect(fault { $0.kind = "other" } == "expected a twin of kind 'identified-twin', got 'other'")
    #expect(
      fault({ _ in }, tags: Array(twin.tags.dropLast()))
        == "the twin has 7 tags, others than the 6 given")
    for name in twin.artifact.arrays.keys.sorted() {
      #expect(fault { $0.arrays[name] = nil } != nil, "\(name)")
      #expect(fault { $0.arrays[name] = .init([.nan, 1e300, -5]) } != nil, "\(name)")
    }
    for name in twin.artifact.numbers.keys.sorted() {
      #expect(fault { $0.numbers[name] = nil } != nil, "\(name)")
      #expect(fault { $0.numbers[name] = -1 } != nil, "\(name)")
    }
    for count in 0..<twin.artifact.parts.count {
      #expect(fault { $0.parts = Array($0.parts.prefix(count)) } != nil, "\(count) parts")
    }
  }

  @Test("tags that never change or are never there, and cells that are missing, are carried along")
  func oddTags() throws {
    var generator = SeededGenerator(root: 1, stage: "odd")
    let cells = TwoTanks.cells(4_000, seed: 4).map { row in
      row.map { generator.uniform() < 0.02 ? .nan : $0 } + [5, .nan, 1, .nan]
    }
    let tags =
      TwoTanks.tags + [
        Tag(id: "CONST"), Tag(id: "NEVER"), Tag(id: "S9", role: .status),
        Tag(id: "S_NEVER", role: .status),
      ]
    let record = ProcessRecord(
      tags: tags, interval: DetectionData.interval, times: DetectionData.times(cells.count),
      values: Matrix(rowMajor: cells), follows: cells.indices.map { $0 > 0 && $0 % 500 != 0 })
    let twin = try TwoTanks.twin(record)
    #expect(twin.structure.stocks == [0, 1] && twin.rules.count == 2)
    let trace = twin.trace(500)
    #expect((0..<500).allSatisfy { trace.truth[$0, 7] == 5 && trace.truth[$0, 9] == 1 })
    #expect((0..<500).allSatisfy { trace.truth[$0, 8].isNaN && trace.truth[$0, 10].isNaN })
    #expect((0..<500).allSatisfy { row in (0..<7).allSatisfy { trace.truth[row, $0].isFinite } })
    let again = try IdentifiedTwin(artifact: twin.artifact, tags: tags)
    #expect(again.trace(200).bits == twin.trace(200).bits)
  }

  @Test("a plant without actuators, and one without anything that moves, have a twin too")
  func noActuators() throws {
    var generator = SeededGenerator(root: 1, stage: "plain")
    var value = 0.0
    let walk = (0..<2_000).map { _ -> [Double] in
      value = 0.9 * value + generator.gaussian()
      return [value, 3]
    }
    let tags = [Tag(id: "X"), Tag(id: "C")]
    let trace = try TwoTanks.twin(TwoTanks.record(walk, tags: tags)).trace(2_000)
    #expect(trace.truth.cells.allSatisfy { $0.isFinite })
    let deviation = (trace.truth.column(0).reduce(0) { $0 + $1 * $1 } / 2_000).squareRoot()
    // A first-order process with coefficient 0.9 spreads 1 / √(1 − 0.81) = 2.3.
    #expect((1.8...2.8).contains(deviation), "\(deviation)")
    let still = try TwoTanks.twin(TwoTanks.record(walk.map { _ in [1, 3] }, tags: tags)).trace(100)
    #expect(still.truth.column(0) == [Double](repeating: 1, count: 100))
  }

  @Test("too few rows are told with how many there are and how many are needed")
  func tooFewRows() throws {
    let record = TwoTanks.record(Array(TwoTanks.cells(400, seed: 1)[..<60]))
    do {
      _ = try TwoTanks.twin(record)
      Issue.record("60 rows were enough")
    } catch let fault as Fault {
      #expect(fault.problem.contains("complete rows are too few"))
      #expect(fault.problem.hasSuffix("are needed"))
      #expect(fault.hint != nil)
    }
  }

  @Test("settings out of range and unknown keys are all told at once")
  func settings() {
    let (made, none) = component([("use", "identified"), ("ridge", "0.01"), ("block", "12h")])
    #expect(none.isEmpty && made?.ridge == 0.01 && made?.block == .hours(12))
    let (_, told) = component([
      ("use", "identified"), ("ridge", "2"), ("margin", "-1"), ("blok", "12h"),
    ])
    #expect(
      told == [
        """
        error: 'ridge' must be a number from 1e-09 to 1.0, got 2
          at tocsin.yaml, twin.process.ridge
        """,
        """
        error: 'margin' must be a number from 0.0 to 10.0, got -1
          at tocsin.yaml, twin.process.margin
        """,
        """
        error: unknown key 'blok'
          at tocsin.yaml, twin.process.blok
          hint: did you mean 'block'? known: block, inputs, margin, name, ridge, use
        """,
      ])
    #expect(
      component([("use", "identifid")]).1 == [
        """
        error: unknown process 'identifid'
          at tocsin.yaml, twin.process
          hint: did you mean 'identified'? known: hydraulic, identified
        """
      ])
  }

  @Test("fidelity is judged on rows that were not fitted, the same on one thread and two")
  func fidelity() throws {
    let record = TwoTanks.record(TwoTanks.cells(8_640, seed: 6))
    let made = try #require(component([("use", "identified")]).0)
    let one = try made.calibrate(record, seed: 1, threads: 1, progress: Quiet())
    let two = try made.calibrate(record, seed: 1, threads: 2, progress: Quiet())
    #expect(one.fidelity == two.fidelity && one.twin.artifact == two.twin.artifact)
    let fidelity = one.fidelity
    #expect(fidelity.fittedRows == 6_048 && fidelity.unseenRows == 2_592)
    #expect(fidelity.horizonHours == [1, 24, 168] && fidelity.starts == 2)
    #expect(fidelity.stocks.map(\.tag) == ["L1", "L2"])
    for stock in fidelity.stocks {
      #expect((stock.oneStepR2 ?? 0) > 0.9)
      // With its inputs known a level is followed for an hour far better than its spread.
      #expect((stock.openLoop[0] ?? 9) < 0.1 && (stock.openLoop[2] ?? 9) < 1)
    }
    #expect(fidelity.actuators.map(\.tag) == ["S1", "S2"])
    #expect(fidelity.actuators.map(\.sensor) == ["L1", "L2"])
    for actuator in fidelity.actuators {
      let (real, own) = (actuator.dutyRecorded ?? 0, actuator.dutySimulated ?? 9)
      #expect(abs(real - own) < 0.1)
    }
    #expect((fidelity.meanKS ?? 1) < 0.1)
    #expect((fidelity.meanCorrelationDifference ?? 1) < 0.1)
  }
}
