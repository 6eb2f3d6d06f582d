internal import Learning
internal import Telemetry

/// What one column of normal rows looks like: enough for a noise floor and a pilot.
struct ColumnSketch {
  private(set) var present = 0
  private var sum = 0.0
  private var first = 0.0
  private var distinct: Set<Double> = []
  private var largest = 0.0
  private var varies = false
  private var steps = TagStatistics()

  /// Adds a column's cells; NaN is missing.
  mutating func accumulate(_ column: UnsafeBufferPointer<Double>) {
    steps.accumulate(column)
    for value in column where !value.isNaN {
      if present == 0 { first = value }
      if value != first { varies = true }
      present += 1
      sum += value
      largest = max(largest, abs(value))
      if distinct.count <= 3 { distinct.insert(value) }
    }
  }

  /// The mean of the present cells.
  var mean: Double { present == 0 ? 0 : sum / Double(present) }

  /// The summary that a noise floor needs.
  var summary: ColumnSummary {
    ColumnSummary(
      step: steps.step, isConstant: !varies,
      isDiscrete: distinct.count <= 3 && distinct.allSatisfy { $0 == $0.rounded() },
      largestMagnitude: largest)
  }
}
