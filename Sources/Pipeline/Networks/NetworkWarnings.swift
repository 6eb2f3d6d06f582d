internal import Diagnostics
internal import HydraulicLanes
internal import Hydraulics

/// What went wrong in a run of a network: each kind of warning with how often, when first, and where.
struct NetworkWarnings {
  private struct Finding {
    var count = 0
    var first = 0
    var example = ""
  }

  /// Every kind of warning, and what it says.
  static let kinds: [(HydraulicWarnings, String)] = [
    (.unbalanced, "not balanced after all trials"),
    (.unstable, "balanced only with statuses frozen"),
    (.disconnected, "junctions with demand are cut off"),
    (.pump, "a pump cannot deliver its head or exceeds its flow"),
    (.valve, "a valve cannot deliver its flow or pressure"),
    (.negativePressure, "negative pressure at a junction with demand"),
  ]

  private var findings = [Finding](repeating: Finding(), count: kinds.count)
  /// By pump, in the network's order: how often it could not deliver its head, and exceeded its flow.
  private var pumps: [Int: [ElementStatus: Finding]] = [:]

  /// Takes a solution.
  mutating func add(_ scenario: Scenario, _ network: Network) {
    let warnings = scenario.warnings
    if warnings.isEmpty { return }
    for (index, (kind, _)) in Self.kinds.enumerated() where warnings.contains(kind) {
      if findings[index].count == 0 {
        findings[index].first = scenario.time
        findings[index].example = Self.example(kind, scenario, network)
      }
      findings[index].count += 1
    }
    if warnings.contains(.pump) { addPumps(scenario, network) }
  }

  private mutating func addPumps(_ scenario: Scenario, _ network: Network) {
    for (index, pump) in network.pumps.enumerated() {
      guard let state = scenario.trouble(ofPump: index) else { continue }
      var finding =
        pumps[index]?[state]
        ?? Finding(first: scenario.time, example: network.links[pump.link].id)
      finding.count += 1
      pumps[index, default: [:]][state] = finding
    }
  }

  /// The element that the warning is about, where one can be named.
  private static func example(
    _ kind: HydraulicWarnings, _ scenario: Scenario, _ network: Network
  ) -> String {
    switch kind {
    case .disconnected:
      let nodes = scenario.disconnectedNodes
      guard let first = nodes.first else { return "" }
      return nodes.count == 1
        ? ", at '\(network.nodes[first].id)'"
        : ", at '\(network.nodes[first].id)' and \(nodes.count - 1) more"
    case .negativePressure:
      let lowest = (0..<network.junctionCount)
        .filter { scenario.demand($0) > 0 }
        .min { scenario.pressure($0) < scenario.pressure($1) }
      return lowest.map { ", lowest at '\(network.nodes[$0].id)'" } ?? ""
    case .valve:
      let valve = network.valves.first {
        [.cannotDeliverFlow, .cannotDeliverPressure].contains(scenario.status($0))
      }
      return valve.map { ", first '\(network.links[$0].id)'" } ?? ""
    default: return ""
    }
  }

  /// A notice for each kind that came.
  func notices(file: String) -> [Notice] {
    zip(findings, Self.kinds).filter { $0.0.count > 0 }.flatMap { finding, kind in
      if kind.0 == .pump { return pumpNotices(file: file) }
      return [
        Notice(
          "\(kind.1) in \(Self.often(finding))\(finding.example)", at: Place(file: file))
      ]
    }
  }

  // Each pump and condition by itself, in EPANET's words.
  private func pumpNotices(file: String) -> [Notice] {
    pumps.sorted { $0.key < $1.key }.flatMap { _, states in
      states.sorted { $0.key.rawValue < $1.key.rawValue }.map { state, finding in
        Notice(
          "pump '\(finding.example)' "
            + (state == .closedCannotDeliverHead
              ? "closed because it cannot deliver head" : "open but exceeds its maximum flow")
            + " in \(Self.often(finding))", at: Place(file: file))
      }
    }
  }

  private static func often(_ finding: Finding) -> String {
    "\(finding.count) solution\(finding.count == 1 ? "" : "s"), first at \(finding.first) s"
  }
}
