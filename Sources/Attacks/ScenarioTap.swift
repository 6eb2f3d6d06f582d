internal import Diagnostics
internal import Telemetry
internal import Twin

/// A scenario's tampering on a loop's line; a scenario that tampers with nothing changes no bit.
struct ScenarioTap: LoopTap {
  // One tag of one channel that is tampered with, and what the channel carried so far.
  private struct Way {
    let tag: Int
    let channel: Channel
    let controller: Int?
    let shape: any TamperingShape
    let partner: Int?
    // What the channel carries without the attack, row by row; empty where the shape does not need it.
    let untouched: [Double]
    var running: (any Tampering)?
    var past: [Double] = []
    var generator: SeededGenerator
  }

  private let scenario: Scenario
  private let interval: TimeSpan
  private var ways: [Way] = []
  private let chance: [[Double]]
  private var row = -1
  private var elapsed = TimeSpan.zero
  /// When the trigger fired; nil as long as it did not.
  private(set) var firedAt: Timestamp?
  /// The moments at which something was tampered with: the first and the last.
  private(set) var tampered: TimeRange?
  private var isActive = false
  private var isEdited = false

  private let hasPartners: Bool

  /// The tap of a scenario, with what was heard of the same run without it.
  init(_ scenario: Scenario, interval: TimeSpan, untouched: ChanceRecorder) {
    chance = untouched.innovations
    hasPartners = scenario.tamperings.contains { $0.partner != nil }
    self.scenario = scenario
    self.interval = interval
    for tampering in scenario.tamperings {
      let stage =
        "tampering \(tampering.point.rawValue) \(tampering.id)"
        + (tampering.controllerID.map { " to \($0)" } ?? "")
      for channel in tampering.point.channels {
        // The same chance on every channel of one point: both observers lose the same messages.
        ways.append(
          Way(
            tag: tampering.tag, channel: channel, controller: tampering.controller,
            shape: tampering.shape, partner: tampering.partner,
            untouched: untouched.carried(
              tampering.tag, on: channel, controller: tampering.controller),
            generator: SeededGenerator(root: scenario.seed, stage: stage)))
      }
    }
  }

  mutating func begin(step: Int, at time: Timestamp, truth: [Double]) {
    row += 1
    if firedAt == nil, scenario.trigger.fires(elapsed: time - scenario.start, truth: truth) {
      firedAt = time
      for index in ways.indices { ways[index].running = ways[index].shape.begin() }
    }
    isActive = false
    guard let firedAt else { return }
    elapsed = time - firedAt
    isActive = scenario.lasts.map { elapsed < $0 } ?? true
    if isActive { tampered = TimeRange(firedAt, max(firedAt, time)) }
  }

  /// Edits hold as long as the scenario is active.
  mutating func edit() -> [EditedLogic]? {
    guard !scenario.edits.logic.isEmpty, isActive != isEdited else { return nil }
    isEdited = isActive
    return isActive ? scenario.edits.logic : []
  }

  mutating func disturb(_ innovations: inout [Double]) {
    if row < chance.count, chance[row].count == innovations.count { innovations = chance[row] }
    guard isActive else { return }
    let rows = Double(max(1, (scenario.lasts ?? interval).rows(of: interval)))
    // A bump over its time: weights 6 u (1 − u) / n at u = (row + ½)/n add up to about 1.
    let u = (Double(elapsed.rows(of: interval)) + 0.5) / rows
    for surge in scenario.surges where surge.tag < innovations.count && u < 1 {
      innovations[surge.tag] -= surge.amount * 6 * u * (1 - u) / rows
    }
  }

  mutating func tell(_ values: inout [Double]) { apply(&values, on: .controller) }

  mutating func tell(_ values: inout [Double], controller: Int) {
    apply(&values, on: .controller, to: controller)
  }

  mutating func drive(_ values: inout [Double]) { apply(&values, on: .actuator) }

  mutating func store(_ values: inout [Double]) { apply(&values, on: .historian) }

  private mutating func apply(
    _ values: inout [Double], on channel: Channel, to controller: Int? = nil
  ) {
    // Partners are read as they were before anything was changed.
    let honest = isActive && hasPartners ? values : []
    for index in ways.indices
    where ways[index].channel == channel && ways[index].controller == controller {
      let tag = ways[index].tag
      guard tag < values.count else { continue }
      if isActive { values[tag] = tamperedValue(values[tag], index, among: honest) }
      ways[index].past.append(values[tag])
    }
  }

  private mutating func tamperedValue(
    _ value: Double, _ index: Int, among honest: [Double]
  ) -> Double {
    let way = ways[index]
    let moment = TamperingMoment(
      elapsed: elapsed, interval: interval, channel: way.channel, past: way.past,
      partner: way.partner.flatMap { $0 < honest.count ? honest[$0] : nil },
      untouched: row < way.untouched.count ? way.untouched[row] : nil)
    guard var running = ways[index].running else { return value }
    // Taken out while it works: what it remembers is changed in place.
    ways[index].running = nil
    let result = running(value, moment, generator: &ways[index].generator)
    ways[index].running = running
    return result
  }
}
