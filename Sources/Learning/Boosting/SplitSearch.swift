/// Finds the best cut of a node over all features.
///
/// Gradients are single numbers and their sums double ones, so that sums of some thousands are exact in any
/// order.
struct SplitSearch {
  private let cases: BinnedCases
  private let gradients: [Float]
  private let hessians: [Float]
  private let leastCases: Int

  init(_ cases: BinnedCases, _ gradients: [Float], _ hessians: [Float], leastCases: Int) {
    self.cases = cases
    self.gradients = gradients
    self.hessians = hessians
    self.leastCases = leastCases
  }

  /// The sums of some cases.
  func sums(_ members: ArraySlice<Int>) -> NodeSplit.Sums {
    var sums = NodeSplit.Sums(count: members.count, gradient: 0, hessian: 0)
    for index in members {
      sums.gradient += Double(gradients[index])
      sums.hessian += Double(hessians[index])
    }
    return sums
  }

  /// The best cut; the first feature of equal ones, nil where none gains.
  ///
  /// O(features · (cases + bins)).
  func best(_ members: ArraySlice<Int>, sums: NodeSplit.Sums, value: Double) -> NodeSplit? {
    let loss = sums.gradient * value
    var best: NodeSplit?
    var histogram = [NodeSplit.Bin](repeating: NodeSplit.Bin(), count: 256)
    histogram.withUnsafeMutableBufferPointer { histogram in
      cases.bins.withUnsafeBufferPointer { bins in
        members.withUnsafeBufferPointer { members in
          for (feature, limits) in cases.features.enumerated() where !limits.limits.isEmpty {
            let used = UnsafeMutableBufferPointer(rebasing: histogram[0...limits.limits.count])
            used.update(repeating: NodeSplit.Bin())
            let column = feature * cases.count
            for index in members {
              let bin = Int(bins[column + index])
              used[bin].count += 1
              used[bin].gradient += Double(gradients[index])
              used[bin].hessian += Double(hessians[index])
            }
            let found = NodeSplit.best(
              of: used, feature: feature, node: sums, loss: loss, leastCases: leastCases,
              above: best?.gain ?? 0)
            if let found { best = found }
          }
        }
      }
    }
    return best
  }
}
