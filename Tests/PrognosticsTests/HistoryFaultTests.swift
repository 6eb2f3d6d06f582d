import Diagnostics
import LinearAlgebra
import Prognostics
import Telemetry
import TestSupport
import Testing

@Suite("Histories that nothing can be learned from")
struct HistoryFaultTests {
  private func problems(_ histories: UnitHistories, _ changes: [String: String] = [:]) throws
    -> [String]
  {
    let prognoser = try WornUnits.prognoser(changes)
    do {
      _ = try prognoser.fit(histories, seed: 1, threads: 1, progress: NoProgress())
      return []
    } catch let faults as Faults {
      return faults.all.map(\.problem)
    }
  }

  @Test("all problems are told at once, each with its unit")
  func all() throws {
    var histories = WornUnits.histories(12, seed: 20)
    histories.units[0] = UnitHistory(
      unit: "u0", ages: [], values: Matrix(rows: 0, columns: 5), end: 9, outcome: .failed)
    histories.units[1].ages[3] = 2
    histories.units[2].end = -1
    histories.units[3].end = 5.5
    histories.units[4].ages[2] = .infinity
    histories.units[5].end = .nan
    histories.units[6].unit = "u7"
    let last = histories.units[3].ages.count - 1
    #expect(
      try problems(histories) == [
        "unit 'u0' has no rows",
        "ages of unit 'u1' must ascend: row 4 is at 2.0, the row before at 2.0",
        "unit 'u2' ends at age -1.0, before its first row at 0.0",
        "unit 'u3' ends at age 5.5, before its last row at \(Double(last))",
        "row 3 of unit 'u4' has age inf",
        "unit 'u5' ends at age nan",
        "two histories are of one unit 'u7'",
      ])
    do {
      _ = try WornUnits.prognoser().fit(histories, seed: 1, threads: 1, progress: NoProgress())
    } catch let faults as Faults {
      #expect(
        faults.all[0].description == """
          error: unit 'u0' has no rows
            at unit u0
            hint: remove the unit from the list or add its telemetry
          """)
    }
  }

  @Test("fewer than 10 units that failed, and columns that do not vary, are refused")
  func poor() throws {
    var few = WornUnits.histories(12, seed: 21, censored: 5)
    #expect(try problems(few) == ["7 of 12 units failed, at least 10 must have"])
    for i in few.units.indices {
      few.units[i].values = Matrix(
        rows: few.units[i].ages.count, columns: 5,
        columnMajor: [Double](repeating: 4, count: few.units[i].ages.count * 5))
    }
    #expect(
      try problems(few) == [
        "7 of 12 units failed, at least 10 must have", "none of the 5 columns varies",
      ])
    for i in few.columns.indices { few.columns[i].role = .label }
    #expect(try problems(few).last == "the histories have no column to learn from")
    #expect(
      try problems(UnitHistories(columns: [], clock: .days, units: [])) == [
        "0 of 0 units failed, at least 10 must have"
      ])
  }

  @Test("an operating setting that is not a column is refused with the nearest name")
  func setting() throws {
    do {
      _ = try WornUnits.model(
        WornUnits.histories(12, seed: 22), ["operating-settings": "lod"])
      Issue.record("not refused")
    } catch let faults as Faults {
      #expect(
        faults.description == """
          error: 'operating-settings' names 'lod', which is not a column
            hint: did you mean 'load'? known: flow, heat, idle, load, shake
          """)
    }
  }

  @Test("settings out of range are told with their range, unknown ones with the nearest")
  func settings() {
    func texts(_ changes: [String: String]) -> String? {
      do {
        _ = try WornUnits.prognoser(changes)
        return nil
      } catch {
        return (error as? Faults)?.all.map { $0.description }.joined(separator: "\n")
      }
    }
    #expect(
      texts(["features": "3"])
        == "error: 'features' must be a whole number from 16 to 4000, got '3'")
    #expect(
      texts(["window": "1", "cap": "0"]) == """
        error: 'window' must be a whole number from 2 to 2000, got '1'
        error: 'cap' must be a number from 1e-06 to 1000000000.0, got 0
        """)
    #expect(texts(["horizn": "3"])?.contains("did you mean 'horizon'?") == true)
  }
}
