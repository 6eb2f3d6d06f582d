internal import Telemetry
internal import Twin

/// Writes down the disturbances of an untouched loop, row by row, and changes nothing.
struct ChanceRecorder: LoopTap {
  /// The innovations of every row.
  private(set) var innovations: [[Double]] = []

  mutating func begin(step: Int, at time: Timestamp, truth: [Double]) {}
  mutating func disturb(_ innovations: inout [Double]) { self.innovations.append(innovations) }
  mutating func tell(_ values: inout [Double]) {}
  mutating func drive(_ values: inout [Double]) {}
  mutating func store(_ values: inout [Double]) {}
}
