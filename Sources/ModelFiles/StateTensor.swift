/// One state of an ONNX graph: what a runtime gives in and gets back with every call.
public struct StateTensor: Sendable, Equatable, Codable {
  /// The graph's input, `state.<part>.<name>`.
  public var name: String
  /// The output that becomes the next call's input, `next.<part>.<name>`.
  public var next: String
  /// `float64` or `int64`.
  public var type: String
  /// The extents.
  public var shape: [Int]
  /// The values before the first row, in row-major order.
  public var initial: [Double]

  /// Makes a descriptor.
  public init(name: String, next: String, type: String, shape: [Int], initial: [Double]) {
    self.name = name
    self.next = next
    self.type = type
    self.shape = shape
    self.initial = initial
  }
}
