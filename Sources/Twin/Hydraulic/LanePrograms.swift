internal import HydraulicLanes

/// The control programs of one lane at work.
///
/// Between two solutions tanks fill and drain straight on and everything else stays, so scans need no
/// solution: they are run ahead, and the lane goes on to the second of the first one that commands something
/// else. There, and wherever the engine stopped on its own, programs are scanned with what was solved.
struct LanePrograms {
  /// What a controller hears of a tag in place of the truth: a straight line over a row.
  struct Line {
    var from: Double
    var to: Double
  }

  /// The programs at work.
  private var running: [RunningLogic]
  /// What each of them heard at the last solution.
  private var heard: [RunningProgram.Courses] = []
  /// What controllers hear instead of the truth in this row, by tag: all of them, then each.
  var lines: [[Int: Line]]
  /// The second at which this row began, and the one at which it ends.
  var span = 0..<0
  /// The tags that are driven otherwise.
  var overridden: Set<Int> = []
  /// The plant's clock at second 0, seconds since a Monday 00:00.
  private let clock: Double

  /// Programs of a twin's controllers before their first scan, at second 0.
  init(_ twin: HydraulicTwin, row: [Double], clock: Double, seed: UInt64) {
    running = RunningLogic.all(twin.controllers, row: row, seed: seed)
    lines = [[Int: Line]](repeating: [:], count: 1 + twin.controllers.count)
    self.clock = clock
  }

  /// Scans what is due at a solution; commands that changed are put into the scenario.
  ///
  /// - Returns: The second that must not be stepped over; nil after a command, when the lane is solved again.
  mutating func solved(_ scenario: Scenario, _ twin: HydraulicTwin) -> Int? {
    if running.isEmpty { return nil }
    let now = scenario.time
    let past = heard
    let row = twin.points.map { $0.value(scenario, in: twin.network) }
    heard = running.map { courses(of: $0.program, by: $0.controller, at: now, row, scenario, twin) }
    var isCommanded = false
    for index in running.indices {
      var isChanged = false
      if !past.isEmpty {
        isChanged = run(index, through: now - 1, past[index]) != nil
      }
      isChanged = run(index, through: now, heard[index]) != nil || isChanged
      if isChanged {
        isCommanded = true
        command(running[index], scenario, twin)
      }
    }
    return isCommanded ? nil : firstChange()
  }

  private mutating func run(
    _ index: Int, through last: Int, _ heard: RunningProgram.Courses
  ) -> Int? {
    running[index].program.run(through: last, clock: clock, heard: heard)
  }

  // The second of the first scan up to the row's end that would command something else.
  private func firstChange() -> Int {
    var first = span.upperBound
    for (index, own) in running.enumerated() {
      var ahead = own.program
      first =
        ahead.run(through: first - 1, clock: clock, heard: heard[index], stopping: true) ?? first
    }
    return first
  }

  // What a controller hears from a solution on: the truth, or the line that it is told.
  private func courses(
    of program: RunningProgram, by controller: Int, at second: Int, _ row: [Double],
    _ scenario: Scenario, _ twin: HydraulicTwin
  ) -> RunningProgram.Courses {
    var courses = RunningProgram.Courses(second: second, values: [], rises: [])
    for tag in program.tags {
      if let line = lines[controller + 1][tag] ?? lines[0][tag] {
        let rise = (line.to - line.from) / Double(max(1, span.count))
        courses.values.append(line.from + rise * Double(second - span.lowerBound))
        courses.rises.append(rise)
        continue
      }
      let point = twin.points[tag]
      courses.values.append(row[tag])
      // A tank fills or drains straight on; everything else stays until the next solution.
      courses.rises.append(
        twin.isStock(point)
          ? point.value(ofHeight: scenario.pressure(point.element, after: 1), in: twin.network)
            - row[tag] : 0)
    }
    return courses
  }

  /// Puts what programs want of their links into a scenario, but for what is driven otherwise.
  func command(_ scenario: Scenario, _ twin: HydraulicTwin) {
    for logic in running { command(logic, scenario, twin) }
  }

  private func command(_ logic: RunningLogic, _ scenario: Scenario, _ twin: HydraulicTwin) {
    for (tag, value) in logic.commands where value.isFinite && !overridden.contains(tag) {
      let point = twin.points[tag]
      if point.quantity == .status {
        let wanted = WantedLink(
          isOpen: point.isOpen(value), setting: WantedLink(scenario, point.element).setting)
        wanted.put(scenario, point.element, of: twin.network)
      } else {
        scenario.force(point.element, setting: point.setting(value, in: twin.network))
      }
      // A link whose controls rest is held against them.
      if !logic.isRules { scenario.release(point.element) }
    }
  }

  /// Whether no program runs.
  var isEmpty: Bool { running.isEmpty }

  /// The states of alarms now.
  func states(of alarms: [AlarmSignal]) -> [Double] { running.states(of: alarms) }

  /// What signals have now.
  func values(of signals: [ProgramSignal]) -> [Double] { running.values(of: signals) }

  /// Puts edits in place of what ran before; the file's controls of links whose rules are edited rest as long.
  ///
  /// - Parameter row: What actuators are commanded to, by tag.
  mutating func edit(
    _ edits: [EditedLogic], row: [Double], _ scenario: Scenario, _ twin: HydraulicTwin
  ) {
    let resting = restingLinks(twin)
    running.put(edits, controllers: twin.controllers, row: row, second: scenario.time)
    let links = restingLinks(twin)
    for link in resting.subtracting(links).sorted() { scenario.release(link) }
    for link in links.subtracting(resting).sorted() {
      WantedLink(scenario, link).put(scenario, link, of: twin.network)
    }
    // Programs hear anew at the next solution.
    heard = []
  }

  private func restingLinks(_ twin: HydraulicTwin) -> Set<Int> {
    Set(
      running.filter(\.isRules).flatMap { $0.commands.map { twin.points[$0.tag].element } })
  }
}
