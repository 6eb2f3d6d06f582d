import Diagnostics
import Telemetry
import Testing
import Twin

@Suite("A plant's description") struct PlantDescriptionTests {
  @Test("tells faults of the network, of programs and of names that are no tags at once")
  func allAtOnce() {
    let plant = WrittenPlant([
      "controllers": [
        [
          "id": "PLC1", "reads": ["L_T1", "L_T9"], "polls": [["tag": "L_T2", "from": "PLC2"]],
          "drives": [["actuator": "PU1"]],
          "program": [
            ["use": "two-point", "of": "L_T1", "on-below": 3, "off-above": "stopp", "to": "PU1"]
          ],
        ],
        ["id": "PLC2", "reads": ["L_T2"]],
      ],
      "zones": [["id": "field"], ["id": "control"]],
      "hosts": [
        ["id": "PLC1", "zone": "field"], ["id": "PLC2", "zone": "field"],
        ["id": "hist", "zone": "field", "kind": "historian"],
      ],
      "links": [
        ["from": "PLC3", "to": "PLC1"], ["from": "PLC1", "to": "hist", "tags": ["L_T1", "L_T7"]],
      ],
    ])
    let tags = WrittenPlant.tags.filter { $0.id != "S_PU2" }
    #expect(
      plant.problems(tags: tags) == [
        "error: unknown host 'PLC3'\n  at plant.yaml:11\n  hint: did you mean 'PLC1'? known: PLC1, PLC2, hist",
        "error: 'L_T2' has no way from 'PLC2' to 'PLC1'\n  at plant.yaml:2\n  hint: add links: { from: PLC2, to: PLC1 }",
        "error: unknown tag 'L_T7'\n  at plant.yaml:12\n  hint: did you mean 'L_T1'? known: L_T1, L_T2, S_PU1",
        "error: unknown tag 'L_T9'\n  at plant.yaml:1\n  hint: did you mean 'L_T1'? known: L_T1, L_T2, S_PU1",
        "error: unknown signal 'stopp' in the program of 'PLC1'\n  at plant.yaml:4\n  "
          + "hint: known: L_T1, L_T2, PU1, S_PU1",
        "error: tag 'L_T2' has no way from 'PLC2' to a historian (hist)\n  at plant.yaml:5\n  "
          + "hint: add the links that carry it",
        "error: tag 'S_PU1' has no way from 'PLC1' to a historian (hist)\n  at plant.yaml:1\n  "
          + "hint: add the links that carry it",
      ])
  }

  @Test("tells all that is wrong with one link")
  func link() {
    let plant = WrittenPlant([
      "zones": [["id": "field"], ["id": "control"]],
      "conduits": [["id": "radio", "zones": ["field", "control"]]],
      "hosts": [["id": "PLC4", "zone": "field"], ["id": "scada", "zone": "control"]],
      "links": [["from": "PLC4", "to": "scadda", "conduit": "raddio"]],
    ])
    #expect(
      plant.problems().filter { $0.contains("plant.yaml:6\n") } == [
        "error: unknown host 'scadda'\n  at plant.yaml:6\n  hint: did you mean 'scada'? known: PLC4, scada",
        "error: unknown conduit 'raddio'\n  at plant.yaml:6\n  hint: did you mean 'radio'? known: radio",
      ])
  }

  @Test("tells links that stand twice, and those that leave no host")
  func twice() {
    let plant = WrittenPlant([
      "zones": [["id": "field"]],
      "hosts": [["id": "PLC1", "zone": "field"], ["id": "hist", "zone": "field"]],
      "links": [
        ["from": "PLC1", "to": "hist"], ["from": "PLC1", "to": "hist", "tags": ["L_T1"]],
        ["from": "hist", "to": "hist"],
      ],
    ])
    let told = plant.problems().joined(separator: "\n")
    for text in [
      "error: the link from 'PLC1' to 'hist' stands on line 4 already\n  at plant.yaml:5\n",
      "error: the link from 'hist' to 'hist' leaves no host\n  at plant.yaml:6\n",
    ] { #expect(told.contains(text), "\(text) in \(told)") }
    // Other tags may go another way.
    let apart = WrittenPlant([
      "zones": [["id": "field"]],
      "hosts": [["id": "PLC1", "zone": "field"], ["id": "hist", "zone": "field"]],
      "links": [
        ["from": "PLC1", "to": "hist", "tags": ["L_T2"]],
        ["from": "PLC1", "to": "hist", "tags": ["L_T1"]],
      ],
    ])
    #expect(!apart.problems().joined().contains("already"))
  }

  @Test("tells a tag that tags.csv gives to another of its controllers")
  func others() {
    let plant = WrittenPlant([
      "controllers": [
        ["id": "A", "reads": ["L_T1", "S_PU1"]], ["id": "B", "reads": ["L_T2", "S_PU2"]],
      ]
    ])
    var tags = WrittenPlant.tags
    #expect(plant.problems(tags: tags).isEmpty)
    // Names that no controller of the plant has are a site's own.
    tags[1].controller = "Area 7"
    #expect(plant.problems(tags: tags).isEmpty)
    tags[0].controller = "B"
    let told = plant.problems(tags: tags)
    #expect(told.count == 1)
    #expect(
      told.first?.hasPrefix(
        "error: tag 'L_T1' is said to be B's, and 'A' reads it\n  at plant.yaml:1") ?? false,
      "\(told)")
  }

  @Test("tells a PID that writes numbers to a state, and one whose steps are wider than its range")
  func continuous() {
    let told = WrittenPlant.program([
      ["use": "pid-controller", "of": "L_T1", "setpoint": 3, "to": "PU1"],
      ["use": "pid-controller", "of": "L_T1", "setpoint": 3, "to": "PU2", "step": 2],
    ]).problems().joined(separator: "\n")
    for text in [
      "writes any number to 'S_PU1', which is a state: on or off, open or closed\n  at plant.yaml:4\n  hint: drive a tag of "
        + "quantity speed or setting at PU1, or switch it by a two-point block",
      "the output of 'PU2' moves by 2.0, and its whole range is 1.0\n",
    ] { #expect(told.contains(text), "\(text) in \(told)") }
  }

  @Test("does not tell a name that is missing in a program again, as ''")
  func missingInProgram() {
    let plant = WrittenPlant.program([
      ["use": "two-point", "of": "L_T1", "on-below": 3, "off-above": 2],
      ["use": "two-point", "of": "L_T2", "on-below": 3, "off-above": 4, "to": "PU2"],
    ])
    let told = plant.problems()
    #expect(told.contains("error: 'to' is missing\n  at plant.yaml:4"), "\(told)")
    #expect(!told.contains { $0.contains("''") }, "\(told)")
  }

  @Test("tells a name that is missing once, where it is missing")
  func missing() {
    let plant = WrittenPlant([
      "controllers": [
        [
          "id": "PLC1", "reads": ["L_T1", "L_T2", "S_PU1", "S_PU2"],
          "polls": [["tag": "L_T1"]],
          "drives": [["sensor": "L_T1"]],
        ]
      ]
    ])
    #expect(
      plant.problems() == [
        "error: 'from' is missing\n  at plant.yaml:2",
        "error: 'actuator' is missing\n  at plant.yaml:3",
      ])
  }

  @Test("knows security controls, and the nearest to one that it does not know")
  func securityControls() {
    func told(_ host: Written, _ conduit: Written) -> [String] {
      WrittenPlant([
        "controllers": [["id": "PLC1", "reads": ["L_T1", "L_T2", "S_PU1", "S_PU2"]]],
        "zones": [["id": "field"], ["id": "dmz"]],
        "conduits": [["id": "gateway", "zones": ["field", "dmz"], "controls": conduit]],
        "hosts": [
          ["id": "PLC1", "zone": "field", "controls": host],
          ["id": "hist", "zone": "dmz", "kind": "historian"],
        ],
        "links": [["from": "PLC1", "to": "hist", "conduit": "gateway"]],
      ]).problems()
    }
    #expect(told(.list(SecurityControl.allCases.map { .text($0.rawValue) }), ["firewall"]) == [])
    let known =
      "known: " + SecurityControl.allCases.map(\.rawValue).sorted().joined(separator: ", ")
    #expect(
      told(["allow-listng", "backup"], ["fire-wall"]) == [
        "error: unknown security control 'fire-wall' of conduit 'gateway'\n  at plant.yaml:4\n  "
          + "hint: did you mean 'firewall'? \(known)",
        "error: unknown security control 'allow-listng' of host 'PLC1'\n  at plant.yaml:5\n  "
          + "hint: did you mean 'allow-listing'? \(known)",
      ])
  }

  /// Two levels read by PLC1, which drives one pump, and a link to the historian.
  private static func linked(
    _ link: Written, reads: Written = ["L_T1", "L_T2"], polls: Written,
    drives: Written = [["actuator": "PU1"]]
  ) -> WrittenPlant {
    WrittenPlant([
      "controllers": [
        ["id": "PLC1", "reads": reads, "drives": drives], ["id": "PLC2", "polls": polls],
      ],
      "zones": [["id": "field"]],
      "hosts": [
        ["id": "PLC1", "zone": "field"], ["id": "PLC2", "zone": "field"],
        ["id": "hist", "zone": "field", "kind": "historian"],
      ],
      "links": [["from": "PLC1", "to": "hist", "tags": link], ["from": "PLC1", "to": "PLC2"]],
    ])
  }

  private static let poll: Written = [["tag": "L_T1", "from": "PLC1"]]

  @Test("tells of states, set points and disturbances without a way, as of sensors")
  func ways() {
    let tags =
      WrittenPlant.tags + [
        Tag(id: "SP_V1", role: .setpoint), Tag(id: "D_1", role: .disturbance),
        Tag(id: "ATTACK", role: .label),
      ]
    #expect(
      Self.linked(["L_T1", "L_T2"], polls: Self.poll).problems(tags: tags) == [
        "error: tag 'S_PU1' has no way from 'PLC1' to a historian (hist)\n  at plant.yaml:1\n  "
          + "hint: add the links that carry it",
        "error: tag 'S_PU2' has no way to a controller: none reads or drives it\n  at plant.yaml:1\n  "
          + "hint: add it to the reads of one, or to the drives of the one that moves it",
        "error: tag 'SP_V1' has no way to a controller: none reads or drives it\n  at plant.yaml:1\n  "
          + "hint: add it to the reads of one, or to the drives of the one that moves it",
        "error: tag 'D_1' has no way to a controller: none reads it\n  at plant.yaml:1\n  "
          + "hint: add it to the reads of one",
      ])
    let reads: Written = ["L_T1", "L_T2", "S_PU2", "SP_V1", "D_1"]
    #expect(
      Self.linked(
        ["L_T1", "L_T2", "S_PU1", "S_PU2", "SP_V1", "D_1"], reads: reads, polls: Self.poll
      ).problems(tags: tags) == [])
  }

  @Test("takes an alarm's status from the controller whose program raises it")
  func alarmStatus() {
    let plant = WrittenPlant.program([
      ["use": "two-point", "of": "L_T1", "on-below": 3, "off-above": 5, "to": "PU1"],
      ["use": "two-point", "of": "L_T1", "on-below": 3, "off-above": 5, "to": "PU2"],
      ["use": "limit-alarm", "of": "L_T2", "above": 5, "to": "HIGH"],
    ])
    let alarm = Tag(id: "HIGH", role: .status)
    #expect(plant.problems(tags: WrittenPlant.tags + [alarm]) == [])
    #expect(
      plant.problems(tags: WrittenPlant.tags + [Tag(id: "LOW", role: .status)]).first?.hasPrefix(
        "error: tag 'LOW' has no way to a controller: none reads or drives it\n") == true)
  }

  @Test("knows elements in a link's tags: all tags of an element go over it")
  func elements() {
    let tags = WrittenPlant.tags.filter { $0.id != "S_PU2" }
    #expect(
      Self.linked(["T1", "P_T2", "PU1"], polls: Self.poll).problems(tags: tags) == [])
    #expect(
      Self.linked(["T1", "P_T2", "PU7"], polls: Self.poll).problems(tags: tags) == [
        "error: unknown tag 'PU7'\n  at plant.yaml:9\n  hint: known: L_T1, L_T2, S_PU1",
        "error: tag 'S_PU1' has no way from 'PLC1' to a historian (hist)\n  at plant.yaml:1\n  "
          + "hint: add the links that carry it",
      ])
  }

  @Test("knows that two names of one tag are the same in polls and rules")
  func aliases() {
    let tags = WrittenPlant.tags.filter { $0.id != "S_PU2" }
    let drives: Written = [["actuator": "PU1", "sensor": "P_T2", "on-below": 3, "off-above": 5]]
    let alias: Written = [["tag": "P_T1", "from": "PLC1"]]
    #expect(
      Self.linked(["T1", "T2", "PU1"], polls: alias, drives: drives).problems(tags: tags) == [])
    // Without the tags nobody can know.
    #expect(
      Self.linked(["T1", "T2", "PU1"], reads: ["L_T1"], polls: [["tag": "P_T2", "from": "PLC1"]])
        .problems(tags: tags) == [
          "error: 'PLC2' polls 'P_T2' from 'PLC1', which does not read it\n  at plant.yaml:4\n  "
            + "hint: no controller reads it",
          "error: tag 'L_T2' has no way to a controller: none reads it\n  at plant.yaml:1\n  "
            + "hint: add it to the reads of one",
        ])
  }

  @Test("tells of a link that loses everything")
  func lostLink() {
    let plant = WrittenPlant([
      "controllers": [["id": "PLC1", "reads": ["L_T1", "L_T2"], "drives": [["actuator": "PU1"]]]],
      "zones": [["id": "field"]],
      "hosts": [
        ["id": "PLC1", "zone": "field"], ["id": "hist", "zone": "field", "kind": "historian"],
      ],
      "links": [["from": "PLC1", "to": "hist", "loss": 1]],
    ])
    #expect(
      plant.problems(tags: WrittenPlant.tags.filter { $0.id != "S_PU2" }) == [
        "error: the link from 'PLC1' to 'hist' loses everything: nothing ever comes over it\n  at plant.yaml:6\n  "
          + "hint: a loss below 1, or no link"
      ])
  }

  @Test("tells of keys that would do nothing here where they belong")
  func elsewhere() {
    let problems = Problems()
    _ = PlantDescription(
      WrittenPlant([
        "plant": "x", "network": "x.inp", "scan": "10min",
        "sensors": [["tags": ["L_T1"], "bias": 1]],
      ]).settings, problems: problems)
    #expect(
      problems.all.map { "\($0)" } == [
        "error: unknown key 'plant'\n  at plant.yaml:1\n  hint: tocsin.yaml names the plant",
        "error: unknown key 'network'\n  at plant.yaml:1\n  hint: twin.process of tocsin.yaml names the file of pipes; "
          + "zones, conduits, hosts and links are keys of this file",
        "error: unknown key 'scan'\n  at plant.yaml:1\n  hint: it belongs to a controller, beside its program; "
          + "twin.process of tocsin.yaml has that of the network's controls",
      ])
  }

  @Test("tells how late a scan can begin, and which part of a jitter counts")
  func jitter() {
    func told(_ every: String, _ jitter: String) -> [String] {
      let problems = Problems()
      let plant = PlantDescription(
        WrittenPlant.program(
          [["use": "two-point", "of": "L_T1", "on-below": 3, "off-above": 5, "to": "PU1"]],
          scan: ["every": .text(every), "jitter": .text(jitter)]
        ).settings, problems: problems)
      return problems.all.map { "\($0)" } + plant.notices.map(\.description)
    }
    #expect(
      told("10s", "10s") == [
        "error: a scan of every 10s cannot begin 10s late\n  at plant.yaml:1\n  hint: at most 9s: the next is due then"
      ])
    #expect(
      told("1s", "4s") == [
        "error: a scan of every 1s cannot begin 4s late\n  at plant.yaml:1\n  "
          + "hint: leave it out: the next is due in a second"
      ])
    let counts = ": scans begin at whole seconds, before the next is due (plant.yaml:1)"
    #expect(told("10s", "300ms") == ["warning: a jitter of 300ms counts as none" + counts])
    #expect(told("10s", "9600ms") == ["warning: a jitter of 9600ms counts as one of 9s" + counts])
    #expect(told("10s", "2400ms") == ["warning: a jitter of 2400ms counts as one of 2s" + counts])
    #expect(told("10s", "2s") == [] && told("1s", "0s") == [])
  }

  @Test("tells of a scan that is no whole number of seconds how it counts")
  func scan() {
    func notices(_ scan: Written) -> [String] {
      let problems = Problems()
      let plant = PlantDescription(
        WrittenPlant.program(
          [["use": "two-point", "of": "L_T1", "on-below": 3, "off-above": 5, "to": "PU1"]],
          scan: scan
        ).settings, problems: problems)
      #expect(problems.all.isEmpty)
      return plant.notices.map(\.description)
    }
    #expect(
      notices("100ms") == [
        "warning: a scan of every 100ms counts as one of every 1s: the process goes by whole seconds, from 1s to 24h "
          + "(plant.yaml:1)"
      ])
    #expect(
      notices(["every": "2500ms"]).first?.hasPrefix(
        "warning: a scan of every 2500ms counts as one of every 3s") == true)
    #expect(notices("1s") == [] && notices("10s") == [])
  }
}
