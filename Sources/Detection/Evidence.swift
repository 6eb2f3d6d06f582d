public import Diagnostics
internal import Foundation
public import Learning

/// How unusual a score is beside normal ones that no fit has seen, in decades of a conformal p-value.
///
///     p(s) = (1 + #{ normal scores ≥ s }) / (n + 1),   evidence = −log₁₀ p
///
/// Scores of different detectors have no common unit; their evidence has one, so that it can be averaged over
/// detectors and over time. And it is bounded: one row that is beyond everything counts for log₁₀(n + 1) decades and
/// not for as much as a day of rows that are merely strange. Kept as a table with a knot about every tenth of a
/// decade, straight between knots. Beyond the largest normal score, where nothing is known but that p ≤ 1/(n + 1), it
/// rises to log₁₀(n + 1) at twice that score and by one more at twenty times, so that larger still ranks higher, and
/// then stands. Where normal scores are all 0, 1 stands for the largest.
/// Reference: Vovk, Gammerman & Shafer (2005), Algorithmic Learning in a Random World, section 2.2.
public struct Evidence: Sendable, Equatable {
  /// The scores of the knots, rising.
  package let scores: [Double]
  /// The evidence at each knot, rising from 0.
  package let values: [Double]
  /// What evidence gains per score behind each knot; 0 behind the last.
  package let slopes: [Double]

  /// A table from normal scores, NaN left out; without any, evidence is the score itself from 0 to 1.
  ///
  /// O(n log n).
  public init(normal: [Double]) {
    let sorted = normal.filter { !$0.isNaN }.sorted()
    let n = sorted.count
    guard let largest = sorted.last else {
      self.init(scores: [0, 1], values: [0, 1])
      return
    }
    let most = log10(Double(n + 1))
    var scores: [Double] = []
    var values: [Double] = []
    func add(_ index: Int) {
      // Of equal scores all count as at least as large.
      let first = Self.place(of: sorted[index], in: sorted)
      if let last = scores.last, sorted[first] <= last { return }
      scores.append(sorted[first])
      values.append(most - log10(Double(n - first + 1)))
    }
    add(0)
    var decades = 0.0
    while decades < most {
      let atLeast = (pow(10, -decades) * Double(n + 1) - 1).rounded(.down)
      add(min(max(n - Int(atLeast), 0), n - 1))
      decades += 0.1
    }
    add(n - 1)
    let unit = largest > 0 ? largest : 1
    scores += [2 * unit, 20 * unit]
    values += [most, most + 1]
    self.init(scores: scores, values: values)
  }

  private init(scores: [Double], values: [Double]) {
    self.scores = scores
    self.values = values
    slopes = scores.indices.map { k in
      k + 1 < scores.count
        ? (values[k + 1] - values[k]) / (scores[k + 1] - scores[k]) : 0
    }
  }

  /// The evidence of a score, 0 or more; NaN for NaN.
  ///
  /// O(log knots).
  public func callAsFunction(_ score: Double) -> Double {
    if score.isNaN { return .nan }
    // As the exported graph has it: held between the ends, then the segment by the knots below.
    let held = min(max(score, scores[0]), scores[scores.count - 1])
    let knot = max(Self.place(of: held, in: scores) - 1, 0)
    return values[knot] + (held - scores[knot]) * slopes[knot]
  }

  // How many of the sorted values are below one.
  private static func place(of value: Double, in sorted: [Double]) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The knots.
  public var artifact: ModelArtifact {
    ModelArtifact(
      kind: "evidence",
      arrays: [
        "scores": ModelArtifact.Array(scores), "values": ModelArtifact.Array(values),
        "slopes": ModelArtifact.Array(slopes),
      ])
  }

  /// Restores the knots.
  ///
  /// - Throws: ``Fault`` of kind `badData` where they are not rising and finite.
  public init(artifact: ModelArtifact) throws(Fault) {
    guard artifact.kind == "evidence" else {
      throw Fault(.badData, "expected a part of kind 'evidence', got '\(artifact.kind)'")
    }
    let count = max(artifact.arrays["scores"]?.values.count ?? 0, 2)
    scores = try artifact.vector("scores", count: count)
    values = try artifact.vector("values", count: count)
    slopes = try artifact.vector("slopes", count: count)
    for array in [scores, values] {
      for (before, next) in zip(array, array.dropFirst()) where !(before < next) {
        throw Fault(
          .badData, "model 'evidence': knots must rise, got \(next) after \(before)")
      }
    }
    if let bad = (scores + values + slopes).first(where: { !$0.isFinite }) {
      throw Fault(.badData, "model 'evidence': every number must be finite, got \(bad)")
    }
  }
}
