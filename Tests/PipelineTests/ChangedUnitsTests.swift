import Diagnostics
import Foundation
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("Telemetry that goes on in another unit") struct ChangedUnitsTests {
  /// The tiny plant, from a row on in other units, judged from day 15 on.
  private static func plant(_ factors: [String: Double], from first: Int) throws -> TinyPlant {
    let plant = try TinyPlant(
      rows: 0..<1,
      configuration: """
        plant: tiny
        data: { telemetry: data.csv, tags: tags.csv }
        twin: { process: { use: identified } }
        train: { normal: { wait: 0s } }
        evaluate: { from: 2026-01-15 }

        """)
    let lines = (0..<TinyPlant.rows).map { row -> String in
      let cells = TinyPlant.line(row).split(separator: ",")
      guard row >= first else { return cells.joined(separator: ",") }
      return
        ([String(cells[0])]
        + zip(TinyPlant.tags, cells.dropFirst()).map { tag, cell in
          "\((Double(cell) ?? 0) * (factors[tag] ?? 1))"
        }).joined(separator: ",")
    }
    try plant.write(
      "time,\(TinyPlant.tags.joined(separator: ","))\n" + lines.joined(separator: "\n") + "\n",
      to: "data.csv")
    try plant.write(
      "tag,role,unit\nL_T1,sensor,m\nL_T2,sensor,m\nD_1,disturbance,\nF_P1,sensor,m3/h\nP_J1,sensor,m\nS_P1,status,\n",
      to: "tags.csv")
    try plant.run(only: .ingest)
    return plant
  }

  @Test(
    "is told by check and calibrate alike, with tag, line, moment and the unit, and nothing besides"
  )
  func told() throws {
    // After normal time: centimetres, L/s, and kPa of a pressure without limits.
    let plant = try Self.plant(
      ["L_T1": 100, "F_P1": 1 / 3.6, "P_J1": 9.806_65], from: 17 * TinyPlant.day)
    let found = try plant.checked()
    for text in [
      "error: 'L_T1' is in m, and from 2026-01-18T00:00:00Z on its numbers are those of cm: usually ",
      "  at tags.csv:2\n  hint: multiply these rows by 0.01 to have cm in m, in the historian or in the files, and ingest "
        + "them again; a unit in tags.csv holds for all time",
      "error: 'F_P1' is in m3/h, and from 2026-01-18T",
      " on its numbers are those of L/s: usually ",
      "  at tags.csv:5\n  hint: multiply these rows by 3.6 ",
      "error: 'P_J1' is in m, and from 2026-01-18T00:00:00Z on its numbers are those of kPa: usually ",
      "  at tags.csv:6\n", "3 problems",
    ] { #expect(found.contains(text), "\(text) in \(found)") }
    let calibrated = told { try plant.run(only: .calibrate) }
    #expect(calibrated.count == 3)
    for fault in calibrated.map({ $0.replacing("\(plant.folder.path)/", with: "") }) {
      #expect(found.contains(fault), "\(fault) in \(found)")
    }
  }

  @Test("is silent where it does not change, and where what changes is no unit")
  func silent() throws {
    // A pressure that falls by a third, and a level that doubles.
    for factors in [[:], ["P_J1": 0.62, "L_T1": 2]] {
      let found = try Self.plant(factors, from: 17 * TinyPlant.day).checked()
      #expect(!found.contains("its numbers are those of"), "\(found)")
    }
  }

  private func told(_ body: () throws -> Void) -> [String] {
    do {
      try body()
      return []
    } catch let faults as Faults {
      return faults.all.map { "\($0)" }
    } catch { return ["\(error)"] }
  }
}
