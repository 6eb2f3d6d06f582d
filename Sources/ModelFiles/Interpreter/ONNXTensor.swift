public import Diagnostics

/// A dense tensor in row-major order: what goes into an ONNX graph and comes out of it.
public struct ONNXTensor: Sendable, Equatable {
  /// The elements in row-major order.
  public enum Elements: Sendable, Equatable {
    /// Doubles.
    case float64([Double])
    /// Single numbers.
    case float32([Float])
    /// Whole numbers.
    case int64([Int64])
    /// Truth values.
    case bool([Bool])
  }

  /// The extents, outermost first; empty for a single element without extents.
  public let shape: [Int]
  /// The elements; as many as the product of the extents.
  public let elements: Elements

  /// Makes a tensor.
  ///
  /// - Throws: ``Fault`` of kind `badData` where the shape does not fit the elements, has a
  ///   negative extent, or tells of more than 2²⁷ elements.
  public init(shape: [Int], _ elements: Elements) throws(Fault) {
    let count = try ONNXShape.count(shape)
    guard count == elements.count else {
      throw Fault(
        .badData, "a tensor of shape \(shape) holds \(count) elements, got \(elements.count)")
    }
    self.init(of: shape, elements)
  }

  /// A tensor whose shape is known to fit.
  init(of shape: [Int], _ elements: Elements) {
    self.shape = shape
    self.elements = elements
  }

  /// A tensor whose shape is known to fit.
  init<T: ONNXElement>(of shape: [Int], _ values: [T]) {
    self.init(of: shape, T.elements(values))
  }

  /// What the elements are.
  public var type: ONNXElementType {
    switch elements {
    case .float64: .float64
    case .float32: .float32
    case .int64: .int64
    case .bool: .bool
    }
  }

  /// How many elements there are.
  public var count: Int { elements.count }

  /// The elements as one type; a fault where they are of another.
  func values<T: ONNXElement>(_ type: T.Type) throws(Fault) -> [T] {
    if let values = T.values(of: elements) { return values }
    throw Fault(.badData, "expected a tensor of \(T.type), got one of \(self.type)")
  }

  /// The only element; a fault where there are more, none, or of another type.
  func single<T: ONNXElement>(_ type: T.Type) throws(Fault) -> T {
    let values = try values(type)
    guard values.count == 1, let value = values.first else {
      throw Fault(.badData, "expected a single element, got shape \(shape)")
    }
    return value
  }
}

extension ONNXTensor.Elements {
  /// How many there are.
  var count: Int {
    switch self {
    case .float64(let values): values.count
    case .float32(let values): values.count
    case .int64(let values): values.count
    case .bool(let values): values.count
    }
  }

  /// New elements put together from runs of these.
  ///
  /// - Parameters:
  ///   - count: how many there will be.
  ///   - fill: calls its argument with the start and the length of each run in order.
  @inline(__always)
  func assembled(_ count: Int, _ fill: ((Int, Int) -> Void) -> Void) -> Self {
    switch self {
    case .float64(let values): .float64(Self.assembled(count, values, fill))
    case .float32(let values): .float32(Self.assembled(count, values, fill))
    case .int64(let values): .int64(Self.assembled(count, values, fill))
    case .bool(let values): .bool(Self.assembled(count, values, fill))
    }
  }

  @inline(__always)
  private static func assembled<T>(
    _ count: Int, _ values: [T], _ fill: ((Int, Int) -> Void) -> Void
  ) -> [T] {
    var result: [T] = []
    result.reserveCapacity(count)
    fill { start, length in
      if length == 1 {
        result.append(values[start])
      } else {
        result.append(contentsOf: values[start..<start + length])
      }
    }
    return result
  }
}
