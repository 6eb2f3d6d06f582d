internal import Diagnostics

/// Greater, Less, Equal, And and Or: whether two elements stand in a relation, with broadcasting; a
/// comparison is false where one is NaN.
struct RelationKernel: ONNXKernel {
  private enum Relation {
    case greater, less, equal, and, or
  }

  static let greater = maker(.greater)
  static let less = maker(.less)
  static let equal = maker(.equal)
  static let and = maker(.and)
  static let or = maker(.or)

  private let relation: Relation

  private static func maker(_ relation: Relation) -> ONNXOperatorCatalog.Maker {
    { (node: ONNXNode, _: inout ONNXPreparation) throws(Fault) -> any ONNXKernel in
      try node.expect(inputs: 2...2)
      return RelationKernel(relation: relation)
    }
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let (a, b) = (try activation.operand(0), try activation.operand(1))
    switch relation {
    case .less: return [try ascending(a, b)]
    // a > b is b < a.
    case .greater: return [try ascending(b, a)]
    case .equal: return [try equal(a, b)]
    case .and: return [try Elementwise.map(a, b) { (x: Bool, y: Bool) in x && y }]
    case .or: return [try Elementwise.map(a, b) { (x: Bool, y: Bool) in x || y }]
    }
  }

  private func ascending(_ small: ONNXTensor, _ large: ONNXTensor) throws(Fault) -> ONNXTensor {
    if small.type == .int64 {
      return try Elementwise.map(small, large) { (a: Int64, b: Int64) in a < b }
    }
    return try Elementwise.map(small, large) { (a: Double, b: Double) in a < b }
  }

  private func equal(_ a: ONNXTensor, _ b: ONNXTensor) throws(Fault) -> ONNXTensor {
    switch a.type {
    case .float64: return try Elementwise.map(a, b) { (x: Double, y: Double) in x == y }
    case .float32: return try Elementwise.map(a, b) { (x: Float, y: Float) in x == y }
    case .int64: return try Elementwise.map(a, b) { (x: Int64, y: Int64) in x == y }
    case .bool: return try Elementwise.map(a, b) { (x: Bool, y: Bool) in x == y }
    }
  }
}
