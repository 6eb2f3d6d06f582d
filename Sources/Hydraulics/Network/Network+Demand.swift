extension Network {
  /// What junctions take together by their own bases and patterns, cfs, so many seconds into the patterns.
  ///
  /// With the file's demand multiplier. O(demands of the junctions).
  /// - Parameter seconds: from 0 on; PATTERN START is added.
  public func demand(of junctions: [Int], at seconds: Int) -> Double {
    let period = (seconds + times.patternStart) / max(1, times.patternStep)
    var sum = 0.0
    for junction in junctions {
      for demand in nodes[junction].demands {
        let multipliers = patterns[demand.pattern].multipliers
        sum +=
          demand.base * (multipliers.isEmpty ? 1 : multipliers[period % multipliers.count])
      }
    }
    return sum * options.demandMultiplier
  }

  /// The first node of each node's part, where only some of the links join nodes.
  ///
  /// O(nodes + links).
  public func parts(joinedBy joins: (_ link: Int) -> Bool) -> [Int] {
    var parents = Array(nodes.indices)
    func root(_ node: Int) -> Int {
      var at = node
      while parents[at] != at {
        parents[at] = parents[parents[at]]
        at = parents[at]
      }
      return at
    }
    for (index, link) in links.enumerated() where joins(index) {
      let (a, b) = (root(link.from), root(link.to))
      if a != b { parents[max(a, b)] = min(a, b) }
    }
    return nodes.indices.map(root)
  }
}
