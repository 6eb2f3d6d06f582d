internal import Foundation
internal import LinearAlgebra
internal import Hydraulics
internal import Ingest
internal import Telemetry

/// Rounds of one-to-one assignments, a quantity at a time.
struct MappingSolution {
  typealias Place = MappingEvidence.Place

  let site: SiteCourses
  let evidence: MappingEvidence
  let anchors: [Int: Place]
  /// Where tags stand so far.
  private(set) var places: [Int: Place] = [:]
  private(set) var units: [Int: ReadingUnit] = [:]
  /// The unit of each class's tags without one of their own.
  private var classUnits: [Group: ReadingUnit] = [:]
  private var margins: [Int: (margin: Double, runnerUp: Place?)] = [:]
  private var reasons: [Int: String] = [:]

  private static let rounds = 4
  /// What it costs that a tag has no element.
  private static let unmatched = 25.0
  /// What an element that the name names saves.
  private static let namedID = 8.0
  private static let forbidden = 1e4
  /// Sites measure pressures beside pumps and valves first; what another junction costs more.
  private static let awayFromDrives = 2.5

  init(_ site: SiteCourses, _ evidence: MappingEvidence, anchors: [Int: Place]) {
    self.site = site
    self.evidence = evidence
    self.anchors = anchors
    places = anchors
  }

  /// Fixes every tag at a place and in a unit, for a look at what it costs.
  init(
    _ site: SiteCourses, _ evidence: MappingEvidence, declared: [Int: Place],
    units: [Int: ReadingUnit]
  ) {
    self.init(site, evidence, anchors: [:])
    places = declared
    self.units = units
  }

  private enum Group: CaseIterable { case level, status, flow, pressure }

  private func members(_ group: Group) -> [Int] {
    switch group {
    case .level: site.levels
    case .status: site.statuses
    case .flow: site.flows
    case .pressure: site.pressures
    }
  }

  private func candidates(_ group: Group) -> [Place] {
    switch group {
    case .level: evidence.model.tanks.indices.map { .tank($0) }
    case .status, .flow: evidence.model.drives.indices.map { .drive($0) }
    case .pressure: evidence.model.junctions.indices.map { .junction($0) }
    }
  }

  /// Assigns in rounds until nothing changes.
  mutating func solve() {
    for round in 0..<Self.rounds {
      let before = places
      for group in Group.allCases {
        assign(group, choosesUnit: round < 2, measuresMargins: round == Self.rounds - 1)
      }
      if before == places, round > 1 {
        for group in Group.allCases { assign(group, choosesUnit: false, measuresMargins: true) }
        return
      }
    }
  }

  private mutating func assign(_ group: Group, choosesUnit: Bool, measuresMargins: Bool) {
    let tags = members(group)
    let candidates = candidates(group)
    if tags.isEmpty { return }
    var best: (total: Double, columns: [Int], costs: [[Double]], unit: ReadingUnit)?
    let quantity: MeasuredQuantity =
      switch group {
      case .level: .level
      case .status: .status
      case .flow: .flow
      case .pressure: .pressure
      }
    let known = tags.compactMap {
      site.tags[$0].unit.flatMap { ReadingUnit.named($0, for: quantity) }
    }
    var options = known.count == tags.count ? [known[0]] : ReadingUnit.of(quantity)
    if !choosesUnit, let settled = classUnits[group] { options = [settled] }
    for unit in options {
      for tag in tags {
        units[tag] =
          site.tags[tag].unit.flatMap { ReadingUnit.named($0, for: quantity) } ?? unit
      }
      let costs = tags.map { self.costs(of: $0, group, candidates) }
      let columns = OneToOneAssignment.cheapest(costs)
      let total = OneToOneAssignment.total(columns, costs) + unit.cost * Double(tags.count)
      if best.map({ total < $0.total }) ?? true { best = (total, columns, costs, unit) }
    }
    guard let best else { return }
    classUnits[group] = best.unit
    for (row, tag) in tags.enumerated() {
      units[tag] = site.tags[tag].unit.flatMap { ReadingUnit.named($0, for: quantity) } ?? best.unit
      places[tag] = best.columns[row] < candidates.count ? candidates[best.columns[row]] : nil
    }
    if measuresMargins { measure(tags, candidates, best.columns, best.costs) }
  }

  /// How much dearer everything becomes where one tag may not stand where it does.
  private mutating func measure(
    _ tags: [Int], _ candidates: [Place], _ columns: [Int], _ costs: [[Double]]
  ) {
    let least = OneToOneAssignment.total(columns, costs)
    for (row, tag) in tags.enumerated() {
      var other = costs
      other[row][columns[row]] += Self.forbidden
      // Where sites measure by habit proposes a junction, but is no evidence for it.
      if case .junction(let own)? = places[tag], isBesideDrive(own) {
        for (column, place) in candidates.enumerated() {
          guard case .junction(let junction) = place, !isBesideDrive(junction) else { continue }
          other[row][column] -= Self.awayFromDrives
        }
      }
      let next = OneToOneAssignment.cheapest(other)
      let runner = next[row] < candidates.count ? candidates[next[row]] : nil
      margins[tag] = (OneToOneAssignment.total(next, other) - least, runner)
    }
  }

  private func costs(of tag: Int, _ group: Group, _ candidates: [Place]) -> [Double] {
    let named = candidates.indices.filter {
      site.tags[tag].tokens.names(evidence.model.id(candidates[$0]))
    }
    let others = neighbours(of: tag)
    var row = candidates.indices.map { at -> Double in
      let place = candidates[at]
      if let anchor = anchors[tag] { return anchor == place ? 0 : Self.forbidden }
      var cost = self.cost(of: tag, at: place) + evidence.distance(place, others)
      if !named.isEmpty, !named.contains(at) { cost += Self.namedID }
      // A pipe is no drive, and carries a meter only where a tag names it.
      if case .drive(let drive) = place, evidence.model.isPipe(drive),
        group == .status || !named.contains(at)
      {
        cost += Self.forbidden
      }
      return cost
    }
    // A place of its own for every tag without an element.
    let alone = [Double](repeating: Self.unmatched, count: members(group).count)
    row += alone
    return row
  }

  /// Where others of the same station stand.
  private func neighbours(of tag: Int) -> [Place] {
    guard let area = site.tags[tag].tokens.area else { return [] }
    return site.tags.indices.compactMap { other in
      other != tag && site.tags[other].tokens.area == area ? places[other] : nil
    }
  }

  /// What speaks against a tag standing at a place, given where the others stand.
  func cost(of tag: Int, at place: Place) -> Double {
    switch (site.tags[tag].quantity, place) {
    case (.level, .tank(let tank)), (.head, .tank(let tank)): levelCost(tag, tank)
    case (.status, .drive(let drive)): statusCost(tag, drive)
    case (.flow, .drive(let drive)): flowCost(tag, drive)
    case (.pressure, .junction(let junction)): pressureCost(tag, junction)
    default: Self.unmatched
    }
  }

  /// A level tag's numbers to metres above a tank's bottom: factor and offset.
  func levelScale(_ tag: Int, _ tank: Int) -> (factor: Double, offset: Double) {
    let unit = units[tag] ?? ReadingUnit.levels[0]
    let model = evidence.model
    let high = model.limits(tank).high
    let bottom = model.network.nodes[model.tanks[tank]].elevation * 0.3048
    return (unit.isPercent ? unit.factor * high : unit.factor, unit.isHead ? -bottom : 0)
  }

  private func levelCost(_ tag: Int, _ tank: Int) -> Double {
    let (factor, offset) = levelScale(tag, tank)
    let course = site.tags[tag].course.distribution(times: factor, plus: offset)
    var cost = evidence.level(course, at: tank)
    let step = (site.changes[tag]?.deviation ?? 0) * factor
    cost += evidence.switches(
      site.switches(of: tag).map { $0.scaled(factor, offset) }, at: tank, step: step)
    return cost + couplingCost(tag, evidence.couplings[tank])
  }

  private func statusCost(_ tag: Int, _ drive: Int) -> Double {
    let course = site.tags[tag].course
    var cost = evidence.duty(course, at: drive, isFlow: false) + wordCost(tag, drive)
    let own = evidence.controls.filter { $0.drive == drive }
    if let rule = site.rules[tag], case .tank(let tank) = places[rule.level] {
      let (factor, offset) = levelScale(rule.level, tank)
      let step = (site.changes[rule.level]?.deviation ?? 0) * factor
      let seen = rule.switches.scaled(factor, offset)
      cost +=
        own.filter { $0.tank == tank }
        .map { evidence.switching(seen, $0, step: step) }.min() ?? 10
    } else if !own.isEmpty, !evidence.model.statuses[drive].isConstant {
      cost += 1.5
    }
    // The flow that stands at this drive must run when it does.
    for flow in site.flows where places[flow] == .drive(drive) {
      cost += min(8, 20 * (1 - site.overlap(flow: flow, status: tag)))
    }
    return cost
  }

  private func flowCost(_ tag: Int, _ drive: Int) -> Double {
    let unit = units[tag] ?? ReadingUnit.flows[0]
    let course = site.tags[tag].course
    var cost =
      evidence.flow(course.distribution(times: unit.factor), at: drive)
      + 0.5 * evidence.duty(course, at: drive, isFlow: true) + wordCost(tag, drive)
    for status in site.statuses where places[status] == .drive(drive) {
      cost += min(8, 20 * (1 - site.overlap(flow: tag, status: status)))
    }
    guard let column = site.flows.firstIndex(of: tag) else { return cost }
    var (seen, expected): ([Double], [Double]) = ([], [])
    for level in site.levels {
      guard case .tank(let tank) = places[level], let own = site.couplings[level] else { continue }
      seen.append(own[column])
      expected.append(evidence.couplings[tank][drive])
    }
    return cost + MappingEvidence.coupling(seen, expected)
  }

  private func pressureCost(_ tag: Int, _ junction: Int) -> Double {
    let unit = units[tag] ?? ReadingUnit.pressures[0]
    let course = site.tags[tag].course
    var cost = evidence.pressure(
      course.distribution(times: unit.factor), at: junction)
    if !isBesideDrive(junction) { cost += Self.awayFromDrives }
    return cost > 20 ? cost : cost + couplingCost(tag, evidence.pressureCouplings[junction])
  }

  private func isBesideDrive(_ junction: Int) -> Bool {
    let model = evidence.model
    let node = model.junctions[junction]
    return model.drives.contains { drive in
      let link = model.network.links[drive]
      return !link.kind.isPipe && (link.from == node || link.to == node)
    }
  }

  /// A tag's correlations with flow tags against the model's, by drive.
  private func couplingCost(_ tag: Int, _ expected: [Double]) -> Double {
    guard let own = site.couplings[tag] else { return 0 }
    var (seen, model): ([Double], [Double]) = ([], [])
    for (column, flow) in site.flows.enumerated() {
      guard case .drive(let drive) = places[flow] else { continue }
      seen.append(own[column])
      model.append(expected[drive])
    }
    return MappingEvidence.coupling(seen, model)
  }

  /// A pump's word in the name of a valve's tag, or the other way round.
  private func wordCost(_ tag: Int, _ drive: Int) -> Double {
    if evidence.model.isPipe(drive) { return 0 }
    let isPump = evidence.model.network.links[evidence.model.drives[drive]].kind == .pump
    switch site.tags[tag].tokens.element {
    case .pump?: return isPump ? 0 : 5
    case .valve?: return isPump ? 5 : 0
    default: return 0
    }
  }

  /// What came out, for every tag.
  func proposals() -> [TagProposal] {
    site.tags.indices.map { tag in
      let own = site.tags[tag]
      let unit = units[tag]
      var proposal = TagProposal(
        tag: own.name, quantity: own.quantity, element: places[tag].map(evidence.model.id),
        runnerUp: margins[tag]?.runnerUp.map(evidence.model.id), unit: nil, scale: 1, offset: 0,
        confidence: 0, evidence: "", isAnchor: anchors[tag] != nil)
      if let margin = margins[tag]?.margin, places[tag] != nil {
        proposal.confidence = 1 / (1 + exp(-min(margin, 40)))
      }
      if proposal.isAnchor { proposal.confidence = 1 }
      switch own.quantity {
      case .level?, .head?:
        proposal.unit = "m"
        if case .tank(let tank) = places[tag] {
          (proposal.scale, proposal.offset) = levelScale(tag, tank)
          proposal.quantity = .level
        }
      case .flow?:
        proposal.unit = "L/s"
        proposal.scale = (unit?.factor ?? 1e-3) * 1_000
      case .pressure?:
        proposal.unit = "m"
        proposal.scale = unit?.factor ?? 1
      default: break
      }
      proposal.evidence = explanation(tag)
      return proposal
    }
  }
}
