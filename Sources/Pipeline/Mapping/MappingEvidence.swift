internal import Ingest
internal import Foundation
internal import Hydraulics

/// What data say for and against a tag standing at an element: costs, about −log likelihood each.
struct MappingEvidence {
  let model: SimulatedCourses
  let controls: [SimulatedCourses.Control]
  /// Correlation of a tank's change (row) with a drive's flow (column), in the model.
  let couplings: [[Double]]
  /// Correlation of a junction's pressure (row) with a drive's flow (column), in the model.
  let pressureCouplings: [[Double]]
  /// Links between elements, from each drive and tank.
  private let distances: [[Int]]

  init(_ model: SimulatedCourses) {
    self.model = model
    controls = model.controls
    let changes = model.levels.map(\.changes)
    couplings = changes.map { change in
      model.flows.map { SampledCourse.correlation(change, $0) }
    }
    pressureCouplings = model.pressures.map { pressure in
      model.flows.map { SampledCourse.correlation(pressure, $0) }
    }
    let network = model.network
    distances =
      model.drives.map { model.distances(from: [network.links[$0].from, network.links[$0].to]) }
      + model.tanks.map { model.distances(from: [$0]) }
  }

  /// A squared deviation in units of a width, halved and bounded.
  static func miss(_ difference: Double, width: Double, most: Double) -> Double {
    difference.isFinite ? min(most, difference * difference / (2 * width * width)) : 0
  }

  /// A level in m at a tank: range against geometry, distribution against the run.
  func level(_ course: SampledCourse, at tank: Int) -> Double {
    let (low, high) = model.limits(tank)
    let span = max(0.1, high - low)
    let run = model.levels[tank]
    var cost = Self.miss(max(0, course.greatest - high), width: 0.02 * span, most: 8)
    cost += Self.miss(max(0, low - course.least), width: 0.03 * span, most: 8)
    for (share, weight) in [(0.02, 1.0), (0.25, 0.5), (0.5, 0.5), (0.75, 0.5), (0.98, 1.0)] {
      cost +=
        weight
        * Self.miss(course.quantile(share) - run.quantile(share), width: 0.12 * span, most: 3)
    }
    return cost
  }

  /// Observed switch levels in m against a tank's controls.
  func switches(_ seen: [SwitchLevels], at tank: Int, step: Double) -> Double {
    let own = controls.filter { $0.tank == tank }
    if seen.isEmpty { return own.isEmpty ? 0 : 1.5 }
    if own.isEmpty { return min(8, 4 * Double(seen.count)) }
    return seen.reduce(0) { sum, levels in
      sum + (own.map { switching(levels, $0, step: step) }.min() ?? 0)
    }
  }

  /// Observed switch levels in m against one control.
  func switching(
    _ seen: SwitchLevels, _ control: SimulatedCourses.Control, step: Double
  ) -> Double {
    let (low, high) = model.limits(control.tank)
    let width = 0.03 * (high - low) + 0.5 * step
    return Self.miss(seen.on - control.on, width: width, most: 5)
      + Self.miss(seen.off - control.off, width: width, most: 5)
  }

  /// How long and how often a drive is on, against the run.
  func duty(_ tag: SampledCourse, at drive: Int, isFlow: Bool) -> Double {
    let run = isFlow ? model.flows[drive] : model.statuses[drive]
    let (seen, expected) = (tag.shareOn(), run.shareOn())
    let never = -log(0.04 + 0.96 * (1 - abs(seen - expected)))
    return 1.5 * never
  }

  /// A flow in m³/s at a drive, where both are ever on.
  func flow(_ course: SampledCourse, at drive: Int) -> Double {
    let (seen, expected) = (course.meanWhenOn(), model.flows[drive].meanWhenOn())
    if seen < 1e-7 { return expected < 1e-7 ? 0 : 1 }
    // What never runs in the model has no flow to compare with; its twins may.
    if expected < 1e-7 { return 2 }
    return Self.miss(log(seen / expected), width: 0.12, most: 6)
  }

  /// A pressure in m at a junction of the run.
  func pressure(_ course: SampledCourse, at junction: Int) -> Double {
    let run = model.pressures[junction]
    let width = 1.5 + 0.05 * abs(run.mean)
    return Self.miss(course.mean - run.mean, width: width, most: 8)
      + Self.miss(course.quantile(0.05) - run.quantile(0.05), width: 2 * width, most: 3)
      + Self.miss(course.quantile(0.95) - run.quantile(0.95), width: 2 * width, most: 3)
      + Self.miss(log((course.deviation + 0.05) / (run.deviation + 0.05)), width: 0.5, most: 3)
  }

  /// How far correlations lie from the model's, over those that either side shows.
  static func coupling(_ seen: [Double], _ expected: [Double]) -> Double {
    var cost = 0.0
    for (a, b) in zip(seen, expected) where abs(a) > 0.15 || abs(b) > 0.15 {
      cost += miss(a - b, width: 0.3, most: 2.5)
    }
    return min(10, cost)
  }

  /// Links between an element and others of the same station, as a cost.
  func distance(_ element: Place, _ others: [Place]) -> Double {
    if others.isEmpty { return 0 }
    let far = others.reduce(0.0) { $0 + Double(min(12, links(element, $1))) }
    return 0.35 * far / Double(others.count)
  }

  /// Where an element stands among the model's drives, tanks and junctions.
  enum Place: Sendable, Hashable {
    case drive(Int), tank(Int), junction(Int)
  }

  private func links(_ a: Place, _ b: Place) -> Int {
    func from(_ distance: [Int], _ place: Place) -> Int {
      switch place {
      case .drive(let at):
        let link = model.network.links[model.drives[at]]
        return min(distance[link.from], distance[link.to])
      case .tank(let at): return distance[model.tanks[at]]
      case .junction(let at): return distance[model.junctions[at]]
      }
    }
    switch (a, b) {
    case (.drive(let at), _): return from(distances[at], b)
    case (_, .drive(let at)): return from(distances[at], a)
    case (.tank(let at), _): return from(distances[model.drives.count + at], b)
    case (_, .tank(let at)): return from(distances[model.drives.count + at], a)
    case (.junction, .junction): return 12
    }
  }
}
