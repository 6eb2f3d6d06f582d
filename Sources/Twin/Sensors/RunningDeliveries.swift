internal import Diagnostics
internal import Telemetry

/// The ways to the historian in one lane; a tag without one arrives as it is sent.
///
/// Whole rows and losses are theirs. The part of a row is the sensor's (``RunningSensors``): it reads as much
/// earlier, so that its noise, its rounding and its dropouts are those of one sample.
struct RunningDeliveries: Sendable {
  /// No ways.
  static let none = RunningDeliveries(ways: [])

  private struct Way {
    let tag: Int
    let rows: Int
    let loss: Double
    /// The name of its generators.
    let stage: String
    /// What arrives before anything that was sent in this run.
    let first: Double
    /// What is under way; once as many as rows, the next to arrive stands at `next`.
    var sent: [Double] = []
    var next = 0
    var isLost = false

    /// What arrives as a value sets out.
    mutating func arrival(sending value: Double) -> Double {
      if rows == 0 { return value }
      if sent.count < rows {
        sent.append(value)
        return first
      }
      let arrived = sent[next]
      sent[next] = value
      next = (next + 1) % rows
      return arrived
    }
  }

  private var ways: [Way]

  private init(ways: [Way]) { self.ways = ways }

  /// Ways on which, as long as nothing was under way for their length, a row of samples arrives.
  init(_ instruments: Instruments, tags: [Tag], interval: TimeSpan, beginning: [Double]) {
    self.init(
      ways: instruments.deliveries.filter { !$0.isIdle }.map { delivery in
        let tag = tags[delivery.tag]
        return Way(
          tag: delivery.tag,
          rows: delivery.lateness(interval: interval, isState: tag.isState).rows,
          loss: delivery.loss, stage: "delivery \(tag.id)",
          first: tag.rounded(beginning[delivery.tag]))
      })
  }

  /// A row begins; `seed` is that from which all chance of the row derives.
  mutating func begin(seed: UInt64) {
    for index in ways.indices where ways[index].loss > 0 {
      var generator = SeededGenerator(root: seed, stage: ways[index].stage)
      ways[index].isLost = generator.uniform() < ways[index].loss
    }
  }

  /// Puts what arrives in a row in place of what is sent in it; NaN where that is lost.
  mutating func deliver(_ row: inout [Double]) {
    for index in ways.indices {
      let arrived = ways[index].arrival(sending: row[ways[index].tag])
      row[ways[index].tag] = ways[index].isLost ? .nan : arrived
    }
  }
}
