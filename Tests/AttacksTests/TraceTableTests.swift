import Attacks
import Diagnostics
import Foundation
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Traces as tables")
struct TraceTableTests {
  private func trace(_ plant: TankPlant = TankPlant()) throws -> AttackTrace {
    let text = """
      attacks: 0
      look-alikes: 0
      length: 10h
      lead: 2h
      scenarios:
        - technique: T0815
          seed: 3
          trigger: { at: 4h }
          lasts: 2h
          historian: { \(plant.tags[2].id): drop }
      """
    let plan = try Campaign.text(text).plan(on: AttackSurface(plant))
    return try ScenarioRunner(plant).run(plan.scenarios[0])
  }

  @Test(
    "The CSV has true, controller-seen and historian-seen values that read back to the same bits")
  func csv() throws {
    let trace = try trace()
    let lines = TraceTable(trace).csv.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    #expect(
      lines[0] == [
        "time", "L_T1", "L_T1.true", "L_T1.controller", "S_PU1", "S_PU1.true", "S_PU1.controller",
        "P_J1", "P_J1.true", "P_J1.controller", "S_PU2", "S_PU2.true", "S_PU2.controller", "label",
        "technique", "scenario", "step", "target", "phase", "consequence",
      ])
    #expect(lines.count == 22 && lines[21] == [""])
    for row in 0..<20 {
      let cells = lines[row + 1]
      #expect(cells[0] == trace.trace.times[row].description)
      for tag in 0..<4 {
        let lost = tag == 2 && (8..<12).contains(row)
        #expect(cells[1 + 3 * tag].isEmpty == lost)
        if !lost { #expect(Double(cells[1 + 3 * tag]) == trace.trace.historian[row, tag]) }
        #expect(Double(cells[2 + 3 * tag]) == trace.trace.truth[row, tag])
        #expect(Double(cells[3 + 3 * tag]) == trace.trace.controller[row, tag])
      }
      #expect(cells[13] == ((8..<12).contains(row) ? "1" : "0"))
      let isActing = (8..<12).contains(row)
      #expect(cells[14] == (isActing ? "T0815" : ""))
      #expect(cells[15] == "scenario 1")
      #expect(cells[16] == (isActing ? "1" : ""))
      #expect(cells[17] == (isActing ? "P_J1" : ""))
      #expect(cells[18] == (isActing ? "acting" : "normal") && cells[19].isEmpty)
    }
  }

  @Test("The file is the text; the frame for the store has the same columns, labels in numbers")
  func files() throws {
    let folder = try TemporaryFolder()
    let table = TraceTable(try trace())
    try table.writeCSV(to: folder.file("a.csv"))
    #expect(try String(contentsOfFile: folder.file("a.csv"), encoding: .utf8) == table.csv)
    #expect(folder.names == ["a.csv"])
    let frame = table.frame
    let header = table.csv.split(separator: "\n")[0].dropFirst("time,".count).split(separator: ",")
    #expect(frame.tags.dropLast(3).map(\.id) == header.dropLast(6).map(String.init))
    #expect(frame.tags.suffix(4).map(\.id) == ["label", "step", "phase", "consequence"])
    #expect(frame.tags.suffix(4).allSatisfy { $0.role == .label })
    let last = frame.tags.count - 1
    for row in 0..<20 {
      let isActing = (8..<12).contains(row)
      #expect(frame.values[row, last - 3] == (isActing ? 1 : 0))
      #expect(frame.values[row, last - 2] == (isActing ? 1 : 0))
      #expect(frame.values[row, last - 1] == (isActing ? 2 : 0))
      #expect(frame.values[row, last] == 0)
    }
    #expect(frame.tags.last?.role == .label)
    #expect(fault { try table.writeCSV(to: folder.file("none/a.csv")) }?.kind == .io)
  }

  @Test("Hostile tag names neither run in a spreadsheet nor break a line nor collide")
  func names() throws {
    var plant = TankPlant()
    plant.tags[0].id = "=HYPERLINK(\"x\")"
    plant.tags[1].id = "label"
    plant.tags[2].id = "time"
    plant.tags[3].id = "time'.true"
    let header = TraceTable(try trace(plant)).csv.split(separator: "\n")[0]
    #expect(
      header.hasPrefix(
        "time,\"'=HYPERLINK(\"\"x\"\")\",\"'=HYPERLINK(\"\"x\"\").true\","
          + "\"'=HYPERLINK(\"\"x\"\").controller\",label',label'.true,label'.controller,"
          + "time',time'.true',time'.controller,time'.true,time'.true.true"))
  }
}
