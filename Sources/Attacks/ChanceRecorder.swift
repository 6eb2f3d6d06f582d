internal import Telemetry
internal import Twin

/// Writes down an untouched loop, row by row, and changes nothing: its disturbances, and what its channels
/// carry of the tags for which a scenario's shapes need that.
struct ChanceRecorder: LoopTap {
  // One tag of one channel that is listened to.
  private struct Way {
    let tag: Int
    let channel: Channel
    let controller: Int?
    var carried: [Double] = []
  }

  /// The innovations of every row.
  private(set) var innovations: [[Double]] = []
  private var ways: [Way] = []

  /// A recorder of what a scenario's tap needs.
  init(for scenario: Scenario) {
    for tampering in scenario.tamperings where type(of: tampering.shape).needsUntouched {
      ways += tampering.point.channels.map {
        Way(tag: tampering.tag, channel: $0, controller: tampering.controller)
      }
    }
  }

  /// What a channel carried of a tag in every row; empty where it was not listened to.
  func carried(_ tag: Int, on channel: Channel, controller: Int?) -> [Double] {
    ways.first { $0.tag == tag && $0.channel == channel && $0.controller == controller }?.carried
      ?? []
  }

  var mayDrive: Bool { false }
  mutating func begin(step: Int, at time: Timestamp, truth: [Double]) {}
  mutating func disturb(_ innovations: inout [Double]) { self.innovations.append(innovations) }
  mutating func tell(_ values: inout [Double]) { listen(values, on: .controller) }
  mutating func tell(_ values: inout [Double], controller: Int) {
    listen(values, on: .controller, of: controller)
  }
  mutating func drive(_ values: inout [Double]) { listen(values, on: .actuator) }
  mutating func store(_ values: inout [Double]) { listen(values, on: .historian) }

  private mutating func listen(
    _ values: [Double], on channel: Channel, of controller: Int? = nil
  ) {
    for index in ways.indices
    where ways[index].channel == channel && ways[index].controller == controller {
      if ways[index].tag < values.count { ways[index].carried.append(values[ways[index].tag]) }
    }
  }
}
