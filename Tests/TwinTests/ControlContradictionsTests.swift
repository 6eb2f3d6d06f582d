import Diagnostics
import Foundation
import Hydraulics
import Testing
import Twin

@Suite("Controls and rules of a network that want two things at once")
struct ControlContradictionsTests {
  /// What is told of some lines behind a network of a pump, a valve and two tanks.
  private static func told(_ lines: String) throws -> [String] {
    let base = """
      [JUNCTIONS]
      J1 10 5
      J2 12 5
      [RESERVOIRS]
      R 10
      [TANKS]
      T1 50 2 0 6 20
      T2 40 2 0 6 20
      [PIPES]
      P1 J1 T1 100 300 100
      P2 J2 T2 100 300 100
      [PUMPS]
      PU1 R J1 HEAD C
      [VALVES]
      V1 J1 J2 300 PRV 30
      [CURVES]
      C 50 60
      [OPTIONS]
      UNITS LPS

      """
    return ControlContradictions(
      try Network(inp: Array((base + lines).utf8), file: "town.inp"), file: "town.inp"
    ).faults.map { "\($0)" }
  }

  @Test("two controls that both hold between their levels are told with both lines")
  func controls() throws {
    let found = try Self.told(
      """
      [CONTROLS]
      LINK PU1 OPEN IF NODE T1 BELOW 4
      LINK PU1 CLOSED IF NODE T1 ABOVE 3
      """)
    #expect(
      found == [
        """
        error: the network's control on line 22 (LINK PU1 CLOSED IF NODE T1 ABOVE 3) contradicts the network's control \
        on line 21 (LINK PU1 OPEN IF NODE T1 BELOW 4): while the level of T1 is between 3 and 4 both hold, and PU1 is to \
        be closed and open
          at town.inp:22
          hint: correct a number: the level of BELOW lies under that of ABOVE, and between the two a link stays as it is
        """
      ])
  }

  @Test("two rules are told with their names and when both hold; PRIORITY says which is meant")
  func rules() throws {
    let rules = """
      [RULES]
      RULE 1
      IF TANK T1 LEVEL BELOW 4
      AND SYSTEM CLOCKTIME >= 6 AM
      THEN PUMP PU1 STATUS IS OPEN

      RULE 2
      IF TANK T1 LEVEL ABOVE 3
      THEN PUMP PU1 STATUS IS CLOSED

      """
    let found = try Self.told(rules)
    #expect(
      found == [
        """
        error: the network's rule 2 on line 26 contradicts the network's rule 1 on line 21: while the level of T1 is \
        between 3 and 4 and the time of day is above 6:00 both hold, and PU1 is to be closed and open
          at town.inp:26
          hint: correct a number, or give the one that is to win a larger PRIORITY
        """
      ])
    #expect(try Self.told(rules + "PRIORITY 2\n").isEmpty)
  }

  @Test("a rule that can never hold, or sets one link twice, is told alone")
  func own() throws {
    let found = try Self.told(
      """
      [RULES]
      RULE A
      IF TANK T1 LEVEL BELOW 3
      AND TANK T1 LEVEL ABOVE 4
      THEN PUMP PU1 STATUS IS OPEN

      RULE B
      IF TANK T2 LEVEL BELOW 3
      THEN VALVE V1 SETTING IS 20
      AND VALVE V1 STATUS IS CLOSED
      """)
    #expect(
      found == [
        "error: the network's rule A can never hold: no values satisfy its premises\n  at town.inp:21\n  "
          + "hint: correct a sign or a number",
        "error: the network's rule B sets V1 to 20 and to closed after one THEN\n  at town.inp:26\n  "
          + "hint: keep one of the two",
      ])
  }

  @Test("a control and a rule, and what ELSE does, are held against each other")
  func mixed() throws {
    #expect(
      try Self.told(
        """
        [CONTROLS]
        LINK PU1 OPEN IF NODE T1 BELOW 4
        [RULES]
        RULE A
        IF TANK T1 HEAD > 53
        THEN PUMP PU1 STATUS IS CLOSED
        """
      ).first?.contains("while the level of T1 is between 3 and 4 both hold") == true)
    #expect(
      try Self.told(
        """
        [RULES]
        RULE A
        IF TANK T1 LEVEL BELOW 3
        THEN PUMP PU1 STATUS IS OPEN
        ELSE PUMP PU1 STATUS IS CLOSED
        RULE B
        IF TANK T1 LEVEL ABOVE 5
        THEN PUMP PU1 STATUS IS CLOSED
        ELSE PUMP PU1 STATUS IS OPEN
        """
      ).first?.contains("while the level of T1 is between 3 and 5 both hold") == true)
  }

  @Test(
    "pairs with a gap, that meet at one level, look at different things or switch by the clock are meant",
    arguments: [
      "[CONTROLS]\nLINK PU1 OPEN IF NODE T1 BELOW 3\nLINK PU1 CLOSED IF NODE T1 ABOVE 4\n",
      "[CONTROLS]\nLINK PU1 OPEN IF NODE T1 BELOW 4\nLINK PU1 CLOSED IF NODE T1 ABOVE 4\n",
      "[CONTROLS]\nLINK PU1 OPEN IF NODE T1 BELOW 4\nLINK PU1 CLOSED IF NODE T2 ABOVE 3\n",
      "[CONTROLS]\nLINK PU1 OPEN AT TIME 1\nLINK PU1 CLOSED AT TIME 15\n",
      "[RULES]\nRULE A\nIF SYSTEM CLOCKTIME >= 8 PM\nTHEN PUMP PU1 STATUS IS OPEN\nRULE B\nIF SYSTEM CLOCKTIME < 8 PM\n"
        + "THEN PUMP PU1 STATUS IS CLOSED\n",
      "[RULES]\nRULE A\nIF TANK T1 LEVEL BELOW 3\nOR TANK T1 LEVEL ABOVE 5\nTHEN PUMP PU1 STATUS IS OPEN\nRULE B\n"
        + "IF TANK T1 LEVEL ABOVE 3\nAND TANK T1 LEVEL BELOW 5\nTHEN PUMP PU1 STATUS IS CLOSED\n",
    ])
  func meant(_ lines: String) throws {
    #expect(try Self.told(lines) == [])
  }
}
