internal import Diagnostics

/// A graph that goes through rows piece by piece, its states fed back.
struct GraphRun {
  private let interpreter: ONNXInterpreter
  private let described: [StateTensor]
  private var states: [String: ONNXTensor] = [:]

  /// A run before the first row.
  init(_ interpreter: ONNXInterpreter, states described: [StateTensor]) throws(Fault) {
    self.interpreter = interpreter
    self.described = described
    for state in described { states[state.name] = try state.tensor() }
  }

  /// The outputs for the next rows; the states are carried on.
  mutating func next(_ inputs: [String: ONNXTensor]) throws(Fault) -> [String: ONNXTensor] {
    let outputs = try interpreter.run(inputs.merging(states) { given, _ in given })
    for state in described { states[state.name] = try Self.output(state.next, of: outputs) }
    return outputs
  }

  /// An output that the graph must have.
  static func output(
    _ name: String, of outputs: [String: ONNXTensor]
  ) throws(Fault) -> ONNXTensor {
    if let tensor = outputs[name] { return tensor }
    throw Fault(
      .badData, "the graph has no output '\(name)'",
      hint: Suggestion.hint(for: name, in: outputs.keys.sorted()))
  }

  // MARK: What is compared, and how

  private static let singleRows = 50
  private static let blockRows = 97
  /// How many cells one call gets at most, so that memory does not grow with the rows.
  private static let callCells = 1 << 22

  /// Rows cut into calls: as few as the memory allows, or 50 of one row and then blocks of 97.
  static func calls(rows: Int, columns: Int, isInPieces: Bool) -> [Range<Int>] {
    let most = max(1, callCells / max(1, columns))
    var calls: [Range<Int>] = []
    var start = 0
    while start < rows {
      let length = isInPieces ? (start < singleRows ? 1 : blockRows) : most
      let end = min(rows, start + length)
      calls.append(start..<end)
      start = end
    }
    return calls
  }

  /// |onnx − tocsin| / max(1, |tocsin|); 0 where both are NaN or equal, infinite where one is NaN.
  static func difference(_ onnx: Double, _ tocsin: Double) -> Double {
    if onnx == tocsin || onnx.isNaN && tocsin.isNaN { return 0 }
    let difference = abs(onnx - tocsin) / max(1, abs(tocsin))
    return difference.isNaN ? .infinity : difference
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
