internal import Foundation
public import Diagnostics

/// How demand departs by chance from the network's patterns.
///
/// factor(junction, t) = weekday(t) · season(t) · exp(zone AR(1) + zone's day − σ²/2) · exp(junction AR(1) − σ²/2)
///
/// with the network's own patterns as the course of the day or week beneath. Factors have the mean 1
/// but for weekday and season. Every zone and junction with a demand has a course of its own; nothing
/// depends on the state of the plant.
public struct StochasticDemand: Sendable, Equatable {
  /// Standard deviation of a zone's slow noise, natural logarithm, 0 to 1.
  public var zoneNoise = 0.04
  /// Standard deviation of a junction's own noise, 0 to 1.
  public var junctionNoise = 0.1
  /// What is left of a noise after an hour, 0 to below 1.
  public var persistence = 0.8
  /// Standard deviation of a zone's day, 0 to 1.
  public var dayNoise = 0.05
  /// Amplitude of the year, 0 to 0.9.
  public var season = 0.0
  /// The day of the year of most demand, 1 to 366.
  public var seasonPeak = 200.0
  /// Factor of Saturdays and Sundays, 0 to 10.
  public var weekend = 1.0

  /// The default: noise, but neither season nor weekends.
  public init() {}

  /// The network's own demand without chance.
  public static var none: StochasticDemand {
    var demand = StochasticDemand()
    demand.zoneNoise = 0
    demand.junctionNoise = 0
    demand.dayNoise = 0
    return demand
  }

  /// Whether the factors are always 1.
  public var isNone: Bool {
    zoneNoise == 0 && junctionNoise == 0 && dayNoise == 0 && season == 0 && weekend == 1
  }

  /// One course of demand, row by row.
  public struct Course: Sendable {
    private let demand: StochasticDemand
    private let zones: DemandZones
    private var zoneValues: [Double]
    private var dayValues: [Double]
    private var junctionValues: [Double]
    private var day: Int?

    /// A course that begins; nothing is drawn yet.
    public init(_ demand: StochasticDemand, zones: DemandZones) {
      self.demand = demand
      self.zones = zones
      zoneValues = [Double](repeating: 0, count: zones.count)
      dayValues = zoneValues
      junctionValues = [Double](repeating: 0, count: zones.zones.count)
    }

    /// Goes on to a moment and writes every junction's factor.
    ///
    /// - Parameters:
    ///   - local: Seconds since 1970-01-01 00:00 of the plant's own clock.
    ///   - seconds: Since the moment before; ignored at the first.
    ///   - factors: One per junction.
    ///   - generator: Drawn from as often in every row of the same day count.
    public mutating func advance(
      local: Double, after seconds: Double, factors: inout [Double],
      generator: inout SeededGenerator
    ) {
      let isFirst = day == nil
      // AR(1) with the stationary deviation σ: x ← φ x + σ √(1 − φ²) z, φ = persistence^hours
      let kept = isFirst ? 0 : pow(demand.persistence, seconds / 3_600)
      let fresh = (1 - kept * kept).squareRoot()
      let today = Int((local / 86_400).rounded(.down))
      let isNewDay = today != day
      day = today
      for zone in zoneValues.indices {
        zoneValues[zone] = kept * zoneValues[zone] + demand.zoneNoise * fresh * generator.gaussian()
        if isNewDay { dayValues[zone] = demand.dayNoise * generator.gaussian() }
      }
      let common = calendar(local: local, day: today)
      let (zone, own, days) = (demand.zoneNoise, demand.junctionNoise, demand.dayNoise)
      let centre = (zone * zone + own * own + days * days) / 2
      for junction in junctionValues.indices {
        junctionValues[junction] =
          kept * junctionValues[junction] + own * fresh * generator.gaussian()
        let z = zones.zones[junction]
        factors[junction] =
          common * exp(zoneValues[z] + dayValues[z] + junctionValues[junction] - centre)
      }
    }

    private func calendar(local: Double, day: Int) -> Double {
      // 1970-01-01 was a Thursday: Saturday and Sunday are 5 and 6 from Monday on.
      let weekday = ((day + 3) % 7 + 7) % 7
      let ofYear = (local / 86_400).truncatingRemainder(dividingBy: 365.2425)
      let wave = cos(2 * .pi * (ofYear + 1 - demand.seasonPeak) / 365.2425)
      return (weekday >= 5 ? demand.weekend : 1) * (1 + demand.season * wave)
    }
  }
}
