import Diagnostics
import Telemetry
import Testing
import Twin

@Suite("Rules that telemetry shows, before a twin is identified") struct LearnedRulesTests {
  private typealias Plant = TwoTanks

  @Test("are those of the identified twin, and tell the same of what is declared")
  func same() throws {
    let record = Plant.record(Plant.cells(6_048, seed: 1))
    let twin = try Plant.twin(record)
    let learned = try LearnedRules(record, threads: 2)
    #expect(learned.rules == twin.rules && !learned.rules.isEmpty)
    let controllers = [
      LoopController(id: "A", reads: [Plant.level2], drives: [Plant.pump1, Plant.pump2])
    ]
    let rules = [
      PlantDescription.Rule(
        actuator: Plant.pump1, sensor: Plant.level2, onBelow: 2, offAbove: 3,
        place: Place(file: "plant.yaml", line: 4)),
      PlantDescription.Rule(
        actuator: Plant.pump2, sensor: Plant.level2, onBelow: 1.5, offAbove: 3.5,
        place: Place(file: "plant.yaml", line: 5)),
    ]
    let told = learned.faults(controllers: controllers, declared: rules).map { "\($0)" }
    #expect(told.count == 3)
    do {
      _ = try twin.with(controllers: controllers, rules: rules)
      Issue.record("rules that telemetry denies were taken")
    } catch {
      #expect(error.all.map { "\($0)" } == told)
    }
    #expect(
      told[0].contains("telemetry says that 'S1' follows 'L1', which A neither reads nor polls"))
    #expect(told[1].contains("'S1' is declared to follow 'L2'; telemetry says 'L1'"))
  }
}
