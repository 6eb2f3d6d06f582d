extension TreeEnsemble {
  /// The same trees with sums from 0 on that single numbers hold exactly, whatever the order.
  ///
  /// The base goes, each tree is moved up or down until its least leaf is 0, and leaves are rounded to
  /// multiples of a power of two, as small as sums of at most 24 bits allow. But for a constant, a sum changes by
  /// at most 2⁻²³ of the largest one per tree.
  /// So a runtime that adds in single or double precision, on any number of threads, gives the same bits.
  public func withExactSums() -> TreeEnsemble {
    let least = trees.map { tree in
      tree.reduce(Double.infinity) { $1.feature == nil ? min($0, Double($1.value)) : $0 }
    }
    let total = zip(trees, least).reduce(0.0) { sum, pair in
      sum
        + pair.0.reduce(0.0) { $1.feature == nil ? max($0, Double($1.value) - pair.1) : $0 }
    }
    // total < 2^(exponent + 1), so total / step < 2²³, and rounding up a leaf per tree stays below 2²⁴.
    let step = total > 0 ? Double(sign: .plus, exponent: total.exponent - 22, significand: 1) : 1
    return TreeEnsemble(
      features: features, base: 0,
      trees: zip(trees, least).map { tree, least in
        tree.map { node in
          var moved = node
          let value = Double(node.value) - least
          moved.value = Float(node.feature == nil ? (value / step).rounded() * step : value)
          return moved
        }
      })
  }
}
