internal import Diagnostics
internal import Foundation
internal import Learning

/// One tree of random cuts; a leaf's value is less the more cuts lead to it.
struct IsolationTree {
  /// The root first, children behind their parents.
  private(set) var nodes: [TreeEnsemble.Node] = []
  private let rows: [[Double]]
  private let deepest: Int

  /// Cuts the chosen rows, whose cells lie on the grid of features.
  init(_ rows: [[Double]], chosen: [Int], _ generator: inout SeededGenerator) {
    self.rows = rows
    var deepest = 0
    while 1 << deepest < chosen.count { deepest += 1 }
    self.deepest = deepest
    _ = grow(chosen, depth: 0, &generator)
  }

  // The place of the new node; its value is minus the mean path of its rows.
  private mutating func grow(
    _ chosen: [Int], depth: Int, _ generator: inout SeededGenerator
  ) -> (place: Int, value: Double) {
    let place = nodes.count
    nodes.append(.init(value: 0))
    guard depth < deepest, chosen.count > 1,
      let (feature, threshold) = cut(chosen, &generator)
    else {
      let value = -(Double(depth) + Self.meanPath(of: chosen.count))
      nodes[place].value = Float(value)
      return (place, value)
    }
    let left = grow(
      chosen.filter { rows[$0][feature] < Double(threshold) }, depth: depth + 1, &generator)
    let right = grow(
      chosen.filter { rows[$0][feature] >= Double(threshold) }, depth: depth + 1, &generator)
    let share =
      Double(chosen.count { rows[$0][feature] < Double(threshold) }) / Double(chosen.count)
    let value = share * left.value + (1 - share) * right.value
    nodes[place] = .init(
      feature: feature, threshold: threshold, left: left.place, right: right.place,
      missingGoesLeft: true, value: Float(value))
    return (place, value)
  }

  // A tag that varies among the rows, and a place between its least and its greatest cell; nil where none varies.
  private func cut(
    _ chosen: [Int], _ generator: inout SeededGenerator
  ) -> (feature: Int, threshold: Float)? {
    var varying: [(feature: Int, least: Double, greatest: Double)] = []
    for feature in rows[chosen[0]].indices {
      var (least, greatest) = (Double.infinity, -Double.infinity)
      for row in chosen {
        least = min(least, rows[row][feature])
        greatest = max(greatest, rows[row][feature])
      }
      if least < greatest { varying.append((feature, least, greatest)) }
    }
    guard !varying.isEmpty else { return nil }
    let own = varying[generator.index(below: varying.count)]
    let place = own.least + generator.uniform() * (own.greatest - own.least)
    // On the grid above the least: both sides have rows, and a single number holds it.
    let step = 1 / FeatureGrid.density
    let threshold = min(own.greatest, max(own.least + step, (place / step).rounded(.up) * step))
    return (own.feature, Float(threshold))
  }

  // c(n) = 2 H(n − 1) − 2 (n − 1)/n, the mean path of an unsuccessful search in a binary tree of n.
  static func meanPath(of n: Int) -> Double {
    guard n > 2 else { return n == 2 ? 1 : 0 }
    let count = Double(n)
    return 2 * (log(count - 1) + 0.5772156649015329) - 2 * (count - 1) / count
  }
}
