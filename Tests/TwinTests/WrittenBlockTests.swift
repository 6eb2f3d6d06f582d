import Diagnostics
import Testing
import Twin

@Suite("Blocks that are written otherwise")
struct WrittenBlockTests {
  private let place = Place(file: "campaign.yaml", line: 7)

  private func block(_ written: Written) throws -> WrittenBlock {
    let tags = ControllerLogicTests.tags
    let logic = try ControllerLogicTests.logic([written], reads: [0, 1], drives: [2], tags: tags)
    return logic.blocks[0]
  }

  @Test("a block knows its kind, its signals, its texts and its conditions")
  func reading() throws {
    let trip = try block([
      "use": "safety-trip", "when": "A > 4 and not (B < 0.5)", "reset": "A < 1 or low",
      "sets": ["low": 0], "to": "tripped",
    ])
    #expect(trip.kind == "safety-trip" && trip.signals == ["low", "tripped"])
    #expect(trip["to"] == "tripped" && trip["sets"] == nil && trip["after"] == nil)
    #expect(trip.leaves.map(\.key) == ["use", "when", "reset", "low", "to"])
    #expect(trip.conditions.map(\.text) == ["A > 4 and not (B < 0.5)", "A < 1 or low"])
    #expect(!trip.isEdited)
  }

  @Test("texts, names and keys are written otherwise, and what stays as it was is not edited")
  func writing() throws {
    var alarm = try block(["use": "limit-alarm", "of": "A", "above": 3, "to": "high"])
    alarm.rewrite(at: place) { _, _ in nil }
    alarm.rewrite(at: place) { key, text in key == "above" ? text : nil }
    #expect(!alarm.isEdited)
    alarm.rewrite(at: place) { key, _ in key == "above" ? "3.5" : nil }
    #expect(alarm.isEdited && alarm["above"] == "3.5" && alarm.settings.place == place)
    alarm.rename(["above": "below"], at: place)
    #expect(alarm["above"] == nil && alarm["below"] == "3.5")
    alarm.set("after", to: "5min", at: place)
    #expect(alarm["after"] == "5min")
    alarm.remove("after", at: place)
    #expect(alarm["after"] == nil)
  }

  @Test("a condition is written the other way round, or with other numbers")
  func conditions() throws {
    let condition = try ControlCondition("A<3 and not (B >= -0.5 or mode is rest) or C != 2")
    #expect(condition.flipped == "A > 3 and not ( B <= -0.5 or mode is rest ) or C = 2")
    let flipped = try ControlCondition(try #require(condition.flipped))
    #expect(flipped.holds { [3.5, 3, -0.4, -0.5, 0, 1, 5, 2][$0] })
    #expect(condition.constants == [3, -0.5, 2])
    #expect(
      condition.replacing { $0 == 3 ? 4.25 : $0 }
        == "A < 4.25 and not ( B >= -0.5 or mode is rest ) or C != 2")
    #expect(condition.comparison?.signal == "A" && condition.comparison?.constant == 3)
    #expect(try ControlCondition("4 > B").comparison?.signal == "B")
    #expect(try ControlCondition("mode is rest and A").flipped == nil)
    #expect(try ControlCondition("A < B").comparison == nil)
  }
}
