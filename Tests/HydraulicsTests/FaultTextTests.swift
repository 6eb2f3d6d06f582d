import Diagnostics
import Hydraulics
import Testing

@Suite struct FaultTextTests {
  /// The text of what is wrong with the small network after `change`.
  private func text(_ old: String, _ new: String, adding lines: String = "") -> String {
    let base = """
      [JUNCTIONS]
      J1 10 5
      J2 12 5
      [RESERVOIRS]
      R 100
      [TANKS]
      Tower 50 5 0 10 20
      [PIPES]
      P1 R J1 100 10 100
      P2 J1 J2 100 10 100
      P3 J2 Tower 100 10 100

      """
    do throws(Faults) {
      let broken =
        old.isEmpty
        ? base
        : String(base.split(separator: old, maxSplits: 1)[0]) + new
          + String(base.split(separator: old, maxSplits: 1)[1])
      _ = try Network(inp: Array((broken + lines).utf8), file: "town.inp")
      return "accepted"
    } catch {
      return error.description
    }
  }

  @Test("An undefined node names the pipe, the column and the nearest node")
  func undefinedNode() {
    #expect(
      text("P3 J2 Tower", "P3 J2 Towr") == """
        error: undefined node 'Towr' for pipe 'P3' (EPANET error 203)
          at town.inp:11:7, [PIPES]
          hint: did you mean 'Tower'?
        """)
  }

  @Test("All names and numbers of a line that are none are told, not the first alone")
  func twoFaults() {
    #expect(
      text("P3 J2 Tower 100", "P3 J3 Towr 1oo") == """
        error: undefined node 'J3' for pipe 'P3' (EPANET error 203)
          at town.inp:11:4, [PIPES]
          hint: did you mean 'J1'?
        error: undefined node 'Towr' for pipe 'P3' (EPANET error 203)
          at town.inp:11:7, [PIPES]
          hint: did you mean 'Tower'?
        error: illegal numeric value '1oo' for pipe 'P3' (EPANET error 202)
          at town.inp:11:12, [PIPES]
          hint: a finite number like 12.5 or 1e-3
        3 problems
        """)
    let control = "[CONTROLS]\nLINK P9 OPEN IF NODE Towr BELOW four\n"
    let told = text("", "", adding: control)
    for part in ["undefined link 'P9'", "undefined node 'Towr'", "illegal numeric value 'four'"] {
      #expect(told.contains(part), "\(told)")
    }
  }

  @Test("A rule that names a missing tank is refused with the known nodes")
  func ruleTank() {
    let rule = "[RULES]\nRULE 7\nIF TANK Lake LEVEL < 3\nTHEN PIPE P1 STATUS IS OPEN\n"
    #expect(
      text("", "", adding: rule) == """
        error: undefined node 'Lake' (EPANET error 203)
          at town.inp:14:9, [RULES]
          hint: known: J1, J2, R, Tower
        """)
  }

  @Test("A pump without a curve is refused at its own line")
  func pumpWithoutCurve() {
    #expect(
      text("", "", adding: "[PUMPS]\nU J1 J2 SPEED 1\n") == """
        error: no head curve or power rating for pump: pump 'U' (EPANET error 226)
          at town.inp:13, [PUMPS]
          hint: give it HEAD and a curve, or POWER and a number
        """)
  }

  @Test("A junction without a link is refused at its own line")
  func unconnected() {
    #expect(
      text("J2 12 5", "J2 12 5\nJ9 3") == """
        error: network has unconnected node: junction 'J9' (EPANET error 233)
          at town.inp:4, [JUNCTIONS]
          hint: connect it by a link or remove it
        """)
  }

  @Test("A tank whose levels are out of order tells them")
  func levels() {
    #expect(
      text("Tower 50 5 0 10 20", "Tower 50 15 0 10 20") == """
        error: invalid lower/upper levels for tank: tank 'Tower' (initial 15.0, min 0.0, max 10.0) \
        (EPANET error 225)
          at town.inp:7, [TANKS]
          hint: the levels must be min ≤ initial ≤ max
        """)
  }

  @Test("A time of four fields, at which EPANET crashes, is refused")
  func fourFields() {
    #expect(
      text("", "", adding: "[TIMES]\nPattern Start 0:00:00:00\n") == """
        error: invalid option value 'Start' (EPANET error 213)
          at town.inp:13:9, [TIMES]
          hint: a time like 24, 24:00, 1:30:15, 90 MIN or 6:00 AM
        """)
  }

  @Test("A short name of a section is refused with the whole one")
  func shortSection() {
    #expect(
      text("", "", adding: "[COORD]\nJ1 1 2\n") == """
        error: syntax error '[COORD]' (EPANET error 201)
          at town.inp:12:1, [PIPES]
          hint: write the whole name: [COORDINATES]
        """)
  }

  @Test("A line too short tells the form of the section's lines")
  func form() {
    #expect(
      text("P2 J1 J2 100 10 100", "P2 J1 J2 100") == """
        error: syntax error in 'P2 J1 J2 100' (EPANET error 201)
          at town.inp:10, [PIPES]
          hint: expected: id node1 node2 length diameter roughness [minor-loss] [OPEN|CLOSED|CV], \
        all above 0
        """)
  }

  @Test("A number that is none, and one that is not finite, are refused")
  func numbers() {
    for value in ["x", "nan", "inf", "1e999", "5,0", "--5"] {
      #expect(
        text("J2 12 5", "J2 \(value) 5") == """
          error: illegal numeric value '\(value)' for junction 'J2' (EPANET error 202)
            at town.inp:3:4, [JUNCTIONS]
            hint: a finite number like 12.5 or 1e-3
          """)
    }
  }

  @Test("A roughness with which EPANET calculates NaN is refused")
  func roughness() {
    #expect(
      text("P2 J1 J2 100 10 100", "P2 J1 J2 100 10 -100") == """
        error: illegal link property value: pipe 'P2' has roughness -100.0 (EPANET error 211)
          at town.inp:10, [PIPES]
          hint: the C of Hazen-Williams is above 0
        """)
  }

  @Test("A value beyond the range of numbers in internal units is refused with its element")
  func range() {
    #expect(
      text("P2 J1 J2 100 10 100", "P2 J1 J2 100 1e-80 100 1") == """
        error: link 'P2': a value leaves the range of numbers in internal units
          at town.inp:10
          hint: look for a value that is far too large or small
        """)
  }

  @Test("Two valves that EPANET keeps apart are named with the line of the other")
  func valves() {
    #expect(
      text("", "", adding: "[VALVES]\nV J1 J2 10 PRV 5\nW J1 J2 10 PRV 5\n") == """
        error: illegal valve connection to another valve in 'W J1 J2 10 PRV 5' (EPANET error 220)
          at town.inp:14, [VALVES]
          hint: put a pipe between this valve and valve 'V' of line 13
        """)
  }

  @Test("At most ten errors are told, as EPANET tells them, and their number")
  func tenErrors() {
    let lines = "[OPTIONS]\n" + String(repeating: "TRIALS 0\n", count: 12)
    let found = text("", "", adding: lines)
    #expect(found.hasSuffix("\n10 problems"))
    #expect(
      found.hasPrefix("error: invalid option value '0' (EPANET error 213)\n  at town.inp:13:8"))
  }

  @Test("Files without junctions, without tanks, and text before a section are refused as a whole")
  func whole() {
    for (bytes, expected) in [
      ("", "error: not enough nodes in network (EPANET error 223)"),
      ("[JUNCTIONS]\nJ 1\n", "error: no tanks or reservoirs in network (EPANET error 224)"),
      ("x\n[JUNCTIONS]\nJ 1\n[TANKS]\nT 1\n", "error: line outside every section 'x'"),
    ] {
      let error = #expect(throws: Faults.self) { try Network(inp: Array(bytes.utf8)) }
      #expect(error?.description.hasPrefix(expected) == true, "\(String(describing: error))")
    }
  }

  @Test("A byte-order mark is named")
  func byteOrderMark() {
    let bytes = [0xEF, 0xBB, 0xBF] + Array("[TITLE]\n[JUNCTIONS]\nJ 1\n[TANKS]\nT 1\n".utf8)
    let error = #expect(throws: Faults.self) { try Network(inp: bytes) }
    #expect(
      error?.all[0].hint == "the file begins with a byte-order mark: save it as UTF-8 without one")
  }

  @Test("A missing file, and a folder, are told with the path")
  func missing() {
    let error = #expect(throws: Faults.self) { try Network(inp: "/no/such/town.inp") }
    #expect(
      error?.all[0].problem == "cannot open the network '/no/such/town.inp' (EPANET error 302)")
    #expect(error?.kind == .missingInput)
    let folder = #expect(throws: Faults.self) { try Network(inp: "/") }
    #expect(folder?.all[0].problem == "'/' is a folder, not an .inp file")
  }
}
