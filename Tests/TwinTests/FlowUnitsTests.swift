import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import Testing
import Twin

@Suite("Flows in another unit") struct FlowUnitsTests {
  /// What is told of riverbend where one flow's numbers are so many times what its unit says.
  private static func told(_ flow: String? = nil, times factor: Double = 1) throws -> [String] {
    let record = try RealRecords.riverbend
    var tags = record.tags
    for index in tags.indices {
      tags[index].unit =
        tags[index].id.hasPrefix("F_") ? "L/s" : tags[index].id.hasPrefix("S_") ? nil : "m"
    }
    var values = record.values
    if let place = tags.firstIndex(where: { $0.id == flow }) {
      for row in 0..<record.count { values[row, place] *= factor }
    }
    let stocks = tags.indices.filter { tags[$0].id.hasPrefix("L_") }
    return FlowUnits(
      ProcessRecord(
        tags: tags, interval: record.interval, times: record.times, values: values,
        follows: record.follows), stocks: stocks
    ).notices.map(\.text)
  }

  @Test("are told by how they move levels, in every tank that they move")
  func told() throws {
    #expect(
      try Self.told("F_PU3", times: 3.6) == [
        "F_PU3 is declared in L/s and moves L_T2 as other flows would in m3/h: correct its unit or its scale in tags.csv"
      ])
    #expect(
      try Self.told("F_PU1", times: 3.6) == [
        "F_PU1 is declared in L/s and moves L_T1 and L_T2 as other flows would in m3/h: correct its unit or its scale "
          + "in tags.csv"
      ])
    #expect(
      try Self.told("F_V1", times: 60) == [
        "F_V1 is declared in L/s and moves L_T1 as other flows would in L/min: correct its unit or its scale in tags.csv"
      ])
  }

  @Test("are none where units are right, nor where numbers are none of a unit's")
  func right() throws {
    #expect(try Self.told() == [])
    #expect(try Self.told("F_PU1", times: 1.7) == [])
  }
}
