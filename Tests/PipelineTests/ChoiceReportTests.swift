import Foundation
import Pipeline
import Reporting
import Testing

@Suite("How the default was chosen, in the report")
struct ChoiceReportTests {
  private static func tried(
    _ chains: [String], _ weights: [Double], score: Double, caught: Int = 250
  ) throws -> CandidateRecord {
    let object: [String: Any] = [
      "chains": chains, "weights": weights, "accumulator": "plain", "hold": "12h", "merge": "6h",
      "score": score, "isNearBest": true, "caught": caught, "total": 300,
    ]
    return try JSONDecoder().decode(
      CandidateRecord.self, from: try JSONSerialization.data(withJSONObject: object))
  }

  private static func member(
    _ name: String, _ weight: Double, adds: Double, catches: Int
  ) throws -> MemberRecord {
    let object: [String: Any] = [
      "name": name, "weight": weight, "adds": adds, "catches": catches,
    ]
    return try JSONDecoder().decode(
      MemberRecord.self, from: try JSONSerialization.data(withJSONObject: object))
  }

  @Test("of each set of detectors the best is listed, and how many were tried in all")
  func sets() throws {
    let tried = [
      try Self.tried(["a", "b", "missing-data"], [1, 0.5, 0], score: 0.75),
      try Self.tried(["b", "a", "missing-data"], [1, 1, 0], score: 0.76),
      try Self.tried(["a", "missing-data"], [1, 0], score: 0.74, caught: 240),
      try Self.tried(["a", "missing-data"], [1, 0], score: 0.73),
      try Self.tried(["a", "b", "missing-data"], [1, 1, 0], score: 0.7),
    ]
    let facts = try #require(ChoiceReport(tried: tried, members: []).facts())
    #expect(
      facts.candidates.map(\.detectors) == [
        ["a", "b × 0.5", "missing-data"], ["a", "missing-data"],
      ])
    #expect(facts.candidates.map(\.isChosen) == [true, false])
    #expect(facts.candidates.map(\.recall) == [250.0 / 300, 0.8])
    #expect(facts.tried == 5 && facts.attacks == 300)
    #expect(ChoiceReport(tried: [], members: []).facts() == nil)
  }

  @Test("each detector says how it takes part, what the score loses and what is caught without it")
  func members() throws {
    let chains = ["a", "b", "actuator-rules", "missing-data"]
    let facts = try #require(
      ChoiceReport(
        tried: [try Self.tried(chains, [1, 0.5, 0, 0], score: 0.75)],
        members: [
          try Self.member("a", 1, adds: 0.02, catches: 12),
          try Self.member("b", 0.5, adds: 0.011, catches: -3),
          try Self.member("actuator-rules", 0, adds: 0.004, catches: 0),
        ]
      ).facts())
    #expect(
      facts.members == [
        .init(name: "a", part: "in the mean, weight 1", adds: 0.02, caughtWithout: 238),
        .init(name: "b", part: "in the mean, weight 0.5", adds: 0.011, caughtWithout: 253),
        .init(
          name: "actuator-rules",
          part: "judged alone: the larger of its score and the mean's counts",
          adds: 0.004, caughtWithout: 250),
        .init(
          name: "missing-data",
          part: "always there, judged alone: silence is an anomaly of its own kind"),
      ])
    // Without the only one there would be nothing to judge.
    let alone = try #require(
      ChoiceReport(
        tried: [try Self.tried(["a", "missing-data"], [1, 0], score: 0.75)],
        members: [try Self.member("a", 1, adds: 0.75, catches: 250)]
      ).facts())
    #expect(alone.members.first == .init(name: "a", part: "the only one that was taken"))
  }

  @Test("nothing of it is cut off: the rule fits a paragraph of the page")
  func length() throws {
    let facts = try #require(
      ChoiceReport(tried: [try Self.tried(["a"], [1], score: 0.7)], members: []).facts())
    let sentence = ChoicePart.sentence(facts)
    #expect(!sentence.contains("…"))
    #expect(sentence.hasSuffix("if 5 % of time is under attack."))
  }
}
