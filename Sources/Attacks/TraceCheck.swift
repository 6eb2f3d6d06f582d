internal import LinearAlgebra
internal import Twin

/// What a check of one simulated trace against the same run without its tampering found.
public struct TraceCheck: Sendable, Codable, Equatable {
  /// Whether nothing differs, bit for bit, before the first tampered row: in what was true, what controllers
  /// were told and what the historian stored.
  public var isUntouchedBefore: Bool
  /// How far the stored value of each tag was moved on average in the tampered rows, in parts of its usual
  /// span; 0 for tags without a span, and everywhere where nothing was tampered with.
  public var effect: [Double]
  /// True values of continuous tags before the first tampered row.
  public var values: Int
  /// Those of them within 5 % of the usual span around the usual range.
  public var usualValues: Int
  /// How many rows of accounts there are from the first tampered row on, as far as both runs tell them.
  public var balances: Int
  /// Those of them that close as the untouched run's do, within the account's tolerance.
  public var closedBalances: Int
  /// Stored values that are neither numbers nor missing: infinite ones.
  public var brokenValues: Int

  /// Whether the stored values differ in a tampered row from what they would have been.
  public var hasEffect: Bool { effect.contains { $0 > 0 } }

  /// Compares two runs of the same chance; O(rows · tags).
  init(
    of attacked: LoopTrace, against untouched: LoopTrace, tampered rows: Range<Int>,
    surface: AttackSurface, balance: (any ProcessBalance)?
  ) {
    let count = attacked.times.count
    let before = rows.isEmpty ? count : rows.lowerBound
    let pairs = [
      (attacked.truth, untouched.truth), (attacked.controller, untouched.controller),
      (attacked.historian, untouched.historian),
    ]
    isUntouchedBefore = pairs.allSatisfy { own, other in
      surface.tags.indices.allSatisfy { tag in
        (0..<before).allSatisfy { own[$0, tag].bitPattern == other[$0, tag].bitPattern }
      }
    }
    effect = surface.tags.indices.map { tag in
      let span = surface.profiles[tag].span
      guard span > 0, !rows.isEmpty else { return 0 }
      var sum = 0.0
      for row in rows {
        let (own, other) = (attacked.historian[row, tag], untouched.historian[row, tag])
        // A lost value is as much of an effect as a usual one: it is counted as a whole span.
        sum += own.isNaN == other.isNaN ? (own.isNaN ? 0 : abs(own - other) / span) : 1
      }
      return sum / Double(rows.count)
    }
    values = 0
    usualValues = 0
    brokenValues = 0
    for tag in surface.tags.indices {
      for row in 0..<count where attacked.historian[row, tag].isInfinite { brokenValues += 1 }
      let profile = surface.profiles[tag]
      guard profile.states.isEmpty, profile.span > 0 else { continue }
      let margin = 0.05 * profile.span
      let usual = (profile.low - margin)...(profile.high + margin)
      for row in 0..<before where !attacked.truth[row, tag].isNaN {
        values += 1
        if usual.contains(attacked.truth[row, tag]) { usualValues += 1 }
      }
    }
    let rest = rows.isEmpty ? count..<count : rows.lowerBound..<count
    (balances, closedBalances) =
      balance.map { Self.balanced($0, attacked, untouched, in: rest) } ?? (0, 0)
  }

  private static func balanced(
    _ balance: any ProcessBalance, _ attacked: LoopTrace, _ untouched: LoopTrace,
    in rows: Range<Int>
  ) -> (told: Int, closed: Int) {
    if rows.isEmpty { return (0, 0) }
    let accounts = zip(
      balance.accounts(of: attacked.truth, at: attacked.times),
      balance.accounts(of: untouched.truth, at: untouched.times))
    var (told, closed) = (0, 0)
    for (own, other) in accounts {
      for row in rows {
        let apart = own.unexplained[row] - other.unexplained[row]
        guard !apart.isNaN else { continue }
        told += 1
        if abs(apart) <= other.tolerance { closed += 1 }
      }
    }
    return (told, closed)
  }
}
