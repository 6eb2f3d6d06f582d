/// How far the truth lay from predictions of units that a model had not seen, by predicted life.
///
/// At each knot: weighted quantiles of the residuals near it (see ``VotedQuantiles``). Between knots
/// offsets are linear, so that no last bit of a prediction can tip a jump.
/// Source: Vovk et al. (2005), Algorithmic Learning in a Random World, Mondrian predictors.
struct ConformalOffsets: Sendable, Equatable {
  /// Probabilities, ascending.
  let levels: [Double]
  /// Predicted lives, strictly ascending.
  let knots: [Double]
  /// What to add to a prediction at each knot, a list per knot with a value per level, ascending.
  let offsets: [[Double]]

  /// One prediction of a unit that the model had not seen.
  struct Residual: Sendable {
    /// The unit.
    let unit: Int
    /// Its vote: 1 / the unit's rows.
    let weight: Double
    /// The predicted life.
    let predicted: Double
    /// The true life, capped, less the predicted one.
    let residual: Double
  }

  /// The levels that models tell.
  static let usualLevels = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95]
  /// Units' worth of votes that a knot must have; poorer knots are left out.
  static let leastVotes = 8.0

  /// Quantiles after a prediction, 0 to `cap`, ascending.
  func lives(after predicted: Double, cap: Double) -> [Double] {
    var lives = offsets[0]
    for k in 0..<knots.count - 1 {
      let share = min(max((predicted - knots[k]) / (knots[k + 1] - knots[k]), 0), 1)
      for l in lives.indices { lives[l] += share * (offsets[k + 1][l] - offsets[k][l]) }
    }
    // Offsets ascend along levels, but for the last bit of the sums above.
    var highest = 0.0
    return lives.map { offset in
      highest = max(highest, min(max(predicted + offset, 0), cap))
      return highest
    }
  }

  /// Learns offsets at up to `most` evenly spaced knots from 0 to `cap`.
  ///
  /// - Complexity: O(knots · levels · units · residuals near a knot).
  init(
    _ residuals: [Residual], cap: Double, levels: [Double] = usualLevels, most: Int = 9
  ) {
    self.levels = levels
    var knots = (0..<most).map { cap * Double($0) / Double(most - 1) }
    let ordered = residuals.sorted { ($0.residual, $0.unit) < ($1.residual, $1.unit) }
    var voted = knots.indices.map { Self.voted(ordered, knots, $0) }
    while knots.count > 1,
      let poorest = voted.indices.min(by: { voted[$0].votes < voted[$1].votes }),
      voted[poorest].votes < Self.leastVotes
    {
      knots.remove(at: poorest)
      voted = knots.indices.map { Self.voted(ordered, knots, $0) }
    }
    self.knots = knots
    offsets = voted.map { voted in
      // Each level is widened by itself; a wider one never lies inside a narrower one.
      var values = levels.map { voted.honestQuantile($0) }
      for l in values.indices.dropFirst() { values[l] = max(values[l], values[l - 1]) }
      return values
    }
  }

  init(levels: [Double], knots: [Double], offsets: [[Double]]) {
    self.levels = levels
    self.knots = knots
    self.offsets = offsets
  }

  /// The residuals near a knot: votes fall like a hat to 0 at the knots beside it.
  private static func voted(_ residuals: [Residual], _ knots: [Double], _ k: Int) -> VotedQuantiles
  {
    VotedQuantiles(
      residuals.compactMap { r in
        let y = r.predicted
        var share = r.weight
        if y < knots[k], k > 0 { share *= (y - knots[k - 1]) / (knots[k] - knots[k - 1]) }
        if y > knots[k], k + 1 < knots.count {
          share *= (knots[k + 1] - y) / (knots[k + 1] - knots[k])
        }
        return share > 0 ? (r.residual, r.unit, share) : nil
      })
  }
}
