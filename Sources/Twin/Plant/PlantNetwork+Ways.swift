internal import Telemetry

extension PlantNetwork {
  /// The same whose links name tags by their own names; names that mean none stay what they are.
  func naming(by index: TagIndex) -> PlantNetwork {
    var named = self
    for (place, link) in links.enumerated() {
      named.links[place].tags = link.tags?.flatMap { name in
        let carried = index.carried(name)
        return carried.isEmpty ? [name] : carried
      }
    }
    return named
  }
}

extension [PlantNetwork.Link] {
  /// How long a message is under way over all of them, one after the other, seconds.
  var latency: Double { reduce(0) { $0 + $1.latency.seconds } }

  /// The share of messages that do not come through.
  var loss: Double {
    // A message comes through where no link loses it: 1 − ∏ (1 − p).
    1 - reduce(1) { $0 * (1 - $1.loss) }
  }
}
