import Diagnostics
import Learning
import Telemetry
import Testing
import Twin

/// The first of two tanks is filled below 2 m until it is above 4 m.
@Suite("Declared levels against what telemetry shows") struct DeclaredLevelsTests {
  private typealias Plant = TwoTanks
  private static let controllers = [
    LoopController(id: "A", reads: [Plant.level1, Plant.level2], drives: [Plant.pump1]),
    LoopController(id: "B", reads: [Plant.level1, Plant.level2], drives: [Plant.pump2]),
  ]

  private static func told(
    _ twin: IdentifiedTwin, _ pump: Int, by level: Int, on: Double, off: Double
  ) -> [String] {
    let rule = PlantDescription.Rule(
      actuator: pump, sensor: level, onBelow: on, offAbove: off,
      place: Place(file: "plant.yaml", line: 4))
    do {
      _ = try twin.with(controllers: controllers, rules: [rule])
      return []
    } catch { return error.all.map { "\($0)" } }
  }

  private static func shown(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }

  @Test("are let be near the learned ones, and told where one is 1 m off, with both pairs")
  func departure() throws {
    let twin = try Plant.twin()
    let rule = try #require(twin.rules.first { $0.actuator == Plant.pump1 })
    #expect(abs(rule.onAt - 2) < 0.2 && abs(rule.offAt - 4) < 0.2)
    #expect(Self.told(twin, Plant.pump1, by: Plant.level1, on: 2, off: 4) == [])
    for (on, off) in [(3.0, 4.0), (2, 5), (1, 4)] {
      #expect(
        Self.told(twin, Plant.pump1, by: Plant.level1, on: on, off: off) == [
          "error: 'S1' is declared to go on below \(on) and off above \(off) of 'L1'; telemetry shows "
            + "\(Self.shown(rule.onAt)) and \(Self.shown(rule.offAt))\n  at plant.yaml:4\n  hint: correct the levels"
        ])
    }
  }

  @Test("the other way round are told so")
  func inverse() throws {
    let twin = try Plant.twin()
    let rule = try #require(twin.rules.first { $0.actuator == Plant.pump2 })
    try #require(rule.isInverse)
    #expect(
      Self.told(twin, Plant.pump2, by: Plant.level2, on: 1.5, off: 3.5) == [
        "error: 'S2' is declared to go on below 1.5 and off above 3.5 of 'L2'; telemetry shows that it goes on above "
          + "\(Self.shown(rule.onAt)) and off below \(Self.shown(rule.offAt))\n  at plant.yaml:4\n  "
          + "hint: correct the rule, or what of the state's values counts as on"
      ])
  }

  @Test("of a level that telemetry counts in another unit name that unit")
  func otherUnit() throws {
    func twin(scale: Double) throws -> IdentifiedTwin {
      let cells = Plant.cells(6_048, seed: 1).map { row in
        row.enumerated().map { $0 == Plant.level1 ? $1 * scale : $1 }
      }
      var tags = Plant.tags
      tags[Plant.level1].unit = "m"
      return try Plant.twin(Plant.record(cells, tags: tags))
    }
    let millimetres = Self.told(
      try twin(scale: 1_000), Plant.pump1, by: Plant.level1, on: 2, off: 4)
    #expect(millimetres.count == 1)
    #expect(
      millimetres.first?.contains("hint: does telemetry count in mm? ") == true
        && millimetres.first?.hasSuffix(" m: correct the unit or the scale in tags.csv") == true,
      "\(millimetres)")
    let feet = Self.told(
      try twin(scale: 1 / 0.3048), Plant.pump1, by: Plant.level1, on: 2, off: 4)
    #expect(feet.count == 1)
    #expect(feet.first?.contains("hint: does telemetry count in ft? ") == true, "\(feet)")
  }
}
