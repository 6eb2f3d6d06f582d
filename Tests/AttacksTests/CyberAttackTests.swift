import Attacks
import Testing

@Suite("Lines of epanetCPA attacks")
struct CyberAttackTests {
  private func faults(_ lines: String) -> [String] {
    problems { _ = try CyberFile.campaign(lines) }
  }

  @Test("every problem of every line is told at once, with its line and a hint")
  func refusing() {
    let tail = "TIME==10, TIME==30"
    #expect(
      faults(
        """
        Communication, PLC2-P_T1-PLC1, TIME==10, TIME==30
        Comunication, PLC2-P_T1-PLC1, \(tail), DoS
        Communication, P_T1-PLC1, \(tail), DoS
        Communication, PLC1-P_T1-PLC1, \(tail), DoS
        Control, CTRLn, \(tail), 3
        Control, CTRL17l, \(tail), 1
        Communication, PLC1-PU1-NULL, \(tail), offset 0.5
        Sensor, P_T1, \(tail), custom readings.csv
        Sensor, P_T1, \(tail), offst 1
        Sensor, P_T1, \(tail),
        Sensor, P_T1, \(tail), DoS 3
        Sensor, P_T1, \(tail), constant high
        Sensor, P_T1, \(tail), replay 24 0.1
        Actuator, PU1, TIME==0, T1>3, 1 2
        """) == [
          "error: 4 fields instead of 5\n  at town.cpa:2\n"
            + "  hint: type, target, start, end, arguments, parted by commas",
          "error: unknown type of attack 'Comunication'\n  at town.cpa:3\n"
            + "  hint: did you mean 'Communication'? known: Actuator, Communication, Control, Sensor",
          "error: 'P_T1-PLC1' is no sender, target and receiver\n  at town.cpa:4\n"
            + "  hint: like PLC2-P_T1-PLC1",
          "error: 'PLC1' sends 'P_T1' to itself\n  at town.cpa:5",
          "error: 'CTRLn' is no control\n  at town.cpa:6\n"
            + "  hint: CTRL17n is the threshold of the network's 17th line of [CONTROLS]",
          "error: 'CTRL17l' changes what a control sets, which no program edit does\n  at town.cpa:7\n"
            + "  hint: drive the actuator: Actuator, PU1, TIME==30, TIME==45, 1",
          "error: 'offset' is not for a command to 'PU1'\n  at town.cpa:8\n"
            + "  hint: DoS, or constant with 0, 1 or a speed between",
          "error: 'custom' readings of another file are not imported\n  at town.cpa:9\n"
            + "  hint: write them as the points of a polyline in a campaign file of YAML",
          "error: unknown method 'offst'\n  at town.cpa:10\n"
            + "  hint: did you mean 'offset'? known: DoS, constant, offset, replay",
          "error: the arguments are missing\n  at town.cpa:11\n"
            + "  hint: known: DoS, constant, offset, replay",
          "error: 'DoS' needs no number, got '3'\n  at town.cpa:12",
          "error: 'constant' needs one number, got 'high'\n  at town.cpa:13",
          "error: 'replay' needs 4 numbers, got '24 0.1'\n  at town.cpa:14\n"
            + "  hint: hours back, noise, greatest and least value, like replay 24 0.1 6.5 0",
          "error: an attack must start after TIME 0, got 'TIME==0'\n  at town.cpa:15\n"
            + "  hint: nothing untouched would lie before it: write TIME==24 for a day",
          "error: an attack ends at a time or with the run, got 'T1>3'\n  at town.cpa:15\n"
            + "  hint: like TIME==30, or TIME==-1 for the run's end",
          "error: the argument needs one number, got '1 2'\n  at town.cpa:15",
        ])
  }

  @Test("a line may be written in small letters, with blanks and without those")
  func spelling() throws {
    let plain = try CyberFile.steps("Sensor, P_T1, TIME==10, TIME==30, constant 2.5")
    #expect(try CyberFile.steps("sensor,P_T1 ,TIME == 10,TIME>=30,  Constant   2.5 ; x") == plain)
  }
}
