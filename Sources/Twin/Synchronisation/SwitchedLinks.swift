internal import Hydraulics

/// Which links the network's controls and rules switch by the levels of which tanks.
struct SwitchedLinks {
  private var byNode: [Int: Set<Int>] = [:]

  init(_ network: Network) {
    for control in network.controls {
      guard let node = control.node else { continue }
      byNode[node, default: []].insert(control.link)
    }
    for rule in network.rules {
      let links = (rule.thenActions + rule.elseActions).map(\.link)
      for premise in rule.premises {
        if case .node(let node) = premise.object { byNode[node, default: []].formUnion(links) }
      }
    }
  }

  /// The links that look at one of some nodes.
  func links(of nodes: Set<Int>) -> Set<Int> {
    nodes.reduce(into: []) { $0.formUnion(byNode[$1] ?? []) }
  }
}
