public import Diagnostics
internal import LinearAlgebra
public import Telemetry

/// Checks that an exported graph gives what Tocsin's own scorer gives.
///
/// The bytes of the file are read again and evaluated by ``ONNXInterpreter``: once with all rows in
/// one call (2²² cells at most), and once in pieces, 50 of one row and then blocks of 97, with the
/// states fed back.
public enum GraphParity {
  /// The largest |onnx − tocsin| / max(1, |tocsin|) that passes.
  public static let tolerance = 1e-9

  /// Compares the scores and alarms of a graph with those of the scorer.
  ///
  /// - Parameters:
  ///   - bytes: the content of `detector.onnx`.
  ///   - rows: the telemetry, with the tags of the model in order.
  ///   - scores: Tocsin's score of every row, NaN where it has none; NaN equals NaN.
  ///   - alarms: whether Tocsin's alarm is on at every row.
  ///   - states: the states of the graph before the first row, as the exporter describes them.
  /// - Complexity: two evaluations of the graph.
  /// - Throws: ``Fault`` of kind `badData` where the graph cannot be read or evaluated, or the
  ///   numbers of rows differ.
  public static func compare(
    model bytes: [UInt8], rows: Frame, scores: [Double], alarms: [Bool], states: [StateTensor]
  ) throws(Fault) -> ParityReport {
    guard scores.count == rows.count, alarms.count == rows.count else {
      throw Fault(
        .badData,
        "\(rows.count) rows need as many scores and alarms, "
          + "got \(scores.count) and \(alarms.count)")
    }
    let interpreter = try ONNXInterpreter(model: bytes)
    var report = ParityReport(
      rows: rows.count, largestDifference: 0, alarmsDiffering: 0, tolerance: tolerance)
    var differing = Set<Int>()
    for isInPieces in [false, true] {
      var run = try GraphRun(interpreter, states: states)
      for range in GraphRun.calls(
        rows: rows.count, columns: rows.tags.count, isInPieces: isInPieces)
      {
        let given = try outputs(of: &run, rows, range)
        for row in range {
          let place = row - range.lowerBound
          let (score, alarm) = (given.scores[place], given.alarms[place])
          let difference = GraphRun.difference(score, scores[row])
          report.largestDifference = max(report.largestDifference, difference)
          if alarm != alarms[row] { differing.insert(row) }
          guard difference > tolerance || alarm != alarms[row],
            row < report.firstMismatch?.row ?? Int.max
          else { continue }
          report.firstMismatch = ParityReport.Mismatch(
            row: row, time: rows.times[row], onnx: score, tocsin: scores[row], onnxAlarm: alarm,
            tocsinAlarm: alarms[row], isInPieces: isInPieces)
        }
      }
    }
    report.alarmsDiffering = differing.count
    return report
  }

  /// The scores and alarms of the next rows.
  private static func outputs(
    of run: inout GraphRun, _ frame: Frame, _ range: Range<Int>
  ) throws(Fault) -> (scores: [Double], alarms: [Bool]) {
    let times = try ONNXTensor(
      shape: [range.count], .int64(frame.times[range].map(\.nanoseconds)))
    let outputs = try run.next([
      "rows": try ONNXTensor(rows: range, of: frame.values), "time": times,
    ])
    let scores = try GraphRun.output("score", of: outputs).values(Double.self)
    let alarms = try GraphRun.output("alarm", of: outputs).values(Bool.self)
    guard scores.count == range.count, alarms.count == range.count else {
      throw Fault(
        .badData,
        "the graph gives \(scores.count) scores and \(alarms.count) alarms for \(range.count) rows")
    }
    return (scores, alarms)
  }
}

extension ONNXTensor {
  /// Some rows of a matrix.
  init(rows range: Range<Int>, of matrix: Matrix) throws(Fault) {
    var cells: [Double] = []
    cells.reserveCapacity(range.count * matrix.columns)
    for row in range {
      for column in 0..<matrix.columns { cells.append(matrix[row, column]) }
    }
    try self.init(shape: [range.count, matrix.columns], .float64(cells))
  }
}
