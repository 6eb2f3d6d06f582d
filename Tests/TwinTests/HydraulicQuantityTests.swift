import Diagnostics
import HydraulicLanes
import Hydraulics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

/// A pump with a speed fills a tank, a valve lowers the pressure behind it.
private enum SpeedPlant {
  static let text = """
    [JUNCTIONS]
    J1 10 0
    J2 10 2
    J3 5 5
    J4 5 4
    [RESERVOIRS]
    R1 10
    [TANKS]
    T1 40 3 0 6 15 0
    [PIPES]
    P1 J1 T1 500 300 120 0 Open
    P2 T1 J2 500 300 120 0 Open
    P3 J3 J4 200 200 120 0 Open
    [PUMPS]
    PU1 R1 J1 HEAD C1 SPEED 0.9
    [VALVES]
    V1 J2 J3 200 PRV 20 0
    V2 J2 J4 200 FCV 3 0
    [CURVES]
    C1 20 45
    [CONTROLS]
    LINK PU1 0.9 IF NODE T1 BELOW 2
    LINK PU1 CLOSED IF NODE T1 ABOVE 5
    [TIMES]
    DURATION 24:00
    HYDRAULIC TIMESTEP 1:00
    [OPTIONS]
    UNITS LPS
    [END]
    """
  static let tags = [
    Tag(id: "level", unit: "ft", element: "T1"),
    Tag(id: "head", unit: "m", element: "T1", quantity: .head),
    Tag(id: "bottom", unit: "psi", element: "T1", quantity: .pressure),
    Tag(id: "demand", unit: "L/s", element: "J3", quantity: .demand),
    Tag(id: "behind", unit: "m", element: "J3"),
    Tag(id: "flow", unit: "L/s", element: "PU1", quantity: .flow),
    Tag(id: "run", role: .status, element: "PU1"),
    Tag(id: "speed", role: .actuator, unit: "%", element: "PU1", quantity: .speed),
    Tag(id: "reducer", role: .setpoint, unit: "psi", element: "V1", quantity: .setting),
    Tag(id: "limit", role: .sensor, unit: "gpm", element: "V2", quantity: .setting),
  ]
  static let (level, head, bottom, demand, behind) = (0, 1, 2, 3, 4)
  static let (flow, run, speed, reducer, limit) = (5, 6, 7, 8, 9)
  static let psi = 9_806.65 / 6_894.757_293_168

  static func twin(_ tags: [Tag] = tags) throws -> HydraulicTwin {
    let rows = 200
    let usual = [
      3 / 0.3048, 43, 3 * psi, 5, 20, 18, 1, 90, 20 * psi, 47.55,
    ]
    var values = Matrix(rows: rows, columns: tags.count)
    for i in 0..<rows { for j in tags.indices { values[i, j] = usual[j % usual.count] } }
    // A pump that is once seen standing has two states.
    if tags.count > run { values[rows - 1, run] = 0 }
    var settings = HydraulicTwin.Settings()
    settings.demand = .none
    let start = DetectionData.time(0)
    return try HydraulicTwin(
      network: Array(text.utf8), file: "speed.inp",
      record: ProcessRecord(
        tags: tags, interval: TimeSpan(seconds: 600),
        times: (0..<rows).map { start + TimeSpan(seconds: 600 * Double($0)) }, values: values,
        follows: (0..<rows).map { $0 > 0 }), settings: settings)
  }
}

@Suite("What a tag's quantity means to the hydraulic twin")
struct HydraulicQuantityTests {
  private typealias Plant = SpeedPlant

  @Test("level, head and pressure of a tank, demand, flow, speed and settings, each in its unit")
  func shown() throws {
    let truth = try Plant.twin().trace(300).truth
    var wasOff = false
    for row in 0..<300 {
      let metres = truth[row, Plant.level] * 0.3048
      #expect(abs(truth[row, Plant.head] - metres - 40) < 1e-9)
      #expect(abs(truth[row, Plant.bottom] - metres * Plant.psi) < 1e-6)
      // EPANET's litre is 28.317 to the cubic foot, ours 28.316847.
      #expect(abs(truth[row, Plant.demand] - 5) < 1e-4)
      let isOn = truth[row, Plant.run] == 1
      wasOff = wasOff || !isOn
      #expect((truth[row, Plant.flow] > 1) == isOn)
      #expect(truth[row, Plant.speed] == (isOn ? 90 : 0))
      #expect(abs(truth[row, Plant.reducer] - 20 * Plant.psi) < 1e-6)
      #expect(abs(truth[row, Plant.limit] - 3 * 15.850_323) < 1e-3)
      // The reducer holds what it is set to; ACCURACY 0.001 of the flows leaves it within a centimetre.
      #expect(abs(truth[row, Plant.behind] - 20) < 0.01)
    }
    #expect(wasOff)
  }

  @Test("a speed that is driven changes the flow, and the controller's speed comes back")
  func drivenSpeed() throws {
    let twin = try Plant.twin()
    let open = try twin.trace(60).truth
    let driven = try twin.trace(60, tap: TestTap(from: 5, until: 10, driving: [Plant.speed: 105]))
      .truth
    for row in 5..<10 {
      #expect(abs(driven[row, Plant.speed] - 105) < 1e-9)
      #expect(driven[row, Plant.flow] > open[row, Plant.flow] + 3)
    }
    #expect(driven[10, Plant.speed] == 90 && driven[11, Plant.speed] == 90)
    let stopped = try twin.trace(60, tap: TestTap(from: 5, until: 10, driving: [Plant.speed: 0]))
      .truth
    #expect((5..<10).allSatisfy { stopped[$0, Plant.run] == 0 && stopped[$0, Plant.flow] == 0 })
    #expect(stopped[10, Plant.run] == 1 && stopped[10, Plant.speed] == 90)
  }

  @Test("a pump that was driven off comes back with its own speed, not with that of its curve")
  func statusKeepsSpeed() throws {
    let trace = try Plant.twin().trace(
      60, tap: TestTap(from: 5, until: 10, driving: [Plant.run: 0])
    ).truth
    #expect((5..<10).allSatisfy { trace[$0, Plant.run] == 0 && trace[$0, Plant.speed] == 0 })
    #expect(trace[10, Plant.run] == 1 && trace[10, Plant.speed] == 90)
  }

  @Test("a valve's setting that is driven lowers the pressure behind it, and comes back")
  func drivenSetting() throws {
    let trace = try Plant.twin().trace(
      40, tap: TestTap(from: 5, until: 10, driving: [Plant.reducer: 12 * Plant.psi])
    ).truth
    for row in 5..<10 {
      #expect(abs(trace[row, Plant.reducer] - 12 * Plant.psi) < 1e-6)
      #expect(abs(trace[row, Plant.behind] - 12) < 0.01)
    }
    #expect(abs(trace[12, Plant.behind] - 20) < 0.01)
  }

  @Test("a setting that is only measured cannot be driven")
  func measured() throws {
    let twin = try Plant.twin()
    #expect(
      twin.tags.indices.filter { twin.profiles[$0].isDriven }
        == [Plant.run, Plant.speed, Plant.reducer])
    let touched = try twin.trace(
      30, tap: TestTap(from: 5, until: 10, driving: [Plant.limit: 10])
    )
    #expect(touched.bits == (try twin.trace(30).bits))
  }

  @Test("a head that is forged misleads the controller as the level does")
  func forgedHead() throws {
    let twin = try Plant.twin()
    #expect(twin.profiles[Plant.head].isControlling && twin.profiles[Plant.level].isControlling)
    let byHead = try twin.trace(60, tap: TestTap(from: 5, telling: [Plant.head: 45.5])).truth
    let byLevel = try twin.trace(
      60, tap: TestTap(from: 5, telling: [Plant.level: 5.5 / 0.3048])
    ).truth
    #expect((8..<60).allSatisfy { byHead[$0, Plant.run] == 0 && byLevel[$0, Plant.run] == 0 })
    #expect(try twin.trace(60).truth[8, Plant.run] == 1)
  }

  @Test("an artifact keeps quantities and what can be driven")
  func artifact() throws {
    let twin = try Plant.twin()
    let again = try HydraulicTwin(artifact: twin.artifact, tags: twin.tags)
    #expect(again.points == twin.points)
    let tap = TestTap(from: 5, until: 9, driving: [Plant.speed: 100, Plant.reducer: 20])
    #expect(try again.trace(30, tap: tap).bits == twin.trace(30, tap: tap).bits)
  }

  @Test("a quantity that the element does not have is told with those that it has")
  func faults() throws {
    let tags = [
      Tag(id: "A", element: "T1", quantity: .flow), Tag(id: "B", element: "R1", quantity: .level),
      Tag(id: "C", element: "J1", quantity: .speed), Tag(id: "D", element: "V1", quantity: .speed),
      Tag(id: "E", element: "P1", quantity: .setting),
      Tag(id: "F", unit: "rpm", element: "PU1", quantity: .speed),
    ]
    let faults = try #require(throws: Faults.self) { try Plant.twin(tags) }
    #expect(
      faults.all.map(\.problem) == [
        "tag 'A': element 'T1' is a tank, which has no flow",
        "tag 'B': element 'R1' is a reservoir, which has no level",
        "tag 'C': element 'J1' is a junction, which has no speed",
        "tag 'D': element 'V1' is a valve, which has no speed",
        "tag 'E': element 'P1' is a pipe, which has no setting",
        "tag 'F' at element 'PU1' is a speed relative to the pump's curve, got the unit 'rpm'",
      ])
    #expect(
      faults.all.map(\.hint).prefix(2) == [
        "its quantities are level, head, pressure and demand", "its quantities are head and demand",
      ])
  }

  @Test("controls by time go by the plant's own clock, whenever a scenario begins")
  func schedule() throws {
    let text =
      Plant.text.replacing(
        "[CONTROLS]",
        with: "[CONTROLS]\nLINK P3 CLOSED AT CLOCKTIME 8 AM\nLINK P3 OPEN AT CLOCKTIME 6 PM\n"
      ).replacing("DURATION 24:00", with: "DURATION 168:00").replacing(
        "V2 J2 J4 200 FCV 3 0\n", with: "V2 J2 J4 200 TCV 5 0\n"
      ) + "\n"
    let tags = [
      Tag(id: "level", unit: "m", element: "T1"),
      Tag(id: "flow", unit: "L/s", element: "P3", quantity: .flow),
    ]
    let rows = 20
    var settings = HydraulicTwin.Settings()
    settings.demand = .none
    settings.timeZone = "America/Chicago"
    let start = Timestamp(nanoseconds: 1_783_000_000_000_000_000)
    let twin = try HydraulicTwin(
      network: Array(text.utf8), file: "x.inp",
      record: ProcessRecord(
        tags: tags, interval: TimeSpan(seconds: 600),
        times: (0..<rows).map { start + TimeSpan(seconds: 600 * Double($0)) },
        values: Matrix(
          rows: rows, columns: 2, columnMajor: [Double](repeating: 3, count: 2 * rows)),
        follows: (0..<rows).map { $0 > 0 }), settings: settings)
    #expect(twin.scheduleRepeats == 604_800)
    var tap = OpenLine()
    var generator = SeededGenerator(seed: 1)
    // 2026-07-04 12:00 UTC and 23 hours later; Chicago is five hours behind in summer.
    for hours in [0, 23] {
      let from = Timestamp(nanoseconds: 1_783_166_400_000_000_000) + .hours(Double(hours))
      let trace = try twin.run(from: from, steps: 200, tap: &tap, generator: &generator)
      for row in 0..<200 {
        let seconds = Int(trace.times[row].nanoseconds / 1_000_000_000) - 5 * 3_600
        let ofDay = seconds % 86_400
        let isClosed = ofDay >= 8 * 3_600 && ofDay < 18 * 3_600
        #expect((trace.truth[row, 1] == 0) == isClosed, "\(row)")
      }
    }
  }
}
