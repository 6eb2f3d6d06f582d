import Diagnostics
import Foundation
import HydraulicLanes
import Hydraulics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

/// Riverbend's network with some of its tags.
enum RiverbendNetwork {
  static let path = "\(RealRecords.root)/Examples/riverbend/riverbend.inp"
  static let tags = [
    Tag(id: "L_T1", unit: "m", resolution: 0.01, element: "T1"),
    Tag(id: "L_T2", unit: "m", resolution: 0.01, element: "T2"),
    Tag(id: "L_T3", unit: "m", resolution: 0.01, element: "T3"),
    Tag(id: "F_PU3", unit: "L/s", resolution: 0.01, element: "PU3"),
    Tag(id: "S_PU3", role: .status, element: "PU3"),
    Tag(id: "S_PU1", role: .status, element: "PU1"),
    Tag(id: "P_J14", unit: "m", resolution: 0.01, element: "J14"),
  ]
  static let (level2, level3, flow3, pump3, pump1) = (1, 2, 3, 4, 5)
  static let start = DetectionData.time(0)

  static var bytes: [UInt8] {
    get throws { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }
  }

  /// Two days of rows, every 10 minutes, with levels in the middle and pumps off and on.
  static func record(_ tags: [Tag] = tags) -> ProcessRecord {
    let rows = 288
    var values = Matrix(rows: rows, columns: tags.count)
    for i in 0..<rows {
      for (j, tag) in tags.enumerated() {
        values[i, j] = tag.role == .status ? Double(i / 40 % 2) : 3.5 + 0.2 * Double(j % 3)
      }
    }
    let times = (0..<rows).map { start + TimeSpan(seconds: 600.0 * Double($0)) }
    return ProcessRecord(
      tags: tags, interval: TimeSpan(seconds: 600), times: times, values: values,
      follows: (0..<rows).map { $0 > 0 })
  }

  static func twin(
    _ settings: HydraulicTwin.Settings = .init(), tags: [Tag] = tags
  ) throws -> HydraulicTwin {
    try HydraulicTwin(
      network: bytes, file: "riverbend.inp", record: record(tags), settings: settings)
  }
}

extension HydraulicTwin {
  func trace(_ steps: Int, seed: UInt64 = 1, tap: some LoopTap = OpenLine()) throws -> LoopTrace {
    var tap = tap
    var generator = SeededGenerator(root: seed, stage: "test")
    return try run(
      from: RiverbendNetwork.start, steps: steps, tap: &tap, generator: &generator)
  }
}

@Suite("The hydraulic twin in closed loop")
struct HydraulicTwinTests {
  private typealias Plant = RiverbendNetwork

  @Test("the same seed gives the same bits, another seed others")
  func seeds() throws {
    let twin = try Plant.twin()
    #expect(try twin.trace(200).bits == twin.trace(200).bits)
    #expect(try twin.trace(200).bits != twin.trace(200, seed: 2).bits)
  }

  @Test("courses side by side give the bits that each gives alone, however many there are")
  func group() throws {
    let twin = try Plant.twin()
    let courses = (0..<11).map {
      LoopCourse(
        start: Plant.start + TimeSpan(seconds: 3_600.0 * Double($0 * 5)), steps: 60 + 7 * $0)
    }
    let taps = (0..<11).map {
      TestTap(
        from: 20, telling: $0 % 2 == 0 ? [Plant.level3: 1] : [:],
        driving: $0 % 3 == 0 ? [Plant.pump1: 0] : [:])
    }
    var together = taps
    var generators = (0..<11).map { SeededGenerator(root: 5, stage: "course", index: $0) }
    let traces = try twin.run(courses, taps: &together, generators: &generators)
    for index in courses.indices {
      var tap = taps[index]
      var generator = SeededGenerator(root: 5, stage: "course", index: index)
      let alone = try twin.run(
        from: courses[index].start, steps: courses[index].steps, tap: &tap, generator: &generator)
      #expect(alone.bits == traces[index].bits)
      #expect(alone.times == traces[index].times)
    }
  }

  @Test("a tap that changes nothing leaves the bits as they are without one")
  func idleTap() throws {
    let twin = try Plant.twin()
    let open = try twin.trace(300)
    #expect(try twin.trace(300, tap: TestTap(disturbing: [Plant.level2: 0])).bits == open.bits)
    let later = try twin.trace(300, tap: TestTap(from: 250, telling: [Plant.level2: 0.5]))
    for (mine, others) in zip(later.bits, open.bits) {
      // Cells stand column by column.
      for tag in 0..<twin.tags.count {
        #expect(mine[tag * 300..<tag * 300 + 250] == others[tag * 300..<tag * 300 + 250])
      }
    }
    #expect(later.bits != open.bits)
  }

  @Test("without chance and tampering it is the network's own simulation")
  func untouched() throws {
    var settings = HydraulicTwin.Settings()
    settings.demand = .none
    (settings.levelNoise, settings.flowNoise, settings.pressureNoise) = (0, 0, 0)
    let state = [3.5, 3.7, 3.9, 10, 1, 1, 40]
    var steady = Plant.record()
    var values = steady.values
    for i in 0..<values.rows { for j in 0..<values.columns { values[i, j] = state[j] } }
    steady = ProcessRecord(
      tags: steady.tags, interval: steady.interval, times: steady.times, values: values,
      follows: steady.follows)
    let twin = try HydraulicTwin(
      network: Plant.bytes, file: "riverbend.inp", record: steady, settings: settings)
    let trace = try twin.trace(432)
    let network = twin.network
    let group = try HydraulicEngine(network: network).lanes(count: 1, duration: 433 * 600)
    group[0].setFileOffset(twin.fileOffset(Plant.start + TimeSpan(seconds: -600)))
    for (id, level) in zip(["T1", "T2", "T3"], state) {
      group[0].setLevel(level, node: try #require(network.node(id)))
    }
    for id in ["PU3", "PU1"] {
      let link = try #require(network.link(id))
      group[0].force(link, isOpen: true)
      group[0].release(link)
    }
    var rows = 0
    try group.run(every: 600) { _, scenario in
      let row = scenario.time / 600 - 1
      guard (0..<432).contains(row) else { return }
      rows += 1
      for (tag, point) in twin.points.enumerated() where point.quantity == .level {
        #expect(scenario.pressure(point.element) == trace.truth[row, tag])
      }
      for (tag, point) in twin.points.enumerated() where point.quantity == .flow {
        #expect(scenario.flow(point.element) * point.factor == trace.truth[row, tag])
      }
    }
    #expect(rows == 432)
    #expect(Set((0..<432).map { trace.truth[$0, Plant.pump3] }).count == 2)
    #expect(trace.controller.cells.bits == trace.truth.cells.bits)
  }

  @Test("a falsified level drives the pump, and the tank goes where that leads")
  func falsifiedLevel() throws {
    let twin = try Plant.twin()
    let low = try twin.trace(300, tap: TestTap(from: 50, telling: [Plant.level3: 1]))
    let after = 60..<300
    #expect(after.allSatisfy { low.truth[$0, Plant.pump3] == 1 || low.truth[$0, Plant.level3] > 5 })
    #expect(after.allSatisfy { low.controller[$0, Plant.level3] == 1 })
    // Beyond the 4.6 m where the controller would have stopped it.
    #expect((after.map { low.truth[$0, Plant.level3] }.max() ?? 0) > 4.7)
    #expect(
      after.allSatisfy { abs(low.historian[$0, Plant.level3] - low.truth[$0, Plant.level3]) < 0.05 }
    )

    let high = try twin.trace(300, tap: TestTap(from: 50, telling: [Plant.level3: 9]))
    #expect(after.allSatisfy { high.truth[$0, Plant.pump3] == 0 })
    #expect(after.allSatisfy { high.truth[$0, Plant.flow3] == 0 })
    #expect((after.map { high.truth[$0, Plant.level3] }.min() ?? 9) < 2.5)
  }

  @Test("an actuator that is driven does what it is driven to, and obeys again afterwards")
  func drivenActuator() throws {
    let twin = try Plant.twin()
    let trace = try twin.trace(
      400, tap: TestTap(from: 100, until: 250, driving: [Plant.pump3: 0]))
    #expect((100..<250).allSatisfy { trace.truth[$0, Plant.pump3] == 0 })
    #expect((100..<250).allSatisfy { trace.truth[$0, Plant.flow3] == 0 })
    // By then the tank is low: the controller has long wanted the pump on.
    #expect(trace.truth[250, Plant.pump3] == 1)
  }

  @Test("a lost message leaves the controller with the last one, and the historian without")
  func lostMessages() throws {
    let twin = try Plant.twin()
    let trace = try twin.trace(
      300,
      tap: TestTap(
        from: 100, telling: [Plant.level3: .nan], storing: [Plant.level3: .nan]))
    let last = trace.controller[99, Plant.level3]
    #expect((100..<300).allSatisfy { trace.controller[$0, Plant.level3] == last })
    #expect((100..<300).allSatisfy { trace.historian[$0, Plant.level3].isNaN })
    #expect((0..<300).allSatisfy { trace.truth[$0, Plant.level3].isFinite })
  }

  @Test("water that is taken beside a tank lowers it")
  func surge() throws {
    let twin = try Plant.twin()
    let open = try twin.trace(60)
    let surged = try twin.trace(
      60, tap: TestTap(from: 20, until: 30, disturbing: [Plant.level3: -0.05]))
    // Half a metre is taken; the pump that it calls for brings some of it back.
    #expect(surged.truth[29, Plant.level3] < open.truth[29, Plant.level3] - 0.1)
  }

  @Test("an artifact restores a twin that gives the same bits")
  func artifact() throws {
    let twin = try Plant.twin()
    let again = try Components.twin(artifact: twin.artifact, tags: twin.tags)
    let restored = try #require(again as? HydraulicTwin)
    #expect(restored.points == twin.points)
    #expect(restored.settings == twin.settings)
    #expect(restored.profiles == twin.profiles)
    #expect(try restored.trace(80).bits == twin.trace(80).bits)
  }

  @Test("an artifact that lost something is refused, whatever it lost")
  func damagedArtifact() throws {
    let whole = try Plant.twin().artifact
    let tags = Plant.tags
    for name in whole.arrays.keys.sorted() where name != "start-times" {
      var damaged = whole
      damaged.arrays[name] = nil
      #expect(throws: Fault.self) { try HydraulicTwin(artifact: damaged, tags: tags) }
    }
    for name in whole.numbers.keys {
      var damaged = whole
      damaged.numbers[name] = nil
      #expect(throws: Fault.self) { try HydraulicTwin(artifact: damaged, tags: tags) }
    }
    var other = whole
    other.arrays["elements"] = .init(tags.indices.map { _ in 4_000 })
    #expect(throws: Fault.self) { try HydraulicTwin(artifact: other, tags: tags) }
    other = whole
    other.kind = "something"
    #expect(throws: Fault.self) { try Components.twin(artifact: other, tags: tags) }
  }

  @Test("every tag without a place in the network is told, with a hint")
  func faults() throws {
    let tags = [
      Tag(id: "A"), Tag(id: "B", element: "T9"), Tag(id: "C", unit: "kW", element: "T1"),
      Tag(id: "D", unit: "m", element: "PU1"),
    ]
    let faults = try #require(throws: Faults.self) {
      try Plant.twin(tags: tags)
    }
    #expect(
      faults.all.map(\.problem) == [
        "tag 'A' names no element of the network",
        "tag 'B': the network has no element 'T9'",
        "tag 'C' at element 'T1' must be in a unit of a height or a pressure, got 'kW'",
        "tag 'D' at element 'PU1' must be in a unit of a flow, got 'm'",
      ])
    #expect(faults.all.allSatisfy { $0.hint != nil })
  }

  @Test("units of a tag are converted: feet, psi and gpm show the same plant")
  func units() throws {
    let american = [
      Tag(id: "L_T1", unit: "ft", element: "T1"), Tag(id: "L_T2", unit: "%", element: "T2"),
      Tag(id: "L_T3", unit: "m", element: "T3"), Tag(id: "F_PU3", unit: "gpm", element: "PU3"),
      Tag(id: "S_PU3", role: .status, element: "PU3"),
      Tag(id: "S_PU1", role: .status, element: "PU1"),
      Tag(id: "P_J14", unit: "psi", element: "J14"),
    ]
    let twin = try Plant.twin(tags: american)
    let metric = try Plant.twin()
    let state = metric.points
    let ours = twin.points
    #expect(abs(ours[0].factor / state[0].factor - 1 / 0.3048) < 1e-9)
    #expect(abs(ours[3].factor / state[3].factor - 15.850_323_141) < 1e-6)
    #expect(abs(ours[6].factor / state[6].factor - 1.422_334) < 1e-5)
    let highest = try #require(
      metric.network.tanks.first { metric.network.nodes[$0.node].id == "T2" })
    let metres = (highest.maxHead - metric.network.nodes[highest.node].elevation) * 0.3048
    #expect(abs(ours[1].factor - 100 / metres) < 1e-9)
  }
}
