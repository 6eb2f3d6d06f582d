internal import Diagnostics
internal import Telemetry
internal import Twin

/// A scenario's tampering on a loop's line; a scenario that tampers with nothing changes no bit.
struct ScenarioTap: LoopTap {
  // One tag of one channel that is tampered with, and what the channel carried so far.
  private struct Way {
    let step: Int
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

  // A step in this run.
  private struct Course {
    let step: Scenario
    // Nil once it has fired.
    var waiting: (any WaitingTrigger)?
    var firedAt: Timestamp?
    var elapsed = TimeSpan.zero
    var isActive = false
    var tampered: TimeRange?
  }

  private let start: Timestamp
  private let interval: TimeSpan
  private let tags: [Tag]
  private var courses: [Course] = []
  // The steps' numbers, each behind the one that it waits for.
  private let order: [Int]
  private var ways: [Way] = []
  private let chance: [[Double]]
  private var row = -1
  private let hasPartners: Bool
  // What controllers' programs had in their signals before the row.
  private var signals: [Double] = []
  // The numbers of the steps whose edits hold.
  private var editing: [Int] = []

  /// The tap of a scenario, with what was heard of the same run without it.
  init(_ scenario: Scenario, on surface: AttackSurface, untouched: ChanceRecorder) {
    tags = surface.tags
    chance = untouched.innovations
    hasPartners = scenario.tamperings.contains { $0.partner != nil }
    start = scenario.start
    interval = surface.interval
    order = StepOrder.order(scenario.acts.map { ($0.name, $0.trigger.predecessor) })
    for (number, step) in scenario.acts.enumerated() {
      // Steps have chance of their own each.
      let prefix = scenario.chain.isEmpty ? "" : "step \(step.name) "
      let own = SeededGenerator(root: scenario.seed, stage: "\(prefix)trigger")
      courses.append(Course(step: step, waiting: step.trigger.begin(own)))
      for tampering in step.tamperings {
        let stage =
          "\(prefix)tampering \(tampering.point.rawValue) \(tampering.id)"
          + (tampering.controllerID.map { " to \($0)" } ?? "")
        for channel in tampering.point.channels {
          // The same chance on every channel of one point: both observers lose the same messages.
          ways.append(
            Way(
              step: number, tag: tampering.tag, channel: channel, controller: tampering.controller,
              shape: tampering.shape, partner: tampering.partner,
              untouched: untouched.carried(
                tampering.tag, on: channel, controller: tampering.controller),
              generator: SeededGenerator(root: scenario.seed, stage: stage)))
        }
      }
    }
  }

  /// When each step fired, in the scenario's order; nil where one never did.
  var fired: [Timestamp?] { courses.map(\.firedAt) }
  /// The moments at which each step tampered with something: the first and the last.
  var tampered: [TimeRange?] { courses.map(\.tampered) }

  mutating func see(signals: [Double]) { self.signals = signals }

  mutating func begin(step: Int, at time: Timestamp, truth: [Double]) {
    row += 1
    var moment = TriggerMoment(
      elapsed: time - start, interval: interval, truth: truth, signals: signals)
    moment.fired = courses.map { $0.firedAt.map { $0 - start } }
    for number in order {
      // Taken out while it is asked: what it remembers is changed in place.
      if var waiting = courses[number].waiting {
        courses[number].waiting = nil
        if waiting.fires(moment) {
          courses[number].firedAt = time
          moment.fired[number] = time - start
          for index in ways.indices where ways[index].step == number {
            ways[index].running = ways[index].shape.begin()
          }
        } else {
          courses[number].waiting = waiting
        }
      }
      courses[number].isActive = false
      guard let firedAt = courses[number].firedAt else { continue }
      let elapsed = time - firedAt
      courses[number].elapsed = elapsed
      guard courses[number].step.lasts.map({ elapsed < $0 }) ?? true else { continue }
      courses[number].isActive = true
      courses[number].tampered = TimeRange(firedAt, max(firedAt, time))
    }
  }

  /// Edits hold as long as their steps are active.
  mutating func edit() -> [EditedLogic]? {
    let active = courses.indices.filter {
      courses[$0].isActive && !courses[$0].step.edits.logic.isEmpty
    }
    guard active != editing else { return nil }
    editing = active
    return active.flatMap { courses[$0].step.edits.logic }
  }

  mutating func disturb(_ innovations: inout [Double]) {
    if row < chance.count, chance[row].count == innovations.count { innovations = chance[row] }
    for course in courses where course.isActive && !course.step.surges.isEmpty {
      let rows = Double(max(1, (course.step.lasts ?? interval).rows(of: interval)))
      // A bump over its time: weights 6 u (1 − u) / n at u = (row + ½)/n add up to about 1.
      let u = (Double(course.elapsed.rows(of: interval)) + 0.5) / rows
      for surge in course.step.surges where surge.tag < innovations.count && u < 1 {
        innovations[surge.tag] -= surge.amount * 6 * u * (1 - u) / rows
      }
    }
  }

  mutating func tell(_ values: inout [Double]) { apply(&values, on: .controller) }

  mutating func tell(_ values: inout [Double], controller: Int) {
    apply(&values, on: .controller, to: controller)
  }

  var mayDrive: Bool {
    ways.contains { $0.channel == .actuator && courses[$0.step].isActive }
  }

  mutating func drive(_ values: inout [Double]) { apply(&values, on: .actuator) }

  mutating func store(_ values: inout [Double]) { apply(&values, on: .historian) }

  // Where steps at work change the same value, the later in the list has the last word.
  private mutating func apply(
    _ values: inout [Double], on channel: Channel, to controller: Int? = nil
  ) {
    // Partners are read as they were before anything was changed.
    let honest = hasPartners && courses.contains { $0.isActive } ? values : []
    let own = ways.indices.filter {
      ways[$0].channel == channel && ways[$0].controller == controller
        && ways[$0].tag < values.count
    }
    for index in own where courses[ways[index].step].isActive {
      let tag = ways[index].tag
      let value = tamperedValue(values[tag], index, among: honest)
      // The historian has no finer digits for what is false: they would give it away.
      values[tag] = channel == .historian ? tags[tag].rounded(value) : value
    }
    for index in own { ways[index].past.append(values[ways[index].tag]) }
  }

  private mutating func tamperedValue(
    _ value: Double, _ index: Int, among honest: [Double]
  ) -> Double {
    let way = ways[index]
    let moment = TamperingMoment(
      elapsed: courses[way.step].elapsed, interval: interval, channel: way.channel, past: way.past,
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
