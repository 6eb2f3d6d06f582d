internal import Diagnostics
internal import Foundation

/// How a zone uses water, as telemetry tells it.
///
///     factor(t) = profile(hour of the week) · within(part of the hour of the day) · (1 + day + deviation(hour of the week) · z(t)),  z an AR(1) of variance 1
///
/// multiplies the network's own demand of all of the zone's junctions; never below 0. A leak, where there is one,
/// flows beside it as pressure lets it.
public struct ZoneDemand: Sendable, Equatable {
  /// The zone's junctions with a demand.
  public var junctions: [Int]
  /// Factor of each hour of the week of the plant's own clock, from Monday 00:00 on: 168 numbers.
  public var profile: [Double]
  /// Factors of the parts of each hour of the day, 24 times as many as rows make an hour; empty: all are 1.
  ///
  /// Use goes over from hour to hour. With steps alone every hour's rows depart alike each day, and a filter of ten-minute
  /// rows takes that for less use and a leak.
  public var within: [Double]
  /// Standard deviation of the noise of each hour of the week, in parts of what is expected: 168 numbers.
  public var deviation: [Double]
  /// What is left of the noise after an hour, 0 to below 1.
  public var persistence: Double
  /// Standard deviation of whole days, in parts of what is expected.
  public var dayDeviation: Double
  /// What is left of a day's departure on the next, 0 to below 1.
  public var dayPersistence: Double
  /// Standard deviation of whole weeks beyond what their days explain, in parts of what is expected; 0 where nothing tells
  /// it.
  public var weekDeviation: Double
  /// What leaks all the time, beside what is used.
  public var leak: ZoneLeak

  /// Makes a zone's demand; 168 numbers each in `profile` and `deviation`.
  public init(
    junctions: [Int], profile: [Double], within: [Double] = [], deviation: [Double],
    persistence: Double = 0, dayDeviation: Double = 0, dayPersistence: Double = 0,
    weekDeviation: Double = 0, leak: ZoneLeak = .none
  ) {
    precondition(
      profile.count == 168 && deviation.count == 168, "a week has 168 hours")
    precondition(within.count.isMultiple(of: 24), "a day has 24 hours")
    self.junctions = junctions
    self.profile = profile
    self.within = within
    self.deviation = deviation
    self.persistence = persistence
    self.dayDeviation = dayDeviation
    self.dayPersistence = dayPersistence
    self.weekDeviation = weekDeviation
    self.leak = leak
  }

  /// What is expected at a moment in seconds since 1970 of the plant's own clock, as a factor.
  func expected(_ local: Double) -> Double {
    let usual = profile[Self.hour(local)]
    return within.isEmpty ? usual : usual * within[Self.part(local, of: within.count)]
  }

  /// Which of so many parts of the day a moment belongs to.
  static func part(_ local: Double, of count: Int) -> Int {
    let second = local - 86_400 * (local / 86_400).rounded(.down)
    return min(count - 1, Int(second * Double(count) / 86_400))
  }

  /// day ← kept · day + fresh · ε, from one to the next: ρ and σ √(1 − ρ²).
  var dayStep: (kept: Double, fresh: Double) {
    (dayPersistence, dayDeviation * (1 - dayPersistence * dayPersistence).squareRoot())
  }

  /// The hour of the week of a moment in seconds since 1970 of the plant's own clock.
  static func hour(_ local: Double) -> Int {
    // 1970-01-01 was a Thursday.
    let hours = Int((local / 3_600).rounded(.down)) + 72
    return (hours % 168 + 168) % 168
  }

  /// The course of several zones, row by row.
  struct Course: Sendable {
    private let zones: [ZoneDemand]
    private let isQuiet: Bool
    private var noise: [Double]
    private var days: [Double]
    private var day: Int?
    private var beginning: DemandBeginning?

    /// A course that begins, drawn or from what is known; a quiet one has no noise.
    init(_ zones: [ZoneDemand], isQuiet: Bool, beginning: DemandBeginning? = nil) {
      self.zones = zones
      self.beginning = beginning
      self.isQuiet = isQuiet
      noise = [Double](repeating: 0, count: zones.count)
      days = noise
    }

    /// Goes on to a moment and writes the factors of the zones' junctions; others stay as they are.
    ///
    /// - Parameters:
    ///   - local: the middle of the time that the row stands for, seconds since 1970 of the plant's clock.
    ///   - seconds: since the moment before; ignored at the first.
    mutating func advance(
      local: Double, after seconds: Double, factors: inout [Double],
      generator: inout SeededGenerator
    ) {
      let hour = ZoneDemand.hour(local)
      let today = Int((local / 86_400).rounded(.down))
      // What is known of the first day is its own departure.
      let isNewDay = today != day && (beginning == nil || day != nil)
      for (index, zone) in zones.enumerated() {
        var factor = zone.expected(local)
        if !isQuiet {
          let kept = day == nil ? 0 : pow(zone.persistence, seconds / 3_600)
          // z ← φ z + √(1 − φ²) ε
          noise[index] =
            kept * noise[index] + (1 - kept * kept).squareRoot() * generator.gaussian()
          if day == nil, let known = beginning {
            noise[index] = known.deviations[index]
            days[index] = known.days[index]
          }
          if isNewDay {
            // Nothing is known of the day before the first.
            let step = day == nil ? (kept: 0, fresh: zone.dayDeviation) : zone.dayStep
            days[index] = step.kept * days[index] + step.fresh * generator.gaussian()
          }
          let drift = beginning?.drifts[index] ?? 0
          factor *= max(0, 1 + days[index] + drift + zone.deviation[hour] * noise[index])
        }
        for junction in zone.junctions { factors[junction] = factor }
      }
      day = today
      beginning?.goOn(after: seconds)
    }
  }
}

/// What is known of zones' demand when a course begins: one number per zone each.
struct DemandBeginning: Sendable {
  /// The noise of the first row, in standard deviations.
  var deviations: [Double]
  /// Slow deviations in parts of what is expected.
  var drifts: [Double]
  /// By how much the first day departs, in parts of what is expected.
  var days: [Double]
  /// Seconds after which 1/e of a slow deviation is left.
  var memory: Double

  // drift ← drift · e^(−Δt / memory)
  mutating func goOn(after seconds: Double) {
    for zone in drifts.indices { drifts[zone] *= exp(-seconds / memory) }
  }
}
