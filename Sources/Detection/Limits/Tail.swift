public import Diagnostics

/// The level that the peaks of normal scores pass as often as the budget allows: extreme-value tail (POT).
///
/// Alarms under a low threshold t are peaks, λ of them a week; a generalised Pareto distribution is fitted to
/// what their largest scores exceed t by, and
///
///     limit = t + σ/ξ · ((budget / λ)^−ξ − 1),   for ξ = 0:  t − σ ln(budget / λ)
///
/// So a budget rarer than the normal time is long can be kept, as far as the tail goes on as it began. Where t
/// alone keeps the budget, the counted limit stands. Peaks are parted by hold and merging, as alarms are.
/// Source: Pickands (1975); Coles (2001), An Introduction to Statistical Modeling of Extreme Values, chapter 4;
/// for streams: Siffer et al. (2017), KDD, whose maximum likelihood is replaced by probability-weighted moments,
/// which need no search and are better on fewer than 500 peaks: Hosking & Wallis (1987), Technometrics 29(3).
public struct Tail: LimitRule {
  /// The id in configuration files.
  public static let id = "tail"
  /// What it is.
  public static let summary =
    "the level that the tail of normal peaks (POT) passes as often as the budget allows"
  /// The fewest peaks that a tail is fitted to.
  public static let fewestPeaks = 10

  /// The share of normal rows above the threshold of peaks, 0.001 to 0.2.
  public let share: Double

  /// Reads `share`.
  public init(_ fields: inout Fields) {
    share = fields.number("share", default: 0.02, in: 0.001...0.2)
  }

  /// The share.
  public var settings: [String: String] { ["share": "\(share)"] }

  /// The return level of the budget; O(n log n).
  ///
  /// - Throws: ``Fault`` of kind `badData` where there are fewer than ten peaks.
  public func limit(
    for blocks: [ScoredRows], budget: AlarmBudget, counted: Double
  ) throws(Fault) -> Double {
    let sorted = blocks.flatMap(\.scores).filter { !$0.isNaN }.sorted()
    let above = Int((share * Double(sorted.count)).rounded(.down))
    let threshold = sorted[sorted.count - 1 - min(above, sorted.count - 1)]
    let peaks = blocks.flatMap { Self.peaks(of: $0, latch: budget.latch, above: threshold) }
    let weeks = blocks.reduce(0) { $0 + $1.weeks }
    let rate = Double(peaks.count) / weeks
    if rate <= budget.eventsPerWeek { return counted }
    guard peaks.count >= Self.fewestPeaks else {
      throw Fault(
        .badData,
        "the tail of normal scores has \(peaks.count) peaks, it takes at least \(Self.fewestPeaks)",
        hint: "give more normal time or a larger 'share' than \(share), or use 'counted'")
    }
    let tail = ParetoTail(excesses: peaks.map { $0 - threshold })
    return max(
      threshold + tail.level(exceededBy: budget.eventsPerWeek / rate), .leastNormalMagnitude)
  }

  /// The largest score of each alarm that a threshold gives.
  static func peaks(of rows: ScoredRows, latch: AlarmLatch, above threshold: Double) -> [Double] {
    var peaks: [Double] = []
    var wasOn = false
    for (isOn, score) in zip(rows.alarms(latch, limit: threshold), rows.scores) {
      if isOn, !wasOn { peaks.append(score) }
      if isOn, score > peaks[peaks.count - 1] { peaks[peaks.count - 1] = score }
      wasOn = isOn
    }
    return peaks
  }
}
