import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

extension Instruments {
  /// Ways to the historian and nothing else.
  fileprivate static func ways(_ deliveries: HistorianDelivery...) -> Instruments {
    Instruments(sensors: [], deliveries: deliveries, historian: [])
  }

  fileprivate func with(_ historian: [HistorianModel]) -> Instruments {
    var copy = self
    copy.historian = historian
    return copy
  }
}

extension HistorianDelivery {
  fileprivate static func late(_ tag: Int, _ seconds: Double, loss: Double = 0) -> Self {
    HistorianDelivery(tag: tag, latency: seconds, loss: loss)
  }
}

extension LoopTrace {
  fileprivate func stored(_ tag: Int) -> [Double] { historian.column(tag) }

  /// The rows in which the historian has no value of a tag.
  fileprivate func gaps(_ tag: Int) -> [Int] {
    historian.column(tag).indices.filter { historian[$0, tag].isNaN }
  }
}

/// Rows come every ten minutes.
@Suite("The way to an identified twin's historian") struct IdentifiedDeliveryTests {
  private typealias Plant = TwoTanks
  private static let row = 600.0

  @Test("changes no bit where it takes less than a second and loses nothing")
  func idle() throws {
    let twin = try Plant.twin()
    let near = twin.with(
      instruments: .ways(.late(Plant.level1, 0.9), .late(Plant.pump1, 0), .late(Plant.flow1, 0.4)))
    #expect(near.trace(200).bits == twin.trace(200).bits)
  }

  @Test("brings a value late that lies on the line between two rows, and moves nothing else")
  func late() throws {
    let twin = try Plant.twin()
    let open = twin.trace(300)
    let late = twin.with(instruments: .ways(.late(Plant.level1, Self.row / 4))).trace(300)
    #expect(late.truth.hasSameBits(as: open.truth))
    #expect(late.controller.hasSameBits(as: open.controller))
    for tag in Plant.ids.indices where tag != Plant.level1 {
      #expect(late.stored(tag).bits == open.stored(tag).bits)
    }
    let level = open.truth.column(Plant.level1)
    for row in 1..<300 {
      let expected = 0.75 * level[row] + 0.25 * level[row - 1]
      #expect(abs(late.stored(Plant.level1)[row] - expected) < 1e-12)
    }
  }

  @Test(
    "takes whole rows and a part of one; before that the historian has what stood before the run")
  func rows() throws {
    let twin = try Plant.twin()
    let level = twin.trace(200).truth.column(Plant.level1)
    let whole = twin.with(instruments: .ways(.late(Plant.level1, 3 * Self.row))).trace(200)
      .stored(Plant.level1)
    #expect(whole[3...].map { $0 } == level[..<197].map { $0 })
    #expect(Set(whole[..<3]).count == 1)
    let parted = twin.with(instruments: .ways(.late(Plant.level1, 2.5 * Self.row))).trace(200)
      .stored(Plant.level1)
    for row in 3..<200 {
      #expect(abs(parted[row] - (level[row - 2] + level[row - 3]) / 2) < 1e-12)
    }
    // Half a row before the first, the tank stood between that row and the one before it, which `whole` begins with.
    #expect(abs(parted[2] - (level[0] + whole[0]) / 2) < 1e-12)
    #expect(parted[0] == whole[0] && parted[1] == whole[0])
    // A way longer than the run brings nothing of it.
    let never = twin.with(instruments: .ways(.late(Plant.level1, 1e6))).trace(200)
    #expect(Set(never.stored(Plant.level1)) == [whole[0]])
  }

  @Test("leaves states what they are: the nearer row's, in the middle the earlier's")
  func states() throws {
    let twin = try Plant.twin()
    let open = twin.trace(400).stored(Plant.pump1)
    func stored(_ seconds: Double) -> [Double] {
      twin.with(instruments: .ways(.late(Plant.pump1, seconds))).trace(400).stored(Plant.pump1)
    }
    #expect(Set(open).count == 2)
    #expect(stored(299) == open)
    #expect(Array(stored(300).dropFirst()) == Array(open.dropLast()))
    #expect(Array(stored(899).dropFirst()) == Array(open.dropLast()))
    #expect(Array(stored(900).dropFirst(2)) == Array(open.dropLast(2)))
  }

  @Test("loses as many messages as it is said to, by chance that is its own")
  func loss() throws {
    let twin = try Plant.twin()
    let open = twin.trace(1_000)
    func run(_ ways: HistorianDelivery..., tap: TestTap = TestTap()) -> LoopTrace {
      twin.with(instruments: Instruments(sensors: [], deliveries: ways, historian: []))
        .trace(1_000, tap: tap)
    }
    let lost = run(.late(Plant.level1, 0, loss: 0.2))
    let gaps = lost.gaps(Plant.level1)
    // 200 of 1,000, with a deviation of √(1,000 · 0.2 · 0.8) = 12.6.
    #expect((150...250).contains(gaps.count))
    #expect(lost.truth.hasSameBits(as: open.truth))
    #expect(lost.controller.hasSameBits(as: open.controller))
    for row in 0..<1_000 where !gaps.contains(row) {
      #expect(lost.historian.row(row).bits == open.historian.row(row).bits)
    }
    // Who comes late, or loses more, on the same way or another, leaves these gaps where they are.
    #expect(run(.late(Plant.level1, 900, loss: 0.2)).gaps(Plant.level1) == gaps)
    let more = run(.late(Plant.level1, 0, loss: 0.5)).gaps(Plant.level1)
    #expect(Set(more).isSuperset(of: gaps) && more.count > gaps.count)
    let both = run(.late(Plant.level1, 0, loss: 0.2), .late(Plant.flow1, 0, loss: 0.2))
    #expect(both.stored(Plant.level1).bits == lost.stored(Plant.level1).bits)
    #expect(both.gaps(Plant.flow1) != gaps && !both.gaps(Plant.flow1).isEmpty)
    // So does an attack.
    let tap = TestTap(from: 100, telling: [Plant.level1: 1])
    #expect(run(.late(Plant.level1, 0, loss: 0.2), tap: tap).gaps(Plant.level1) == gaps)
    #expect(run(.late(Plant.level1, 0, loss: 1)).gaps(Plant.level1).count == 1_000)
  }

  @Test(
    "carries the sensor's sample: its noise keeps its size, its dropouts come as late as its values"
  )
  func sample() throws {
    var noisy = SensorModel(tag: Plant.pressure)
    noisy.noise = 0.5
    var quiet = SensorModel(tag: Plant.flow1)
    quiet.dropout = SensorDropout(share: 0.2, lasts: 1_800)
    let twin = try Plant.twin()
    let prompt = twin.with(
      instruments: Instruments(sensors: [quiet, noisy], historian: [])
    ).trace(500)
    let late = twin.with(
      instruments: Instruments(
        sensors: [quiet, noisy],
        deliveries: [.late(Plant.flow1, Self.row), .late(Plant.pressure, Self.row / 2)],
        historian: [])
    ).trace(500)
    #expect(late.controller.hasSameBits(as: prompt.controller))
    let pressure = prompt.truth.column(Plant.pressure)
    for row in 1..<500 {
      let noise = prompt.stored(Plant.pressure)[row] - pressure[row]
      let read = late.stored(Plant.pressure)[row] - (pressure[row] + pressure[row - 1]) / 2
      #expect(abs(read - noise) < 1e-12)
    }
    #expect(!prompt.gaps(Plant.flow1).isEmpty)
    #expect(
      Array(late.stored(Plant.flow1).dropFirst()).bits
        == Array(prompt.stored(Plant.flow1).dropLast()).bits)
  }

  @Test("carries what is falsified like the truth: late, and lost where that is lost")
  func falsified() throws {
    let twin = try Plant.twin().with(
      instruments: .ways(.late(Plant.level1, 2 * Self.row, loss: 0.3)))
    let open = twin.trace(300)
    let false9 = twin.trace(300, tap: TestTap(from: 50, until: 200, storing: [Plant.level1: 9]))
    #expect(false9.gaps(Plant.level1) == open.gaps(Plant.level1))
    for row in 0..<300 where !false9.historian[row, Plant.level1].isNaN {
      #expect((false9.historian[row, Plant.level1] == 9) == (52..<202).contains(row))
    }
    // What is dropped on the way is missing where it would have come.
    let dropped = twin.trace(300, tap: TestTap(from: 50, until: 60, storing: [Plant.level1: .nan]))
    #expect(Set(dropped.gaps(Plant.level1)) == Set(open.gaps(Plant.level1)).union(52..<62))
  }

  @Test("comes before what the historian leaves out")
  func compression() throws {
    let ways = Instruments.ways(.late(Plant.level1, 700, loss: 0.1))
    let band = DeadBand(band: 0.2)
    let twin = try Plant.twin()
    let open = twin.with(instruments: ways).trace(300)
    let kept = twin.with(
      instruments: ways.with([HistorianModel(tag: Plant.level1, compression: band)])
    ).trace(300)
    let given = band.givenBack(open.stored(Plant.level1), at: open.times)
    #expect(kept.stored(Plant.level1).bits == given.bits)
    #expect(given.bits != open.stored(Plant.level1).bits)
  }

  @Test("is kept in the artifact; a damaged one is refused")
  func artifact() throws {
    let ways = Instruments.ways(.late(Plant.level1, 700, loss: 0.1), .late(Plant.pump1, 90))
    let every = HistorianModel(tag: Plant.flow1, compression: Every(TimeSpan(seconds: 1_800)))
    for instruments in [ways, ways.with([every])] {
      let twin = try Plant.twin().with(instruments: instruments)
      let again = try IdentifiedTwin(artifact: twin.artifact, tags: twin.tags)
      #expect(again.instruments == instruments && again.artifact == twin.artifact)
      #expect(again.trace(100).bits == twin.trace(100).bits)
      DeliveryDamage.check(twin.artifact) { (damaged) throws(Fault) in
        _ = try IdentifiedTwin(artifact: damaged, tags: twin.tags)
      }
    }
  }
}

@Suite("The way to a hydraulic twin's historian") struct HydraulicDeliveryTests {
  private typealias Plant = RiverbendNetwork
  private static let ways = Instruments.ways(
    .late(Plant.level3, 780, loss: 0.1), .late(Plant.flow3, 600), .late(Plant.pump3, 1_200))

  @Test("moves nothing and draws nothing of what others draw")
  func alone() throws {
    let twin = try Plant.twin()
    let open = try twin.trace(200)
    let late = try twin.with(instruments: Self.ways).trace(200)
    #expect(late.truth.hasSameBits(as: open.truth))
    #expect(late.controller.hasSameBits(as: open.controller))
    for tag in Plant.tags.indices where ![Plant.level3, Plant.flow3, Plant.pump3].contains(tag) {
      #expect(late.stored(tag).bits == open.stored(tag).bits)
    }
    // A row later comes what was stored a row before, with its noise.
    #expect(
      late.stored(Plant.flow3).dropFirst().map(\.bitPattern)
        == open.stored(Plant.flow3).dropLast().map(\.bitPattern))
    #expect(
      Array(late.stored(Plant.pump3).dropFirst(2)) == Array(open.stored(Plant.pump3).dropLast(2)))
    let near = twin.with(instruments: .ways(.late(Plant.level3, 0.99), .late(Plant.flow3, 0)))
    #expect(try near.trace(100).bits == twin.trace(100).bits)
  }

  @Test("brings late levels with the twin's own noise, rounded as the historian rounds")
  func levels() throws {
    var settings = HydraulicTwin.Settings()
    settings.levelNoise = 0.2
    let twin = try Plant.twin(settings)
    let open = try twin.trace(400)
    let late = try twin.with(instruments: .ways(.late(Plant.level3, 300))).trace(400)
    let level = open.truth.column(Plant.level3)
    for row in 1..<400 {
      let stored = late.stored(Plant.level3)[row]
      let noise = open.stored(Plant.level3)[row] - level[row]
      // The same draw of noise: both are rounded to a centimetre, by half of one at the most.
      #expect(abs(stored - (level[row] + level[row - 1]) / 2 - noise) < 0.01 + 1e-9)
      #expect(abs(stored * 100 - (stored * 100).rounded()) < 1e-9)
    }
  }

  @Test("is the same for lanes side by side and for each alone, controllers and sensors beside it")
  func lanes() throws {
    var sensor = SensorModel(tag: Plant.level3)
    (sensor.lag, sensor.noise, sensor.jitter) = (300, 0.05, 60)
    var instruments = Self.ways
    instruments.sensors = [sensor]
    let twin = try Plant.twin().with(
      controllers: [
        LoopController(
          id: "A", reads: [Plant.level3, Plant.pump3], drives: [Plant.pump3],
          deliveries: [.init(tag: Plant.level3, latency: 120, loss: 0.1)])
      ], rules: []
    ).with(instruments: instruments)
    let courses = (0..<5).map { LoopCourse(start: Plant.start + .hours(1) * $0, steps: 60 + $0) }
    var taps = courses.indices.map { TestTap(from: 20, telling: $0 == 2 ? [Plant.level3: 1] : [:]) }
    let own = taps
    var generators = courses.indices.map { SeededGenerator(root: 5, stage: "course", index: $0) }
    let traces = try twin.run(courses, taps: &taps, generators: &generators)
    for index in courses.indices {
      var tap = own[index]
      var generator = SeededGenerator(root: 5, stage: "course", index: index)
      let alone = try twin.run(
        from: courses[index].start, steps: courses[index].steps, tap: &tap, generator: &generator)
      #expect(alone.bits == traces[index].bits)
    }
  }

  @Test("is kept in the artifact; a damaged one is refused")
  func artifact() throws {
    let twin = try Plant.twin().with(instruments: Self.ways)
    let again = try HydraulicTwin(artifact: twin.artifact, tags: twin.tags)
    #expect(again.instruments == Self.ways && again.artifact == twin.artifact)
    #expect(try again.trace(100).bits == twin.trace(100).bits)
    DeliveryDamage.check(twin.artifact) { (damaged) throws(Fault) in
      _ = try HydraulicTwin(artifact: damaged, tags: twin.tags)
    }
  }
}

/// What is missing or cannot be in the ways of an artifact.
private enum DeliveryDamage {
  static func check(_ artifact: ModelArtifact, _ read: (ModelArtifact) throws(Fault) -> Void) {
    let last = artifact.parts.count - 1
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
    refuses("without their number") { $0.parts[last].numbers["deliveries"] = nil }
    refuses("with too many") { $0.parts[last].numbers["deliveries"] = 99 }
    refuses("with a sensor too many") { $0.parts[last].numbers["sensors"] = 1 }
    refuses("with another kind") { $0.parts[last].parts[0].kind = "sensor" }
    for name in ["tag", "latency", "loss"] {
      for value in [nil, .nan, -1, .infinity] as [Double?] {
        refuses("\(name) \(value ?? 0)") { $0.parts[last].parts[0].numbers[name] = value }
      }
    }
    refuses("tag 99") { $0.parts[last].parts[0].numbers["tag"] = 99 }
    refuses("loss 2") { $0.parts[last].parts[0].numbers["loss"] = 2 }
    refuses("latency beyond time") { $0.parts[last].parts[0].numbers["latency"] = 1e20 }
  }
}
