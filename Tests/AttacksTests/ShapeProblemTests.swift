import Attacks
import Diagnostics
import Telemetry
import Testing

@Suite("Problems of shapes")
struct ShapeProblemTests {
  @Test(
    "A parameter that is missing or beyond its range is refused with the range",
    arguments: [
      ("scale", "'factor' is missing"),
      (
        "scale, factor: 1",
        "'factor' must be a number from -1000.0 to 1000.0 other than 1, got 1"
      ),
      ("scale, factor: 1001", "'factor' must be a number from -1000.0 to 1000.0, got 1001"),
      (
        "scale, factor: 2, about: 1e17",
        "'about' must be a number from -1e+16 to 1e+16, got 1e17"
      ),
      ("noise", "'deviation' is missing"),
      (
        "noise, deviation: 0",
        "'deviation' must be a number from 0.0 to 1e+16 other than 0, got 0"
      ),
      ("noise, deviation: -1", "'deviation' must be a number from 0.0 to 1e+16, got -1"),
      ("quantise, step: 0", "'step' must be a number from 0.0 to 1e+16 other than 0, got 0"),
      ("delay", "'by' is missing"),
      ("delay, by: -1h", "'by' must be a length of time from 1ns to 3660d, got '-1h'"),
      ("jitter", "'most' is missing"),
      ("swap", "'with' is missing"),
      ("toggle, period: 2h", "'value' is missing"),
      ("toggle, value: 1", "'period' is missing"),
      (
        "toggle, value: 1, period: 2h, duty: 1.5",
        "'duty' must be a number from 0.0 to 1.0, got 1.5"
      ),
      ("toggle, value: 0, period: 2h", "'value' and 'other' must differ, got 0 twice"),
      ("polyline", "'points' is missing"),
      (
        "polyline, points: [3]",
        "a point must be [time, number], up to 3660d and 1e16 either way"
      ),
      (
        "polyline, points: [[2h, 1], [1h, nan]]",
        "a point must be [time, number], up to 3660d and 1e16 either way"
      ),
      (
        "polyline, points: [[2h, 1], [2h, 3]]", "the points' times must ascend, got 2h after 2h"
      ),
      ("stealthy", "'bound' is missing"),
      (
        "stealthy, bound: 1, step: -1", "'step' must be a number from 0.0 to 1e+16, got -1"
      ),
      ("covert, error: 2", "'error' must be a number from 0.0 to 1.0, got 2"),
      (
        "covert, error: 1", "'error' must be a number from 0.0 to 1.0 other than 1, got 1"
      ),
      (
        "drop, probability: 0",
        "'probability' must be a number from 0.0 to 1.0 other than 0, got 0"
      ),
      (
        "ramp, rate: 1, bound: 0",
        "'bound' must be a number from 0.0 to 1e+16 other than 0, got 0"
      ),
      ("override, value: 0, hammer: 2h", "'value' and 'other' must differ, got 0 twice"),
      (
        "polyline, points: [[0h, 0], [2h, -0.0]], added: true",
        "the line adds nothing: each of its points is 0"
      ),
      ("hold, at: 3", "unknown key 'at'"),
      ("scael, factor: 2", "unknown shape 'scael'"),
    ])
  func ranges(text: String, expected: String) throws {
    let problems = Problems()
    _ = Shapes.catalog.make(try YAMLText.settings("{ use: \(text) }"), problems: problems)
    #expect(problems.all.map(\.problem) == [expected])
    #expect(problems.all[0].place?.line == 1)
  }

  @Test("A name with a slip gets the nearest one")
  func nearest() throws {
    let problems = Problems()
    for text in ["{ use: scael, factor: 2 }", "{ use: toggle, value: 1, period: 1h, dutty: 0.5 }"] {
      _ = Shapes.catalog.make(try YAMLText.settings(text), problems: problems)
    }
    #expect(problems.all[0].hint?.hasPrefix("did you mean 'scale'?") == true)
    #expect(problems.all[1].hint?.hasPrefix("did you mean 'duty'?") == true)
  }

  @Test(
    "What does not fit its tag or the plant's rhythm is refused with both",
    arguments: [
      (
        "sensor: { L_T1: { use: delay, by: 10min } }",
        "'by' must be at least one row of 30min, got 10min"
      ),
      (
        "sensor: { L_T1: { use: delay, by: 100h } }",
        "the delay of 'L_T1' goes back 100h, but only 30h of the run lies before its trigger can fire"
      ),
      (
        "sensor: { S_PU1: { use: offset, by: 1 } }",
        "'S_PU1' takes the states 0, 1 alone, the offset gives values between them"
      ),
      (
        "historian: { S_PU1: { use: ramp, rate: 1 } }",
        "'S_PU1' takes the states 0, 1 alone, the ramp gives values between them"
      ),
      (
        "lasts: 10min\n    sensor: { L_T1: freeze }",
        "'lasts' must be at least one row of 30min, got 10min"
      ),
      (
        "sensor: { L_T1: { use: jitter, most: 29min } }",
        "'most' must be at least one row of 30min, got 29min"
      ),
      (
        "actuator: { S_PU1: { use: toggle, value: 1, period: 30min } }",
        "'period' must be at least two rows of 30min, got 30min"
      ),
      (
        "actuator: { S_PU1: { use: toggle, value: 1, period: 2h, duty: 0.1 } }",
        "a 'duty' of 0.1 leaves one of the states less than a row of 30min in 'period' 2h"
      ),
      (
        "actuator: { S_PU1: { use: toggle, value: 2, period: 2h } }",
        "'S_PU1' takes the states 0, 1, got 2"
      ),
      (
        "sensor: { L_T1: { use: replay, back: 2h, clip: 3h } }",
        "'clip' must be from one row of 30min to 'back' of 2h, got 3h"
      ),
      ("sensor: { L_T1: { use: swap, with: L_T1 } }", "'L_T1' cannot be swapped with itself"),
      ("sensor: { L_T1: { use: swap, with: P_J7 } }", "unknown tag 'P_J7'"),
      (
        "actuator: { S_PU1: { use: swap, with: L_T1 } }",
        "'S_PU1' takes the states 0, 1 alone, the swap gives values between them"
      ),
      (
        "actuator: { S_PU1: { use: covert } }",
        "what 'S_PU1' does cannot be covert, only what is shown of it"
      ),
    ]
      + ["scale, factor: 2", "noise, deviation: 1", "quantise, step: 1", "stealthy, bound: 1"]
      .map { text in
        (
          "actuator: { S_PU1: { use: \(text) } }",
          "'S_PU1' takes the states 0, 1 alone, the \(text.prefix { $0 != "," }) gives values between them"
        )
      })
  func fits(text: String, expected: String) {
    let found = problems {
      _ = try Campaign.scenarios(
        "  - technique: unknown\n    trigger: { at: 30h }\n    \(text)\n")
    }
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("error: \(expected)\n") == true, "\(found)")
  }
}
