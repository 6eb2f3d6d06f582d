/// What is known of a unit's time to failure: quantiles of its remaining life, never a bare number.
///
/// Lives are in units of the clock of the histories that were learned from, from 0 to ``cap``. A life
/// that reaches the cap says *at least the cap*: the model does not look further ahead.
public struct SurvivalCurve: Sendable, Equatable, Codable {
  /// Probabilities, strictly ascending in (0, 1).
  public let levels: [Double]
  /// The remaining life that is not exceeded with each probability; ascending, 0 to `cap`.
  public let lives: [Double]
  /// How far the model looks ahead.
  public let cap: Double

  /// Makes a curve; needs a life per level and at least one.
  public init(levels: [Double], lives: [Double], cap: Double) {
    precondition(
      !levels.isEmpty && levels.count == lives.count,
      "a survival curve of \(levels.count) levels needs as many lives, got \(lives.count)")
    self.levels = levels
    self.lives = lives
    self.cap = cap
  }

  /// The remaining life that is not exceeded with probability `level`.
  ///
  /// Linear between two levels; the lowest or highest life beyond them.
  public func quantile(_ level: Double) -> Double {
    guard let above = levels.firstIndex(where: { $0 >= level - Self.sameLevel }) else {
      return lives[lives.count - 1]
    }
    guard above > 0, levels[above] > level + Self.sameLevel else { return lives[above] }
    let (low, high) = (levels[above - 1], levels[above])
    let share = (level - low) / (high - low)
    return lives[above - 1] + share * (lives[above] - lives[above - 1])
  }

  // 1 − 0.9 is not quite 0.1.
  private static let sameLevel = 1e-9

  /// The life that is exceeded with probability ½.
  public var median: Double { quantile(0.5) }

  /// Both ends of an interval that holds the remaining life with probability `coverage`.
  ///
  /// Central, but where the upper end reaches the cap and so is open: what cannot be missed above may
  /// be missed below, and the lower end rises to the 1 − `coverage` quantile.
  public func interval(_ coverage: Double) -> (low: Double, high: Double) {
    let high = quantile((1 + coverage) / 2)
    return (quantile(isCapped(high) ? 1 - coverage : (1 - coverage) / 2), high)
  }

  /// Whether a life reaches the cap, so that it means *at least the cap*.
  public func isCapped(_ life: Double) -> Bool { life >= cap * (1 - 1e-9) }

  /// Whether the central interval holds a true remaining life; an end at the cap is open.
  public func covers(_ life: Double, coverage: Double) -> Bool {
    let (low, high) = interval(coverage)
    return min(life, cap) >= low && (life <= high || isCapped(high))
  }
}
