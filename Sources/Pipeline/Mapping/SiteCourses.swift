internal import Ingest
internal import Telemetry

/// What a site's tags say among themselves: which status follows which level, which flow.
struct SiteCourses {
  let tags: [SiteTag]
  /// Tags by quantity, as numbers in ``tags``.
  let levels: [Int]
  let flows: [Int]
  let statuses: [Int]
  let pressures: [Int]
  /// By status tag: the level tag that it follows, and its switch levels in that tag's numbers.
  let rules: [Int: (level: Int, switches: SwitchLevels)]
  /// Changes of every level tag.
  let changes: [Int: SampledCourse]

  /// By level tag (of its changes) or pressure tag: the correlation with every flow tag, in the order of
  /// ``flows``.
  let couplings: [Int: [Double]]
  /// The share of moments where a flow runs exactly when a status says so: by flow, then by status.
  private let agreements: [Int: [Int: Double]]
  private let overlaps: [Int: [Int: Double]]

  /// A rule must be this clear: levels apart by more than their spread.
  private static let leastClarity = 2.0

  init(_ tags: [SiteTag]) {
    self.tags = tags
    let all = tags.indices
    levels = all.filter { tags[$0].quantity == .level || tags[$0].quantity == .head }
    flows = all.filter { tags[$0].quantity == .flow }
    statuses = all.filter { tags[$0].quantity == .status }
    pressures = all.filter { tags[$0].quantity == .pressure }
    var rules: [Int: (level: Int, switches: SwitchLevels)] = [:]
    for status in statuses {
      var best = Self.leastClarity
      for level in levels {
        let course = tags[level].course
        guard let seen = SwitchLevels(status: tags[status].course, level: course) else { continue }
        let clarity = seen.clarity(deviation: course.deviation)
        if clarity > best {
          best = clarity
          rules[status] = (level, seen)
        }
      }
    }
    self.rules = rules
    let changes = Dictionary(uniqueKeysWithValues: levels.map { ($0, tags[$0].course.changes) })
    self.changes = changes
    var couplings: [Int: [Double]] = [:]
    for tag in levels + pressures {
      let course = changes[tag] ?? tags[tag].course
      couplings[tag] = flows.map { SampledCourse.correlation(course, tags[$0].course) }
    }
    self.couplings = couplings
    var agreements: [Int: [Int: Double]] = [:]
    for flow in flows {
      for status in statuses {
        agreements[flow, default: [:]][status] = Self.agreement(
          tags[flow].course, tags[status].course)
      }
    }
    self.agreements = agreements
    var overlaps: [Int: [Int: Double]] = [:]
    for flow in flows {
      for status in statuses {
        overlaps[flow, default: [:]][status] = Self.overlap(tags[flow].course, tags[status].course)
      }
    }
    self.overlaps = overlaps
  }

  /// Of the moments when a flow or a status is on, the share when both are; 1 where neither ever is.
  func overlap(flow: Int, status: Int) -> Double { overlaps[flow]?[status] ?? 1 }

  private static func overlap(_ f: SampledCourse, _ s: SampledCourse) -> Double {
    let limit = 0.05 * max(abs(f.least), abs(f.greatest))
    var (either, both) = (0, 0)
    for (x, on) in zip(f.values, s.values) where x.isFinite && on.isFinite {
      let (runs, says) = (abs(x) > limit, on > 0.5)
      if runs || says { either += 1 }
      if runs && says { both += 1 }
    }
    return either == 0 ? 1 : Double(both) / Double(either)
  }

  /// The switch levels seen at a level tag, in its numbers.
  func switches(of level: Int) -> [SwitchLevels] {
    statuses.compactMap { status in
      rules[status].flatMap { $0.level == level ? $0.switches : nil }
    }
  }

  /// The share of moments where a flow runs exactly when a status says so.
  func agreement(flow: Int, status: Int) -> Double { agreements[flow]?[status] ?? 1 }

  private static func agreement(_ f: SampledCourse, _ s: SampledCourse) -> Double {
    let limit = 0.05 * max(abs(f.least), abs(f.greatest))
    var (count, same) = (0, 0)
    for (x, on) in zip(f.values, s.values) where x.isFinite && on.isFinite {
      count += 1
      if (abs(x) > limit) == (on > 0.5) { same += 1 }
    }
    return count == 0 ? 1 : Double(same) / Double(count)
  }
}

extension SwitchLevels {
  /// The same in another unit.
  func scaled(_ factor: Double, _ offset: Double) -> SwitchLevels {
    var copy = self
    copy.on = on * factor + offset
    copy.off = off * factor + offset
    return copy
  }
}
