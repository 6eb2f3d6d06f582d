/// The different sets of columns that partitions have, and how rows of several are made one.
struct ColumnSets {
  /// What becomes of one row from each of several sets.
  enum Plan {
    /// The row at this place wins every tag.
    case keep(Int)
    /// Per tag (its index in the store) the place of the row that wins it.
    case merge([(tag: Int, winner: Int)])
  }

  /// Per partition its set.
  private(set) var setOfPartition: [Int] = []
  /// Per set its tags, ascending indices in the store.
  private(set) var tags: [[Int]] = []
  private let policy: DuplicatePolicy
  private var plans: [[Int]: Plan] = [:]

  init(_ manifest: StoreManifest) {
    policy = manifest.duplicates
    var places: [String: Int] = [:]
    for (index, tag) in manifest.tags.enumerated() { places[tag.id] = index }
    var known: [[Int]: Int] = [:]
    for partition in manifest.partitions {
      let own =
        partition.tags.map { $0.compactMap { places[$0] }.sorted() }
        ?? Array(manifest.tags.indices)
      let set = known[own] ?? tags.count
      if set == tags.count {
        known[own] = set
        tags.append(own)
      }
      setOfPartition.append(set)
    }
  }

  /// What becomes of rows of these sets, each set once, in the order of the rows.
  mutating func plan(_ sets: [Int]) -> Plan {
    if let plan = plans[sets] { return plan }
    var winners: [Int: Int] = [:]
    for (place, set) in sets.enumerated() {
      for tag in tags[set] where policy == .last || winners[tag] == nil { winners[tag] = place }
    }
    let ordered = winners.sorted { $0.key < $1.key }.map { (tag: $0.key, winner: $0.value) }
    let plan: Plan =
      if let only = ordered.first?.winner, ordered.allSatisfy({ $0.winner == only }) {
        .keep(only)
      } else if ordered.isEmpty {
        .keep(policy == .last ? sets.count - 1 : 0)
      } else {
        .merge(ordered)
      }
    // As many plans as there are ways that rows meet; a bound keeps hostile files from filling memory.
    if plans.count == 4_096 { plans.removeAll() }
    plans[sets] = plan
    return plan
  }
}
