/// The neutral, serialisable form of a fitted model: names, numbers and arrays, nothing else.
///
/// Models write one and are made again from one; exporters turn it into files without knowing the
/// model's type. Composite models nest `parts`.
public struct ModelArtifact: Sendable, Equatable {
  /// A dense array of doubles in row-major order.
  public struct Array: Sendable, Equatable {
    /// The extents, outermost first; the product equals the number of values.
    public let shape: [Int]
    /// The values in row-major order.
    public let values: [Double]

    /// Makes an array; the shape must fit the values.
    public init(shape: [Int], values: [Double]) {
      precondition(
        shape.reduce(1, *) == values.count,
        "an array of shape \(shape) cannot hold \(values.count) values")
      self.shape = shape
      self.values = values
    }
  }

  /// What it is: a catalog id such as `var-innovations`, or `suite`, `chain`.
  public var kind: String
  /// Settings and facts that are texts.
  public var texts: [String: String]
  /// Settings and facts that are numbers.
  public var numbers: [String: Double]
  /// Lists of names, such as the tags in order.
  public var lists: [String: [String]]
  /// The fitted arrays.
  public var arrays: [String: Array]
  /// The models that this one is made of, in order.
  public var parts: [ModelArtifact]

  /// Makes an artifact.
  public init(
    kind: String, texts: [String: String] = [:], numbers: [String: Double] = [:],
    lists: [String: [String]] = [:], arrays: [String: Array] = [:], parts: [ModelArtifact] = []
  ) {
    self.kind = kind
    self.texts = texts
    self.numbers = numbers
    self.lists = lists
    self.arrays = arrays
    self.parts = parts
  }
}
