import ModelFiles

/// The interpreter that reads exported graphs again.
enum ONNXModel: FuzzTarget {
  static let id = "onnx"
  static let summary = "A graph is refused or evaluated within its limit of work."
  static let longest = 16_384

  private static let work = 1 << 18
  private static let most = 1 << 12

  static func run(_ bytes: [UInt8]) {
    guard let interpreter = reading({ try ONNXInterpreter(model: bytes, workLimit: work) }) else {
      return
    }
    var inputs: [String: ONNXTensor] = [:]
    for port in interpreter.inputs {
      let shape = port.shape.map { extent in if case .fixed(let n) = extent { n } else { 2 } }
      var count = 1
      for extent in shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: extent)
        guard !overflow, (0...most).contains(product) else { return }
        count = product
      }
      let elements: ONNXTensor.Elements =
        port.type == .int64
        ? .int64(Array(repeating: 1, count: count)) : .float64(Array(repeating: 0.5, count: count))
      inputs[port.name] = reading { try ONNXTensor(shape: shape, elements) }
    }
    _ = reading { try interpreter.run(inputs) }
  }
}
