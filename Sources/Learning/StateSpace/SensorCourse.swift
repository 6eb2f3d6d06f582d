internal import LinearAlgebra
internal import Telemetry

/// A record as state-space models read it: stretches without a gap, inputs and outputs in all rows.
///
/// A missing cell has its last value for up to ``longestFill`` rows; longer gaps end a stretch.
struct SensorCourse: Sendable {
  /// How many rows a missing cell may have its last value.
  static let longestFill = 3

  /// The rows that follow one another with all values.
  let stretches: [Range<Int>]
  /// *rows × inputs*.
  let inputs: Matrix
  /// *rows × tags*, filled.
  let values: Matrix

  /// Reads the inputs of every row, and the tags that are outputs.
  init(_ record: ProcessRecord, flows: FlowModel, outputs: [Int]) {
    let writer = SensorInputs(flows)
    var values = record.values
    var isLost = [Bool](repeating: false, count: record.count)
    for tag in outputs + flows.actuators + flows.stocks + flows.flows {
      values.withUnsafeMutableColumn(tag) { column in
        var age = 0
        for row in column.indices {
          age = column[row].isNaN ? age + 1 : 0
          if age == 0 { continue }
          if row > 0, record.follows[row], age <= Self.longestFill {
            column[row] = column[row - 1]
          }
          if column[row].isNaN { isLost[row] = true }
        }
      }
    }
    var inputs = Matrix(rows: record.count, columns: writer.count)
    var terms = [Double](repeating: 0, count: flows.count)
    var week = [Double](repeating: 0, count: TimeOfWeek.count)
    var line = [Double](repeating: 0, count: writer.count)
    for row in 0..<record.count where !isLost[row] {
      let cells = values.row(row)
      TimeOfWeek.write(record.times[row], into: &week, at: 0)
      flows.write(cells, week: week, into: &terms)
      writer.write(cells, terms: terms, into: &line)
      for j in line.indices { inputs[row, j] = line[j] }
    }
    var stretches: [Range<Int>] = []
    var begin: Int?
    for row in 0...record.count {
      let goesOn = row < record.count && !isLost[row]
      if let first = begin, !goesOn || !record.follows[row] {
        stretches.append(first..<row)
        begin = nil
      }
      if goesOn, begin == nil { begin = row }
    }
    self.stretches = stretches
    self.inputs = inputs
    self.values = values
  }

  /// The sums of some stretches for some outputs.
  func moments(
    of tags: [Int], lagged: Int, past: Int, in stretches: [Range<Int>]
  ) -> SubspaceMoments {
    let layout = SubspaceMoments.Layout(
      outputs: tags.count, inputs: inputs.columns, lagged: lagged, past: past)
    func scales(_ matrix: Matrix, _ columns: [Int]) -> [SubspaceMoments.Scale] {
      columns.map { j in
        matrix.withUnsafeColumn(j) { column in
          SubspaceMoments.Scale(of: stretches.flatMap { column[$0] })
        }
      }
    }
    var moments = SubspaceMoments(
      layout: layout, inputScales: scales(inputs, Array(0..<inputs.columns)),
      outputScales: scales(values, tags))
    for stretch in stretches where stretch.count > past {
      moments.add(
        inputs: inputs.rows(stretch), outputs: values.rows(stretch).selecting(columns: tags))
    }
    moments.flush()
    return moments
  }

  /// The parts of the stretches that lie before a row, and those from it on.
  func split(at row: Int) -> (early: [Range<Int>], late: [Range<Int>]) {
    (
      stretches.map { $0.clamped(to: 0..<row) }.filter { !$0.isEmpty },
      stretches.map { $0.clamped(to: row..<max(row, values.rows)) }.filter { !$0.isEmpty }
    )
  }
}
