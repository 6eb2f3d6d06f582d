internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// Actuators do what they did in recorded rows.
struct RecordedDrive: LoopTap {
  private let record: ProcessRecord
  private var row: Int

  /// From the row after `start` on.
  init(_ record: ProcessRecord, after start: Int) {
    self.record = record
    row = start
  }

  mutating func begin(step: Int, at time: Timestamp, truth: [Double]) { row += 1 }
  mutating func disturb(_ innovations: inout [Double]) {}
  mutating func tell(_ values: inout [Double]) {}
  mutating func drive(_ values: inout [Double]) {
    guard row < record.count else { return }
    for tag in values.indices {
      let value = record.values[row, tag]
      if !value.isNaN { values[tag] = value }
    }
  }
  mutating func store(_ values: inout [Double]) {}
}
