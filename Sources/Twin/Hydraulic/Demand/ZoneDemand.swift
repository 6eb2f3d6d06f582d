internal import Diagnostics
internal import Foundation

/// How a zone uses water, as telemetry tells it.
///
///     factor(t) = profile(hour of the week) · (1 + day + deviation(hour of the week) · z(t)),  z an AR(1) of variance 1
///
/// multiplies the network's own demand of all of the zone's junctions; never below 0.
public struct ZoneDemand: Sendable, Equatable {
  /// The zone's junctions with a demand.
  public var junctions: [Int]
  /// Factor of each hour of the week of the plant's own clock, from Monday 00:00 on: 168 numbers.
  public var profile: [Double]
  /// Standard deviation of the noise of each hour of the week, in parts of what is expected: 168 numbers.
  public var deviation: [Double]
  /// What is left of the noise after an hour, 0 to below 1.
  public var persistence: Double
  /// Standard deviation of whole days, in parts of what is expected.
  public var dayDeviation: Double

  /// Makes a zone's demand; 168 numbers each in `profile` and `deviation`.
  public init(
    junctions: [Int], profile: [Double], deviation: [Double], persistence: Double = 0,
    dayDeviation: Double = 0
  ) {
    precondition(
      profile.count == 168 && deviation.count == 168, "a week has 168 hours")
    self.junctions = junctions
    self.profile = profile
    self.deviation = deviation
    self.persistence = persistence
    self.dayDeviation = dayDeviation
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

    /// A course that begins; a quiet one has no noise.
    init(_ zones: [ZoneDemand], isQuiet: Bool) {
      self.zones = zones
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
      let isNewDay = today != day
      for (index, zone) in zones.enumerated() {
        var factor = zone.profile[hour]
        if !isQuiet {
          let kept = day == nil ? 0 : pow(zone.persistence, seconds / 3_600)
          // z ← φ z + √(1 − φ²) ε
          noise[index] =
            kept * noise[index] + (1 - kept * kept).squareRoot() * generator.gaussian()
          if isNewDay { days[index] = zone.dayDeviation * generator.gaussian() }
          factor *= max(0, 1 + days[index] + zone.deviation[hour] * noise[index])
        }
        for junction in zone.junctions { factors[junction] = factor }
      }
      day = today
    }
  }
}
