/// The best cut of a node's cases into two by one feature.
///
///     gain = G v − G_l v_l − G_r v_r,   v = −G / (H + 1e-15)
///
/// with G and H the sums of gradients and hessians (Chen and Guestrin 2016, equations 5 to 7, λ = γ = 0).
struct NodeSplit: Sendable {
  /// What is known of the cases of a node.
  struct Sums: Sendable {
    /// How many.
    var count: Int
    /// Σ gradient.
    var gradient: Double
    /// Σ hessian.
    var hessian: Double

    /// What a leaf of these cases adds, before it is shrunk.
    var value: Double { -gradient / (hessian + 1e-15) }
  }

  /// By how much the loss falls, to second order; above 0.
  var gain: Double
  /// The feature.
  var feature: Int
  /// The last bin on the left.
  var bin: Int
  /// The cases on the left.
  var left: Sums
  /// The cases on the right.
  var right: Sums

  /// A smaller sum of hessians on a side is no split.
  static let leastHessian = 1e-3

  /// One bin of a feature's histogram.
  struct Bin {
    var count: Int32 = 0
    var gradient = 0.0
    var hessian = 0.0
  }

  /// The best cut between two bins of a feature; the leftmost of equal ones, nil where none gains.
  ///
  /// `loss` is G v of the node, with the value that its own split gave it. O(bins).
  static func best(
    of histogram: UnsafeMutableBufferPointer<Bin>, feature: Int, node: Sums, loss: Double,
    leastCases: Int, above least: Double
  ) -> NodeSplit? {
    var best: NodeSplit?
    var highest = least
    var left = Sums(count: 0, gradient: 0, hessian: 0)
    for bin in 0..<max(histogram.count - 1, 0) where histogram[bin].count > 0 {
      left.count += Int(histogram[bin].count)
      left.gradient += histogram[bin].gradient
      left.hessian += histogram[bin].hessian
      let right = Sums(
        count: node.count - left.count, gradient: node.gradient - left.gradient,
        hessian: node.hessian - left.hessian)
      if left.count < leastCases || left.hessian < leastHessian { continue }
      if right.count < leastCases || right.hessian < leastHessian { break }
      let gain = loss - left.gradient * left.value - right.gradient * right.value
      guard gain > highest else { continue }
      highest = gain
      best = NodeSplit(gain: gain, feature: feature, bin: bin, left: left, right: right)
    }
    return best
  }
}
