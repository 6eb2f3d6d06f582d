internal import Diagnostics

/// Gather: the elements at given places of an axis; negative places count from the end.
///
/// The shape of the places stands where the axis was.
struct GatherKernel: ONNXKernel {
  private let axis: Int64

  @Sendable static func make(
    _ node: ONNXNode, _: inout ONNXPreparation
  ) throws(Fault) -> any ONNXKernel {
    try node.expect(inputs: 2...2, attributes: ["axis"])
    return GatherKernel(axis: try node.int("axis") ?? 0)
  }

  func run(_ activation: inout ONNXActivation) throws(Fault) -> [ONNXTensor] {
    let (a, places) = (try activation.operand(0), try activation.operand(1))
    let axis = try ONNXShape.axis(axis, rank: a.shape.count)
    let extent = a.shape[axis]
    var indices: [Int] = []
    indices.reserveCapacity(places.count)
    for place in try places.values(Int64.self) {
      indices.append(try ONNXPlace.index(place, in: extent))
    }
    let shape = Array(a.shape[..<axis]) + places.shape + Array(a.shape[(axis + 1)...])
    let count = try ONNXShape.count(shape)
    let length = ONNXShape.product(a.shape[(axis + 1)...])
    let outer = count == 0 ? 0 : ONNXShape.product(a.shape[..<axis])
    let elements = a.elements.assembled(count) { take in
      for block in 0..<outer {
        for index in indices { take((block * extent + index) * length, length) }
      }
    }
    return [ONNXTensor(of: shape, elements)]
  }
}

/// Places that a graph computes.
enum ONNXPlace {
  /// An index from 0 on; negative ones count from the end, others are a fault.
  static func index(_ place: Int64, in extent: Int) throws(Fault) -> Int {
    let limit = Int64(extent)
    guard place >= -limit, place < limit else {
      throw Fault(
        .badData, "index \(place) is outside of an extent of \(extent)")
    }
    return Int(place < 0 ? place + limit : place)
  }
}
