internal import Diagnostics

/// Cast: the elements as another type.
///
/// Of doubles, whole numbers are what is left of the point, and everything but 0 is true. ONNX
/// leaves open what whole number a NaN or a double outside of 64 bits becomes: here it is a fault.
struct CastKernel: ONNXKernel {
  private let target: ONNXElementType

  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 1...1, attributes: ["to"])
    let number = try node.requiredInt("to")
    return CastKernel(
      target: try ONNXDecoding.type(Int32(clamping: number), of: "attribute 'to'"))
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let a = try activation.operand(0)
    let elements: ONNXTensor.Elements
    switch a.elements {
    case .float64(let values): elements = try cast(values)
    // Widening is exact.
    case .float32(let values): elements = try cast(Elementwise.map(values) { Double($0) })
    case .int64(let values): elements = cast(values)
    case .bool(let values): elements = cast(values)
    }
    return [ONNXTensor(of: a.shape, elements)]
  }

  private func cast(_ values: [Double]) throws(Fault) -> ONNXTensor.Elements {
    switch target {
    case .float64, .float32: return .float64(values)
    case .bool: return .bool(Elementwise.map(values) { $0 != 0 })
    case .int64:
      var whole: [Int64] = []
      whole.reserveCapacity(values.count)
      for value in values {
        guard let number = Int64(exactly: value.rounded(.towardZero)) else {
          throw Fault(.badData, "\(value) has no whole number of 64 bits")
        }
        whole.append(number)
      }
      return .int64(whole)
    }
  }

  private func cast(_ values: [Int64]) -> ONNXTensor.Elements {
    switch target {
    case .float64, .float32: .float64(Elementwise.map(values) { Double($0) })
    case .bool: .bool(Elementwise.map(values) { $0 != 0 })
    case .int64: .int64(values)
    }
  }

  private func cast(_ values: [Bool]) -> ONNXTensor.Elements {
    switch target {
    case .float64, .float32: .float64(Elementwise.map(values) { $0 ? 1 : 0 })
    case .bool: .bool(values)
    case .int64: .int64(Elementwise.map(values) { $0 ? 1 : 0 })
    }
  }
}
