import Attacks
import Testing

@Suite("Conditions of epanetCPA attacks")
struct CyberConditionTests {
  private func trigger(_ start: String, end: String = "TIME==-1") throws -> String {
    let step = try CyberFile.steps("Sensor, P_T1, \(start), \(end), DoS")[0]
    return String(step.prefix { $0 != "}" }.drop { $0 != "{" }.dropFirst(2).dropLast())
  }

  private func faults(_ start: String, _ end: String = "TIME==-1") -> [String] {
    problems { _ = try CyberFile.campaign("Sensor, P_T1, \(start), \(end), DoS") }
  }

  @Test("a time alone is a time, whichever way it is written")
  func times() throws {
    for text in ["TIME==10.5", "TIME>10.5", "TIME>=10.5", "10.5<TIME", "(TIME>5)&&(TIME>10.5)"] {
      #expect(try trigger(text) == "at: 630min", "\(text)")
    }
  }

  @Test("conditions of elements become conditions of their tags, with the time behind them")
  func conditions() throws {
    #expect(try trigger("(TIME>50)&&(PU2>0)") == #"when: "S_PU2 > 0", after: 50h"#)
    #expect(try trigger("P_T1<2.5") == #"when: "L_T1 < 2.5", after: 1d"#)
    #expect(try trigger("PU1") == #"when: "S_PU1 != 0", after: 1d"#)
    #expect(
      try trigger("(T1>=2||J1<=40)&&~(PU1==1)&&PU2~=0&(TIME>=30)")
        == #"when: "(L_T1 >= 2 or P_J1 <= 40) and not (S_PU1 = 1) and S_PU2 != 0", after: 30h"#)
    #expect(
      try trigger("T1>2||T2>2&&T3>2|!PU1")
        == #"when: "L_T1 > 2 or L_T2 > 2 and L_T3 > 2 or not (S_PU1 != 0)", after: 1d"#)
    #expect(try trigger("T1 > -1e0 && (TIME > -1)") == #"when: "L_T1 > -1", after: 1d"#)
  }

  @Test("an attack lasts until its end, to the run's end where that is never")
  func ends() throws {
    let until = try CyberFile.steps("Sensor, P_T1, TIME==10, TIME>30.5, DoS")
    #expect(until[0].contains(" lasts: 1230min "))
    let open = try CyberFile.steps("Sensor, P_T1, TIME==10, TIME==-1, DoS")
    #expect(!open[0].contains("lasts"))
  }

  @Test("what no trigger can wait for is told")
  func refusing() {
    let lines = [
      ("TIME<10", "an attack starts from a time on, got 'TIME<10'"),
      ("TIME==0", "an attack must start after TIME 0, got 'TIME==0'"),
      ("TIME==-1", "an attack must start after TIME 0, got 'TIME==-1'"),
      (
        "TIME>50||PU2>0", "only && with TIME> can join a time to a condition, got 'TIME>50||PU2>0'"
      ),
      (
        "TIME<50&&PU2>0", "only && with TIME> can join a time to a condition, got 'TIME<50&&PU2>0'"
      ),
      ("TIME==9000", "TIME is in hours and goes up to 8736, got 'TIME==9000'"),
      ("ATT1==1", "'ATT1' is nothing that a trigger can look at"),
      ("CLOCKTIME>4", "'CLOCKTIME' is nothing that a trigger can look at"),
      ("T1>MAXLEVELT1", "'MAXLEVELT1' is nothing that a trigger can look at"),
      ("", "the condition is empty"),
      ("(T1>4", "the condition '(T1>4' ends too early"),
      ("T1>", "the condition 'T1>' ends too early"),
      ("T1=4", "'=' does not belong where it stands in 'T1=4'"),
      ("T1>4)", "')' does not belong where it stands in 'T1>4)'"),
      ("T1>4 T2", "'T2' does not belong where it stands in 'T1>4 T2'"),
      ("4x>T1", "'4x' does not belong where it stands in '4x>T1'"),
      (
        String(repeating: "~", count: 20) + "T1",
        "the condition has more than 16 brackets and nots in each other"
      ),
    ]
    for (text, problem) in lines {
      #expect(faults(text).map { $0.split(separator: "\n").first ?? "" } == ["error: \(problem)"])
    }
    #expect(
      faults("(TIME>50)&&(PU2>0)", "TIME==80") == [
        "error: the attack ends at TIME==80 and starts when '(TIME>50)&&(PU2>0)' holds: "
          + "how long it lasts is not known\n  at town.cpa:2\n"
          + "  hint: let it end at TIME==-1, or write the scenario with 'lasts' in a campaign file of YAML"
      ])
    #expect(
      faults("TIME==50", "TIME==50") == [
        "error: the attack ends at TIME==50 and starts at TIME==50\n  at town.cpa:2"
      ])
    for end in ["TIME<30", "TIME>-1", "T1>4", "TIME==30&&PU1"] {
      #expect(faults("TIME==10", end).count == 1, "\(end)")
    }
  }

  @Test("a condition that the plant never fulfils is told at its line")
  func unreachable() throws {
    let campaign = try CyberFile.campaign("Sensor, P_T1, (TIME>50)&&(T1>90), TIME==-1, DoS")
    let told = problems { _ = try campaign.plan(on: AttackSurface(CyberFile.plant())) }
    #expect(told.count == 1)
    #expect(
      told.first?.hasPrefix(
        "error: the trigger can never fire: 'L_T1 > 90' never holds\n  at town.cpa:2")
        == true)
  }
}
