internal import Telemetry

extension [PlantNetwork.Link] {
  /// How long a message is under way over all of them, one after the other, seconds.
  var latency: Double { reduce(0) { $0 + $1.latency.seconds } }

  /// The share of messages that do not come through.
  var loss: Double {
    // A message comes through where no link loses it: 1 − ∏ (1 − p).
    1 - reduce(1) { $0 * (1 - $1.loss) }
  }
}
