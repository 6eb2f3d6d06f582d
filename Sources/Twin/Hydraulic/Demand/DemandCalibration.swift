internal import Foundation
internal import HydraulicLanes
internal import Hydraulics
package import Learning
internal import Telemetry

/// Zone demands from normal telemetry: what each balanced zone used, hour by hour of the week, and how it
/// departs from that.
package struct DemandCalibration {
  /// What is known of a zone, with how sure it is.
  package struct Found {
    package var demand: ZoneDemand
    /// Use over the network's own demand, all hours together, with its standard error.
    package var scale: Double
    package var scaleError: Double
    /// How many rows told the profile.
    package var rows: Int
    /// The 95 % interval of the mean deviation of its noise; nil where nobody asks or too few days tell it.
    package var noise: ClosedRange<Double>?
  }

  private let twin: HydraulicTwin
  private let record: ProcessRecord
  /// What leaks from zones, by their junctions.
  private let leaks: [[Int]: LeakCalibration.Taken]
  /// What chance derives from; nil: intervals of noise are not asked.
  private let seed: UInt64?

  /// Fewer weeks tell no hour of the week: their hours of the day are taken.
  private static let fewestWeeks = 4
  /// Fewer steady rows tell no zone at all.
  private static let fewestRows = 100

  /// Asks a record; what leaks from a zone is none of its use.
  package init(
    _ twin: HydraulicTwin, _ record: ProcessRecord, leaks: [LeakCalibration.Found] = [],
    seed: UInt64? = nil
  ) {
    self.seed = seed
    self.twin = twin
    self.record = record
    self.leaks = Dictionary(
      leaks.compactMap { found in found.taken.map { (found.junctions, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// The zones that the record tells, in their order.
  package func zones() -> [Found] {
    BalancedZones(twin.network, points: twin.points).zones.compactMap(found)
  }

  /// A row's use over what the network expects of the zone.
  private struct Sample {
    var row: Int
    var hour: Int
    var day: Int
    /// The middle of the time that it stands for, seconds since 1970 of the plant's clock.
    var local: Double
    var use: Double
    var expected: Double
    var isSteady: Bool
    /// Rows in which flows were switched are read less exactly: their variance is several times as large.
    var weight: Double { isSteady ? 1 : 0.2 }
  }

  private func found(_ zone: BalancedZones.Zone) -> Found? {
    let use = ZoneUse(record, zone)
    let leak = leaks[zone.junctions]
    let half = record.interval.seconds / 2
    let samples = record.times.indices.compactMap { row -> Sample? in
      guard use.use[row].isFinite else { return nil }
      let local = twin.local(record.times[row]) - half
      let expected = self.expected(zone.junctions, before: record.times[row])
      guard expected > 0 else { return nil }
      return Sample(
        row: row, hour: ZoneDemand.hour(local), day: Int((local / 86_400).rounded(.down)),
        local: local,
        use: use.use[row] - (leak?.flows[row] ?? 0), expected: expected, isSteady: use.isSteady[row]
      )
    }
    let steady = samples.filter(\.isSteady)
    let weeks = Set(samples.map { ($0.day + 3) / 7 }).count
    guard steady.count >= Self.fewestRows, weeks >= 1 else { return nil }
    let total = samples.reduce(0) { $0 + $1.weight * $1.expected }
    let scale = samples.reduce(0) { $0 + $1.weight * $1.use } / total
    guard scale > 0 else { return nil }
    let profile = Self.profile(samples, isWeekly: weeks >= Self.fewestWeeks, scale: scale)
    let within = Self.within(
      samples, profile: profile, perHour: ResidualCourse.perHour(record.interval.seconds))
    func usual(_ sample: Sample) -> Double {
      profile[sample.hour] * sample.expected
        * (within.isEmpty ? 1 : within[ZoneDemand.part(sample.local, of: within.count)])
    }
    let departures: [ResidualCourse.Residual] = steady.map {
      (
        $0.row, $0.hour, $0.day,
        usual($0) > 0 ? $0.use / usual($0) - 1 : 0
      )
    }
    let seconds = record.interval.seconds
    let residuals = ResidualCourse(departures, secondsPerRow: seconds)
    // What lasts makes rows tell less than their number: σ² / n for noise, and that of days beside it, which count less
    // where one is like the next: (1 + ρ) / (1 − ρ).
    let alike = (1 + residuals.dayPersistence) / (1 - residuals.dayPersistence)
    let days = Double(Set(steady.map(\.day)).count)
    let error =
      scale
      * (residuals.deviation * residuals.deviation / Double(steady.count)
      + residuals.dayDeviation * residuals.dayDeviation * alike / days).squareRoot()
    return Found(
      demand: ZoneDemand(
        junctions: zone.junctions, profile: profile, within: within, deviation: residuals.byHour,
        persistence: residuals.persistence, dayDeviation: residuals.dayDeviation,
        dayPersistence: residuals.dayPersistence, weekDeviation: WeekDeviation.of(departures),
        leak: leak?.leak ?? .none),
      scale: scale, scaleError: error, rows: steady.count,
      noise: seed.flatMap {
        ResidualCourse.interval(departures, secondsPerRow: seconds, seed: $0)
      })
  }

  /// Use over what the profile expects by the parts of each hour of the day; none where a row is an hour.
  ///
  /// Drawn towards 1 as the profile is towards its mean.
  private static func within(
    _ samples: [Sample], profile: [Double], perHour: Int
  ) -> [Double] {
    if perHour < 2 { return [] }
    let count = 24 * perHour
    var use = [Double](repeating: 0, count: count)
    var expected = use
    var days = [Set<Int>](repeating: [], count: count)
    for sample in samples {
      let part = ZoneDemand.part(sample.local, of: count)
      use[part] += sample.weight * sample.use
      expected[part] += sample.weight * sample.expected * profile[sample.hour]
      days[part].insert(sample.day)
    }
    let ratios = (0..<count).map { expected[$0] > 0 ? use[$0] / expected[$0] : 1 }
    var squares = [Double](repeating: 0, count: count)
    var weights = squares
    for sample in samples where sample.expected * profile[sample.hour] > 0 {
      let part = ZoneDemand.part(sample.local, of: count)
      let residual = sample.use / (sample.expected * profile[sample.hour]) - ratios[part]
      squares[part] += sample.weight * residual * residual
      weights[part] += sample.weight
    }
    let chance = (0..<count).map { part -> Double in
      guard days[part].count > 1, weights[part] > 0 else { return .infinity }
      return squares[part] / weights[part] / Double(days[part].count - 1)
    }
    var (spread, mean, number) = (0.0, 0.0, 0.0)
    for part in 0..<count where chance[part].isFinite {
      spread += (ratios[part] - 1) * (ratios[part] - 1)
      mean += chance[part]
      number += 1
    }
    if number == 0 { return [] }
    let between = max(0, (spread - mean) / number)
    return (0..<count).map { part -> Double in
      guard chance[part].isFinite, between + chance[part] > 0 else { return 1 }
      return max(0, 1 + (ratios[part] - 1) * between / (between + chance[part]))
    }
  }

  /// The network's own demand over the time before a row, m³/s.
  func expected(_ junctions: [Int], before time: Timestamp) -> Double {
    let middle =
      twin.fileOffset(time + record.interval * -1) + Int(record.interval.seconds / 2)
    return twin.network.demand(of: junctions, at: middle) * ReadingUnits.si.volume
  }

  /// Use over expectation by hour of the week; of the day where weeks are few.
  ///
  /// An hour's own ratio is drawn towards that of all hours as far as its spread over the weeks says that it
  /// may be chance: r̂ = r̄ + (r − r̄) · τ² / (τ² + s²/n), τ² the variance between hours beyond chance
  /// (empirical Bayes; Efron and Morris 1975, section 2).
  private static func profile(_ samples: [Sample], isWeekly: Bool, scale: Double) -> [Double] {
    let bins = isWeekly ? 168 : 24
    var use = [Double](repeating: 0, count: bins)
    var expected = use
    var counts = use
    for sample in samples {
      use[sample.hour % bins] += sample.weight * sample.use
      expected[sample.hour % bins] += sample.weight * sample.expected
      counts[sample.hour % bins] += sample.weight
    }
    let ratios = (0..<bins).map { expected[$0] > 0 ? use[$0] / expected[$0] : .nan }
    var squares = [Double](repeating: 0, count: bins)
    for sample in samples {
      let bin = sample.hour % bins
      let residual = sample.use / sample.expected - ratios[bin]
      squares[bin] += sample.weight * residual * residual
    }
    // Rows of one hour and day go together: days, not rows, are what chance draws.
    var days = [Set<Int>](repeating: [], count: bins)
    for sample in samples { days[sample.hour % bins].insert(sample.day) }
    let chance = (0..<bins).map { bin in
      let count = min(counts[bin], Double(days[bin].count))
      return count > 1 ? squares[bin] / counts[bin] / (count - 1) : Double.infinity
    }
    let known = (0..<bins).filter { ratios[$0].isFinite && chance[$0].isFinite }
    guard !known.isEmpty else { return [Double](repeating: scale, count: 168) }
    let spread =
      known.reduce(0) { $0 + (ratios[$1] - scale) * (ratios[$1] - scale) } / Double(known.count)
    let between = max(0, spread - known.reduce(0) { $0 + chance[$1] } / Double(known.count))
    return (0..<168).map { hour in
      let bin = hour % bins
      guard ratios[bin].isFinite, chance[bin].isFinite, between + chance[bin] > 0 else {
        return scale
      }
      return max(0, scale + (ratios[bin] - scale) * between / (between + chance[bin]))
    }
  }
}
