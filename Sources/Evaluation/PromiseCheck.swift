public import Telemetry

/// Whether false alarms that were counted keep what was promised, as far as the time tells.
///
/// A count of few alarms tells little about the true rate, so the exact Poisson interval (Garwood 1936, Biometrika 28) of
/// the count stands beside it, at 95 %. The promise is broken only where even the interval's lower end is more than the
/// tolerance times it; and where even no alarm at all would leave more than that possible, the time is too short to tell.
public struct PromiseCheck: Sendable, Equatable, Codable {
  /// What a count says of a promise.
  public enum Verdict: String, Sendable, Codable, CaseIterable {
    /// The rate is within the tolerance, and time enough to tell.
    case kept
    /// The rate is within the tolerance, but so it may be by chance: even without an alarm it would not be known.
    case tooShort = "too-short"
    /// The rate is beyond the tolerance, but by no more than chance may give.
    case unclear
    /// The rate is beyond the tolerance, its lower end too.
    case broken
  }

  /// False alarms counted, at least 0.
  public let alarms: Int
  /// The normal time that they were counted in.
  public let watched: TimeSpan
  /// The promised rate a week, above 0.
  public let promisedPerWeek: Double
  /// The rate may be this many times the promise, above 0.
  public let tolerance: Double

  /// Makes a check; a negative count or time acts as 0.
  public init(alarms: Int, watched: TimeSpan, promisedPerWeek: Double, tolerance: Double = 1.5) {
    self.alarms = max(0, alarms)
    self.watched = max(watched, .zero)
    self.promisedPerWeek = promisedPerWeek
    self.tolerance = tolerance
  }

  private var weeks: Double { watched.seconds / 604_800 }

  /// Alarms a week; nil where nothing was watched.
  public var perWeek: Double? { weeks > 0 ? Double(alarms) / weeks : nil }

  /// The lower end of the 95 % interval of the rate a week; nil where nothing was watched.
  public var lowPerWeek: Double? {
    weeks > 0 ? PoissonInterval.of(alarms).lowerBound / weeks : nil
  }

  /// The upper end of the 95 % interval of the rate a week; nil where nothing was watched.
  public var highPerWeek: Double? {
    weeks > 0 ? PoissonInterval.of(alarms).upperBound / weeks : nil
  }

  /// The least time in which not one alarm would show that the promise is kept within the tolerance.
  ///
  /// The upper end after none is −ln 0.025 = 3.69 alarms, so it is 3.69 / (tolerance · promise).
  public var neededTime: TimeSpan {
    // Beyond 200 years of need the exact length does not matter, and the type ends at 292.
    let seconds = PoissonInterval.of(0).upperBound / (tolerance * promisedPerWeek) * 604_800
    return TimeSpan(seconds: min(seconds, 200 * 365 * 86_400))
  }

  /// What the count says.
  ///
  /// With m = tolerance · promise · time alarms allowed and n counted: broken where low(n) > m, else unclear where n > m,
  /// else too short where high(0) > m, else kept.
  public var verdict: Verdict {
    let allowed = tolerance * promisedPerWeek * weeks
    if PoissonInterval.of(alarms).lowerBound > allowed { return .broken }
    if Double(alarms) > allowed { return .unclear }
    return PoissonInterval.of(0).upperBound > allowed ? .tooShort : .kept
  }
}
