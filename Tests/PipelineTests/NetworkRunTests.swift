import Diagnostics
import Foundation
import LinearAlgebra
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("Running a network") struct NetworkRunTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let riverbend = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Examples/riverbend/riverbend.inp").path

  private struct Table {
    var names: [String]
    var rows: [[Double]]

    init(_ path: String) throws {
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      names = lines[0].split(separator: ",").map(String.init)
      rows = lines.dropFirst().map { $0.split(separator: ",").map { Double($0) ?? .nan } }
    }

    func column(_ name: String) throws -> [Double] {
      let index = try #require(names.firstIndex(of: name))
      return rows.map { $0[index] }
    }
  }

  private func fault(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch { return "\(error)" }
  }

  @Test(
    "heads, pressures and flows are EPANET 2.2's, report by report",
    .enabled(if: ExternalTools.python != nil, "TOCSIN_PYTHON is not set"))
  func epanet() throws {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("References/epanet_run_reference.py")
    var networks = ["Net1", "Net3", Self.riverbend]
    if Datasets.folder != nil { networks.append(Datasets.path("batadal/CTOWN.INP")) }
    let output = try ExternalTools.runPython(script.path, [folder.path] + networks)
    let names = String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
    #expect(names.count == networks.count)
    for name in names {
      let ours = folder.file("\(name).ours.csv")
      _ = try NetworkRun(network: folder.file("\(name).inp"), output: ours).write()
      let (a, b) = (try Table(folder.file("\(name).csv")), try Table(ours))
      #expect(try a.column("time_s") == b.column("time_s"), "\(name)")
      for column in a.names.dropFirst() {
        let expected = try a.column(column)
        let found = try b.column(column)
        // EPANET's file holds Floats of 300 m (3e-5) and 1 m3/s (1e-7); its own ACCURACY of 0.001 lets
        // flows differ by that share.
        let tolerance = column.hasSuffix(".flow") ? 1e-5 : 1e-3
        let worst = zip(expected, found).map { ($0 - $1).magnitude }.max() ?? .infinity
        #expect(worst < tolerance, "\(name) \(column)")
      }
    }
  }

  @Test("a star stands for any characters, anywhere and more than once")
  func stars() throws {
    let output = folder.file("stars.csv")
    func names(_ patterns: String...) throws -> [String] {
      _ = try NetworkRun(network: Self.riverbend, output: output, select: patterns).write()
      return Array(try Table(output).names.dropFirst())
    }
    let all = try names("*")
    for (pattern, rule) in [
      ("P*.flow", { (name: String) in name.hasPrefix("P") && name.hasSuffix(".flow") }),
      ("*U*.st*s", { $0.dropLast(7).contains("U") && $0.hasSuffix(".status") }),
      ("T*", { $0.hasPrefix("T") }), ("*1.*", { $0.contains("1.") }),
    ] {
      let expected = all.filter(rule)
      #expect(!expected.isEmpty && expected.count < all.count)
      #expect(try names(pattern) == expected, "\(pattern)")
    }
  }

  @Test("columns are those asked for, in the order of all, in the units asked for")
  func selection() throws {
    let si = folder.file("si.csv")
    let inp = folder.file("inp.csv")
    let asked = ["PU1.flow", "T1.*", "*.status"]
    _ = try NetworkRun(network: Self.riverbend, output: si, select: asked).write()
    _ = try NetworkRun(network: Self.riverbend, output: inp, select: asked, units: .inp).write()
    let (a, b) = (try Table(si), try Table(inp))
    #expect(a.names.prefix(5) == ["time_s", "T1.level", "T1.head", "T1.pressure", "PU1.flow"])
    #expect(a.names == b.names)
    #expect(a.names.dropFirst(5).allSatisfy { $0.hasSuffix(".status") })
    // The file has litres per second, by EPANET's own 28.317 litres to the cubic foot.
    let litres = 28.317 / (0.3048 * 0.3048 * 0.3048)
    for (si, inp) in zip(try a.column("PU1.flow"), try b.column("PU1.flow")) {
      #expect((si * litres - inp).magnitude <= 1e-12 * inp.magnitude)
    }
    #expect(Set(try a.column("PU1.status")) == [0, 1])
  }

  @Test("Arrow holds the rows of the CSV, and its time is the seconds since the start")
  func arrow() throws {
    let csv = folder.file("a.csv")
    let arrow = folder.file("a.arrow")
    for output in [csv, arrow] {
      let run = NetworkRun(
        network: Self.riverbend, output: output, select: ["*.level"],
        duration: .hours(30), interval: .hours(1))
      let summary = try run.write().summary
      #expect(summary.contains("31 rows × 5 columns"), "\(summary)")
    }
    let table = try Table(csv)
    let frame = try FrameArrow.read(from: arrow)
    #expect(frame.times.map { Double($0.nanoseconds) / 1e9 } == (try table.column("time_s")))
    #expect(try table.column("time_s") == (0...30).map { Double($0) * 3_600 })
    for (index, tag) in frame.tags.enumerated() {
      #expect(frame.values.column(index) == (try table.column(tag.id)))
    }
  }

  @Test("what cannot be run leaves no file and says why")
  func refused() throws {
    let output = folder.file("x.csv")
    let text = try String(contentsOfFile: Self.riverbend, encoding: .utf8)
    let broken = folder.file("broken.inp")
    try text.replacing("[TANKS]", with: "[TANKS]\nT9 1 2 3 4 x\n")
      .write(toFile: broken, atomically: true, encoding: .utf8)
    #expect(fault { _ = try NetworkRun(network: broken, output: output).write() }.contains("'T9'"))
    #expect(
      fault {
        _ = try NetworkRun(network: Self.riverbend, output: output, select: ["T1.levl"]).write()
      }.contains("--select: no column is called 'T1.levl'\n  hint: did you mean 'T1.level'?"))
    #expect(
      fault {
        _ = try NetworkRun(
          network: Self.riverbend, output: output, interval: TimeSpan(nanoseconds: 5)
        ).write()
      }.contains("--every must be whole seconds from 1 to 2147483647, got 5ns"))
    #expect(
      fault {
        _ = try NetworkRun(network: Self.riverbend, output: output, select: ["*.quality"]).write()
      }.contains("--select: '*.quality' asks for water quality, which is not simulated"))
    let singular = folder.file("singular.inp")
    try text.replacing("[OPTIONS]", with: "[OPTIONS]\nDEMAND MULTIPLIER 1e300\n")
      .write(toFile: singular, atomically: true, encoding: .utf8)
    let unsolved = fault { _ = try NetworkRun(network: singular, output: output).write() }
    #expect(unsolved.contains("the hydraulic equations have no solution"))
    #expect(unsolved.contains("at \(singular)"))
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  @Test("a run that the file stops says where it ended")
  func halted() throws {
    let text = try String(contentsOfFile: Self.riverbend, encoding: .utf8)
    let path = folder.file("stop.inp")
    try (text.replacing("[END]", with: "") + "\n[OPTIONS]\nTRIALS 1\nUNBALANCED STOP\n")
      .write(toFile: path, atomically: true, encoding: .utf8)
    let notices = try NetworkRun(
      network: path, output: folder.file("stop.csv"), duration: .hours(24)
    ).write().notices.map(\.text)
    #expect(
      notices.contains {
        $0.hasPrefix("the run ended at ")
          && $0.contains(" s of 86400 s: the equations were not balanced")
      }, "\(notices)")
  }

  @Test("the demand charge is the largest power of all pumps times the file's price")
  func demandCharge() throws {
    let text = try String(contentsOfFile: Self.riverbend, encoding: .utf8)
    let path = folder.file("charge.inp")
    try (text + "\n[ENERGY]\nDEMAND CHARGE 3\n").replacing("[END]", with: "")
      .write(toFile: path, atomically: true, encoding: .utf8)
    struct Report: Decodable {
      struct Pump: Decodable { var cost: Double }
      var peakPower: Double
      var demandCharge: Double
      var totalCost: Double
      var pumps: [Pump]
    }
    let result = try NetworkRun(
      network: path, output: folder.file("charge.csv"), duration: .hours(24)
    ).write()
    let report = try JSONDecoder().decode(Report.self, from: Data(result.json().utf8))
    #expect(report.peakPower > 0)
    #expect(report.demandCharge == 3 * report.peakPower)
    #expect(report.totalCost == report.pumps.reduce(report.demandCharge) { $0 + $1.cost })
  }

  @Test("warnings are EPANET's, each with how often, when and where")
  func warnings() throws {
    let text = try String(contentsOfFile: Self.riverbend, encoding: .utf8)
    // A pump that may not run leaves the districts behind it without water.
    let dry = folder.file("dry.inp")
    let demand = text.replacing("[OPTIONS]", with: "[OPTIONS]\nDEMAND MULTIPLIER 30\n")
    try demand.write(toFile: dry, atomically: true, encoding: .utf8)
    let notices = try NetworkRun(
      network: dry, output: folder.file("dry.csv"), duration: .hours(24)
    ).write().notices.map(\.text)
    #expect(
      notices.contains { $0.hasPrefix("negative pressure at a junction with demand in ") },
      "\(notices)")
  }

  @Test("each pump in trouble is named, with what it is, as often as EPANET 2.2 warns of it")
  func pumps() throws {
    // A pump whose reservoir lies higher than its head for most of the day.
    let inp = """
      [TITLE]
      t
      [JUNCTIONS]
       J1 10 5
       J2 12 8
       J3 11 0
       J4 9 6
       J5 15 3
      [RESERVOIRS]
       R1 20
      [TANKS]
       T1 45 3 0.5 6 12 0
      [PIPES]
       P1 J1 J2 800 300 110 0 Open
       P2 J2 J3 600 250 110 0.5 Open
       P3 J3 J4 700 200 100 0 Open
       P4 J1 J4 900 200 100 0 Open
       P5 J2 T1 500 300 120 0 Open
       P6 J4 J5 600 150 100 0 CV
      [PUMPS]
       PU1 J1 R1 HEAD C1
      [CURVES]
       C1 25 45
      [PATTERNS]
       1 0.6 0.8 1.2 1.6 1.3 1.0
       1 0.9 1.4 1.5 1.1 0.7 0.5
       B 1.5 0.5
       C 1 0 2
      [CONTROLS]
       LINK PU1 CLOSED IF NODE T1 ABOVE 5.5
       LINK PU1 OPEN IF NODE T1 BELOW 2
      [OPTIONS]
       UNITS LPS
       HEADLOSS H-W
       PATTERN 1
       ACCURACY 0.001
      [TIMES]
       DURATION 48
       HYDRAULIC TIMESTEP 1:00
       PATTERN TIMESTEP 2:00
       REPORT TIMESTEP 1:00

      [END]
      """
    let path = folder.file("pump.inp")
    try inp.write(toFile: path, atomically: true, encoding: .utf8)
    let notices = try NetworkRun(network: path, output: folder.file("pump.csv")).write().notices
      .map(\.text)
    #expect(
      notices.contains {
        $0.hasPrefix("pump 'PU1' closed because it cannot deliver head in 48 solutions, first at ")
      }, "\(notices)")
    #expect(
      notices.contains {
        $0.hasPrefix("pump 'PU1' open but exceeds its maximum flow in 2 solutions, first at ")
      }, "\(notices)")
  }

  @Test(
    "rows stand at the first solution at or after each report time, as EPANET 2.2 counts its periods",
    arguments: [
      ("5:30", "1:00", 43, 6.0), ("0:30", "1:00", 48, 1), ("47:30", "1:00", 1, 48),
      ("1:00", "3:00", 16, 1), ("0:45", "0:20", 142, 1),
    ])
  func reportTimes(_ start: String, _ step: String, _ rows: Int, _ firstHour: Double) throws {
    let text = try String(contentsOfFile: Self.riverbend, encoding: .utf8)
    let path = folder.file("report.inp")
    let times =
      "[TIMES]\n Duration 48\n Hydraulic Timestep 1:00\n Pattern Timestep 1:00\n"
      + " Report Start \(start)\n Report Timestep \(step)\n[END]"
    try text.replacing("[END]", with: times)
      .write(toFile: path, atomically: true, encoding: .utf8)
    let output = folder.file("report.csv")
    _ = try NetworkRun(network: path, output: output, select: ["T1.level"]).write()
    let found = try Table(output).column("time_s")
    #expect(found.count == rows)
    // Tanks and controls may put a solution before the whole hour.
    #expect(try #require(found.first) <= firstHour * 3_600)
  }

  @Test("the network itself is never overwritten")
  func overwriting() throws {
    let path = folder.file("own.inp")
    try FileManager.default.copyItem(atPath: Self.riverbend, toPath: path)
    let before = FileManager.default.contents(atPath: path)
    #expect(
      fault { _ = try NetworkRun(network: path, output: path).write() }
        .contains("the table would overwrite the network itself"))
    #expect(FileManager.default.contents(atPath: path) == before)
  }
}
