internal import Diagnostics

/// Which rows of a range weigh more.
public enum PositionalBias: String, Sendable, CaseIterable {
  /// Every row weighs the same.
  case flat
  /// The first row weighs most: early detection.
  case front
  /// The last row weighs most.
  case back
  /// The rows in the middle weigh most.
  case middle

  /// Σ δ(t, length) for t = 1 … rows: exact.
  ///
  ///     δ flat 1, front L − t + 1, back t, middle t for t ≤ L/2 and L − t + 1 beyond
  func sum(first rows: Int, of length: Int) -> Int {
    func triangle(_ k: Int) -> Int { k * (k + 1) / 2 }
    return switch self {
    case .flat: rows
    case .front: rows * length - triangle(rows - 1)
    case .back: triangle(rows)
    case .middle:
      rows <= length / 2
        ? triangle(rows)
        : triangle(length / 2) + triangle(length - length / 2) - triangle(length - rows)
    }
  }
}

/// What a range earns that several others overlap.
public enum OverlapCardinality: String, Sendable, CaseIterable {
  /// The same as for one.
  case one
  /// Divided by their number: an attack told in pieces is told worse.
  case reciprocal
}

/// Precision and recall over ranges instead of rows.
///
///     reward(R) = α · [R meets any P] + (1 − α) · γ(number of P that meet R) · Σ ω(R, R ∩ P)
///     ω(R, part) = Σ δ over the part / Σ δ over R
///
/// Recall is the mean reward of labelled ranges, precision that of alarm ranges with α = 0.
/// Source: Tatbul et al. (2018), "Precision and Recall for Time Series", NeurIPS, section 4.
public struct RangeReward: Sendable, Equatable {
  /// α, 0 to 1: the part that being met at all earns.
  public let existence: Double
  /// δ: which rows of a range weigh more.
  public let bias: PositionalBias
  /// γ: what several ranges earn together.
  public let cardinality: OverlapCardinality

  /// Makes a reward; α is held between 0 and 1.
  public init(
    existence: Double = 0, bias: PositionalBias = .flat,
    cardinality: OverlapCardinality = .reciprocal
  ) {
    self.existence = min(max(existence, 0), 1)
    self.bias = bias
    self.cardinality = cardinality
  }

  /// Reads `existence` (0 to 1), `bias` and `cardinality`.
  init(_ fields: inout Fields, existence: Double) {
    let bias = fields.word(
      "bias", default: PositionalBias.flat.rawValue, of: PositionalBias.allCases.map(\.rawValue))
    let cardinality = fields.word(
      "cardinality", default: OverlapCardinality.reciprocal.rawValue,
      of: OverlapCardinality.allCases.map(\.rawValue))
    self.init(
      existence: fields.number("existence", default: existence, in: 0...1),
      bias: PositionalBias(rawValue: bias) ?? .flat,
      cardinality: OverlapCardinality(rawValue: cardinality) ?? .reciprocal)
  }

  /// The mean reward of `ranges`; nil where there is none.
  ///
  /// Both lists ascend without overlaps, and no range is empty. O(ranges + others).
  package func mean(of ranges: [Range<Int>], metBy others: [Range<Int>]) -> Double? {
    guard !ranges.isEmpty else { return nil }
    var sum = 0.0
    var next = 0
    for range in ranges {
      while next < others.count, others[next].upperBound <= range.lowerBound { next += 1 }
      var met = 0
      var weight = 0
      var index = next
      while index < others.count, others[index].lowerBound < range.upperBound {
        let part = others[index].clamped(to: range)
        weight +=
          bias.sum(first: part.upperBound - range.lowerBound, of: range.count)
          - bias.sum(first: part.lowerBound - range.lowerBound, of: range.count)
        met += 1
        index += 1
      }
      guard met > 0 else { continue }
      let share = Double(weight) / Double(bias.sum(first: range.count, of: range.count))
      let factor = cardinality == .one ? 1 : 1 / Double(met)
      sum += existence + (1 - existence) * factor * share
    }
    return sum / Double(ranges.count)
  }
}
