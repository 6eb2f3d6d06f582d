import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

/// Sensors and historians that tests put before twins.
private enum Made {
  static func sensor(_ tag: Int, _ change: (inout SensorModel) -> Void = { _ in }) -> SensorModel {
    var model = SensorModel(tag: tag)
    change(&model)
    return model
  }

  static func sensors(_ sensors: SensorModel...) -> Instruments {
    Instruments(sensors: sensors, historian: [])
  }

  static func historian(_ ways: [Int: any Compression]) -> Instruments {
    Instruments(
      sensors: [],
      historian: ways.sorted { $0.key < $1.key }.map {
        HistorianModel(tag: $0.key, compression: $0.value)
      })
  }

  /// A sensor with every part.
  static func whole(_ tag: Int) -> SensorModel {
    sensor(tag) {
      ($0.lag, $0.bias, $0.drift, $0.noise) = (45, 0.05, 0.01, 0.02)
      ($0.quantum, $0.jitter) = (0.01, 20)
      $0.dropout = SensorDropout(share: 0.1, lasts: 1_800)
    }
  }

  /// Sensors with every part, and all compressions.
  static func everything(_ tags: Int...) -> Instruments {
    let ways: [any Compression] = [
      DeadBand(band: 0.1, longest: 7_200), SwingingDoor(deviation: 0.1),
      Every(TimeSpan(seconds: 1_800)),
    ]
    return Instruments(
      sensors: tags.map(whole),
      historian: zip(tags, ways).map { HistorianModel(tag: $0, compression: $1) })
  }
}

extension LoopTrace {
  /// The rows in which two traces differ in a column of the historian.
  fileprivate func differs(from other: LoopTrace, _ tag: Int) -> Bool {
    historian.column(tag).map(\.bitPattern) != other.historian.column(tag).map(\.bitPattern)
  }
}

@Suite("Sensors and historian of an identified twin") struct IdentifiedInstrumentsTests {
  private typealias Plant = TwoTanks

  @Test("that do nothing change no bit")
  func nothing() throws {
    let twin = try Plant.twin()
    let plain = twin.with(
      instruments: Instruments(sensors: Plant.ids.indices.map { Made.sensor($0) }, historian: []))
    for tap in [TestTap(), TestTap(from: 50, telling: [Plant.level1: 1.0])] {
      #expect(plain.trace(300, tap: tap).bits == twin.trace(300, tap: tap).bits)
    }
    #expect(twin.with(instruments: .none).artifact == twin.artifact)
  }

  @Test("a sensor that shows too much lets its controller stop too early by as much")
  func bias() throws {
    let twin = try Plant.twin()
    let open = twin.trace(2_000)
    let shifted = twin.with(instruments: Made.sensors(Made.sensor(Plant.level1) { $0.bias = 0.2 }))
    let trace = shifted.trace(2_000)
    let (highest, lower) = (
      open.truth.column(Plant.level1).max() ?? 0, trace.truth.column(Plant.level1).max() ?? 0
    )
    // It stops when a row ends above 4, in which the level rises by less than 0.15; held between 1.7 and 4.3.
    #expect(abs(highest - lower - 0.2) < 0.15)
    for row in 0..<2_000 {
      let (told, truth) = (
        trace.controller[row, Plant.level1], trace.truth[row, Plant.level1]
      )
      #expect(abs(told - truth - 0.2) < 1e-12)
      #expect(trace.historian[row, Plant.level1] == told)
    }
  }

  @Test("what the historian leaves out moves nothing")
  func historian() throws {
    let twin = try Plant.twin()
    let open = twin.trace(500)
    let kept = twin.with(
      instruments: Made.historian([
        Plant.level1: SwingingDoor(deviation: 0.1), Plant.flow1: DeadBand(band: 0.2),
        Plant.pump1: Every(TimeSpan(seconds: 3_600)),
      ])
    ).trace(500)
    #expect(kept.truth.hasSameBits(as: open.truth))
    #expect(kept.controller.hasSameBits(as: open.controller))
    for tag in Plant.ids.indices {
      let isKept = [Plant.level1, Plant.flow1, Plant.pump1].contains(tag)
      #expect(kept.differs(from: open, tag) == isKept)
    }
    let apart = zip(
      kept.historian.column(Plant.level1), open.historian.column(Plant.level1)
    ).map { abs($0 - $1) }
    #expect((apart.max() ?? 9) <= 0.1 + 1e-12)
  }

  @Test("one sensor's chance is its own: others, and a run that is attacked, keep theirs")
  func chance() throws {
    let twin = try Plant.twin()
    let noisy = { (tag: Int) in Made.sensor(tag) { $0.noise = 0.05 } }
    let one = twin.with(instruments: Made.sensors(noisy(Plant.pressure))).trace(300)
    let two = twin.with(instruments: Made.sensors(noisy(Plant.flow1), noisy(Plant.pressure)))
    let both = two.trace(300)
    let open = twin.trace(300)
    // Nothing is decided by a pressure or a flow.
    #expect(one.truth.hasSameBits(as: open.truth) && both.truth.hasSameBits(as: open.truth))
    for tag in Plant.ids.indices {
      #expect(both.differs(from: one, tag) == (tag == Plant.flow1))
      #expect(one.differs(from: open, tag) == (tag == Plant.pressure))
    }
    let attacked = two.trace(300, tap: TestTap(from: 100, telling: [Plant.level1: 1]))
    #expect(attacked.agrees(with: both, on: 0..<100))
    #expect(!attacked.truth.hasSameBits(as: both.truth))
    for row in 0..<300 {
      let noise = both.historian[row, Plant.flow1] - both.truth[row, Plant.flow1]
      let other = attacked.historian[row, Plant.flow1] - attacked.truth[row, Plant.flow1]
      #expect(abs(noise - other) < 1e-12)
    }
  }

  @Test("a sensor that drops out leaves its controller with the last value, and a gap")
  func dropout() throws {
    let twin = try Plant.twin().with(
      instruments: Made.sensors(
        Made.sensor(Plant.level1) { $0.dropout = SensorDropout(share: 0.3, lasts: 7_200) }))
    let trace = twin.trace(1_000)
    var missing = 0
    for row in 1..<1_000 {
      let told = trace.controller[row, Plant.level1]
      if trace.historian[row, Plant.level1].isNaN {
        missing += 1
        #expect(told == trace.controller[row - 1, Plant.level1])
        // Who is blind changes nothing.
        #expect(trace.truth[row, Plant.pump1] == trace.truth[row - 1, Plant.pump1])
      } else {
        #expect(told == trace.truth[row, Plant.level1])
      }
    }
    #expect(missing > 100)
  }

  @Test("are kept in the artifact; a damaged one is refused")
  func artifact() throws {
    let twin = try Plant.twin().with(
      instruments: Made.everything(Plant.level1, Plant.flow1, Plant.pressure))
    let again = try IdentifiedTwin(artifact: twin.artifact, tags: twin.tags)
    #expect(again.instruments == twin.instruments && again.artifact == twin.artifact)
    #expect(again.trace(300).bits == twin.trace(300).bits)
    InstrumentsDamage.check(twin.artifact) { (damaged) throws(Fault) in
      _ = try IdentifiedTwin(artifact: damaged, tags: twin.tags)
    }
  }

  @Test("give the same bits for the same seed, however long the run goes on")
  func seeds() throws {
    var instruments = Made.everything(Plant.level1, Plant.flow1, Plant.pressure)
    let twin = try Plant.twin().with(instruments: instruments)
    #expect(twin.trace(200).bits == twin.trace(200).bits)
    #expect(twin.trace(200).bits != twin.trace(200, seed: 2).bits)
    // Lines of a swinging door end where the run does.
    instruments.historian.removeAll { $0.tag == Plant.flow1 }
    let open = twin.with(instruments: instruments)
    #expect(open.trace(100).agrees(with: open.trace(200), on: 0..<100))
  }

  @Test("who forges a reading forges what the sensor shows, and the truth stays with neither")
  func forged() throws {
    let twin = try Plant.twin().with(
      instruments: Made.sensors(Made.sensor(Plant.level1) { $0.bias = 0.25 }))
    let tap = TestTap(from: 40, until: 80, telling: [Plant.level1: 3])
    let trace = twin.trace(120, tap: tap)
    for row in 0..<120 {
      let expected = (40..<80).contains(row) ? 3 : trace.truth[row, Plant.level1] + 0.25
      #expect(abs(trace.controller[row, Plant.level1] - expected) < 1e-12)
    }
  }
}

@Suite("Sensors and historian of a hydraulic twin") struct HydraulicInstrumentsTests {
  private typealias Plant = RiverbendNetwork

  @Test("that do nothing change no bit, with and without controllers")
  func nothing() throws {
    let twin = try Plant.twin()
    let idle = Instruments(sensors: Plant.tags.indices.map { Made.sensor($0) }, historian: [])
    let controllers = [
      LoopController(
        id: "A", reads: [Plant.level3, Plant.pump3], drives: [Plant.pump3],
        deliveries: [.init(tag: Plant.level3, latency: 120, loss: 0.1)])
    ]
    let placed = try twin.with(controllers: controllers, rules: [])
    for (tap, twin) in [
      (TestTap(), twin), (TestTap(from: 50, telling: [Plant.level3: 1]), twin),
      (TestTap(from: 50, until: 90, telling: [Plant.level3: .nan]), placed),
    ] {
      let plain = twin.with(instruments: idle)
      #expect(try plain.trace(200, tap: tap).bits == twin.trace(200, tap: tap).bits)
    }
    #expect(twin.with(instruments: .none).artifact == twin.artifact)
  }

  @Test("a level that shows too much lets its controls stop too early by as much")
  func bias() throws {
    let twin = try Plant.twin()
    let biased = twin.with(instruments: Made.sensors(Made.sensor(Plant.level3) { $0.bias = 0.8 }))
    let trace = try biased.trace(600)
    let highest = try twin.trace(600).truth.column(Plant.level3)[60...].max() ?? 0
    let lower = trace.truth.column(Plant.level3)[60...].max() ?? 0
    // Controls act the moment a level is read: what comes into the tank after that is a row's at the most.
    #expect(abs(highest - lower - 0.8) < 0.1)
    for row in 0..<600 {
      let told = trace.controller[row, Plant.level3]
      #expect(abs(told - trace.truth[row, Plant.level3] - 0.8) < 1e-12)
      // The twin's own noise of 5 mm stays: five deviations, half a centimetre for rounding.
      #expect(abs(trace.historian[row, Plant.level3] - told) < 0.035)
    }
  }

  @Test("controllers and the historian get the same sample, and what drops out is kept")
  func sample() throws {
    let twin = try Plant.twin().with(instruments: Made.sensors(Made.whole(Plant.level3)))
    let trace = try twin.trace(500)
    var missing = 0
    for row in 1..<500 {
      let (told, stored) = (
        trace.controller[row, Plant.level3], trace.historian[row, Plant.level3]
      )
      if stored.isNaN {
        missing += 1
        #expect(told == trace.controller[row - 1, Plant.level3])
      } else {
        // Both are rounded to a centimetre.
        #expect(told == stored)
      }
    }
    // A share of 0.1.
    #expect((10...120).contains(missing))
  }

  @Test("noise that is declared stands in place of the twin's own")
  func noise() throws {
    let twin = try Plant.twin().with(
      instruments: Made.sensors(
        Made.sensor(Plant.level3) { $0.noise = 0 }, Made.sensor(Plant.flow3) { $0.bias = 1 }))
    let trace = try twin.trace(200)
    for row in 0..<200 {
      // Nothing but rounding to a centimetre.
      #expect(abs(trace.historian[row, Plant.level3] - trace.truth[row, Plant.level3]) < 0.00501)
    }
    let flows = (0..<200).filter {
      abs(trace.historian[$0, Plant.flow3] - trace.truth[$0, Plant.flow3] - 1) > 0.00501
    }
    #expect(!flows.isEmpty)
  }

  @Test("what the historian leaves out moves nothing, and one sensor's chance is its own")
  func historian() throws {
    let twin = try Plant.twin()
    let open = try twin.trace(300)
    let kept = try twin.with(
      instruments: Made.historian([
        Plant.level3: SwingingDoor(deviation: 0.1), Plant.flow3: DeadBand(band: 2),
      ])
    ).trace(300)
    #expect(kept.truth.hasSameBits(as: open.truth))
    #expect(kept.controller.hasSameBits(as: open.controller))
    // J14 holds no pump and no valve.
    let noisy = try twin.with(
      instruments: Made.sensors(Made.sensor(6) { ($0.noise, $0.lag) = (0.2, 900) })
    ).trace(300)
    #expect(noisy.truth.hasSameBits(as: open.truth))
    for tag in Plant.tags.indices {
      #expect(kept.differs(from: open, tag) == [Plant.level3, Plant.flow3].contains(tag))
      #expect(noisy.differs(from: open, tag) == (tag == 6))
    }
  }

  @Test("lanes side by side give the bits that each gives alone")
  func lanes() throws {
    let twin = try Plant.twin().with(
      instruments: Made.everything(Plant.level3, Plant.flow3, Plant.level2))
    let courses = (0..<9).map {
      LoopCourse(start: Plant.start + TimeSpan(seconds: 3_600.0 * Double($0)), steps: 80 + 5 * $0)
    }
    var taps = (0..<9).map {
      TestTap(from: 20, telling: $0 % 2 == 0 ? [Plant.level3: 1] : [:])
    }
    let own = taps
    var generators = (0..<9).map { SeededGenerator(root: 5, stage: "course", index: $0) }
    let traces = try twin.run(courses, taps: &taps, generators: &generators)
    for index in courses.indices {
      var tap = own[index]
      var generator = SeededGenerator(root: 5, stage: "course", index: index)
      let alone = try twin.run(
        from: courses[index].start, steps: courses[index].steps, tap: &tap, generator: &generator)
      #expect(alone.bits == traces[index].bits)
    }
  }

  @Test("a slow sensor switches late: the tank swings further")
  func lag() throws {
    let twin = try Plant.twin()
    let slow = twin.with(instruments: Made.sensors(Made.sensor(Plant.level3) { $0.lag = 7_200 }))
    func swing(_ trace: LoopTrace) -> Double {
      let levels = trace.truth.column(Plant.level3)[60...]
      return (levels.max() ?? 0) - (levels.min() ?? 0)
    }
    #expect(try swing(slow.trace(600)) > swing(twin.trace(600)) + 0.3)
  }

  @Test("what is forged on one link moves the plant through its controller alone")
  func links() throws {
    let tags = Plant.tags + [Tag(id: "S_PU2", role: .status, element: "PU2")]
    let pump2 = Plant.tags.count
    let controllers = [
      LoopController(id: "A", reads: [Plant.level2, Plant.pump1], drives: [Plant.pump1]),
      LoopController(id: "B", reads: [Plant.level2, pump2], drives: [pump2]),
    ]
    let plain = try Plant.twin(tags: tags).with(instruments: Made.sensors(Made.whole(Plant.level2)))
    let twin = try plain.with(controllers: controllers, rules: [])
    // Who is told what all are told may as well be all.
    #expect(try plain.trace(200).bits == twin.trace(200).bits)
    let full = [Plant.level2: 5.9]
    let first = try twin.trace(300, tap: LinkIntruder([0: full]))
    let both = try twin.trace(300, tap: LinkIntruder([0: full, 1: full]))
    let sensor = try twin.trace(300, tap: LinkIntruder([-1: full]))
    let rows = 100..<300
    #expect(first.truth.column(Plant.pump1)[rows].allSatisfy { $0 == 0 })
    #expect(first.truth.column(pump2)[rows].contains(1))
    #expect(both.truth.hasSameBits(as: sensor.truth))
    #expect(both.truth.column(pump2)[rows].allSatisfy { $0 == 0 })
    // Who drives nothing moves nothing.
    let listener = try plain.with(
      controllers: controllers + [LoopController(id: "C", reads: [Plant.level2], drives: [])],
      rules: [])
    let deceived = try listener.trace(200, tap: LinkIntruder([2: full]))
    #expect(deceived.truth.hasSameBits(as: try twin.trace(200).truth))
  }

  @Test("are kept in the artifact and in twins with other settings; a damaged one is refused")
  func artifact() throws {
    let twin = try Plant.twin().with(
      instruments: Made.everything(Plant.level3, Plant.flow3, Plant.level2))
    let again = try HydraulicTwin(artifact: twin.artifact, tags: twin.tags)
    #expect(again.instruments == twin.instruments && again.artifact == twin.artifact)
    #expect(try again.trace(100).bits == twin.trace(100).bits)
    // As the pipeline does it, with a twin of any kind.
    let any: any CalibratedTwin = try Plant.twin()
    let placed = try any.with(controllers: [], rules: []).with(instruments: twin.instruments)
    #expect(placed.artifact == twin.artifact)
    #expect(
      try Components.twin(artifact: placed.artifact, tags: twin.tags).artifact == twin.artifact)
    #expect(try twin.with(controllers: [], rules: []).instruments == twin.instruments)
    InstrumentsDamage.check(twin.artifact) { (damaged) throws(Fault) in
      _ = try HydraulicTwin(artifact: damaged, tags: twin.tags)
    }
  }
}

/// What is missing or cannot be in the instruments of an artifact.
private enum InstrumentsDamage {
  static func check(_ artifact: ModelArtifact, _ read: (ModelArtifact) throws(Fault) -> Void) {
    func refuses(_ what: String, _ change: (inout ModelArtifact) -> Void) {
      var damaged = artifact
      change(&damaged)
      do throws(Fault) {
        try read(damaged)
        Issue.record("\(what) was read")
      } catch {
        #expect(error.kind == .badData, "\(what): \(error)")
      }
    }
    let last = artifact.parts.count - 1
    refuses("without the part") { $0.parts.removeLast() }
    refuses("without the number") { $0.numbers["instruments"] = nil }
    refuses("with too many sensors") { $0.parts[last].numbers["sensors"] = 99 }
    refuses("with a historian for a sensor") { $0.parts[last].numbers["sensors"] = 4 }
    refuses("without the sensors' number") { $0.parts[last].numbers["sensors"] = nil }
    refuses("with another kind") { $0.parts[last].parts[3].kind = "zip" }
    for (index, part) in artifact.parts[last].parts.enumerated() {
      for name in part.numbers.keys {
        refuses("\(part.kind) without \(name)") { $0.parts[last].parts[index].numbers[name] = nil }
        refuses("\(part.kind), \(name) NaN") {
          $0.parts[last].parts[index].numbers[name] = .nan
        }
      }
      refuses("tag 99") { $0.parts[last].parts[index].numbers["tag"] = 99 }
    }
  }
}
