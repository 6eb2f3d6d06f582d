/// Which links meet at which node: the sums of the matrix are taken node by node.
struct JunctionIncidence: Sendable {
  /// Where the links of each junction begin in ``links``; first those that start there.
  let starts: [Int32]
  /// Where the links that end at each junction begin.
  let middles: [Int32]
  /// Link slots, junction by junction.
  let links: [Int32]
  /// For every entry of the matrix a link that makes it, −1 for fill.
  let entryLinks: [Int32]
  /// Further links beside the first: (entry, link slot).
  let parallelLinks: [(entry: Int, link: Int)]
  /// Links between a junction and a reservoir or tank: (link slot, junction slot, fixed slot).
  let boundaryLinks: [(link: Int, junction: Int, fixed: Int)]
  /// For every reservoir and tank its links: (link slot, true where it ends there), file order
  /// apart.
  let fixedLinks: [[(link: Int, isEnd: Bool)]]

  /// Collects the links of `junctionCount` junctions and the fixed nodes after them.
  init(
    junctionCount: Int, nodeCount: Int, starts from: [Int32], ends to: [Int32],
    pattern: SparsePattern
  ) {
    var leaving = [[Int32]](repeating: [], count: junctionCount)
    var arriving = [[Int32]](repeating: [], count: junctionCount)
    var fixed = [[(link: Int, isEnd: Bool)]](repeating: [], count: nodeCount - junctionCount)
    var boundary: [(link: Int, junction: Int, fixed: Int)] = []
    var entries = [Int32](repeating: -1, count: pattern.entryCount)
    var parallel: [(entry: Int, link: Int)] = []
    for link in from.indices {
      let a = Int(from[link])
      let b = Int(to[link])
      if a < junctionCount { leaving[a].append(Int32(link)) }
      if b < junctionCount { arriving[b].append(Int32(link)) }
      if a >= junctionCount { fixed[a - junctionCount].append((link, false)) }
      if b >= junctionCount { fixed[b - junctionCount].append((link, true)) }
      switch (a < junctionCount, b < junctionCount) {
      case (true, true):
        guard let entry = pattern.entry(pattern.rows[a], pattern.rows[b]) else { continue }
        if entries[entry] < 0 {
          entries[entry] = Int32(link)
        } else {
          parallel.append((entry, link))
        }
      case (true, false): boundary.append((link, a, b))
      case (false, true): boundary.append((link, b, a))
      case (false, false): continue
      }
    }
    var begins: [Int32] = []
    var turns: [Int32] = []
    var all: [Int32] = []
    for junction in 0..<junctionCount {
      begins.append(Int32(all.count))
      all += leaving[junction]
      turns.append(Int32(all.count))
      all += arriving[junction]
    }
    begins.append(Int32(all.count))
    starts = begins
    middles = turns
    links = all
    entryLinks = entries
    parallelLinks = parallel
    boundaryLinks = boundary
    fixedLinks = fixed
  }
}
