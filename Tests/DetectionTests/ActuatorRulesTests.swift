import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Actuators against their rules")
struct ActuatorRulesTests {
  private static let training = PumpedTanks.frame(rows: 2_000, seed: 1)

  private func model(
    _ settings: [(String, String)] = [], floor: [Double]? = nil
  ) throws -> any DetectorModel {
    try fit(detector("actuator-rules", settings), Self.training, floor: floor)
  }

  private func numbers(_ model: any DetectorModel, _ name: String) throws -> [Double] {
    try #require(model.artifact.arrays[name]).values
  }

  @Test("both rules are found, the one that fills and the one that empties")
  func rules() throws {
    let model = try model()
    #expect(try numbers(model, "actuator") == [3, 4])
    #expect(try numbers(model, "sensor") == [0, 1])
    #expect(try numbers(model, "off") == [0, 0])
    #expect(try numbers(model, "on") == [1, 1])
    // The levels move by 0.2 to 0.6 a row; the thresholds are known to a part of that.
    for (name, truth) in [("on-at", [2.0, 8]), ("off-at", [4, 5])] {
      for (found, written) in zip(try numbers(model, name), truth) {
        #expect(abs(found - written) < 0.1, "\(name): \(found)")
      }
    }
  }

  @Test("the score is the largest departure of a rule by its scale", arguments: 0..<20)
  func contract(_ seed: UInt64) throws {
    var generator = SeededGenerator(root: seed, stage: "forced")
    let forces = (0..<600).map { _ in generator.uniform() }
    let rows = PumpedTanks.damaged(
      PumpedTanks.frame(rows: 600, seed: seed + 50) { row, pump in
        // Blocks of 20 rows in which a pump is stuck or hammered.
        let chance = forces[row / 20 + 100 * (pump - 3)]
        return chance < 0.1 ? 0 : chance < 0.2 ? 1 : chance < 0.3 ? Double(row % 2) : nil
      }, seed: seed)
    let model = try model()
    var naive = NaiveRules(model.artifact, interval: DetectionData.interval.nanoseconds)
    let wanted = zip(rows.rowLists, rows.times).map { naive.score($0, at: $1.nanoseconds) }
    let scores = scores(model, rows)
    #expect(zip(scores, wanted).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
    #expect(scores.contains { $0 > 1 } && scores.contains(0) && scores.contains { $0.isNaN })
  }

  @Test("normal operation on unseen rows does not reach 1", arguments: 2..<22)
  func normal(_ seed: UInt64) throws {
    let scores = scores(try model(), PumpedTanks.frame(rows: 1_000, seed: seed))
    let largest = scores.dropFirst().max() ?? .nan
    #expect(largest <= 1)
    #expect(scores[0].isNaN && !scores.dropFirst().contains { $0.isNaN })
  }

  @Test("a pump held off scores above 1 once its tank has drained past the threshold")
  func heldOff() throws {
    let model = try model()
    // Held from where its controller has it off already, so that the switch itself breaks no rule.
    let free = PumpedTanks.frame(rows: 200, seed: 3).values.column(PumpedTanks.filling)
    let start = try #require((100..<150).first { free[$0 - 1] == 0 && free[$0] == 0 })
    let rows = PumpedTanks.frame(rows: 200, seed: 3) { row, pump in
      row >= start && pump == PumpedTanks.filling ? 0 : nil
    }
    let scores = scores(model, rows)
    let level = rows.values.column(0)
    let scale = try numbers(model, "scale")[0]
    let onAt = try numbers(model, "on-at")[0]
    let due = try #require(
      (100..<200).first { level[$0 - 1] < onAt - scale && level[$0] < onAt - scale })
    let alarm = try #require(scores[1...].indices.first { scores[$0] > 1 })
    #expect(alarm == due)
    #expect(!scores[alarm...].contains { $0 <= 1 })
  }

  @Test("a pump held on scores above 1 once its tank is too low, too")
  func heldOn() throws {
    let rows = PumpedTanks.frame(rows: 200, seed: 4) { row, pump in
      row >= 100 && pump == PumpedTanks.emptying ? 1 : nil
    }
    let scores = scores(try model(), rows)
    #expect(!scores[1..<100].contains { $0 > 1 })
    #expect(scores[199] > 1)
  }

  @Test("a pump that is switched in the middle of its band scores above 1 at once")
  func hammered() throws {
    let model = try model()
    for pump in [PumpedTanks.filling, PumpedTanks.emptying] {
      let rows = PumpedTanks.frame(rows: 400, seed: 5)
      // Turned over in the rows where the level is in the middle of its band, for one row each.
      let (middle, column) = pump == PumpedTanks.filling ? (3.0, 0) : (6.5, 1)
      let place = try #require(
        (50..<399).first { row in
          abs(rows.values[row, column] - middle) < 0.3
            && (row - 2...row + 1).allSatisfy { rows.values[$0, pump] == rows.values[row, pump] }
        })
      let changed = rows.changing { i, j, value in i == place && j == pump ? 1 - value : value }
      let scores = scores(model, changed)
      #expect(scores[place] > 1 && !scores[1..<place].contains { $0 > 1 })
    }
  }

  @Test("half of the shares is the actuator's, half its sensor's, and the other state is expected")
  func explains() throws {
    let rows = PumpedTanks.frame(rows: 200, seed: 3) { row, pump in
      row >= 100 && pump == PumpedTanks.filling ? 0 : nil
    }
    let explanation = try #require(try model().scorer().explain(rows))
    #expect(explanation.shares.row(199) == [0.5, 0, 0, 0.5, 0])
    #expect(explanation.shares.row(0) == [0, 0, 0, 0, 0])
    let expected = explanation.expected.row(199)
    #expect(expected[3] == 1 && expected[4] == rows.values[199, 4])
    #expect(expected[0...2].allSatisfy { $0.isNaN })
  }

  @Test("any cut into calls gives the same bits, with the model restored from its artifact as well")
  func cuts() throws {
    let model = try model()
    let again = try Detectors.restore(
      model.artifact, tags: PumpedTanks.tags, interval: DetectionData.interval)
    #expect(again.artifact == model.artifact)
    let rows = PumpedTanks.damaged(PumpedTanks.frame(rows: 300, seed: 6), seed: 6)
    let whole = scores(model, rows).bits
    for size in [1, 7, 64] {
      for one in [model, again] {
        var scorer = one.scorer()
        let pieces = stride(from: 0, to: rows.count, by: size).flatMap {
          scorer.scores(rows.rows($0..<min($0 + size, rows.count)))
        }
        #expect(pieces.bits == whole, "by \(size)")
      }
    }
  }

  @Test("any cut of the normal time, on one thread or two, leads to one pass's model")
  func fold() throws {
    let frame = PumpedTanks.damaged(Self.training, seed: 7, isBetween: false)
    let context = TrainingContext(
      tags: frame.tags, interval: DetectionData.interval, pilot: [0, 0, 0, 0, 0],
      floor: [0, 0, 0, 0, 0])
    func artifact<D: Detector>(_ detector: D, blocks: Int, threads: Int) throws -> ModelArtifact {
      let set = TrainingSet(
        source: FrameInMemory(frame),
        ranges: TimeRanges([TimeRange(frame.times[0], frame.times[frame.count - 1])]),
        interval: context.interval, blocks: blocks, guardRows: 5)
      let empty = detector.emptyStatistic(context)
      let partials = try set.statistics(from: empty, threads: threads)
      return try detector.model(
        from: set.merged(partials, pieces: Array(set.pieces.indices), from: empty), context
      ).artifact
    }
    let whole = try fit(detector("actuator-rules"), frame).artifact
    #expect(whole.arrays["scale"]?.values.count == 2)
    for blocks in [2, 5, 11] {
      for threads in [1, 2] {
        #expect(try artifact(detector("actuator-rules"), blocks: blocks, threads: threads) == whole)
      }
    }
  }

  @Test("a plant without rules scores 0, but in rows without cells")
  func noRules() throws {
    let frame = DetectionData.noise(rows: 300, tags: 3, seed: 8)
    let model = try fit(detector("actuator-rules"), frame)
    #expect(try numbers(model, "scale").isEmpty)
    let scores = scores(model, frame.changing { i, _, value in i == 9 ? .nan : value })
    #expect(scores[9].isNaN && scores.count { $0 == 0 } == 299)
  }

  @Test("the scale is at least the usual change, the sensor's resolution and factor times normal")
  func scale() throws {
    let usual = try numbers(model(), "scale")
    #expect(usual.allSatisfy { $0 > 0.1 && $0 < 1 })
    // A floor is the variance of a step's rounding: 3² / 12.
    let coarse = try numbers(model(floor: [0.75, 0, 0, 0, 0]), "scale")
    #expect(coarse == [3, usual[1]])
    // A rule that normal operation broke once, by a level 1.5 below where the pump goes on.
    let broken = Self.training.changing { i, j, value in
      (1_000...1_001).contains(i) ? (j == 3 ? 0 : j == 0 ? 0.5 : value) : value
    }
    for factor in [1.25, 2] {
      let model = try fit(detector("actuator-rules", [("factor", "\(factor)")]), broken)
      let onAt = try numbers(model, "on-at")[0]
      #expect(try numbers(model, "scale")[0] == factor * (onAt - 0.5))
    }
  }

  private static func declared(
    _ rules: [DeclaredRule], _ frame: Frame = training
  ) throws -> any DetectorModel {
    func fitted<D: Detector>(_ detector: D) throws -> any DetectorModel {
      let context = TrainingContext(
        tags: frame.tags, interval: DetectionData.interval, pilot: [0, 0, 0, 0, 0],
        floor: [0, 0, 0, 0, 0], rules: rules)
      var statistic = detector.emptyStatistic(context)
      statistic.accumulate(frame, context: 0)
      return try detector.model(from: statistic, context)
    }
    return try fitted(detector("actuator-rules"))
  }

  @Test("a declared rule that was never put to the test is known, and named when it is broken")
  func emergency() throws {
    // The filling pump never runs in these rows, nor does the level come near its threshold.
    let frame = Self.training.changing { _, j, value in
      j == 3 ? 0 : j == 0 ? value + 10 : value
    }
    let said = DeclaredRule(
      actuator: 3, sensor: 0, onAt: 9.5, offAt: 15, source: "plant.yaml:12")
    let drained = frame.rows(0..<100).changing { i, j, value in
      i >= 50 && j == 0 ? 6 : value
    }
    let without = try fit(detector("actuator-rules"), frame)
    #expect(!scores(without, drained)[51...].contains { $0 > 1 })
    let model = try Self.declared([said], frame)
    #expect(scores(model, drained)[51] > 1)
    let explanation = try #require(model.scorer().explain(drained))
    #expect(explanation.broken.count == 100 && explanation.broken[10] == nil)
    #expect(
      explanation.broken[51] == "PA on below 9.5 and off above 15 of LA (plant.yaml:12)")
    #expect(explanation.expected[51, 3] == 1)
  }

  @Test("declared rules stand before learned ones, each with what it says")
  func beside() throws {
    let said = DeclaredRule(actuator: 4, sensor: 1, onAt: 8, offAt: 5, source: "[CONTROLS] 3, 4")
    let texts = try #require(try Self.declared([said]).artifact.lists["rules"])
    #expect(texts.count == 3)
    #expect(texts[0] == "PB on above 8 and off below 5 of LB ([CONTROLS] 3, 4)")
    #expect(texts[1].hasPrefix("PA on below ") && texts[1].hasSuffix(" of LA (learned)"))
  }

  @Test("a declared rule that the plant does not keep is scaled by how far it does not")
  func unkept() throws {
    // The pump really goes on below 2: at 3 it is off as a rule.
    let said = DeclaredRule(actuator: 3, sensor: 0, onAt: 3, offAt: 4, source: "plant.yaml:12")
    let model = try Self.declared([said])
    #expect(try numbers(model, "scale")[0] > 0.7)
    #expect(!scores(model, PumpedTanks.frame(rows: 500, seed: 9)).contains { $0 > 1 })
  }

  @Test("a rule of a tag that is no switch is left out")
  func noSwitch() throws {
    let said = DeclaredRule(actuator: 2, sensor: 0, onAt: 3, offAt: 4, source: "plant.yaml:12")
    #expect(try Self.declared([said]).artifact.lists["rules"]?.count == 2)
  }

  @Test("readings beyond all bounds score high and finite")
  func bounds() throws {
    let model = try model()
    for value in [Double.infinity, -.infinity, 1e308, -1e308] {
      for pump in [0.0, 1] {
        let rows = PumpedTanks.frame(rows: 40, seed: 9).changing { i, j, old in
          i < 20 ? old : j == 0 ? value : j == 3 ? pump : old
        }
        let scores = scores(model, rows).dropFirst()
        #expect(scores.allSatisfy { $0.isFinite })
        #expect((scores.last ?? 0) == (value > 0 ? 1e9 * pump : 1e9 * (1 - pump)))
      }
    }
  }

  @Test(
    "a damaged artifact is refused with what is wrong",
    arguments: [
      ("scale", 0.0, "'scale' must be > 0, got 0.0"),
      ("sensor", 5, "'sensor' must be the places of tags, 0 to 4, got 5.0"),
      ("actuator", 0.5, "'actuator' must be the places of tags, 0 to 4, got 0.5"),
      ("on-at", .nan, "'on-at' must be finite, got nan"),
      (
        "sensor", 3,
        "a rule needs two tags, two states and two thresholds, got tags 3 and 3, states 0.0 and "
          + "1.0, thresholds 2.0 and 4.0"
      ),
    ])
  func damaged(_ name: String, _ value: Double, _ problem: String) {
    var artifact = Self.byHand
    artifact.arrays[name] = .init([value])
    let fault = #expect(throws: Fault.self) {
      try Detectors.restore(artifact, tags: PumpedTanks.tags, interval: DetectionData.interval)
    }
    #expect(fault?.problem == "model 'actuator-rules': " + problem)
  }

  private static let byHand = ModelArtifact(
    kind: "actuator-rules", lists: ["rules": ["PA on below 2 and off above 4 of LA (learned)"]],
    arrays: [
      "actuator": .init([3]), "sensor": .init([0]), "off": .init([0]), "on": .init([1]),
      "on-at": .init([2]), "off-at": .init([4]), "scale": .init([0.5]),
    ])

  @Test("whatever an artifact holds, it is refused or scores, at least 0 or NaN")
  func fuzz() throws {
    var generator = SeededGenerator(root: 10, stage: "fuzz")
    let odd = [
      Double.nan, .infinity, -.infinity, -1, 0, 0.5, 1, 4, 5, 1e300, .leastNonzeroMagnitude, -1e308,
    ]
    let rows = PumpedTanks.damaged(PumpedTanks.frame(rows: 60, seed: 11), seed: 11)
    var restored = 0
    for _ in 0..<500 {
      var artifact = Self.byHand
      for name in artifact.arrays.keys.sorted() where generator.uniform() < 0.3 {
        let values = (0..<generator.integer(in: 0...2)).map { _ in
          odd[generator.integer(in: 0...odd.count - 1)]
        }
        artifact.arrays[name] =
          generator.uniform() < 0.8 && values.count == 1
          ? .init(values) : .init(shape: [1, values.count], values: values)
      }
      do {
        let model = try Detectors.restore(
          artifact, tags: PumpedTanks.tags, interval: DetectionData.interval)
        restored += 1
        #expect(scores(model, rows).allSatisfy { $0 >= 0 || $0.isNaN })
      } catch { #expect(error.kind == .badData) }
    }
    #expect(restored > 50 && restored < 450)
  }
}
