import Diagnostics
import Hydraulics
import Telemetry
import Testing
import Twin

@Suite("Levels beyond a tag's range") struct TagRangeTests {
  private static let seen = [
    TagRange(tag: "L_T1", low: 0.5, high: 4.5), TagRange(tag: "L_T2", low: 1, high: 3),
  ]

  private static func told(_ blocks: Written..., ranges: [TagRange] = seen) -> [String] {
    WrittenPlant.program(blocks).problems(ranges: ranges)
  }

  @Test("of a rule in millimetres are told with the range and the unit that explains them")
  func rule() {
    let plant = WrittenPlant([
      "controllers": [
        [
          "id": "PLC1", "reads": ["L_T1", "L_T2"],
          "drives": [
            ["actuator": "PU1", "sensor": "L_T1", "on-below": 3000, "off-above": 4000],
            ["actuator": "PU2", "sensor": "L_T2", "on-below": 1.5, "off-above": 2.5],
          ],
        ]
      ]
    ])
    #expect(
      plant.problems(ranges: Self.seen) == [
        "error: 'S_PU1' is switched at 3000.0 of 'L_T1', which telemetry shows from 0.5 to 4.5\n  at plant.yaml:2"
          + "\n  hint: in m? 3000.0 mm would be 3.0 m",
        "error: 'S_PU1' is switched at 4000.0 of 'L_T1', which telemetry shows from 0.5 to 4.5\n  at plant.yaml:2"
          + "\n  hint: in m? 4000.0 mm would be 4.0 m",
      ])
    #expect(plant.problems() == [])
  }

  @Test("are told of every kind of block that compares")
  func blocks() {
    let found = Self.told(
      ["use": "two-point", "of": "L_T1", "on-below": 2, "off-above": 300, "to": "PU1"],
      ["use": "limit-alarm", "of": "L_T2", "above": 14, "to": "high"],
      ["use": "safety-trip", "when": "high or L_T1 < -90", "sets": ["PU1": 0]],
      [
        "use": "setpoint-schedule", "to": "stop",
        "changes": [["at": "06:00", "value": 2.5], ["at": "22:00", "value": 250]],
      ],
      ["use": "two-point", "of": "L_T2", "on-below": 2, "off-above": "stop", "to": "PU2"])
    #expect(
      found == [
        "error: the two-point on line 4 holds 'L_T1' against 300.0, which telemetry shows from 0.5 to 4.5\n  "
          + "at plant.yaml:4\n  hint: in m? 300.0 cm would be 3.0 m",
        "error: the limit-alarm on line 5 holds 'L_T2' against 14.0, which telemetry shows from 1.0 to 3.0\n  "
          + "at plant.yaml:5\n  hint: give it in the tag's unit, m",
        "error: the safety-trip on line 6 holds 'L_T1' against -90.0, which telemetry shows from 0.5 to 4.5\n  "
          + "at plant.yaml:6\n  hint: give it in the tag's unit, m",
        "error: the two-point on line 10 holds 'L_T2' against 250.0, which telemetry shows from 1.0 to 3.0\n  "
          + "at plant.yaml:10\n  hint: in m? 250.0 cm would be 2.5 m",
      ])
    let modes = Self.told(
      [
        "use": "operating-mode", "modes": ["auto", "manual"], "to": "mode",
        "changes": [["to": "manual", "when": "L_T1 > 14"]],
      ],
      ["use": "pid-controller", "of": "L_T2", "setpoint": 2000, "to": "out"],
      [
        "use": "sequencer", "to": "step", "starts": "L_T1 < 500",
        "steps": [["until": "L_T2 > 700", "sets": ["PU1": 1]]],
      ])
    #expect(modes.count == 4)
    #expect(
      modes.first?.hasPrefix("error: the operating-mode on line 4 holds 'L_T1' against 14.0, ")
        == true)
    #expect(modes.first?.hasSuffix("hint: in m? 14.0 ft would be 4.2672 m") == true, "\(modes)")
  }

  @Test("are explained by the unit that brings both of a rule nearest to the middle, or by none")
  func best() {
    var tags = WrittenPlant.tags
    func told(_ unit: String, _ on: Double, _ off: Double, to high: Double) -> [String] {
      tags[0].unit = unit
      let plant = WrittenPlant([
        "controllers": [
          [
            "id": "PLC1", "reads": ["L_T1", "L_T2"],
            "drives": [
              [
                "actuator": "PU1", "sensor": "L_T1", "on-below": .text("\(on)"),
                "off-above": .text("\(off)"),
              ],
              ["actuator": "PU2"],
            ],
          ]
        ]
      ])
      let tank = TagRange(tag: "L_T1", low: 0, high: high, origin: .tank)
      return plant.problems(tags: tags, ranges: [tank]).map {
        $0.split(separator: "\n").last.map { "\($0)" } ?? ""
      }
    }
    // Pascals would bring every level to 0, which is no level of a tank that switches a pump.
    #expect(
      told("bar", 3, 4.4, to: 0.51) == [
        "  hint: in bar? 3.0 m of water would be 0.2942 bar",
        "  hint: in bar? 4.4 m of water would be 0.4315 bar",
      ])
    #expect(told("m", 3_000, 4_400, to: 5.2).first == "  hint: in m? 3000.0 mm would be 3.0 m")
    #expect(
      told("bar", 90, 91, to: 0.51) == [
        "  hint: give it in the tag's unit, bar", "  hint: give it in the tag's unit, bar",
      ])
  }

  @Test("are let be within a wide margin, where an alarm may stand")
  func margin() {
    #expect(
      Self.told(
        ["use": "two-point", "of": "L_T1", "on-below": 0, "off-above": 6, "to": "PU1"],
        ["use": "safety-trip", "when": "L_T1 > 8.9 or L_T2 > 5.9", "sets": ["PU1": 0]]) == [])
    // Nothing is known of the other, and what never changed says nothing.
    #expect(TagRange.seen("L_T2", low: 2, high: 2) == nil)
    #expect(TagRange.seen("L_T2", low: .nan, high: 2) == nil)
    #expect(
      Self.told(
        ["use": "two-point", "of": "L_T2", "on-below": 2000, "off-above": 3000, "to": "PU1"],
        ranges: [Self.seen[0]]) == [])
  }

  @Test("of a tag without a unit name the factor that explains them")
  func factor() {
    var tags = WrittenPlant.tags
    tags[0].unit = nil
    let plant = WrittenPlant.program([
      ["use": "two-point", "of": "L_T1", "on-below": 2, "off-above": 3000, "to": "PU1"]
    ])
    #expect(
      plant.problems(tags: tags, ranges: Self.seen).first?.hasSuffix(
        "hint: as telemetry counts: divided by 1000.0 it would be 3.0") == true)
  }

  @Test("lie within the network's tanks where telemetry has not been there")
  func tanks() throws {
    let network = try Network(inp: RiverbendNetwork.path)
    let tags = [
      Tag(id: "L_T1", unit: "m", element: "T1"), Tag(id: "L_T2", unit: "m", element: "T2"),
      Tag(id: "P_J14", unit: "m", element: "J14"), Tag(id: "S_PU1", role: .status, element: "PU1"),
      Tag(id: "S_PU2", role: .status, element: "PU2"),
    ]
    let ranges = TagRange.ofTanks(in: network, for: tags)
    #expect(ranges.map(\.tag) == ["L_T1", "L_T2"])
    let top = try #require(ranges.first.map { ($0.high * 10_000).rounded() / 10_000 })
    #expect(ranges.first?.low == 0 && top > 4.4)
    // A day's telemetry shows a little of it.
    let seen = TagRange(tag: "L_T1", low: 1, high: 1.1)
    let plant = WrittenPlant.program([
      ["use": "two-point", "of": "L_T1", "on-below": 1, "off-above": 4.4, "to": "PU1"]
    ])
    let own = tags.filter { $0.id != "P_J14" }
    #expect(plant.problems(tags: own, ranges: [seen]).count == 1)
    #expect(plant.problems(tags: own, ranges: [seen] + ranges) == [])
    let alone = WrittenPlant.program([
      ["use": "two-point", "of": "L_T1", "on-below": 1, "off-above": 4400, "to": "PU1"]
    ]).problems(tags: own, ranges: ranges)
    #expect(
      alone == [
        "error: the two-point on line 4 holds 'L_T1' against 4400.0, whose tank goes from 0.0 to \(top)\n  "
          + "at plant.yaml:4\n  hint: in m? 4400.0 mm would be 4.4 m"
      ])
  }

  @Test("of telemetry that no tag of its unit can have tell the unit that would explain them")
  func units() {
    let place = Place(file: "tags.csv", line: 2)
    func told(_ tag: Tag, _ low: Double, _ high: Double) -> String? {
      TagRange(tag: tag.id, low: low, high: high).unitFault(tag, at: place).map { "\($0)" }
    }
    #expect(
      told(Tag(id: "L_T1", unit: "m"), 2_900, 5_100)
        == "error: 'L_T1' is in m and goes from 2900.0 to 5100.0: no level or pressure moves by more than 500.0 m\n  "
        + "at tags.csv:2\n  hint: in mm it would be from 2.9 to 5.1 m: correct the unit or the scale in tags.csv"
    )
    #expect(
      told(Tag(id: "L_T1", unit: "m", quantity: .level), 90, 410)
        == "error: 'L_T1' is in m and goes from 90.0 to 410.0: no level moves by more than 100.0 m\n  "
        + "at tags.csv:2\n  hint: in mm it would be from 0.09 to 0.41 m: correct the unit or the scale in tags.csv"
    )
    #expect(
      told(Tag(id: "F_1", unit: "m3/s"), 0, 140)
        == "error: 'F_1' is in m3/s and goes from 0.0 to 140.0: no flow moves by more than 100.0 m3/s\n  "
        + "at tags.csv:2\n  hint: in m3/min it would be from 0.0 to 2.3333 m3/s: correct the unit or the scale in tags.csv"
    )
    // Heads above sea level, pressures of a pump, and what has no unit or one that says nothing.
    #expect(told(Tag(id: "H", unit: "m", quantity: .head), 3_600, 3_640) == nil)
    #expect(told(Tag(id: "P", unit: "m"), 0, 300) == nil)
    #expect(told(Tag(id: "P", unit: "kPa"), 0, 3_000) == nil)
    #expect(told(Tag(id: "X"), 0, 1e9) == nil && told(Tag(id: "N", unit: "rpm"), 0, 3_000) == nil)
  }

  private static let states = [
    TagRange(tag: "S_PU1", low: 0, high: 1), TagRange(tag: "S_PU2", low: 1, high: 2),
  ]

  @Test(
    "that are no states are told of conditions, interlocks and trips, by the tag or its element")
  func noStates() {
    let pump: Written = [
      "use": "two-point", "of": "L_T1", "on-below": 2, "off-above": 3, "to": "PU1",
    ]
    #expect(
      Self.told(
        pump, ["use": "interlock", "when": "S_PU2 > 5", "holds": "PU1", "at": 7],
        ["use": "safety-trip", "when": "L_T1 < 1", "sets": ["S_PU1": 7]], ranges: Self.states) == [
          "error: the interlock on line 5 holds 'S_PU2' against 5.0, which telemetry shows from 1.0 to 2.0\n  "
            + "at plant.yaml:5\n  hint: 'S_PU2' is a state: name one of its values",
          "error: the interlock on line 5 sets 'S_PU1' to 7.0, which telemetry shows from 0.0 to 1.0\n  "
            + "at plant.yaml:5\n  hint: 'S_PU1' is a state: name one of its values",
          "error: the safety-trip on line 6 sets 'S_PU1' to 7.0, which telemetry shows from 0.0 to 1.0\n  "
            + "at plant.yaml:6\n  hint: 'S_PU1' is a state: name one of its values",
        ])
    // A third state that never came about, and what only telemetry could tell.
    let third: Written = ["use": "interlock", "when": "S_PU2 = 3", "holds": "PU1", "at": 2]
    #expect(Self.told(pump, third, ranges: Self.states) == [])
    #expect(
      Self.told(
        pump, ["use": "interlock", "when": "S_PU2 > 5", "holds": "PU1", "at": 7], ranges: [])
        == [])
  }

  @Test("of a valve's set point are told of its tag, not of the valve's state")
  func setpoint() {
    let tags =
      WrittenPlant.tags.filter { $0.id != "S_PU2" } + [
        Tag(id: "SP_V3", role: .setpoint, unit: "m", element: "V3", quantity: .setting),
        Tag(id: "S_V3", role: .status, element: "V3"),
      ]
    func told(_ setpoint: Written) -> [String] {
      WrittenPlant([
        "controllers": [
          [
            "id": "PLC1", "reads": ["L_T1", "L_T2"],
            "drives": [["actuator": "PU1"], ["actuator": "V3", "setpoint": setpoint]],
          ]
        ]
      ]).problems(
        tags: tags,
        ranges: [
          TagRange(tag: "SP_V3", low: 0, high: 50), TagRange(tag: "S_V3", low: 0, high: 1),
        ])
    }
    #expect(
      told(34_000) == [
        "error: 'V3' is to hold 34000.0 of 'SP_V3', which telemetry shows from 0.0 to 50.0\n  at plant.yaml:3\n  "
          + "hint: in m? 34000.0 mm would be 34.0 m"
      ])
    #expect(told(34) == [] && told(60) == [])
  }

  @Test("are no sizes of sensors and of a historian: what is wider than the tag moves is told")
  func sizes() {
    func told(_ sensor: Written, _ historian: Written, ranges: [TagRange] = Self.seen) -> [String] {
      WrittenPlant(["sensors": [sensor], "historian": [historian]]).problems(ranges: ranges)
    }
    #expect(
      told(
        ["tags": ["L_T1"], "bias": -20, "drift": 5, "noise": 10, "quantum": 50],
        ["tags": ["L_T*"], "dead-band": 3]) == [
          "error: a bias of -20.0 is more than 'L_T1' moves at all, which telemetry shows from 0.5 to 4.5\n  "
            + "at plant.yaml:1\n  hint: in m? -20.0 mm would be -0.02 m",
          "error: a drift per day of 5.0 is more than 'L_T1' moves at all, which telemetry shows from 0.5 to 4.5\n  "
            + "at plant.yaml:1\n  hint: in m? 5.0 mm would be 0.005 m",
          "error: a noise of 10.0 is more than 'L_T1' moves at all, which telemetry shows from 0.5 to 4.5\n  "
            + "at plant.yaml:1\n  hint: in m? 10.0 mm would be 0.01 m",
          "error: a quantum of 50.0 is more than 'L_T1' moves at all, which telemetry shows from 0.5 to 4.5\n  "
            + "at plant.yaml:1\n  hint: in m? 50.0 mm would be 0.05 m",
          // Of two tags it is the one that moves less.
          "error: a dead-band of 3.0 is more than 'L_T2' moves at all, which telemetry shows from 1.0 to 3.0\n  "
            + "at plant.yaml:2\n  hint: in m? 3.0 mm would be 0.003 m",
        ])
    #expect(
      told(["tags": ["L_T1"], "noise": 0.1], ["tags": ["L_T2"], "swinging-door": 9]).first?
        .hasPrefix(
          "error: a swinging-door of 9.0 is more than 'L_T2' moves at all, ") == true)
    // The tank goes further than a day's telemetry; of what nobody knows nothing is told.
    let tank = TagRange(tag: "L_T1", low: 0, high: 30, origin: .tank)
    let plain: Written = ["tags": ["L_T2"], "every": "30min"]
    #expect(told(["tags": ["L_T1"], "bias": -20], plain, ranges: Self.seen + [tank]) == [])
    #expect(told(["tags": ["L_T1"], "bias": -20], plain, ranges: []) == [])
  }
}
