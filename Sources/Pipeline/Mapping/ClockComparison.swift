internal import Foundation
internal import LinearAlgebra
internal import Hydraulics
internal import Ingest
internal import Telemetry
internal import Twin

/// The hours at which a site uses water against those at which the model does.
///
/// Where measured pumps and valves cut the network into zones whose tanks are all measured, inflow
/// minus storage is the zone's demand, whatever the controls did.
struct ClockComparison {
  /// Hours by which the site uses water later than the model; nil where the two cannot be compared.
  private(set) var shift: Double?
  /// Why they cannot be compared.
  private(set) var notice: String?
  /// Correlations of the two profiles as declared, and shifted.
  private var matches = (declared: 0.0, shifted: 0.0)

  /// Less is within what hourly samples tell, hours.
  private static let leastShift = 0.6
  /// Profiles that match less say nothing about hours.
  private static let leastMatch = 0.8

  init(
    _ solution: MappingSolution, declared: [Int: MappingEvidence.Place], frame: Frame
  ) {
    let (tags, zones) = Self.zones(solution, declared)
    guard !zones.isEmpty else {
      notice = "measured flows and levels close no part of the network whose use they could tell"
      return
    }
    guard frame.count > 48 else {
      notice = "\(frame.count) rows are too few, at least 49 are needed"
      return
    }
    let site = solution.site
    let day = 86_400.0
    let seconds = frame.times.map { Double($0.nanoseconds) / 1e9 }
    // Hourly samples fill hourly bins; finer ones would be filled from the hour before.
    let bins = 24
    var sums = [Double](repeating: 0, count: bins)
    var counts = sums
    for k in 0..<frame.count - 1 {
      let step = seconds[k + 1] - seconds[k]
      guard step > 0, step <= 3_700 else { continue }
      var use = 0.0
      for border in zones.flatMap(\.borders) {
        let values = site.tags[tags[border.tag]].course.values
        use += border.inflow * (values[k] + values[k + 1]) / 2
      }
      for tank in zones.flatMap(\.tanks) {
        let values = site.tags[tags[tank.tag]].course.values
        use -= tank.volume * (values[k + 1] - values[k]) / step
      }
      guard use.isFinite else { continue }
      // The balance is of the time between the samples.
      let middle = (seconds[k] + step / 2).truncatingRemainder(dividingBy: day)
      let bin = Int(middle / day * Double(bins)) % bins
      sums[bin] += use
      counts[bin] += 1
    }
    let profile = Self.filled(zip(sums, counts).map { $1 > 0 ? $0 / $1 : .nan })
    let expected = Self.demand(
      solution.evidence.model.network, zones.flatMap(\.junctions), bins: bins)
    compare(profile, expected)
  }

  private mutating func compare(_ seen: [Double], _ expected: [Double]) {
    let bins = seen.count
    guard seen.allSatisfy(\.isFinite) else {
      notice = "no two rows follow each other within the hour"
      return
    }
    func match(_ shift: Int) -> Double {
      SampledCourse.correlation(
        SampledCourse((0..<bins).map { seen[($0 + shift + bins) % bins] }), SampledCourse(expected))
    }
    let half = bins / 2
    let all = (-half..<half).map { ($0, match($0)) }
    guard let best = all.max(by: { $0.1 < $1.1 }), best.1 >= Self.leastMatch else {
      let match = all.map(\.1).max() ?? 0
      notice =
        "the use that flows and levels tell is like the model's at no hour: correlation at best "
        + "\(Numbers.plain(match)), at least \(Numbers.plain(Self.leastMatch)) is needed"
      return
    }
    let (before, after) = (match(best.0 - 1), match(best.0 + 1))
    let bend = before - 2 * best.1 + after
    let part = bend < 0 ? 0.5 * (before - after) / bend : 0
    shift = (Double(best.0) + part) * 24 / Double(bins)
    matches = (match(0), best.1)
  }

  /// A clock that is off; nil where the two agree or cannot be compared.
  var finding: MappingCheck.Finding? {
    guard let shift, abs(shift) >= Self.leastShift else { return nil }
    let words = "\(Numbers.plain(abs(shift))) h \(shift > 0 ? "later" : "earlier")"
    return MappingCheck.Finding(
      kind: .clock, tag: nil,
      text: "water is used \(words) by the site's clock than by the model's patterns: correlation "
        + "\(Numbers.plain(matches.declared)) as declared, \(Numbers.plain(matches.shifted)) shifted",
      hint:
        "check the plant's timezone, the twin's (process: timezone), summer time and the model's "
        + "START CLOCKTIME")
  }

  /// Bins without a value take the one before.
  private static func filled(_ values: [Double]) -> [Double] {
    guard var last = values.last(where: \.isFinite) else { return values }
    return values.map { value in
      if value.isFinite { last = value }
      return last
    }
  }

  /// Demand by time of day of some junctions, over all days of their patterns.
  private static func demand(_ network: Network, _ junctions: [Int], bins: Int) -> [Double] {
    let times = network.times
    let length = 7 * 86_400
    let step = 86_400 / bins
    var profile = [Double](repeating: 0, count: bins)
    for second in stride(from: step / 2, to: length, by: step) {
      let clock = (second + times.startClock) % 86_400
      profile[clock * bins / 86_400] += network.demand(of: junctions, at: second)
    }
    return profile
  }

  /// The zones that the declared places close; their tags are places in `tags`.
  private static func zones(
    _ solution: MappingSolution, _ declared: [Int: MappingEvidence.Place]
  ) -> (tags: [Int], zones: [BalancedZones.Zone]) {
    let model = solution.evidence.model
    var tags: [Int] = []
    var points: [HydraulicPoint] = []
    for tag in solution.site.flows {
      guard case .drive(let drive)? = declared[tag] else { continue }
      tags.append(tag)
      points.append(
        HydraulicPoint(
          quantity: .flow, element: model.drives[drive],
          factor: 1 / (solution.units[tag]?.factor ?? 1e-3)))
    }
    for tag in solution.site.levels {
      guard case .tank(let tank)? = declared[tag] else { continue }
      tags.append(tag)
      points.append(
        HydraulicPoint(
          quantity: .level, element: model.tanks[tank],
          factor: 1 / solution.levelScale(tag, tank).factor))
    }
    return (tags, BalancedZones(model.network, points: points).zones)
  }
}
