internal import LinearAlgebra
internal import Telemetry

/// Sensors without a gate, run free over recorded rows with recorded inputs, against what they showed.
///
/// Runs begin a day (12 to 200 rows) apart and are as long; what comes before a start in its stretch, up to a
/// day of it, tells a model's state there.
public struct SensorFreeRun: Sendable {
  let course: SensorCourse
  private let record: ProcessRecord
  private let runs: [Range<Int>]

  /// Free runs over the rows of a record from one on.
  ///
  /// - Parameters:
  ///   - flows: The equations whose terms are the inputs.
  ///   - outputs: The sensors, by tag.
  public init(_ record: ProcessRecord, flows: FlowModel, outputs: [Int], from row: Int = 0) {
    self.record = record
    course = SensorCourse(record, flows: flows, outputs: outputs)
    let day = min(max(Int(86_400 / record.interval.seconds), 12), 200)
    runs = course.split(at: row).late.flatMap { stretch in
      stride(from: stretch.lowerBound + 1, to: stretch.upperBound - day + 1, by: day).map {
        $0..<($0 + day)
      }
    }
  }

  /// Mean squared errors of an equation each, in parts of the sensor's variance there; NaN without a run.
  public func errors(of flows: FlowModel, _ tags: [Int]) -> [Double] {
    var terms = [Double](repeating: 0, count: flows.count)
    var week = [Double](repeating: 0, count: TimeOfWeek.count)
    let equations = tags.map { tag in flows.equations.firstIndex { $0.tag == tag } }
    return errors(tags) { run, take in
      var last = tags.map { course.values[run.lowerBound - 1, $0] }
      for row in run {
        let cells = course.values.row(row)
        TimeOfWeek.write(record.times[row], into: &week, at: 0)
        flows.write(cells, week: week, into: &terms)
        for j in tags.indices {
          guard let index = equations[j] else { continue }
          last[j] = flows.expected(index, terms: terms, row: cells, last: last[j])
        }
        take(row, last)
      }
    }
  }

  /// Mean squared errors of a common state, in parts of each sensor's variance there; NaN without a run.
  public func errors(of model: StateSpaceModel, _ tags: [Int]) -> [Double] {
    var outputs = [Double](repeating: 0, count: tags.count)
    let still = outputs
    var surprises = outputs
    var scratch = [Double](repeating: 0, count: model.order)
    return errors(tags) { run, take in
      var state = model.restingState(course.inputs.row(run.lowerBound - 1))
      let stretch = course.stretches.first { $0.contains(run.lowerBound) } ?? run
      for row in max(stretch.lowerBound, run.lowerBound - run.count)..<run.lowerBound {
        let inputs = course.inputs.row(row)
        model.expect(state, inputs, into: &outputs)
        for j in tags.indices { surprises[j] = course.values[row, tags[j]] - outputs[j] }
        model.advance(&state, inputs, innovations: surprises, scratch: &scratch)
      }
      for row in run {
        let inputs = course.inputs.row(row)
        model.expect(state, inputs, into: &outputs)
        take(row, outputs)
        model.advance(&state, inputs, innovations: still, scratch: &scratch)
      }
    }
  }

  private func errors(
    _ tags: [Int], run: (Range<Int>, (Int, [Double]) -> Void) -> Void
  ) -> [Double] {
    var squares = [Double](repeating: 0, count: tags.count)
    var count = 0.0
    var seen = tags.map { _ in [Double]() }
    for range in runs {
      run(range) { row, expected in
        count += 1
        for j in tags.indices {
          let value = course.values[row, tags[j]]
          squares[j] += (expected[j] - value) * (expected[j] - value)
          seen[j].append(value)
        }
      }
    }
    guard count > 0 else { return squares.map { _ in .nan } }
    return tags.indices.map { j in
      let mean = seen[j].reduce(0, +) / count
      let variance = seen[j].reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      // What stands still in these rows tells nothing.
      return variance > 0 ? squares[j] / count / variance : 1
    }
  }
}
