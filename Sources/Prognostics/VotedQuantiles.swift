/// Quantiles of numbers that units vote for, made to hold for a unit that is not among them.
///
/// Rows of one unit are alike, so the plain quantile of n units' rows holds fewer of a new unit's than it
/// says, and the conformal level (n + 1)/n, which is right for one row per unit, holds more. Each unit in
/// turn is judged by the others' quantile; the smallest of five steps from the one level to the other that
/// holds enough is taken.
package struct VotedQuantiles: Sendable {
  /// Numbers in ascending order, each with its unit and its votes.
  private let cells: [(value: Double, unit: Int, share: Double)]
  /// Units with votes, each with their sum.
  private let units: [(index: Int, share: Double)]
  private let total: Double
  /// How many units' worth of votes there are: (Σᵤ Vᵤ)² / Σᵤ Vᵤ².
  package let votes: Double

  /// The numbers must ascend; votes must be above 0.
  package init(_ cells: [(value: Double, unit: Int, share: Double)]) {
    self.cells = cells
    var sums: [Int: Double] = [:]
    for cell in cells { sums[cell.unit, default: 0] += cell.share }
    units = sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    total = units.reduce(0) { $0 + $1.share }
    let squares = units.reduce(0) { $0 + $1.share * $1.share }
    votes = squares > 0 ? total * total / squares : 0
  }

  /// The number that is not exceeded with probability `level` by a unit that is not among these.
  ///
  /// The plain quantile at ½; 0 without votes.
  package func honestQuantile(_ level: Double) -> Double {
    guard votes > 0 else { return 0 }
    guard level != 0.5, units.count > 1 else { return quantile(level, low: level < 0.5) }
    let isLow = level < 0.5
    let conformal =
      isLow ? max(0, (level * (votes + 1) - 1) / votes) : min(1, level * (votes + 1) / votes)
    for step in 0..<4 {
      let tried = level + Double(step) / 4 * (conformal - level)
      if held(by: tried, low: isLow) >= (isLow ? 1 - level : level) * total {
        return quantile(tried, low: isLow)
      }
    }
    return quantile(conformal, low: isLow)
  }

  /// The number that a share `p` of the votes of all units but one does not exceed (or falls below).
  private func quantile(_ p: Double, low: Bool, without out: (index: Int, share: Double)? = nil)
    -> Double
  {
    let needed = p * (total - (out?.share ?? 0))
    var reached = 0.0
    var last = cells[cells.count - 1].value
    for cell in cells where cell.unit != out?.index {
      reached += cell.share
      last = cell.value
      // Rounding of the running sum must not push a probability of 1 past the last number.
      if low ? reached > needed : reached >= needed * (1 - 1e-12) { return cell.value }
    }
    return last
  }

  /// Votes of all units that lie on the right side of the quantile of the other units.
  private func held(by p: Double, low: Bool) -> Double {
    var edges: [Int: Double] = [:]
    for unit in units { edges[unit.index] = quantile(p, low: low, without: unit) }
    return cells.reduce(0) { sum, cell in
      guard let edge = edges[cell.unit] else { return sum }
      return (low ? cell.value >= edge : cell.value <= edge) ? sum + cell.share : sum
    }
  }
}
