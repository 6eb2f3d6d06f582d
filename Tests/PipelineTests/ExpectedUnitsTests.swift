import Foundation
import Pipeline
import TestSupport
import Testing

@Suite("Units by the limits that tags.csv gives") struct ExpectedUnitsTests {
  /// What a check tells of a pressure from 30 to 49 m, in numbers of another unit.
  private static func checked(_ scale: Double, _ limits: String) throws -> String {
    let rows = (0..<200).map { row in
      "\(TinyPlant.time(row)),\((30 + Double(row % 20)) * scale),\(row / 10 % 2)"
    }
    let plant = try TinyPlant(
      rows: 0..<1,
      configuration: """
        plant: tiny
        data: { telemetry: in.csv, tags: tags.csv }
        twin: { process: { use: identified } }
        train: { normal: { wait: 0s } }
        evaluate: { from: 2026-01-02 }

        """)
    try plant.write("time,P_J1,S_P1\n" + rows.joined(separator: "\n") + "\n", to: "in.csv")
    try plant.write(
      "tag,role,unit,min,max\nP_J1,sensor,m,\(limits)\nS_P1,status,,,\n", to: "tags.csv")
    try plant.run(only: .ingest)
    return try plant.checked()
  }

  @Test("tell kilopascals and psi that are read as metres")
  func told() throws {
    let pascals = try Self.checked(9.806_65, "20,60")
    #expect(
      pascals.contains(
        "'P_J1' is in m and usually from 304 to 471, expected from 20 to 60; in kPa it would be from 31 to 48 m: "
          + "correct the unit, the scale or the limits in tags.csv (tags.csv:2)"), "\(pascals)")
    let pounds = try Self.checked(1.422_334, "20,60")
    #expect(pounds.contains("; in psi it would be from 31 to 48 m: "), "\(pounds)")
  }

  @Test("are silent where values lie within them, and where there are none")
  func silent() throws {
    for (scale, limits) in [(1.0, "20,60"), (9.8, ","), (1.0, "0,48.5")] {
      let found = try Self.checked(scale, limits)
      #expect(!found.contains("usually from"), "\(found)")
    }
  }
}
