import Foundation
import TestSupport
import Testing

@Suite("Alarms on the command line")
struct AlarmListTests {
  @Test(
    "alarms are listed oldest first, and one is shown with its parts by the beginning of its id")
  func listed() throws {
    let plant = try FinishedPlant.shared
    let list = try plant.tool.run("alarms")
    #expect(list.status == 0, "\(list.errors)")
    let lines = list.output.split(separator: "\n").map(String.init)
    #expect(lines.count >= 3)
    #expect(lines[0].hasPrefix("id "))
    let stamps = lines.dropFirst().compactMap {
      $0.firstMatch(of: /2026-\d\d-\d\d \d\d:\d\d/)?.output
    }
    #expect(stamps.count == lines.count - 1 && stamps == stamps.sorted())
    let id = try #require(lines.dropFirst().first).prefix(12)
    let shown = try plant.tool.run("alarms", "show", String(id))
    #expect(shown.status == 0, "\(shown.errors)")
    #expect(shown.output.contains(/first seen +2026-01-/))
    #expect(shown.output.contains(/looks like +not compared/))
    #expect(shown.output.contains(/tag +part +expected +seen +unit/))
    let json = try plant.tool.run("alarms", "show", String(id.prefix(8)), "--json")
    #expect(json.output.hasPrefix("{\"asset\":") && json.output.contains("\"id\":\"\(id)\""))
    let all = try plant.tool.run("alarms", "list", "--json")
    #expect(all.output.split(separator: "\n").count == lines.count - 1)
  }

  @Test("an alarm or a run that is not there exits 66 and says which there are")
  func absent() throws {
    let plant = try FinishedPlant.shared
    let none = try plant.tool.run("alarms", "show", "zzz")
    #expect(none.status == 66)
    #expect(none.errors.contains("there is no alarm 'zzz' in run "))
    let noRun = try plant.tool.run("alarms", "list", "--run", "2020-01-01-nothing")
    #expect(noRun.status == 66)
    #expect(noRun.errors.contains("there is no finished run '2020-01-01-nothing'"))
    let unused = try TinyPlant()
    let fresh = try withExtendedLifetime(unused) { try unused.tool.run("alarms") }
    #expect(fresh.status == 66)
    #expect(fresh.errors.contains("there is no finished run of 'tiny'"))
  }
}
