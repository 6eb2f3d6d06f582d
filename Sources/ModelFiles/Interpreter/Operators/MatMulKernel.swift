internal import Diagnostics

/// MatMul: the matrix product of doubles over the last two extents, as numpy's `matmul`.
///
/// A vector on the left is a row, one on the right a column, and that extent goes; the extents
/// before the last two are broadcast. Plain loops, so that the check does not share a library with
/// what it checks. O(batch · m · k · n).
struct MatMulKernel: ONNXKernel {
  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 2...2)
    return MatMulKernel()
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let (left, right) = (try activation.operand(0), try activation.operand(1))
    guard !left.shape.isEmpty, !right.shape.isEmpty else {
      throw Fault(
        .badData, "a product needs extents on both sides, got \(left.shape) and \(right.shape)")
    }
    let leftShape = left.shape.count == 1 ? [1] + left.shape : left.shape
    let rightShape = right.shape.count == 1 ? right.shape + [1] : right.shape
    let m = leftShape[leftShape.count - 2]
    let k = leftShape[leftShape.count - 1]
    let n = rightShape[rightShape.count - 1]
    guard rightShape[rightShape.count - 2] == k else {
      throw Fault(
        .badData,
        "the product of \(left.shape) and \(right.shape) needs equal inner extents, "
          + "got \(k) and \(rightShape[rightShape.count - 2])")
    }
    let walk = try BroadcastWalk(Array(leftShape.dropLast(2)), Array(rightShape.dropLast(2)))
    var shape = walk.shape
    if left.shape.count > 1 { shape.append(m) }
    if right.shape.count > 1 { shape.append(n) }
    let count = try ONNXShape.count(shape)
    // Both are at most 2²⁷.
    try activation.budget.spend(count * k)

    let (a, b) = (try left.values(Double.self), try right.values(Double.self))
    var result = [Double](repeating: 0, count: count)
    if count > 0 {
      var block = 0
      walk.forEachRun { x, y, _ in
        for i in 0..<walk.length {
          Self.add(
            a, from: (x + i * walk.steps.0) * m * k, b, from: (y + i * walk.steps.1) * k * n,
            to: &result, from: block * m * n, m: m, k: k, n: n)
          block += 1
        }
      }
    }
    return [ONNXTensor(of: shape, result)]
  }

  /// C += A B for one pair of matrices.
  private static func add(
    _ a: [Double], from startA: Int, _ b: [Double], from startB: Int,
    to c: inout [Double], from startC: Int, m: Int, k: Int, n: Int
  ) {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        c.withUnsafeMutableBufferPointer { c in
          for i in 0..<m {
            let row = startC + i * n
            for p in 0..<k {
              let factor = a[startA + i * k + p]
              let other = startB + p * n
              for j in 0..<n { c[row + j] += factor * b[other + j] }
            }
          }
        }
      }
    }
  }
}
