internal import Foundation
internal import LinearAlgebra
internal import Hydraulics
internal import Ingest
internal import Telemetry

/// The hours at which a site uses water against those at which the model does.
///
/// Where measured pumps and valves cut the network into zones whose tanks are all measured, inflow
/// minus storage is the zone's demand, whatever the controls did.
struct ClockComparison {
  /// A clock that is off; nil where the two agree or cannot be compared.
  private(set) var finding: MappingCheck.Finding?

  /// Less is within what hourly samples tell, hours.
  private static let leastShift = 0.6
  /// Profiles that match less say nothing about hours.
  private static let leastMatch = 0.8

  init(
    _ solution: MappingSolution, declared: [Int: MappingEvidence.Place], frame: Frame
  ) {
    guard let zones = Self.zones(solution, declared), frame.count > 48 else { return }
    let site = solution.site
    let model = solution.evidence.model
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
      for (tag, sign) in zones.flows {
        let factor = solution.units[tag]?.factor ?? 1e-3
        use +=
          sign * factor * (site.tags[tag].course.values[k] + site.tags[tag].course.values[k + 1])
          / 2
      }
      for tag in zones.levels {
        guard case .tank(let tank)? = declared[tag] else { continue }
        let (factor, _) = solution.levelScale(tag, tank)
        let area =
          model.network.tanks[model.tanks[tank] - model.network.junctionCount].area
          * 0.3048 * 0.3048
        let values = site.tags[tag].course.values
        use -= area * factor * (values[k + 1] - values[k]) / step
      }
      guard use.isFinite else { continue }
      // The balance is of the time between the samples.
      let middle = (seconds[k] + step / 2).truncatingRemainder(dividingBy: day)
      let bin = Int(middle / day * Double(bins)) % bins
      sums[bin] += use
      counts[bin] += 1
    }
    let profile = Self.filled(zip(sums, counts).map { $1 > 0 ? $0 / $1 : .nan })
    let expected = Self.demand(model.network, zones.junctions, bins: bins)
    finding = Self.compare(profile, expected)
  }

  private static func compare(_ seen: [Double], _ expected: [Double]) -> MappingCheck.Finding? {
    let bins = seen.count
    guard seen.allSatisfy(\.isFinite) else { return nil }
    func match(_ shift: Int) -> Double {
      SampledCourse.correlation(
        SampledCourse((0..<bins).map { seen[($0 + shift + bins) % bins] }), SampledCourse(expected))
    }
    let half = bins / 2
    let matches = (-half..<half).map { ($0, match($0)) }
    guard let best = matches.max(by: { $0.1 < $1.1 }), best.1 >= leastMatch else { return nil }
    let (before, after) = (match(best.0 - 1), match(best.0 + 1))
    let bend = before - 2 * best.1 + after
    let part = bend < 0 ? 0.5 * (before - after) / bend : 0
    let hours = (Double(best.0) + part) * 24 / Double(bins)
    guard abs(hours) >= leastShift else { return nil }
    let words = "\(Numbers.plain(abs(hours))) h \(hours > 0 ? "later" : "earlier")"
    return MappingCheck.Finding(
      kind: .clock, tag: nil,
      text: "water is used \(words) by the site's clock than by the model's patterns: correlation "
        + "\(Numbers.plain(match(0))) as declared, \(Numbers.plain(best.1)) shifted",
      hint: "check timezone, summer time and the model's START CLOCKTIME")
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
      let place = (second + times.patternStart) / max(1, times.patternStep)
      for junction in junctions {
        for demand in network.nodes[junction].demands {
          let multipliers = network.patterns[demand.pattern].multipliers
          profile[clock * bins / 86_400] +=
            demand.base * (multipliers.isEmpty ? 1 : multipliers[place % multipliers.count])
        }
      }
    }
    return profile
  }

  /// What bounds the zones that can be balanced.
  private struct Zones {
    var flows: [(tag: Int, sign: Double)]
    var levels: [Int]
    var junctions: [Int]
  }

  private static func zones(
    _ solution: MappingSolution, _ declared: [Int: MappingEvidence.Place]
  ) -> Zones? {
    let model = solution.evidence.model
    let network = model.network
    var flowTags: [Int: Int] = [:]
    var levelTags: [Int: Int] = [:]
    for tag in solution.site.flows {
      if case .drive(let drive)? = declared[tag] { flowTags[model.drives[drive]] = tag }
    }
    for tag in solution.site.levels {
      if case .tank(let tank)? = declared[tag] { levelTags[model.tanks[tank]] = tag }
    }
    var zone = Array(network.nodes.indices)
    func root(_ node: Int) -> Int {
      var at = node
      while zone[at] != at { at = zone[at] }
      return at
    }
    for (index, link) in network.links.enumerated() where flowTags[index] == nil {
      let (a, b) = (root(link.from), root(link.to))
      if a != b { zone[max(a, b)] = min(a, b) }
    }
    let roots = network.nodes.indices.map(root)
    var open: Set<Int> = []
    for tank in network.tanks
    where tank.isReservoir || levelTags[tank.node] == nil
      || tank.volumeCurve != nil
    {
      open.insert(roots[tank.node])
    }
    let junctions = (0..<network.junctionCount).filter { !open.contains(roots[$0]) }
    var flows: [(tag: Int, sign: Double)] = []
    for (link, tag) in flowTags.sorted(by: { $0.key < $1.key }) {
      let enters = !open.contains(roots[network.links[link].to])
      let leaves = !open.contains(roots[network.links[link].from])
      if enters != leaves { flows.append((tag, enters ? 1 : -1)) }
    }
    let levels = levelTags.sorted { $0.key < $1.key }
      .filter { !open.contains(roots[$0.key]) }.map(\.value)
    let hasDemand = junctions.contains { network.nodes[$0].demands.contains { $0.base > 0 } }
    return flows.isEmpty || !hasDemand
      ? nil : Zones(flows: flows, levels: levels, junctions: junctions)
  }
}
