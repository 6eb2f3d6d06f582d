internal import Diagnostics
internal import HydraulicLanes
internal import Hydraulics

/// What a run of a network records: a column per quantity of an element.
struct NetworkColumns {
  /// One column.
  struct Column {
    /// `<id>.level`, `.head`, `.pressure`, `.flow` or `.status`.
    var name: String
    /// Reads it from a solved scenario.
    var read: @Sendable (Scenario) -> Double
  }

  /// The columns in the order written: levels of tanks, heads, pressures, flows, statuses.
  let all: [Column]

  /// The columns of a network.
  ///
  /// In SI levels, heads and pressures are metres (of water) and flows cubic metres per second; else
  /// they are in the file's units. A status is 1 for open and 0 for closed.
  init(_ network: Network, units: NetworkUnits) {
    let length = units.length(of: network)
    let pressure = units.pressure(of: network)
    let flow = units.flow(of: network)
    var columns: [Column] = []
    let nodes = network.nodes.indices
    for tank in network.tanks where !tank.isReservoir {
      let node = tank.node
      columns.append(
        Column(name: "\(network.nodes[node].id).level") { $0.pressure(node) * length })
    }
    for node in nodes {
      columns.append(Column(name: "\(network.nodes[node].id).head") { $0.head(node) * length })
    }
    for node in nodes {
      columns.append(
        Column(name: "\(network.nodes[node].id).pressure") { $0.pressure(node) * pressure })
    }
    for link in network.links.indices {
      columns.append(Column(name: "\(network.links[link].id).flow") { $0.flow(link) * flow })
    }
    for link in network.links.indices {
      columns.append(
        Column(name: "\(network.links[link].id).status") { scenario in
          scenario.status(link).rawValue > ElementStatus.closed.rawValue ? 1 : 0
        })
    }
    all = columns
  }

  /// The columns that a person asks for, in the order written; all where nothing is asked for.
  ///
  /// - Throws: ``Faults`` where a pattern means none of the columns, with the nearest name.
  func selected(by patterns: [String]) throws(Faults) -> [Column] {
    // The time is always there.
    let patterns = patterns.filter { $0 != "time_s" }
    if patterns.isEmpty { return all }
    let wanted = patterns.map { ColumnPattern($0) }
    let names = all.map(\.name)
    let faults = wanted.filter { pattern in !names.contains(where: pattern.matches) }.map {
      $0.asksQuality
        ? Fault(
          .usage, "--select: '\($0.text)' asks for water quality, which is not simulated",
          hint: "of a network there are level, head, pressure, flow and status")
        : Fault(
          .usage, "--select: no column is called '\($0.text)'",
          hint: Suggestion.hint(for: $0.text, in: names))
    }
    if !faults.isEmpty { throw Faults(faults) }
    return all.filter { column in wanted.contains { $0.matches(column.name) } }
  }
}

/// A column's name, where `*` stands for any characters: `*.level`, `T1.*`, `P*.flow`.
private struct ColumnPattern {
  let text: String

  init(_ text: String) { self.text = text }

  /// Whether it means a result of EPANET's water quality.
  var asksQuality: Bool {
    ["quality", "concentration", "chlorine", "age", "trace"].contains(
      text.split(separator: ".").last?.lowercased() ?? "")
  }

  func matches(_ name: String) -> Bool {
    if text == name { return true }
    let pieces = text.split(separator: "*", omittingEmptySubsequences: false)
    guard pieces.count > 1, let first = pieces.first, let last = pieces.last else { return false }
    guard name.hasPrefix(first) else { return false }
    var rest = name.dropFirst(first.count)
    for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
      guard let found = rest.firstRange(of: piece) else { return false }
      rest = rest[found.upperBound...]
    }
    return rest.hasSuffix(last)
  }
}
