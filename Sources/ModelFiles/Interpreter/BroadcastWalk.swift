internal import Diagnostics

/// Goes through up to three tensors that are stretched to one shape, run by run.
///
/// Extents that all tensors go through evenly are taken together, so that runs are long.
struct BroadcastWalk {
  /// The common shape.
  let shape: [Int]
  /// Its number of elements.
  let count: Int
  /// How many elements a run has.
  let length: Int
  /// How far the next element of a run is, for each tensor.
  let steps: (Int, Int, Int)
  private let extents: [Int]
  private let strides: [(Int, Int, Int)]

  /// Plans the walk; a fault where the shapes do not fit each other.
  init(_ a: [Int], _ b: [Int], _ c: [Int] = []) throws(Fault) {
    let shape = try ONNXShape.broadcast(ONNXShape.broadcast(a, b), c)
    self.shape = shape
    count = try ONNXShape.count(shape)
    let (x, y, z) = (
      Self.strides(a, in: shape), Self.strides(b, in: shape), Self.strides(c, in: shape)
    )
    // Innermost first.
    var extents = [1]
    var strides = [(0, 0, 0)]
    for axis in shape.indices.reversed() where shape[axis] != 1 {
      let last = extents.count - 1
      let (extent, step) = (extents[last], strides[last])
      if extent == 1 {
        extents[last] = shape[axis]
        strides[last] = (x[axis], y[axis], z[axis])
      } else if x[axis] == step.0 * extent, y[axis] == step.1 * extent, z[axis] == step.2 * extent {
        extents[last] = extent * shape[axis]
      } else {
        extents.append(shape[axis])
        strides.append((x[axis], y[axis], z[axis]))
      }
    }
    length = extents[0]
    steps = strides[0]
    self.extents = Array(extents.dropFirst())
    self.strides = Array(strides.dropFirst())
  }

  /// The strides of a tensor along the common shape: 0 where it is stretched.
  private static func strides(_ own: [Int], in shape: [Int]) -> [Int] {
    let known = ONNXShape.strides(own)
    let missing = shape.count - own.count
    return shape.indices.map { axis in
      axis < missing || own[axis - missing] == 1 ? 0 : known[axis - missing]
    }
  }

  /// Calls `body` with the place of each run's first element in each tensor, in row-major order.
  @inline(__always)
  func forEachRun(_ body: (Int, Int, Int) -> Void) {
    if count == 0 { return }
    var position = [Int](repeating: 0, count: extents.count)
    var (x, y, z) = (0, 0, 0)
    while true {
      body(x, y, z)
      var axis = 0
      while axis < extents.count {
        position[axis] += 1
        x += strides[axis].0
        y += strides[axis].1
        z += strides[axis].2
        if position[axis] < extents[axis] { break }
        x -= strides[axis].0 * extents[axis]
        y -= strides[axis].1 * extents[axis]
        z -= strides[axis].2 * extents[axis]
        position[axis] = 0
        axis += 1
      }
      if axis == extents.count { return }
    }
  }
}

/// Functions of elements, on tensors that are stretched to each other.
enum Elementwise {
  /// `f` of every element.
  @inline(__always)
  static func map<A, R>(_ a: [A], _ f: (A) -> R) -> [R] {
    [R](unsafeUninitializedCapacity: a.count) { result, count in
      for i in 0..<a.count { result.initializeElement(at: i, to: f(a[i])) }
      count = a.count
    }
  }

  /// `f` of every pair of elements.
  @inline(__always)
  static func map<A: ONNXElement, B: ONNXElement, R: ONNXElement>(
    _ left: ONNXTensor, _ right: ONNXTensor, _ f: (A, B) -> R
  ) throws(Fault) -> ONNXTensor {
    let a = try left.values(A.self)
    let b = try right.values(B.self)
    // The cases that fill most graphs, without a plan.
    if left.shape == right.shape {
      return ONNXTensor(of: left.shape, map(a, b, by: (1, 1), count: a.count, f))
    }
    if b.count == 1, right.shape.count <= left.shape.count {
      return ONNXTensor(of: left.shape, map(a, b, by: (1, 0), count: a.count, f))
    }
    if a.count == 1, left.shape.count <= right.shape.count {
      return ONNXTensor(of: right.shape, map(a, b, by: (0, 1), count: b.count, f))
    }
    let walk = try BroadcastWalk(left.shape, right.shape)
    let (stepA, stepB, _) = walk.steps
    let values = [R](unsafeUninitializedCapacity: walk.count) { result, count in
      var next = 0
      walk.forEachRun { x, y, _ in
        for i in 0..<walk.length {
          result.initializeElement(at: next + i, to: f(a[x + i * stepA], b[y + i * stepB]))
        }
        next += walk.length
      }
      count = next
    }
    return ONNXTensor(of: walk.shape, values)
  }

  @inline(__always)
  private static func map<A, B, R>(
    _ a: [A], _ b: [B], by step: (Int, Int), count: Int, _ f: (A, B) -> R
  ) -> [R] {
    [R](unsafeUninitializedCapacity: count) { result, filled in
      for i in 0..<count {
        result.initializeElement(at: i, to: f(a[i * step.0], b[i * step.1]))
      }
      filled = count
    }
  }
}
