import Foundation
import Hydraulics
import HydraulicLanes

/// EPANET 2.2's own results of a network beside these tests (see `Reference/make_references.py`).
struct ReferenceRun {
  /// One solution, in the file's units.
  struct Row {
    var time: Int
    var trials: Int
    var warning: Int
    var heads: [Double]
    var demands: [Double]
    var flows: [Double]
    var isOpen: [Bool]
  }

  let network: Network
  let rows: [Row]

  static func network(_ name: String, file: String = #filePath) throws -> Network {
    try Network(inp: path(name, file: file))
  }

  static func path(_ name: String, file: String = #filePath) -> String {
    folder(file).appendingPathComponent("\(name).inp").path
  }

  init(_ name: String, file: String = #filePath) throws {
    network = try Self.network(name, file: file)
    let nodes = network.nodes.count
    let links = network.links.count
    let url = Self.folder(file).appendingPathComponent("\(name).csv")
    rows = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst().map {
      let v = $0.split(separator: ",").compactMap { Double($0) }
      return Row(
        time: Int(v[0]), trials: Int(v[1]), warning: Int(v[2]), heads: Array(v[3..<3 + nodes]),
        demands: Array(v[(3 + nodes)..<(3 + 2 * nodes)]),
        flows: Array(v[(3 + 2 * nodes)..<(3 + 2 * nodes + links)]),
        isOpen: v[(3 + 2 * nodes + links)...].map { $0 > 0 })
    }
  }

  private static func folder(_ file: String) -> URL {
    URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Reference")
  }
}

/// Everything that a scenario shows, as one list of numbers.
func readings(_ scenario: Scenario, _ network: Network) -> [Double] {
  [Double(scenario.time)] + network.nodes.indices.map { scenario.head($0) }
    + network.nodes.indices.map { scenario.demand($0) }
    + network.links.indices.map { scenario.flow($0) }
    + network.links.indices.map { Double(scenario.status($0).rawValue) }
}
