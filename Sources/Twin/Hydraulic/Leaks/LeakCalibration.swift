internal import Foundation
internal import Hydraulics
package import Learning
internal import LinearAlgebra
internal import Telemetry

/// What of the use of balanced zones a record shows to be a leak: to follow pressure.
///
/// A leak's part λ of the use (``LeakRegression``) is drawn towards none, which it is before anything is seen, and kept
/// within what can be:
///
///     λ = λ̂ · τ² / (τ² + σ²),  σ_λ² = σ² τ² / (τ² + σ²),  0 ≤ λ ≤ 1
///
/// It is taken where it is above 4 deviations and above a twentieth of the use. An interval that goes from no leak to all
/// of the use, or a deviation not below half of τ, is said not to be told: where pressure hardly varies, no record tells
/// use from leak.
package struct LeakCalibration {
  /// A zone's leak and what came of it.
  package struct Found: Sendable {
    /// The zone's junctions with a demand.
    package var junctions: [Int]
    /// In parts of what the zone uses, leak and all, 0 to 1.
    package var share: Double
    /// Its 95 % interval.
    package var low: Double
    package var high: Double
    /// Whether the record tells it.
    package var isTold: Bool
    /// What the twin takes; nil: none.
    package var taken: Taken?
  }

  /// A leak that the twin takes.
  package struct Taken: Sendable {
    /// The leak.
    package var leak: ZoneLeak
    /// What it let out over the time before each row, m³/s.
    package var flows: [Double]
  }

  private let twin: HydraulicTwin
  private let record: ProcessRecord
  private let threads: Int

  /// τ: before anything is seen half of the use may leak.
  private static let prior = 0.5
  /// A deviation that is not below this part of τ tells nothing.
  private static let told = 0.5
  /// Leaks below this are within what a network's other errors make.
  private static let least = 0.05
  private static let leastDeviations = 4.0

  /// Asks a record whose tags are the twin's; zones and their hours of the week are calibrated.
  package init(_ twin: HydraulicTwin, _ record: ProcessRecord, threads: Int) {
    self.twin = twin
    self.record = record
    self.threads = threads
  }

  /// Finds the leaks of the twin's balanced zones, in their order.
  ///
  /// O(rows · solution of the network).
  /// - Throws: Hydraulics without a solution.
  package func leaks() throws -> [Found] {
    let zones = BalancedZones(twin.network, points: twin.points).zones
    let known = twin.zoneDemands.enumerated().compactMap { index, demand in
      zones.first { $0.junctions == demand.junctions }.map { (index, $0) }
    }
    guard !known.isEmpty else { return [] }
    let courses = try ZonePressure(twin, record).courses(threads: threads)
    return known.map { found($0.1, courses.column($0.0)) }
  }

  private func found(_ zone: BalancedZones.Zone, _ pressure: [Double]) -> Found {
    let use = ZoneUse(record, zone)
    let half = record.interval.seconds / 2
    let locals = record.times.map { twin.local($0) - half }
    let course = LeakRegression.Course(
      use: use.use, isSteady: use.isSteady, pressure: pressure,
      flows: zone.borders.map { record.column($0.tag) },
      levels: zone.tanks.map { record.column($0.tag) }, follows: record.follows,
      hours: locals.map(ZoneDemand.hour),
      days: locals.map { Int(($0 / 86_400).rounded(.down)) },
      rowsPerHour: max(1, Int((3_600 / record.interval.seconds).rounded())))
    guard let fit = LeakRegression(course) else {
      return Found(junctions: zone.junctions, share: 0, low: 0, high: 1, isTold: false)
    }
    // λ = λ̂ · τ² / (τ² + σ²),  σ_λ² = σ² τ² / (τ² + σ²)
    let drawn = Self.prior * Self.prior / (Self.prior * Self.prior + fit.deviation * fit.deviation)
    let deviation = fit.deviation * drawn.squareRoot()
    let share = min(max(fit.value * drawn, 0), 1)
    let (low, high) = (max(share - 1.96 * deviation, 0), min(share + 1.96 * deviation, 1))
    guard deviation < Self.told * Self.prior, low > 0 || high < 1 else {
      return Found(junctions: zone.junctions, share: 0, low: 0, high: 1, isTold: false)
    }
    let isTaken = share > Self.leastDeviations * deviation && share > Self.least
    return Found(
      junctions: zone.junctions, share: share, low: low, high: high, isTold: true,
      taken: isTaken ? taken(share, course) : nil)
  }

  // The leak that lets out so much of the use on average.
  private func taken(_ share: Double, _ course: LeakRegression.Course) -> Taken? {
    func mean(_ column: [Double]) -> Double {
      let there = column.filter(\.isFinite)
      return there.reduce(0, +) / Double(max(1, there.count))
    }
    let usual = mean(course.pressure)
    guard usual > 0 else { return nil }
    let flow = share * mean(course.use)
    // q = C · S
    let coefficient = flow / usual
    let flows = course.pressure.indices.map { row -> Double in
      let before = course.pressure[max(0, row - 1)]
      let over = coefficient * (before + course.pressure[row]) / 2
      return over.isFinite ? over : flow
    }
    return Taken(leak: ZoneLeak(flow: flow, coefficient: coefficient), flows: flows)
  }
}
