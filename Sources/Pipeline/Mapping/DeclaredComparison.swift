internal import Foundation
internal import Hydraulics
internal import Ingest
internal import Telemetry

/// Declared tags against other units, other elements and inverted switches.
struct DeclaredComparison {
  let solution: MappingSolution
  let declared: [Int: MappingEvidence.Place]

  private typealias Finding = MappingCheck.Finding

  /// Another unit must explain the numbers better by this much.
  private static let unitMargin = 5.0
  /// Other elements must explain them better by this much, both of a swap together.
  private static let swapMargin = 6.0

  private var site: SiteCourses { solution.site }
  private var model: SimulatedCourses { solution.evidence.model }

  /// What a unit's numbers cost at the declared element, by range and run alone.
  private func fit(_ tag: Int, _ unit: ReadingUnit) -> (cost: Double, course: SampledCourse)? {
    guard let place = declared[tag] else { return nil }
    let course = site.tags[tag].course
    switch place {
    case .tank(let tank):
      let (low, high) = model.limits(tank)
      let bottom = model.network.nodes[model.tanks[tank]].elevation * 0.3048
      let si = unit.si(course, bottom: bottom, high: high)
      let span = max(0.1, high - low)
      let excess = max(0, si.greatest - high) / span + max(0, low - si.least) / span
      // Beyond the walls it is no level at all, however the rest looks.
      return (solution.evidence.level(si, at: tank) + min(20, 40 * excess), si)
    case .drive(let drive):
      guard site.tags[tag].quantity == .flow else { return nil }
      let si = unit.si(course)
      guard si.meanWhenOn() > 0, let run = model.flowWhenOn(drive) else { return nil }
      let ratio = log(si.meanWhenOn() / run.flow)
      return (MappingEvidence.miss(ratio, width: run.isSimulated ? 0.2 : 0.4, most: 30), si)
    case .junction(let junction):
      let si = unit.si(course)
      let run = model.pressures[junction]
      guard si.mean > 0, run.mean > 0 else {
        let width = 1 + 0.08 * abs(run.mean)
        return (MappingEvidence.miss(si.mean - run.mean, width: width, most: 30), si)
      }
      // A gauge stands somewhat above or below its node, which tells most where pressure is low.
      let width =
        pressureScale(besides: tag) * (1 + pow(Self.gaugeHeight / run.mean, 2)).squareRoot()
      return (
        MappingEvidence.miss(log(si.mean / run.mean), width: width, most: 30), si
      )
    }
  }

  /// Metres by which a gauge may stand above or below its node, as a multiple of the model's relative error.
  private static let gaugeHeight = 5.0

  /// The relative error of the model's pressures, from the other tags in the units that fit them best: 0.05…0.1.
  ///
  /// So a unit that is declared wrongly for all of them is no error of the model.
  private func pressureScale(besides tag: Int) -> Double {
    let errors = site.pressures.compactMap { other -> Double? in
      guard other != tag, case .junction(let junction)? = declared[other] else { return nil }
      let run = model.pressures[junction].mean
      return ReadingUnit.pressures.compactMap { unit -> Double? in
        let seen = site.tags[other].course.mean * unit.factor
        return seen > 0 && run > 0 ? abs(log(seen / run)) : nil
      }.min()
    }
    if errors.count < 3 { return 0.1 }
    return min(0.1, max(0.05, 3 * errors.sorted()[errors.count / 2]))
  }

  /// The tag's numbers are those of another unit, or of head.
  func unitFinding(_ tag: Int) -> MappingCheck.Finding? {
    guard let own = solution.units[tag], let quantity = site.tags[tag].quantity,
      let now = fit(tag, own), now.cost > Self.unitMargin
    else { return nil }
    let others = ReadingUnit.of(quantity).filter { $0.name != own.name || $0.isHead != own.isHead }
    let fits = others.compactMap { unit in
      fit(tag, unit).map { (unit: unit, cost: $0.cost + unit.cost, course: $0.course) }
    }
    guard let best = fits.min(by: { $0.cost < $1.cost }), best.cost + Self.unitMargin < now.cost
    else { return nil }
    let place = declared[tag].map(model.id) ?? ""
    let name = site.tags[tag].name
    let isHead = best.unit.isHead != own.isHead
    let shown = Self.unitName(quantity)
    let factor = quantity == .flow ? 1_000.0 : 1
    let meant = expected(tag).map { Numbers.plain($0 * factor) } ?? "–"
    func typical(_ course: SampledCourse) -> String {
      Numbers.plain((quantity == .flow ? course.meanWhenOn() : course.mean) * factor)
    }
    return Finding(
      kind: isHead ? .head : .unit, tag: name,
      text: "\(name) is declared as \(own.isHead ? "head" : quantity.rawValue) of \(place) in "
        + "\(own.name), which makes \(typical(now.course)) \(shown) where the "
        + "model has \(meant); as \(best.unit.isHead ? "head in " : "")\(best.unit.name) the numbers "
        + "make \(typical(best.course)) \(shown)",
      hint: isHead
        ? "quantity: \(best.unit.isHead ? "head" : "level"), or an offset of the tank's elevation"
        : "unit: \(best.unit.name), or scale: \(Numbers.plain(scale(from: best.unit, to: own, of: tag))), times the one that is declared"
    )
  }

  /// What numbers in one unit must be multiplied by to be in another; percent are of the tank's highest level.
  private func scale(from unit: ReadingUnit, to own: ReadingUnit, of tag: Int) -> Double {
    var high = 1.0
    if case .tank(let tank)? = declared[tag] { high = model.limits(tank).high }
    func factor(_ unit: ReadingUnit) -> Double { unit.isPercent ? unit.factor * high : unit.factor }
    return factor(unit) / factor(own)
  }

  private func expected(_ tag: Int) -> Double? {
    switch declared[tag] {
    case .tank(let tank)?: model.levels[tank].mean
    case .drive(let drive)?: model.flowWhenOn(drive)?.flow
    case .junction(let junction)?: model.pressures[junction].mean
    case nil: nil
    }
  }

  private static func unitName(_ quantity: MeasuredQuantity) -> String {
    quantity == .flow ? "L/s" : "m"
  }

  /// The flow runs when the status says off, or the level's switches stand upside down.
  func inversion(_ tag: Int) -> MappingCheck.Finding? {
    guard site.tags[tag].quantity == .status, case .drive(let drive)? = declared[tag] else {
      return nil
    }
    let name = site.tags[tag].name
    let element = model.id(.drive(drive))
    for flow in site.flows where declared[flow] == .drive(drive) {
      let same = site.agreement(flow: flow, status: tag)
      if same < 0.2 {
        return Finding(
          kind: .inverted, tag: name,
          text: "\(name) is declared as the status of \(element), 1 being on; "
            + "\(site.tags[flow].name) flows in \(Numbers.plain((1 - same) * 100)) % of the moments "
            + "that it calls off or rests while it calls on",
          hint: "scale: -1, offset: 1")
      }
      return nil
    }
    guard let rule = site.rules[tag], case .tank(let tank)? = declared[rule.level],
      let control = solution.evidence.controls.first(where: {
        $0.drive == drive && $0.tank == tank
      })
    else { return nil }
    let (factor, offset) = solution.levelScale(rule.level, tank)
    let seen = rule.switches.scaled(factor, offset)
    guard (seen.on < seen.off) != (control.on < control.off) else { return nil }
    return Finding(
      kind: .inverted, tag: name,
      text: "\(name) is declared as the status of \(element), which the model opens at "
        + "\(Numbers.plain(control.on)) m and closes at \(Numbers.plain(control.off)) m; in the data it "
        + "goes to 1 at \(Numbers.plain(seen.on)) m and to 0 at \(Numbers.plain(seen.off)) m",
      hint: "scale: -1, offset: 1")
  }

  /// The same with tags exchanged that fit far better the other way round, the clearest exchange first.
  ///
  /// What is wrong with one pair spoils the numbers of its neighbours: each exchange is judged with those
  /// before it made.
  func exchanged() -> (findings: [MappingCheck.Finding], comparison: DeclaredComparison) {
    var present = self
    var partners: [Int: Int] = [:]
    // As many exchanges order any number of tags.
    for _ in declared.keys {
      guard let (a, b) = present.clearestExchange() else { break }
      var places = present.declared
      (places[a], places[b]) = (places[b], places[a])
      present = DeclaredComparison(
        solution: present.solution.exchanging(a, b), declared: places)
      (partners[a], partners[b]) = (b, a)
    }
    var findings: [MappingCheck.Finding] = []
    for tag in declared.keys.sorted() where present.declared[tag] != declared[tag] {
      if let other = partners[tag], declared[other] == present.declared[tag],
        declared[tag] == present.declared[other]
      {
        if tag < other { findings.append(exchange(tag, other, in: present)) }
      } else {
        findings.append(moved(tag, in: present))
      }
    }
    return (findings, present)
  }

  // The pair whose exchange lowers the cost of all declared tags most, where both gain.
  private func clearestExchange() -> (Int, Int)? {
    var best: (pair: (Int, Int), gain: Double)?
    let now = total(solution)
    for group in [site.levels, site.statuses, site.flows, site.pressures] {
      let tags = group.filter { declared[$0] != nil }
      for (at, a) in tags.enumerated() {
        for b in tags.dropFirst(at + 1) {
          guard let here = declared[a], let there = declared[b], here != there else { continue }
          let (nowA, nowB) = (solution.cost(of: a, at: here), solution.cost(of: b, at: there))
          if nowA + nowB < Self.swapMargin { continue }
          let other = solution.exchanging(a, b)
          let (thenA, thenB) = (other.cost(of: a, at: there), other.cost(of: b, at: here))
          // Both must gain: one tag in a wrong unit drags no other with it.
          guard thenA + Self.swapMargin / 2 < nowA, thenB + Self.swapMargin / 2 < nowB else {
            continue
          }
          let gain = now - total(other)
          if gain > best?.gain ?? 0 { best = ((a, b), gain) }
        }
      }
    }
    return best?.pair
  }

  private func total(_ solution: MappingSolution) -> Double {
    solution.places.reduce(0) { $0 + solution.cost(of: $1.key, at: $1.value) }
  }

  private func exchange(
    _ a: Int, _ b: Int, in other: DeclaredComparison
  ) -> MappingCheck.Finding {
    let (here, there) = (name(a), name(b))
    return Finding(
      kind: .element, tag: site.tags[a].name,
      text:
        "\(site.tags[a].name) is declared as \(here) and \(site.tags[b].name) as \(there); the data say "
        + "\(there) (\(other.solution.explanation(a))) and \(here) (\(other.solution.explanation(b)))",
      hint: "exchange the two elements")
  }

  private func moved(_ tag: Int, in other: DeclaredComparison) -> MappingCheck.Finding {
    let there = other.name(tag)
    return Finding(
      kind: .element, tag: site.tags[tag].name,
      text: "\(site.tags[tag].name) is declared as \(name(tag)); the data say \(there) "
        + "(\(other.solution.explanation(tag)))",
      hint: "element: \(there)")
  }

  private func name(_ tag: Int) -> String { declared[tag].map(model.id) ?? "" }
}

extension MappingSolution {
  /// The same with two tags' places exchanged.
  func exchanging(_ a: Int, _ b: Int) -> MappingSolution {
    var declared = places
    declared[a] = places[b]
    declared[b] = places[a]
    return MappingSolution(site, evidence, declared: declared, units: units)
  }
}
