import Diagnostics
import Foundation
import Hydraulics
import Telemetry
import Testing
import Twin

@Suite("Where tags stand in a network") struct HydraulicPlacesTests {
  private static func network() throws -> Network {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().path
    return try Network(inp: "\(root)/Examples/riverbend/riverbend.inp")
  }

  private static func told(_ tags: [Tag]) throws -> [String] {
    HydraulicTwin.misplaced(tags, in: try network()).map {
      "\($0.tag ?? "all"): \($0.fault.problem)"
    }
  }

  @Test("every tag that has no place, or no unit of its quantity, is told by its name")
  func all() throws {
    #expect(
      try Self.told([
        Tag(id: "L_T1", unit: "m", element: "T1"), Tag(id: "L_T5", unit: "L/s", element: "T5"),
        Tag(id: "F_PU1", unit: "wobble", element: "PU1"), Tag(id: "X", element: "T9"),
        Tag(id: "P_J4", unit: "m"),
      ]) == [
        "L_T5: tag 'L_T5' at element 'T5' must be in a unit of a height or a pressure, got 'L/s'",
        "F_PU1: tag 'F_PU1': unknown unit 'wobble'", "X: tag 'X': the network has no element 'T9'",
        "P_J4: tag 'P_J4' names no element of the network",
      ])
  }

  @Test("where none names an element that is told once")
  func none() throws {
    #expect(
      try Self.told([Tag(id: "L_T1"), Tag(id: "L_T2")]) == [
        "all: none of the 2 tags names an element of the network"
      ])
  }
}
