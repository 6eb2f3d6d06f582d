internal import Diagnostics
internal import HydraulicLanes
internal import Hydraulics
internal import LinearAlgebra
internal import Telemetry

/// A group of a hydraulic twin's closed loops at work, one lane each.
///
/// Time 0 of a lane is one row before its first row.
struct HydraulicLoop {
  /// How far a lane is in its row.
  private enum Stage {
    /// Its water flows as controllers want it.
    case flowing
    /// Once more, with actuators that are driven otherwise.
    case driven
    /// At its end, with the demand of the time that begins there.
    case read
  }

  /// What one lane carries from row to row; all arrays have one value per tag.
  private struct Course {
    var start: Timestamp
    var steps: Int
    /// How far its row is.
    var stage = Stage.flowing
    /// The lane at the row's beginning; nil where no actuator can be driven otherwise.
    var snapshot: LaneSnapshot?
    /// The true row before.
    var before: [Double]
    /// What controllers were told of the row before.
    var heard: ToldRows
    /// What was sent to all of them in the row before.
    var sent: [Double] = []
    /// Which controllers heard something else than all in the row before.
    var hearsOther: [Bool]
    /// What controllers want of each actuator; NaN for other tags.
    var commands: [Double]
    /// The tags that are driven otherwise in this row.
    var overridden: [Int] = []
    /// Nodes with added demand.
    var surged: Set<Int> = []
    /// What leaks at nodes all the time, m³/s.
    var leaking: [Int: Double] = [:]
    /// The programs of controllers.
    var programs: LanePrograms
    /// The same at the beginning of the row.
    var programsBefore: LanePrograms
    /// What controllers want of each driven link.
    var wanted: [Int: WantedLink] = [:]
    var demand: LoopDemand
    /// What stands between the truth, controllers and the historian.
    var sensors: RunningSensors
    var deliveries = RunningDeliveries.none
    /// The chance of this row.
    var chance = SeededGenerator(seed: 0)
    var truth: Matrix
    var controller: Matrix
    var historian: Matrix
    var raised: Matrix
    var times: [Timestamp] = []
  }

  private let twin: HydraulicTwin
  private let group: LaneGroup
  private let isQuiet: Bool
  private let states: [[Double]]?
  private let members: [SynchronisedState.Member]?
  /// Seconds between two looks of controllers, a number per lane.
  private let scans: [Int]
  private let rowSeconds: Int
  private var courses: [Course] = []
  private let definition: [LoopCourse]
  /// The links that each of the twin's controllers drives.
  private let driven: [[Int]]
  /// The alarms of its programs.
  private let alarms: [AlarmSignal]
  /// The signals that taps see.
  private let signals: [ProgramSignal]

  /// Loops from drawn recorded states, from given ones or from members of an ensemble; quiet ones have the network's own demand.
  init(
    _ twin: HydraulicTwin, _ courses: [LoopCourse], states: [[Double]]?, isQuiet: Bool,
    scans: [Int]? = nil, members: [SynchronisedState.Member]? = nil
  ) {
    self.twin = twin
    self.members = members
    self.states = states
    self.isQuiet = isQuiet
    self.scans = scans ?? courses.map { _ in twin.settings.scan }
    definition = courses
    driven = twin.controllers.map { $0.drives.map { twin.points[$0].element } }
    alarms = AlarmSignal.all(twin.controllers, tags: twin.tags)
    signals = ProgramSignal.all(twin.controllers, tags: twin.tags)
    rowSeconds = Int(twin.interval.nanoseconds / 1_000_000_000)
    let longest = courses.map(\.steps).max() ?? 0
    group = twin.engine.lanes(count: courses.count, duration: (longest + 1) * rowSeconds)
  }

  /// Puts every lane into its first state; draws from the generators from `first` on.
  mutating func begin(generators: inout [SeededGenerator], at first: Int) {
    let width = twin.tags.count
    for (lane, course) in definition.enumerated() {
      let member = members?[lane]
      let state =
        member.map { _ in [Double](repeating: .nan, count: width) } ?? states?[lane]
        ?? drawn(at: course.start, generator: &generators[first + lane])
      let scenario = group[lane]
      scenario.setFileOffset(
        twin.fileOffset(course.start + twin.interval * -1), repeating: twin.scheduleRepeats)
      scenario.setScan(scans[lane])
      twin.put(state, into: scenario)
      member?.put(scenario, of: twin.network)
      let empty = Matrix(rows: width, columns: course.steps)
      var chance = generators[first + lane]
      let programs = LanePrograms(
        twin, row: state,
        // Time 0 is one row before the first, and 1970 began on a Thursday.
        clock: twin.local(course.start + twin.interval * -1) + 3 * 86_400,
        seed: chance.next())
      courses.append(
        Course(
          start: course.start, steps: course.steps, before: state,
          heard: ToldRows(state, controllers: twin.controllers),
          hearsOther: twin.controllers.map { _ in false },
          commands: [Double](repeating: .nan, count: width), leaking: member?.leaks ?? [:],
          programs: programs, programsBefore: programs,
          demand: LoopDemand(twin, isQuiet: isQuiet, beginning: member?.demand),
          sensors: .none, truth: empty, controller: empty, historian: empty,
          raised: Matrix(rows: alarms.count, columns: course.steps)))
    }
  }

  /// Runs every lane for its steps.
  mutating func run<Tap: LoopTap>(
    taps: inout [Tap], generators: inout [SeededGenerator], at first: Int
  ) throws(Fault) -> [LoopTrace] {
    for lane in courses.indices { setDemand(lane, 0, generator: &generators[first + lane]) }
    try advance(to: 0)
    for lane in courses.indices {
      courses[lane].before = row(lane)
      if !isQuiet {
        courses[lane].sensors = RunningSensors(
          twin.instruments, tags: twin.tags, interval: twin.interval, truth: courses[lane].before)
        courses[lane].deliveries = RunningDeliveries(
          twin.instruments, tags: twin.tags, interval: twin.interval,
          beginning: courses[lane].sensors.lastShown(courses[lane].before))
      }
      courses[lane].heard = courses[lane].heard.telling(
        courses[lane].sensors.lastShown(courses[lane].before))
      takeCommands(lane)
    }
    // Lanes go through their rows each at its own pace.
    var firsts = courses.map { _ in 0 }
    for lane in courses.indices where courses[lane].steps > 0 {
      firsts[lane] = begin(lane, 0, tap: &taps[first + lane])
    }
    let group = group
    let twin = twin
    try group.advance(
      to: firsts, looking: { lane, scenario in courses[lane].programs.solved(scenario, twin) },
      arriving: { lane, _ in
        arrive(lane, tap: &taps[first + lane], generator: &generators[first + lane])
      })
    return courses.map {
      LoopTrace(
        times: $0.times, truth: $0.truth.transposed(), controller: $0.controller.transposed(),
        historian: (isQuiet ? .none : twin.instruments)
          .givenBack($0.historian.transposed(), at: $0.times),
        alarms: LoopAlarms(
          ids: AlarmSignal.ids(alarms, twin.controllers), states: $0.raised.transposed()))
    }
  }

  // A row begins; returns the second of its end.
  private mutating func begin<Tap: LoopTap>(_ lane: Int, _ step: Int, tap: inout Tap) -> Int {
    prepare(lane, step, tap: &tap)
    courses[lane].snapshot = tap.mayDrive ? group[lane].snapshot : nil
    courses[lane].stage = .flowing
    return (step + 1) * rowSeconds
  }

  // A lane is solved at its row's end: returns the second up to which it goes next; nil behind its last row.
  private mutating func arrive<Tap: LoopTap>(
    _ lane: Int, tap: inout Tap, generator: inout SeededGenerator
  ) -> Int? {
    let step = courses[lane].times.count
    guard step < courses[lane].steps else { return nil }
    let end = (step + 1) * rowSeconds
    switch courses[lane].stage {
    case .flowing:
      takeCommands(lane)
      courses[lane].overridden = drive(lane, tap: &tap)
      if !courses[lane].overridden.isEmpty {
        courses[lane].stage = .driven
        return end
      }
    case .driven: break
    case .read:
      conclude(lane, step, tap: &tap)
      return step + 1 < courses[lane].steps ? begin(lane, step + 1, tap: &tap) : nil
    }
    // What is read at a row's moment flows with the demand of the time that begins there.
    setDemand(lane, step + 1, generator: &generator)
    courses[lane].stage = .read
    return end
  }

  // Every lane to a second, its programs scanned on the way.
  private mutating func advance(to second: Int) throws(Fault) {
    guard courses.contains(where: { !$0.programs.isEmpty }) else {
      return try group.advance(to: second)
    }
    var courses = courses
    self.courses = []
    defer { self.courses = courses }
    let twin = twin
    try group.advance(to: second) { lane, scenario in
      courses[lane].programs.solved(scenario, twin)
    }
  }

  // A recorded state of about that time of the week; the network's own where nothing is recorded.
  private func drawn(at time: Timestamp, generator: inout SeededGenerator) -> [Double] {
    let week = 604_800.0
    let wanted = HydraulicTwin.secondsOfWeek(time)
    let choice = generator.next()
    let near = twin.starts.indices.filter { index in
      let apart = abs(twin.starts[index].ofWeek - wanted)
      return min(apart, week - apart) <= max(3_600, twin.interval.seconds)
    }
    let among = near.isEmpty ? Array(twin.starts.indices) : near
    guard !among.isEmpty else { return [Double](repeating: .nan, count: twin.tags.count) }
    return twin.starts[among[Int(choice % UInt64(among.count))]].row
  }

  private func row(_ lane: Int) -> [Double] {
    let scenario = group[lane]
    return twin.points.map { $0.value(scenario, in: twin.network) }
  }

  private mutating func takeCommands(_ lane: Int) {
    for (tag, point) in twin.points.enumerated() where point.isActuator {
      courses[lane].commands[tag] = point.value(group[lane], in: twin.network)
      courses[lane].wanted[point.element] = WantedLink(group[lane], point.element)
    }
  }

  // Everything else that is decided before a row's water flows: disturbances, what controllers are told.
  private mutating func prepare<Tap: LoopTap>(_ lane: Int, _ step: Int, tap: inout Tap) {
    courses[lane].chance = courses[lane].demand.chance
    courses[lane].sensors.begin(seed: courses[lane].demand.seed)
    courses[lane].deliveries.begin(seed: courses[lane].demand.seed)
    let scenario = group[lane]
    courses[lane].demand.solveAgain(scenario)
    let time = courses[lane].start + twin.interval * step
    courses[lane].programs.span = step * rowSeconds..<(step + 1) * rowSeconds
    courses[lane].programs.overridden = []
    if !signals.isEmpty { tap.see(signals: courses[lane].programs.values(of: signals)) }
    tap.begin(step: step, at: time, truth: courses[lane].before)
    for tag in courses[lane].overridden {
      // Who was driven otherwise obeys again: it returns to what its controller wants.
      let link = twin.points[tag].element
      courses[lane].wanted[link]?.put(scenario, link, of: twin.network)
      scenario.release(link)
    }
    if !courses[lane].overridden.isEmpty { courses[lane].programs.command(scenario, twin) }
    if let edits = tap.edit() {
      var row = courses[lane].before
      for tag in row.indices where courses[lane].commands[tag].isFinite {
        row[tag] = courses[lane].commands[tag]
      }
      courses[lane].programs.edit(edits, row: row, scenario, twin)
    }
    disturb(lane, tap: &tap)
    tell(lane, tap: &tap)
    courses[lane].programsBefore = courses[lane].programs
  }

  // The demand of the time before a row, from the lane's present moment on.
  private mutating func setDemand(
    _ lane: Int, _ step: Int, generator: inout SeededGenerator
  ) {
    courses[lane].demand.advance(
      to: courses[lane].start + twin.interval * step, of: twin, group[lane], generator: &generator)
  }

  // A disturbance of a tank's level is water that is taken, or comes, beside it.
  private mutating func disturb<Tap: LoopTap>(_ lane: Int, tap: inout Tap) {
    var innovations = [Double](repeating: 0, count: twin.tags.count)
    tap.disturb(&innovations)
    let scenario = group[lane]
    var surged: Set<Int> = []
    for (tag, point) in twin.points.enumerated()
    where point.quantity == .level && innovations[tag] != 0 && innovations[tag].isFinite {
      guard let node = twin.junction(besideTank: point.element) else { continue }
      let area = twin.area(ofTank: point.element)
      let flow = -innovations[tag] / point.factor * area / Double(rowSeconds)
      scenario.setAddedDemand(flow + (courses[lane].leaking[node] ?? 0), node: node)
      surged.insert(node)
    }
    for node in courses[lane].surged.subtracting(surged).sorted() {
      scenario.setAddedDemand(courses[lane].leaking[node] ?? 0, node: node)
    }
    courses[lane].surged = surged
  }

  private mutating func tell<Tap: LoopTap>(_ lane: Int, tap: inout Tap) {
    let scenario = group[lane]
    var seen = courses[lane].before
    for (tag, point) in twin.points.enumerated() where twin.isStock(point) {
      // What the level comes to if nobody acts.
      let change = scenario.demand(point.element) * Double(rowSeconds)
      let height = point.height(seen[tag], in: twin.network)
      let next = height + change / twin.area(ofTank: point.element)
      seen[tag] = point.value(
        ofHeight: twin.held(next, inTank: point.element), in: twin.network)
    }
    courses[lane].sent = courses[lane].heard.rows[0]
    for row in courses[lane].programs.lines.indices { courses[lane].programs.lines[row] = [:] }
    let shown = courses[lane].sensors.shown(seen)
    var told = courses[lane].heard.telling(shown)
    tap.tell(&told.rows[0])
    // What a sensor makes of a tank is told like what somebody forges; of all else the engine knows the truth,
    // and programs hear the sensor's last sample.
    for (tag, point) in twin.points.enumerated()
    where !twin.isStock(point) && shown[tag] != seen[tag] && !seen[tag].isNaN {
      let last = shown[tag].isFinite ? shown[tag] : courses[lane].heard.rows[0][tag]
      courses[lane].programs.lines[0][tag] = LanePrograms.Line(from: last, to: last)
      seen[tag] = shown[tag]
    }
    announce(lane, told.rows[0], instead: seen, row: 0, for: nil)
    for index in twin.controllers.indices {
      told.rows[index + 1] = told.rows[0]
      twin.controllers[index].deliver(
        &told.rows[index + 1], of: twin.tags, before: courses[lane].sent,
        interval: Double(rowSeconds), generator: &courses[lane].chance)
      tap.tell(&told.rows[index + 1], controller: index)
      hear(lane, told.rows[index + 1], by: index, insteadOf: told.rows[0])
    }
    courses[lane].sensors.release(&courses[lane].heard, told: told, shown: shown)
  }

  /// Tells a controller what reaches it, where that is or was something else than all are told.
  private mutating func hear(
    _ lane: Int, _ own: [Double], by index: Int, insteadOf all: [Double]
  ) {
    let isSame = zip(own, all).map { $0 == $1 || $0.isNaN && $1.isNaN }
    let hearsAll = isSame.allSatisfy { $0 }
    if !hearsAll || courses[lane].hearsOther[index] {
      announce(lane, own, instead: all, row: index + 1, for: driven[index])
    }
    courses[lane].hearsOther[index] = !hearsAll
    for tag in isSame.indices where isSame[tag] {
      courses[lane].heard.rows[index + 1][tag] = courses[lane].heard.rows[0][tag]
    }
  }

  /// Tells an audience a row in place of another; what it hears otherwise is remembered, NaN being the truth.
  private mutating func announce(
    _ lane: Int, _ told: [Double], instead seen: [Double], row: Int, for links: [Int]?
  ) {
    let scenario = group[lane]
    let heard = courses[lane].heard.rows[row]
    let forged = Set(
      twin.points.indices.filter { tag in
        twin.points[tag].isHeight && told[tag] != seen[tag]
          && !(told[tag].isNaN && seen[tag].isNaN)
      })
    // Several tags may stand at one node: a controller hears the one that is forged.
    let nodes = Set(forged.map { twin.points[$0].element })
    for (tag, point) in twin.points.enumerated() where point.isHeight {
      guard forged.contains(tag) else {
        if !nodes.contains(point.element) { scenario.tellTruth(point.element, for: links) }
        courses[lane].heard.rows[row][tag] = .nan
        continue
      }
      // A message that is lost leaves the controller with the last one.
      let last = told[tag].isFinite ? told[tag] : heard[tag]
      scenario.tell(
        point.element, from: point.height(heard[tag], in: twin.network),
        to: point.height(last, in: twin.network), over: rowSeconds, for: links)
      courses[lane].heard.rows[row][tag] = last
      courses[lane].programs.lines[row][tag] = LanePrograms.Line(from: heard[tag], to: last)
    }
    for tag in told.indices where !twin.points[tag].isHeight {
      if told[tag] != seen[tag], !(told[tag].isNaN && seen[tag].isNaN) {
        let last = told[tag].isFinite ? told[tag] : heard[tag]
        courses[lane].programs.lines[row][tag] = LanePrograms.Line(from: last, to: last)
      }
      courses[lane].heard.rows[row][tag] = told[tag] == seen[tag] ? .nan : told[tag]
    }
  }

  // What actuators do against their commands; the row is then run again with them held.
  private mutating func drive<Tap: LoopTap>(_ lane: Int, tap: inout Tap) -> [Int] {
    var driven = row(lane)
    tap.drive(&driven)
    guard let snapshot = courses[lane].snapshot else { return [] }
    courses[lane].snapshot = nil
    let course = courses[lane]
    // Speeds and settings say nothing of what is told to be closed.
    let closed = Set(
      twin.points.enumerated().filter { tag, point in
        point.quantity == .status && driven[tag].isFinite && !point.isOpen(driven[tag])
          && point.partOfSpeed(driven[tag], in: twin.network) == nil
      }.map(\.element.element))
    let overridden = twin.points.indices.filter { tag in
      let point = twin.points[tag]
      return point.isActuator && driven[tag].isFinite
        && (!point.isSame(driven[tag], course.commands[tag])
          || point.partOfSpeed(driven[tag], in: twin.network) != nil)
        && (point.quantity == .status || !closed.contains(point.element))
    }
    guard !overridden.isEmpty else { return [] }
    group[lane].restore(snapshot)
    courses[lane].programs = courses[lane].programsBefore
    courses[lane].programs.overridden = Set(overridden)
    for tag in overridden {
      let point = twin.points[tag]
      if point.quantity == .status {
        let own = course.wanted[point.element]?.setting
        let part = point.partOfSpeed(driven[tag], in: twin.network)
        // A pump that its controller wants at rest has no speed of its own: it is driven at a part of its curve's.
        let speed = part.map { $0 * (own.map { $0 > 0 ? $0 : 1 } ?? 1) }
        let wanted = WantedLink(
          isOpen: part != nil || point.isOpen(driven[tag]), setting: speed ?? own)
        wanted.put(group[lane], point.element, of: twin.network)
      } else {
        group[lane].force(
          point.element, setting: point.setting(driven[tag], in: twin.network))
      }
    }
    return overridden
  }

  private mutating func conclude<Tap: LoopTap>(_ lane: Int, _ step: Int, tap: inout Tap) {
    let truth = row(lane)
    let shown = courses[lane].sensors.shown(truth)
    var heard = courses[lane].heard
    for row in heard.rows.indices {
      for tag in truth.indices where heard.rows[row][tag].isNaN {
        heard.rows[row][tag] = shown[tag]
      }
    }
    var chance = courses[lane].chance
    var stored = twin.recorded(
      truth, by: courses[lane].sensors, isQuiet: isQuiet, generator: &chance)
    courses[lane].sensors.conclude(truth)
    tap.store(&stored)
    courses[lane].deliveries.deliver(&stored)
    Self.copy(truth, into: &courses[lane].truth, step)
    Self.copy(truth.indices.map(heard.value), into: &courses[lane].controller, step)
    Self.copy(stored, into: &courses[lane].historian, step)
    Self.copy(courses[lane].programs.states(of: alarms), into: &courses[lane].raised, step)
    courses[lane].times.append(courses[lane].start + twin.interval * step)
    courses[lane].before = truth
    courses[lane].heard = heard
  }

  private static func copy(_ row: [Double], into matrix: inout Matrix, _ step: Int) {
    matrix.withUnsafeMutableColumn(step) { column in
      for j in column.indices { column[j] = row[j] }
    }
  }
}
