/// What the elements of a tensor are: the types that Tocsin's graphs use, by ONNX's numbers.
public enum ONNXElementType: Int32, Sendable, Equatable {
  /// IEEE 754 single numbers: what trees give. Not declared, kept or calculated with, but cast.
  case float32 = 1
  /// Signed whole numbers of 64 bits.
  case int64 = 7
  /// Truth values.
  case bool = 9
  /// IEEE 754 doubles.
  case float64 = 11
}

/// One extent of a declared shape.
public enum ONNXExtent: Sendable, Equatable {
  /// Exactly this many.
  case fixed(Int)
  /// The same number wherever the name stands in the inputs and outputs of the model.
  case named(String)
  /// Any number.
  case open
}

/// An input or output of a graph: its name and what may be given there.
public struct ONNXPort: Sendable, Equatable {
  /// The name.
  public let name: String
  /// What the elements are.
  public let type: ONNXElementType
  /// The extents, outermost first.
  public let shape: [ONNXExtent]
}

/// An element of a tensor in Swift: Double, Float, Int64 or Bool.
protocol ONNXElement: Sendable, Equatable {
  static var type: ONNXElementType { get }
  /// The values, where they are of this type.
  static func values(of elements: ONNXTensor.Elements) -> [Self]?
  static func elements(_ values: [Self]) -> ONNXTensor.Elements
}

/// An element that can be calculated with.
protocol ONNXNumber: ONNXElement, Comparable {
  static func sum(_ a: Self, _ b: Self) -> Self
  static func difference(_ a: Self, _ b: Self) -> Self
  static func product(_ a: Self, _ b: Self) -> Self
  /// The larger; NaN where one is NaN, as numpy's `maximum` has it.
  static func larger(_ a: Self, _ b: Self) -> Self
  /// The smaller; NaN where one is NaN, as numpy's `minimum` has it.
  static func smaller(_ a: Self, _ b: Self) -> Self
  static var zero: Self { get }
  /// What no number is below.
  static var lowest: Self { get }
}

extension Double: ONNXNumber {
  static var type: ONNXElementType { .float64 }
  static var lowest: Double { -.infinity }
  static func values(of elements: ONNXTensor.Elements) -> [Double]? {
    if case .float64(let values) = elements { return values }
    return nil
  }
  static func elements(_ values: [Double]) -> ONNXTensor.Elements { .float64(values) }
  @inline(__always) static func sum(_ a: Double, _ b: Double) -> Double { a + b }
  @inline(__always) static func difference(_ a: Double, _ b: Double) -> Double { a - b }
  @inline(__always) static func product(_ a: Double, _ b: Double) -> Double { a * b }
  @inline(__always) static func larger(_ a: Double, _ b: Double) -> Double {
    a.isNaN || a > b ? a : b
  }
  @inline(__always) static func smaller(_ a: Double, _ b: Double) -> Double {
    a.isNaN || a < b ? a : b
  }
}

extension Float: ONNXElement {
  static var type: ONNXElementType { .float32 }
  static func values(of elements: ONNXTensor.Elements) -> [Float]? {
    if case .float32(let values) = elements { return values }
    return nil
  }
  static func elements(_ values: [Float]) -> ONNXTensor.Elements { .float32(values) }
}

/// Whole numbers wrap around as two's complement does.
extension Int64: ONNXNumber {
  static var type: ONNXElementType { .int64 }
  static var lowest: Int64 { .min }
  static func values(of elements: ONNXTensor.Elements) -> [Int64]? {
    if case .int64(let values) = elements { return values }
    return nil
  }
  static func elements(_ values: [Int64]) -> ONNXTensor.Elements { .int64(values) }
  @inline(__always) static func sum(_ a: Int64, _ b: Int64) -> Int64 { a &+ b }
  @inline(__always) static func difference(_ a: Int64, _ b: Int64) -> Int64 { a &- b }
  @inline(__always) static func product(_ a: Int64, _ b: Int64) -> Int64 { a &* b }
  @inline(__always) static func larger(_ a: Int64, _ b: Int64) -> Int64 { a > b ? a : b }
  @inline(__always) static func smaller(_ a: Int64, _ b: Int64) -> Int64 { a < b ? a : b }
}

extension Bool: ONNXElement {
  static var type: ONNXElementType { .bool }
  static func values(of elements: ONNXTensor.Elements) -> [Bool]? {
    if case .bool(let values) = elements { return values }
    return nil
  }
  static func elements(_ values: [Bool]) -> ONNXTensor.Elements { .bool(values) }
}
