import Attacks
import Telemetry
import Testing
import Twin

@Suite("Triggers that can never fire")
struct TriggerProblemTests {
  private func found(_ triggers: [String]) -> [String] {
    let items = triggers.map {
      "  - { technique: unknown, start: 2026-01-03, trigger: \($0), historian: { P_J1: freeze } }"
    }
    return problems {
      _ = try Campaign.scenarios(items.joined(separator: "\n"))
    }.map {
      $0.split(separator: "\n").map { $0.trimmingPrefix("  ") }.joined(separator: " | ")
    }
  }

  @Test("All are told at once, with place and hint")
  func onThePlant() {
    let place = { (row: Int) in
      "at campaign.yaml:\(row + 5):55, scenarios[\(row)].trigger"
    }
    let found = found([
      "{ when: \"L_T1 < 2 and L_T1 > 3\" }", "{ when: \"L_T1 > 9 or P_J1 < 3\" }",
      "{ when: \"S_PU1 is 2\" }", "{ when: \"L_T2 < 2 or L_T2 > 4\" }", "{ when: \"1 > 2\" }",
      "{ dormant-until: 2027-01-01 }", "{ on-change: S_PU2 }", "{ on-change: S_PU1, to: 2 }",
      "{ on-change: L_T1 }", "{ on-change: S_PU9 }", "{ after-step: first }",
      "{ when: \"S_PU1 is manual\" }",
    ])
    #expect(
      found == [
        "error: the trigger can never fire: 'L_T1 < 2 and L_T1 > 3' never holds | \(place(0)) | hint: 'L_T1' ranges from 1.9 to 4.1",
        "error: the trigger can never fire: 'L_T1 > 9 or P_J1 < 3' never holds | \(place(1)) | hint: 'L_T1' ranges from 1.9 to 4.1, 'P_J1' ranges from 38 to 42",
        "error: the trigger can never fire: 'S_PU1 is 2' never holds | \(place(2)) | hint: 'S_PU1' takes the states 0, 1",
        "error: unknown tag 'L_T2' | \(place(3)) | hint: did you mean 'L_T1'? known: L_T1, P_J1, S_PU1, S_PU2",
        "error: the trigger can never fire: '1 > 2' never holds | \(place(4)) | hint: it reads no tag",
        "error: the trigger can never fire: 2027-01-01T00:00:00Z is outside of the run, which goes from 2026-01-03T00:00:00Z to 2026-01-06T23:30:00Z | \(place(5)) | hint: write the scenario's 'start' a little before the date, or another date",
        "error: the trigger can never fire: 'S_PU2' is always 0 | \(place(6))",
        "error: the trigger can never fire: 'S_PU1' is never 2, it takes the states 0, 1 | \(place(7))",
        "error: 'L_T1' has no states: it changes in every row | \(place(8)) | hint: wait with above, below or when",
        "error: unknown tag 'S_PU9' | \(place(9)) | hint: did you mean 'S_PU1'? known: L_T1, P_J1, S_PU1, S_PU2",
        "error: the trigger can never fire: the scenario has no step 'first' | \(place(10)) | hint: list its steps under 'steps'",
        "error: 'S_PU1' has no state 'manual' | \(place(11)) | hint: its states are numbers: 0, 1",
      ])
  }

  @Test("What needs no plant is told before it is known")
  func reading() {
    let found = found([
      "{ when: \"L_T1 < \" }", "{ hazard: 0 }", "{ probability: 1.5 }", "{ dormant-until: soon }",
      "{ hazard: 1, after: 5d }", "{ at: 3h, hazard: 1 }", "{ on-change: S_PU1, too: 1 }",
    ]).map { $0.split(separator: " | at ")[0] }
    #expect(
      found == [
        "error: 'when': nothing stands behind '<'",
        "error: 'hazard' must be a number from 1e-09 to 1000000.0, got 0",
        "error: 'probability' must be a number from 1e-09 to 1.0, got 1.5",
        "error: 'dormant-until' must be an ISO 8601 time, got 'soon'",
        "error: the trigger can never fire: 5d is not before the run's end at 4d",
        "error: a trigger needs only one of 'at', 'above', 'below', 'when', 'hazard', 'probability', "
          + "'after-step', 'dormant-until', 'on-change', got 2",
        "error: unknown key 'too'",
      ])
  }

  @Test(
    "A condition is possible exactly where some reachable values fulfil it",
    arguments: [
      ("L_T1 > 3 and L_T1 < 3.1", true), ("L_T1 = 3 and not (L_T1 < 3)", true),
      ("L_T1 > 3 and not (L_T1 > 2)", false), ("S_PU1", true), ("S_PU2", false),
      ("not S_PU2", true), ("S_PU1 > 0 and S_PU1 < 1", false), ("S_PU1 != 1 and S_PU1 != 0", false),
      ("L_T1 > P_J1", true), ("L_T1 > P_J1 and S_PU2", false), ("L_T1 < L_T1", false),
      ("3 < L_T1 and (L_T1 < 2 or P_J1 > 40)", true),
      ("3 < L_T1 and (L_T1 < 2 or P_J1 > 60)", false),
      // A quarter of the span of 2.2 beyond what is usual is still taken for possible: up to 4.65.
      ("L_T1 > 4.6", true), ("L_T1 > 4.7", false), ("L_T1 < 1.4", true), ("L_T1 < 1.3", false),
    ])
  func reach(_ condition: String, _ isPossible: Bool) {
    #expect(found(["{ when: \"\(condition)\" }"]).isEmpty == isPossible)
  }
}
