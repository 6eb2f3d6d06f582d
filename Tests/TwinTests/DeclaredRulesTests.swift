import Diagnostics
import Foundation
import Learning
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Two-point rules that files declare")
struct DeclaredRulesTests {
  private static let tags = [
    Tag(id: "A"), Tag(id: "B"), Tag(id: "S_P", role: .status, element: "P"),
    Tag(id: "S_Q", role: .status, element: "Q"),
  ]

  private static func logic(_ blocks: [Written]) throws -> ControllerLogic {
    try ControllerLogicTests.logic(blocks, reads: [0, 1], drives: [2, 3], tags: tags)
  }

  @Test(
    "blocks with levels that are numbers are rules of the tags that they switch, others are not")
  func programs() throws {
    let logic = try Self.logic([
      ["use": "two-point", "of": "A", "on-above": 4, "off-below": 2, "to": "P"],
      ["use": "two-point", "of": "A", "on-below": 2, "off-above": 4, "to": "demand"],
      ["use": "delay-timer", "of": "demand", "on-after": "1min", "to": "Q"],
    ])
    let level = try Self.logic([
      ["use": "two-point", "of": "B", "on-below": "A", "off-above": 4, "to": "P"]
    ])
    let found = DeclaredRules.all(logic: [logic, level], drives: [], tags: Self.tags)
    #expect(found.map(\.actuator) == [2] && found.map(\.sensor) == [0])
    #expect(found.first?.onAt == 4 && found.first?.offAt == 2)
  }

  @Test(
    "what the plant's file says of an actuator and a sensor stands for what others say of the two")
  func first() throws {
    let logic = try Self.logic([
      ["use": "two-point", "of": "A", "on-below": 2, "off-above": 4, "to": "P"],
      ["use": "two-point", "of": "B", "on-below": 1, "off-above": 3, "to": "Q"],
    ])
    let place = Place(file: "site/plant.yaml", line: 12, column: 3)
    let drives = [
      PlantDescription.Rule(actuator: 2, sensor: 0, onBelow: 2.5, offAbove: 4.5, place: place)
    ]
    let found = DeclaredRules.all(logic: [logic], drives: drives, tags: Self.tags)
    #expect(
      found.first
        == DeclaredRule(actuator: 2, sensor: 0, onAt: 2.5, offAt: 4.5, source: "plant.yaml:12"))
    #expect(found.map(\.sensor) == [0, 1])
  }

  @Test("rules that telemetry showed are nobody's declaration")
  func learned() throws {
    let twin = try TwoTanks.twin()
    #expect(!twin.controllerLogic.isEmpty)
    #expect(DeclaredRules.all(logic: twin.controllerLogic, drives: [], tags: twin.tags).isEmpty)
  }

  @Test(
    "pairs of a network's controls are rules, with the numbers of both",
    .enabled(if: Datasets.folder != nil, "TOCSIN_DATASETS is not set"))
  func network() throws {
    let twin = try CTownPlant.calm().twin
    let found = DeclaredRules.all(logic: twin.controllerLogic, drives: [], tags: twin.tags)
    #expect(found.count == twin.controllerLogic.first?.blocks.count)
    let rule = try #require(found.first { twin.tags[$0.actuator].id == "S_PU10" })
    #expect(rule.source == "[CONTROLS] 17, 18" && rule.onAt < rule.offAt)
  }
}
