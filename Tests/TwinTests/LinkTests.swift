import Diagnostics
import Foundation
import Hydraulics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

/// Somebody on the links to some controllers, or on all of them at once.
struct LinkIntruder: LoopTap {
  var from = 20
  /// What tags are told to be, by controller; under -1 to all.
  var told: [Int: [Int: Double]]
  private var step = 0

  init(_ told: [Int: [Int: Double]]) { self.told = told }

  mutating func begin(step: Int, at time: Timestamp, truth: [Double]) { self.step = step }
  mutating func disturb(_ values: inout [Double]) {}
  mutating func tell(_ values: inout [Double]) { change(&values, -1) }
  mutating func tell(_ values: inout [Double], controller: Int) { change(&values, controller) }
  mutating func drive(_ values: inout [Double]) {}
  mutating func store(_ values: inout [Double]) {}

  private func change(_ values: inout [Double], _ controller: Int) {
    guard step >= from else { return }
    for (tag, value) in told[controller] ?? [:] { values[tag] = value }
  }
}

@Suite("A tag that is falsified on one link, hydraulic")
struct HydraulicLinkTests {
  private static let tags =
    RiverbendNetwork.tags + [Tag(id: "S_PU2", role: .status, element: "PU2")]
  private static let (level2, pump1, pump2) = (RiverbendNetwork.level2, RiverbendNetwork.pump1, 7)
  /// The tank's two pumps in two controllers, and one that only listens.
  private static let controllers = [
    LoopController(id: "A", reads: [level2, pump1], drives: [pump1]),
    LoopController(id: "B", reads: [level2, pump2], drives: [pump2]),
    LoopController(id: "C", reads: [level2], drives: []),
  ]

  private static func twin(_ controllers: [LoopController] = controllers) throws -> HydraulicTwin {
    try RiverbendNetwork.twin(tags: tags).with(controllers: controllers, rules: [])
  }

  @Test("moves the plant through the controller that reads it there, and through no other")
  func alone() throws {
    let twin = try Self.twin()
    let full = [Self.level2: 5.9]
    let open = try twin.trace(600)
    let first = try twin.trace(600, tap: LinkIntruder([0: full]))
    let both = try twin.trace(600, tap: LinkIntruder([0: full, 1: full]))
    let rows = 100..<600
    // A believes in a full tank and rests; B sees the truth and helps out.
    #expect(first.truth.column(Self.pump1)[rows].allSatisfy { $0 == 0 })
    #expect(first.truth.column(Self.pump2)[rows].contains(1))
    #expect(open.truth.column(Self.pump1)[rows].contains(1))
    // With both deceived nobody fills the tank.
    #expect(both.truth.column(Self.pump2)[rows].allSatisfy { $0 == 0 })
    #expect((both.truth.column(Self.level2).min() ?? 9) < 0.5)
    #expect((first.truth.column(Self.level2).min() ?? 0) > 2)
    // The historian was told nothing false, and the trace shows what the controller heard.
    #expect(first.controller.column(Self.level2)[rows].allSatisfy { $0 == 5.9 })
    #expect((first.historian.column(Self.level2)[rows].max() ?? 9) < 5.8)
  }

  @Test("to a controller that drives nothing changes no bit of the plant")
  func listener() throws {
    let twin = try Self.twin()
    let deceived = try twin.trace(300, tap: LinkIntruder([2: [Self.level2: 0.4]]))
    #expect(deceived.truth.hasSameBits(as: try twin.trace(300).truth))
  }

  @Test("on every link is the same as at the sensor, and controllers alone change no bit")
  func everywhere() throws {
    let twin = try Self.twin()
    let plain = try RiverbendNetwork.twin(tags: Self.tags)
    #expect(try plain.trace(300).bits == twin.trace(300).bits)
    let told = [Self.level2: 1.0]
    let atSensor = try twin.trace(300, tap: LinkIntruder([-1: told]))
    let onLinks = try twin.trace(300, tap: LinkIntruder([0: told, 1: told, 2: told]))
    #expect(atSensor.truth.hasSameBits(as: onLinks.truth))
    #expect(
      try plain.trace(300, tap: LinkIntruder([-1: told])).truth.hasSameBits(as: atSensor.truth))
  }

  @Test("of a message that is lost leaves that controller with the last one")
  func lost() throws {
    let twin = try Self.twin()
    let trace = try twin.trace(600, tap: LinkIntruder([0: [Self.level2: .nan]]))
    let states = trace.truth.column(Self.pump1)
    #expect(states[20...].allSatisfy { $0 == states[20] })
    // With its messages the controller switches.
    #expect(Set(try twin.trace(600).truth.column(Self.pump1)[20...]).count == 2)
  }

  @Test("is kept in the artifact with its controllers")
  func artifact() throws {
    let twin = try Self.twin()
    let again = try HydraulicTwin(artifact: twin.artifact, tags: Self.tags)
    #expect(again.controllers == Self.controllers)
    let tap = LinkIntruder([1: [Self.level2: 0.5]])
    #expect(try again.trace(200, tap: tap).bits == twin.trace(200, tap: tap).bits)
  }

  @Test("controllers that cannot run the network's controls are refused with each of them")
  func refused() throws {
    func problems(_ controllers: [LoopController], _ rules: [PlantDescription.Rule] = []) -> String
    {
      do {
        _ = try RiverbendNetwork.twin(tags: Self.tags).with(controllers: controllers, rules: rules)
        return "none"
      } catch let error as Faults {
        return error.all.map { "\($0)" }.joined(separator: "\n")
      } catch { return "\(error)" }
    }
    let deaf = problems([LoopController(id: "A", reads: [0], drives: [Self.pump1])])
    #expect(
      deaf.hasPrefix(
        """
        error: the network's control on line 161 drives PU1 by T2: A, which drives it, neither reads nor polls L_T2
          at line 161
          hint: add it to the controller's reads or polls, or give the link to another
        """), "\(deaf)")
    #expect(deaf.components(separatedBy: "error: ").count == 3)
    let network = try Network(inp: RiverbendNetwork.path)
    let shared = DeclaredControls(network, tags: Self.tags, file: "riverbend.inp").faults(
      controllers: ["A", "B"].map {
        LoopController(id: $0, reads: [Self.level2], drives: [Self.pump1])
      }, rules: [])
    #expect(
      shared.first.map { "\($0)" } == """
        error: the network's control on line 161 drives PU1, which belong to A and B
          at riverbend.inp:161
          hint: give the links of one rule to one controller
        """)
    let place = Place(file: "plant.yaml", line: 9)
    let other = problems(
      Self.controllers,
      [.init(actuator: Self.pump1, sensor: Self.level2, onBelow: 3.2, offAbove: 5, place: place)])
    #expect(
      other.contains(
        "'S_PU1' is declared to go on below 3.2 and off above 5.0 of 'L_T2'; the network says 3.2 and 5.2"
      ))
    #expect(
      problems(
        Self.controllers,
        [
          .init(
            actuator: Self.pump1, sensor: Self.level2, onBelow: 3.2, offAbove: 5.2, place: place)
        ])
        == "none")
    #expect(
      problems(
        Self.controllers,
        [.init(actuator: Self.pump1, sensor: 0, onBelow: 3.2, offAbove: 5.2, place: place)]
      ).contains("no pair of controls that opens PU1 below a level of T1"))
  }
}

@Suite("A tag that is falsified on one link, identified")
struct IdentifiedLinkTests {
  private typealias Plant = TwoTanks
  /// Both read both levels; each drives its own pump.
  private static let controllers = [
    LoopController(id: "A", reads: [Plant.level1, Plant.level2], drives: [Plant.pump1]),
    LoopController(id: "B", reads: [Plant.level1, Plant.level2], drives: [Plant.pump2]),
  ]

  @Test("moves the plant through the controller that reads it there, and through no other")
  func alone() throws {
    let plain = try Plant.twin()
    let twin = try plain.with(controllers: Self.controllers, rules: [])
    let low = [Plant.level1: 0.5]
    let open = twin.run(400, OpenLine())
    #expect(open.agrees(with: plain.run(400, OpenLine()), on: 0..<400))
    // B decides nothing by the first level.
    let other = twin.run(400, LinkIntruder([1: low]))
    #expect(other.truth.hasSameBits(as: open.truth))
    // Over A's link it does what it does at the sensor.
    let own = twin.run(400, LinkIntruder([0: low]))
    let atSensor = twin.run(400, LinkIntruder([-1: low]))
    #expect(own.truth.hasSameBits(as: atSensor.truth))
    #expect(own.truth.column(Plant.pump1)[21...].allSatisfy { $0 == 1 })
    #expect(own.controller.column(Plant.level1)[20...].allSatisfy { $0 == 0.5 })
  }

  @Test("that is a state and comes late is one of the two states, no value between them")
  func lateState() throws {
    // Rows come every ten minutes; the first controller only listens.
    func told(_ seconds: Double) throws -> (told: [Double], truth: [Double]) {
      let listener = LoopController(
        id: "C", reads: [Plant.pump1], drives: [],
        deliveries: [.init(tag: Plant.pump1, latency: seconds, loss: 0)])
      let trace = try Plant.twin().with(controllers: [listener] + Self.controllers, rules: [])
        .run(60, LinkIntruder([-1: [Plant.pump1: 5]]))
      return (trace.controller.column(Plant.pump1), trace.truth.column(Plant.pump1))
    }
    let (near, far) = (try told(299), try told(300))
    #expect(near.told[20...].allSatisfy { $0 == 5 })
    #expect(far.told[21...].allSatisfy { $0 == 5 } && far.told[20] == far.truth[19])
  }

  @Test("is kept in the artifact with its controllers")
  func artifact() throws {
    let twin = try Plant.twin().with(controllers: Self.controllers, rules: [])
    let again = try IdentifiedTwin(artifact: twin.artifact, tags: twin.tags)
    #expect(again.controllers == Self.controllers)
    let tap = LinkIntruder([0: [Plant.level1: 0.5]])
    #expect(again.run(200, tap).agrees(with: twin.run(200, tap), on: 0..<200))
  }

  @Test("a controller that telemetry contradicts is refused")
  func refused() throws {
    let twin = try Plant.twin()
    let deaf = [LoopController(id: "A", reads: [Plant.level2], drives: [Plant.pump1])]
    #expect {
      try twin.with(controllers: deaf, rules: [])
    } throws: {
      "\($0)".contains("'S1' follows 'L1', which A neither reads nor polls")
    }
    let rule = PlantDescription.Rule(
      actuator: Plant.pump1, sensor: Plant.level2, onBelow: 1, offAbove: 2,
      place: Place(file: "plant.yaml", line: 4))
    #expect {
      try twin.with(controllers: Self.controllers, rules: [rule])
    } throws: {
      "\($0)".contains("'S1' is declared to follow 'L2'; telemetry says 'L1'")
    }
  }
}
