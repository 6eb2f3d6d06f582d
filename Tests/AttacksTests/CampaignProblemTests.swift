import Attacks
import Diagnostics
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Problems of campaign files")
struct CampaignProblemTests {
  private let surface = AttackSurface(TankPlant())

  @Test("What needs no plant is told at once, all problems with place and hint")
  func reading() {
    let text = """
      attacks: 10
      length: 1d
      lead: 2d
      techniques: [T0856, T0865, T1692.002]
      scenarioss: []
      scenarios:
        - technique: T0999
          trigger: { at: 30h }
          lasts: -3h
          controller: { L_T1: { use: ofset, by: 1 } }
        - technique: T0856
          trigger: { above: nan, at: 3h }
          controller: { L_T1: { use: offset, by: 1e308 } }
          sensor: { L_T1: { use: offset, by: inf, bye: 1 } }
        - technique: T0856
          trigger: { above: nan, tag: L_T1 }
          controller: { L_T1: { use: ramp } }
        - technique: T0856
          trigger: { at: 3h }
        - technique: T0855
          trigger: { at: 3h }
          historian: { L_T1: { use: drop, probability: 1.5 } }
      """
    let found = problems { _ = try Campaign.text(text) }.map {
      $0.replacing("error: ", with: "").split(separator: "\n").map { $0.trimmingPrefix("  ") }
        .joined(separator: " | ")
    }
    let known =
      "known: T0800, T0803, T0804, T0805, T0806, T0809, T0813, T0814, T0815, T0816, T0821, T0823, "
      + "T0826, T0827, T0828, T0829, T0830, T0831, T0832, T0835, T0836, T0837, T0838, T0839, T0843, "
      + "T0848, T0851, T0855, T0856, T0857, T0858, T0860, T0862, T0871, T0878, T0879, T0880, T0881, "
      + "T0889, unknown"
    let shapes =
      "known: constant, covert, delay, drop, freeze, hold, jitter, noise, offset, override, "
      + "polyline, quantise, ramp, replay, scale, stealthy, swap, toggle"
    let expected = [
      "'lead' must be shorter than 'length', got 2d of 1d | at campaign.yaml:1:1 | hint: nothing would be left for what is rehearsed",
      "technique 'T0865' Spearphishing Attachment is not one that a twin can rehearse: it has no row | at campaign.yaml:4:21, techniques[1] | hint: rows of the tactic Initial Access: T0848, T0860, T0862; or write unknown for what no row does",
      "unknown technique 'T1692.002' | at campaign.yaml:4:28, techniques[2] | hint: 'T1692.002' is the id of T0856 since v19; write T0856",
      "unknown technique 'T0999' | at campaign.yaml:7:16, scenarios[0].technique | hint: \(known)",
    ]
    #expect(Array(found.prefix(4)) == expected)
    #expect(found.count == 17, "\(found.joined(separator: "\n"))")
    for text in [
      "the trigger can never fire: 30h is not before the run's end at 1d | at campaign.yaml:8:14, scenarios[0].trigger | hint: write an earlier time, or a longer 'length' of the campaign",
      "unknown shape 'ofset' | at campaign.yaml:10:25, scenarios[0].controller.L_T1 | hint: did you mean 'offset'? \(shapes)",
      "'lasts' must be a length of time from 1ns to 3660d, got '-3h' | at campaign.yaml:9:12, scenarios[0].lasts | hint: like 10min, 12h, 7d",
      "a trigger needs only one of 'at', 'above', 'below', 'when', 'hazard', 'probability', 'after-step', 'dormant-until', 'on-change', got 2 | at campaign.yaml:12:14, scenarios[1].trigger | hint: like { at: 24h } or { above: 4.2, tag: L_T2 }",
      "'by' must be a number from -1e+16 to 1e+16, got 1e308",
      "'by' must be a number from -1e+16 to 1e+16, got inf",
      "unknown key 'bye'", "'rate' is missing",
      "'L_T1' is tampered with at 'sensor' and at 'controller' | at campaign.yaml:13:19, scenarios[1].controller.L_T1 | hint: keep one of them",
      "'above' must be a number from -1e+16 to 1e+16, got 'nan'",
      "the scenario tampers with nothing | at campaign.yaml:18:5, scenarios[3] | hint: add one of sensor, controller, historian, actuator, link, program, like controller: { L_T2: { use: offset, by: -0.5 } }",
      "'probability' must be a number from 0.0 to 1.0, got 1.5",
      "unknown key 'scenarioss'",
    ] {
      #expect(
        found.count { $0.hasPrefix(text) } == 1, "\(text)")
    }
  }

  @Test("What the plant cannot do is told at once, all problems with place and hint")
  func onThePlant() {
    let text = """
      scenarios:
        - technique: T0856
          trigger: { above: 9, tag: L_T1 }
          controller: { L_T2: { use: offset, by: -0.5 } }
        - technique: T0856
          trigger: { below: 1, tag: L_T7 }
          controller: { P_J1: { use: offset, by: -0.5 } }
        - technique: T0855
          trigger: { at: 5h }
          actuator: { L_T1: { use: override, value: 1 }, S_PU1: { use: override, value: 0.5 } }
        - technique: T0856
          trigger: { at: 5h }
          controller: { L_T1: { use: offset, by: -7 } }
          historian: { L_T1: { use: replay, back: 6h }, P_J1: { use: replay, back: 10min } }
        - technique: T0855
          trigger: { above: 0, tag: S_PU2 }
          actuator: { S_PU1: { use: override, value: 1, hammer: 30min } }
        - technique: T0855
          start: 2261-12-30
          trigger: { above: 0.5, tag: S_PU1 }
          actuator: { S_PU1: { use: override, value: 1 } }
        - technique: T0855
          start: 2262-01-01
          trigger: { below: 1, tag: S_PU1 }
          actuator: { S_PU1: { use: override, value: 1 } }
      """
    let found = problems { _ = try Campaign.text(text).plan(on: surface) }
    #expect(
      found.map {
        $0.split(separator: "\n").map { $0.trimmingPrefix("  ") }.joined(separator: " | ")
      }
        == [
          "error: 'start' must be an ISO 8601 time, got '2262-01-01' | at campaign.yaml:23:12, scenarios[6].start | hint: like 2026-06-30 or 2026-06-30T21:10:00Z"
        ])
    let readable = text.replacing("2262-01-01", with: "2261-12-30")
    let second = problems { _ = try Campaign.text(readable).plan(on: surface) }
    #expect(
      second.map {
        $0.split(separator: "\n").map { $0.trimmingPrefix("  ") }.joined(separator: " | ")
      }
        == [
          "error: the trigger can never fire: 'L_T1' is never above 9, it ranges from 1.9 to 4.1 | at campaign.yaml:3:14, scenarios[0].trigger",
          "error: unknown tag 'L_T2' | at campaign.yaml:4:19, scenarios[0].controller.L_T2 | hint: did you mean 'L_T1'? known: L_T1, P_J1, S_PU1, S_PU2",
          "error: unknown tag 'L_T7' | at campaign.yaml:6:14, scenarios[1].trigger | hint: did you mean 'L_T1'? known: L_T1, P_J1, S_PU1, S_PU2",
          "error: no controller decides by 'P_J1', so telling it something else does nothing | at campaign.yaml:7:19, scenarios[1].controller.P_J1 | hint: known: L_T1",
          "error: 'L_T1' is no actuator that the twin can drive | at campaign.yaml:10:17, scenarios[2].actuator.L_T1 | hint: known: S_PU1, S_PU2",
          "error: 'S_PU1' takes the states 0, 1, got 0.5 | at campaign.yaml:10:52, scenarios[2].actuator.S_PU1",
          "error: the offset moves 'L_T1' by 3.18 of its usual span of 2.2, T0856 goes up to 1 | at campaign.yaml:13:19, scenarios[3].controller.L_T1 | hint: at most 2.2 in its unit",
          "error: the replay of 'L_T1' goes back 6h, but only 5h of the run lies before its trigger can fire | at campaign.yaml:14:18, scenarios[3].historian.L_T1 | hint: shorten 'back', or let the trigger fire later",
          "error: 'back' must be at least one row of 30min, got 10min | at campaign.yaml:14:51, scenarios[3].historian.P_J1 | hint: a shorter time than between two rows was never recorded",
          "error: the trigger can never fire: 'S_PU2' is never above 0, it ranges from 0 to 0 | at campaign.yaml:16:14, scenarios[4].trigger",
          "error: 'hammer' must be at least two rows of 30min, got 30min | at campaign.yaml:17:17, scenarios[4].actuator.S_PU1 | hint: a faster change falls between the rows",
        ])
  }

  @Test("A tampering that changes nothing is refused with the range", arguments: ["0", "-0.0"])
  func nothingChanged(_ zero: String) {
    let text = """
      scenarios:
        - technique: T0856
          trigger: { at: 3h }
          controller: { L_T1: { use: offset, by: \(zero) } }
          sensor: { P_J1: { use: ramp, rate: \(zero) } }
      """
    func problem(_ key: String, _ place: String) -> String {
      """
      error: '\(key)' must be a number from -1e+16 to 1e+16 other than 0, got \(zero)
        at campaign.yaml:\(place).\(key)
        hint: 0 changes nothing
      """
    }
    #expect(
      problems { _ = try Campaign.text(text) } == [
        problem("rate", "5:40, scenarios[0].sensor.P_J1"),
        problem("by", "4:44, scenarios[0].controller.L_T1"),
      ])
  }

  @Test("Nothing to do, two on one channel, the wrong technique, one name twice are told")
  func others() {
    #expect(
      problems { _ = try Campaign.text("attacks: 0\nlook-alikes: 0") } == [
        """
        error: the campaign is empty: 'attacks', 'look-alikes' and 'injected' are 0 and no 'scenarios' are listed
          at campaign.yaml:1:1
        """
      ])
    #expect(
      problems {
        _ = try Campaign.text(
          """
          scenarios:
            - name: a
              technique: T0856
              trigger: { at: 1h }
              controller: { L_T1: { use: offset, by: -0.5 } }
              sensor: { L_T1: { use: offset, by: -0.5 } }
            - name: b
              technique: T0855
              trigger: { at: 1h }
              historian: { L_T1: freeze }
            - { name: c, technique: T0803, trigger: { at: 1h }, actuator: { S_PU1: freeze } }
            - { name: c, technique: T0803, trigger: { at: 1h }, actuator: { S_PU1: freeze } }
          """)
      } == [
        """
        error: 'L_T1' is tampered with at 'sensor' and at 'controller'
          at campaign.yaml:5:19, scenarios[0].controller.L_T1
          hint: keep one of them
        """,
        """
        error: nothing in the scenario is what T0855 Unauthorized Command Message does
          at campaign.yaml:7:5, scenarios[1]
          hint: its shapes: override; its points: actuator
        """,
        """
        error: two scenarios have the name 'c'
          at campaign.yaml:12:5, scenarios[3]
        """,
      ])
  }

  @Test("A run with too few or far too many rows is told with both numbers")
  func lengths() {
    #expect(
      problems { _ = try Campaign.text("length: 40min\nlead: 10min").plan(on: surface) } == [
        """
        error: a campaign needs a row of 'lead' and one more, got 'length' 40min and 'lead' 10min \
        at one row every 30min
          hint: lengthen both in the campaign
        """
      ])
    let fast = AttackSurface(
      tags: surface.tags, interval: TimeSpan(nanoseconds: 1), profiles: surface.profiles)
    #expect(
      problems { _ = try Campaign.default.plan(on: fast) } == [
        """
        error: a run of 4d at one row every 1ns has more than 1000000 rows
          hint: shorten 'length' in the campaign
        """
      ])
    #expect(
      problems {
        _ = try Campaign.scenarios(
          """
            - technique: T0803
              trigger: { at: 5h }
              actuator: { S_PU1: freeze }
          """, length: "310min")
      }.count == 1, "the lead of a day does not fit")
  }
}
