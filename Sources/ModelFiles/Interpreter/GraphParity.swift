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
  private static let singleRows = 50
  private static let blockRows = 97
  /// How many cells one call gets at most, so that memory does not grow with the rows.
  private static let callCells = 1 << 22

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
    let callRows = max(1, callCells / max(1, rows.tags.count))
    for isInPieces in [false, true] {
      var run = GraphRun(interpreter: interpreter, states: [:])
      for state in states { run.states[state.name] = try state.tensor() }
      var start = 0
      while start < rows.count {
        let length = isInPieces ? (start < singleRows ? 1 : blockRows) : callRows
        let range = start..<min(rows.count, start + length)
        let given = try run.next(rows, range, states)
        for row in range {
          let (score, alarm) = (given.scores[row - start], given.alarms[row - start])
          let difference = difference(score, scores[row])
          report.largestDifference = max(report.largestDifference, difference)
          if alarm != alarms[row] { differing.insert(row) }
          guard difference > tolerance || alarm != alarms[row],
            row < report.firstMismatch?.row ?? Int.max
          else { continue }
          report.firstMismatch = ParityReport.Mismatch(
            row: row, time: rows.times[row], onnx: score, tocsin: scores[row], onnxAlarm: alarm,
            tocsinAlarm: alarms[row], isInPieces: isInPieces)
        }
        start = range.upperBound
      }
    }
    report.alarmsDiffering = differing.count
    return report
  }

  /// |onnx − tocsin| / max(1, |tocsin|); 0 where both are NaN or equal, infinite where one is NaN.
  private static func difference(_ onnx: Double, _ tocsin: Double) -> Double {
    if onnx == tocsin || onnx.isNaN && tocsin.isNaN { return 0 }
    let difference = abs(onnx - tocsin) / max(1, abs(tocsin))
    return difference.isNaN ? .infinity : difference
  }
}

/// A graph that goes through rows piece by piece.
private struct GraphRun {
  let interpreter: ONNXInterpreter
  var states: [String: ONNXTensor]

  /// The scores and alarms of the next rows; the states are carried on.
  mutating func next(
    _ frame: Frame, _ range: Range<Int>, _ described: [StateTensor]
  ) throws(Fault) -> (scores: [Double], alarms: [Bool]) {
    var cells: [Double] = []
    cells.reserveCapacity(range.count * frame.tags.count)
    for row in range {
      for column in frame.tags.indices { cells.append(frame.values[row, column]) }
    }
    var inputs = states
    inputs["rows"] = try ONNXTensor(shape: [range.count, frame.tags.count], .float64(cells))
    inputs["time"] = try ONNXTensor(
      shape: [range.count], .int64(frame.times[range].map(\.nanoseconds)))
    let outputs = try interpreter.run(inputs)
    for state in described { states[state.name] = try Self.output(state.next, of: outputs) }
    let scores = try Self.output("score", of: outputs).values(Double.self)
    let alarms = try Self.output("alarm", of: outputs).values(Bool.self)
    guard scores.count == range.count, alarms.count == range.count else {
      throw Fault(
        .badData,
        "the graph gives \(scores.count) scores and \(alarms.count) alarms for \(range.count) rows")
    }
    return (scores, alarms)
  }

  private static func output(
    _ name: String, of outputs: [String: ONNXTensor]
  ) throws(Fault) -> ONNXTensor {
    if let tensor = outputs[name] { return tensor }
    throw Fault(
      .badData, "the graph has no output '\(name)'",
      hint: Suggestion.hint(for: name, in: outputs.keys.sorted()))
  }
}

extension StateTensor {
  /// The values before the first row as a tensor.
  fileprivate func tensor() throws(Fault) -> ONNXTensor {
    switch type {
    case "float64": return try ONNXTensor(shape: shape, .float64(initial))
    case "int64":
      var whole: [Int64] = []
      for value in initial {
        guard let number = Int64(exactly: value) else {
          throw Fault(.badData, "state '\(name)' is of whole numbers, got \(value)")
        }
        whole.append(number)
      }
      return try ONNXTensor(shape: shape, .int64(whole))
    default:
      throw Fault(
        .badData, "state '\(name)' must be of type 'float64' or 'int64', got '\(type)'")
    }
  }
}
