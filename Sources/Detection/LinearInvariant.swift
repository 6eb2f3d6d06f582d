internal import Foundation
internal import Telemetry

/// One relation of ``Invariants`` over a standardised row and the one before it: Σ w x = 0.
struct LinearInvariant {
  /// The tag that the others explain.
  let target: Int
  /// Whether it is about the change of a stock.
  let isBalance: Bool
  /// The tags that explain it, each with its weight.
  let terms: [(tag: Int, weight: Double)]
  /// Weights by place among *[row, row before]*.
  let weights: [(place: Int, weight: Double)]

  /// From a relation of the variables values, means, changes, a third each.
  init(_ relation: RelationSearch.Relation, tags count: Int) {
    target = relation.target % count
    isBalance = relation.target >= 2 * count
    terms = zip(relation.terms, relation.weights).map { ($0 % count, $1) }
    var weights = [(place: target, weight: 1.0)]
    if relation.target < count {
      for term in terms { weights.append((term.tag, -term.weight)) }
    } else {
      weights.append((count + target, -1))
      for term in terms {
        weights.append((term.tag, -term.weight / 2))
        weights.append((count + term.tag, -term.weight / 2))
      }
    }
    self.weights = weights
  }

  /// What it says, in engineering units less a constant: `change of L_T2 = 0.0021 F_PU4 − 0.0013 F_V2`.
  func text(_ tags: [Tag], scale: [Double]) -> String {
    let parts = terms.enumerated().map { place, term -> String in
      let weight = term.weight * scale[target] / scale[term.tag]
      let sign = weight < 0 ? (place == 0 ? "−" : " − ") : place == 0 ? "" : " + "
      return sign + String(format: "%.4g ", abs(weight)) + tags[term.tag].id
    }
    return (isBalance ? "change of " : "") + tags[target].id + " = " + parts.joined()
  }
}
