internal import Diagnostics

/// What the body of a loop gives run by run, put together along a new first extent.
struct ONNXStack {
  private let port: ONNXPort
  private var shape: [Int]?
  private var count = 0
  private var doubles: [Double] = []
  private var integers: [Int64] = []
  private var truths: [Bool] = []

  /// An empty stack of what the port of the body declares.
  init(_ port: ONNXPort, capacity: Int = 0) {
    self.port = port
    switch port.type {
    case .float64, .float32: doubles.reserveCapacity(capacity)
    case .int64: integers.reserveCapacity(capacity)
    case .bool: truths.reserveCapacity(capacity)
    }
  }

  /// Adds what a run gave; all runs must give the same shape.
  mutating func push(_ tensor: ONNXTensor) throws(Fault) {
    guard tensor.shape == shape ?? tensor.shape else {
      throw Fault(
        .badData, "'\(port.name)' has shape \(tensor.shape), before it had \(shape ?? [])")
    }
    shape = tensor.shape
    count += 1
    guard doubles.count + integers.count + truths.count <= ONNXShape.maximumCount - tensor.count
    else {
      throw Fault(
        .badData, "'\(port.name)' gathers more than \(ONNXShape.maximumCount) elements")
    }
    switch tensor.elements {
    case .float64(let values): doubles += values
    case .float32:
      throw Fault(.badData, "'\(port.name)' is declared as \(port.type), got \(tensor.type)")
    case .int64(let values): integers += values
    case .bool(let values): truths += values
    }
  }

  /// Everything that was added; without a run its shape is the declared one, which must be known.
  func tensor() throws(Fault) -> ONNXTensor {
    var full = [count] + (shape ?? [])
    if shape == nil {
      for extent in port.shape {
        guard case .fixed(let known) = extent else {
          throw Fault(
            .badData, "the shape of '\(port.name)' is not known without a run of its graph")
        }
        full.append(known)
      }
    }
    switch port.type {
    case .float64, .float32: return try ONNXTensor(shape: full, .float64(doubles))
    case .int64: return try ONNXTensor(shape: full, .int64(integers))
    case .bool: return try ONNXTensor(shape: full, .bool(truths))
    }
  }
}
