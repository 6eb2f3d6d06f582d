internal import Diagnostics

/// Shape: the extents of a tensor.
struct ShapeKernel: ONNXKernel {
  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 1...1)
    return ShapeKernel()
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let shape = try activation.operand(0).shape
    return [ONNXTensor(of: [shape.count], shape.map { Int64($0) })]
  }
}

/// Unsqueeze: extents of one put in at given axes of the result.
struct UnsqueezeKernel: ONNXKernel {
  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 2...2)
    return UnsqueezeKernel()
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let a = try activation.operand(0)
    let axes = try activation.operand(1).values(Int64.self)
    var shape = a.shape
    let rank = shape.count + axes.count
    guard rank <= ONNXShape.maximumRank else {
      throw Fault(
        .badData, "a tensor has at most \(ONNXShape.maximumRank) extents, got \(rank)")
    }
    for axis in try ONNXShape.axes(axes, rank: rank) {
      shape.insert(1, at: axis)
    }
    return [ONNXTensor(of: shape, a.elements)]
  }
}

/// Squeeze: extents of one taken away at given axes, or all of them.
struct SqueezeKernel: ONNXKernel {
  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 1...2)
    return SqueezeKernel()
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let a = try activation.operand(0)
    var shape = a.shape
    guard let given = activation.optional(1) else {
      return [ONNXTensor(of: shape.filter { $0 != 1 }, a.elements)]
    }
    let axes = try ONNXShape.axes(given.values(Int64.self), rank: shape.count)
    for axis in axes.reversed() {
      guard shape[axis] == 1 else {
        throw Fault(.badData, "axis \(axis) of \(a.shape) must have extent 1")
      }
      shape.remove(at: axis)
    }
    return [ONNXTensor(of: shape, a.elements)]
  }
}

/// Expand: a tensor repeated to a shape that it is broadcast with.
struct ExpandKernel: ONNXKernel {
  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 2...2)
    return ExpandKernel()
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let a = try activation.operand(0)
    let target = try activation.operand(1).values(Int64.self).map { Int(clamping: $0) }
    _ = try ONNXShape.count(target)
    let walk = try BroadcastWalk(a.shape, target)
    let elements = a.elements.assembled(walk.count) { take in
      walk.forEachRun { start, _, _ in
        if walk.steps.0 == 1 {
          take(start, walk.length)
        } else {
          for i in 0..<walk.length { take(start + i * walk.steps.0, 1) }
        }
      }
    }
    return [ONNXTensor(of: walk.shape, elements)]
  }
}
