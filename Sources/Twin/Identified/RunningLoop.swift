internal import Diagnostics
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// An identified twin's closed loop at work.
struct RunningLoop {
  let twin: IdentifiedTwin
  private let isQuiet: Bool
  private let memory: InnovationMemory
  private var time: Timestamp
  /// The true row before.
  private var before: [Double]
  /// What controllers were told of the row before.
  private var heard: ToldRows
  /// What stands between the truth, controllers and the historian.
  private var sensors: RunningSensors
  private var deliveries: RunningDeliveries
  /// What the controllers want of each actuator.
  private var commands: [Double]
  /// The programs of controllers.
  private var programs: RowPrograms
  private let alarms: [AlarmSignal]
  /// The signals that a tap sees.
  private let signals: [ProgramSignal]
  /// What actuators did in the row before against their command; NaN where they obeyed.
  private var overrides: [Double]
  /// The recorded row that is replayed, and how many of its block are left.
  private var source: Int
  private var left: Int
  /// The regime of the replayed row before.
  private var regime: Int
  private var moment: StockTerms.Moment
  private var stockTerms: [Double]
  private var flowTerms: [Double]
  /// The state of the sensors' dynamics before the row, and what moves it and comes of it in the row.
  private var state: [Double]
  private var scratch: [Double]
  private var inputs: [Double]
  private var outputs: [Double]
  private var surprises: [Double]
  /// What is known of the stocks' unknown inputs beyond those of the replayed rows; fades.
  private var known: [Double]
  private let persistences: [Double]

  /// A loop from the twin's state now, else from a drawn recorded state, or from the state before a given
  /// recorded row.
  init(
    _ twin: IdentifiedTwin, start: Timestamp, generator: inout SeededGenerator, isQuiet: Bool,
    at recorded: (memory: InnovationMemory, row: Int)?
  ) {
    self.twin = twin
    self.isQuiet = isQuiet
    time = start
    memory = recorded?.memory ?? twin.memory
    // A copy: whoever begins elsewhere has the same chance after it.
    var draws = generator
    let now = recorded == nil ? twin.now : nil
    let beginning = now?.state.drawn(for: twin, generator: &draws)
    if now != nil {
      source = memory.start(at: start, generator: &draws, distance: nil)
    } else {
      source = recorded?.row ?? memory.start(at: start, generator: &generator, distance: nil)
    }
    left = twin.blockRows
    regime = beginning?.regime ?? memory.regimes[source]
    before = beginning?.row ?? memory.recorded.column(max(source - 1, 0))
    known = []
    persistences = now?.inputs.map(\.persistence) ?? []
    let instruments = isQuiet ? .none : twin.instruments
    sensors = RunningSensors(
      instruments, tags: twin.tags, interval: twin.interval, truth: before)
    deliveries = RunningDeliveries(
      instruments, tags: twin.tags, interval: twin.interval, beginning: sensors.lastShown(before))
    heard = ToldRows(sensors.lastShown(before), controllers: twin.controllers)
    commands = twin.structure.actuators.map { [before] in before[$0] }
    alarms = AlarmSignal.all(twin.controllers, tags: twin.tags)
    signals = ProgramSignal.all(twin.controllers, tags: twin.tags)
    overrides = [Double](repeating: .nan, count: commands.count)
    var chance = generator
    programs = RowPrograms(
      twin.controllers, row: before, before: start + twin.interval * -1, interval: twin.interval,
      seed: chance.next())
    moment = StockTerms.Moment(
      before: [], now: [], week: [Double](repeating: 0, count: TimeOfWeek.count),
      sinceSwitch: [Int](repeating: 0, count: twin.stocks.terms.actuators.count))
    stockTerms = [Double](repeating: 0, count: twin.stocks.terms.count)
    flowTerms = [Double](repeating: 0, count: twin.flows.count)
    state = beginning?.sensors ?? memory.states.column(source)
    scratch = state
    inputs = [Double](repeating: 0, count: twin.dynamics?.inputs.count ?? 0)
    outputs = [Double](repeating: 0, count: twin.dynamics?.tags.count ?? 0)
    surprises = outputs
    guard let now, let beginning else { return }
    // The replay begins with a row that comes after a state like the one now, and what is known of the inputs
    // that nobody records differs from that row's by so much.
    let loop = self
    source = memory.start(at: start, generator: &draws) { loop.distance(to: $0) }
    known = zip(beginning.inputs, now.courses).map { $0 - $1[max(source - 1, 0)] }
  }

  mutating func run<Tap: LoopTap>(
    _ steps: Int, tap: inout Tap, generator: inout SeededGenerator
  ) -> LoopTrace {
    let width = twin.tags.count
    var truth = Matrix(rows: width, columns: steps)
    var controller = Matrix(rows: width, columns: steps)
    var historian = Matrix(rows: width, columns: steps)
    var raised = Matrix(rows: alarms.count, columns: steps)
    var times: [Timestamp] = []
    times.reserveCapacity(steps)
    for step in 0..<steps {
      // One draw a row, whatever happens in it: an attacked run and an untouched one share their chances.
      let seed = generator.next()
      var chance = SeededGenerator(seed: seed)
      sensors.begin(seed: seed)
      deliveries.begin(seed: seed)
      let row = advance(step, tap: &tap, generator: &chance)
      times.append(time)
      var stored = sensors.stored(row)
      sensors.conclude(row)
      for (j, tag) in twin.tags.enumerated() { stored[j] = tag.rounded(stored[j]) }
      tap.store(&stored)
      deliveries.deliver(&stored)
      Self.copy(row, into: &truth, step)
      Self.copy(twin.tags.indices.map(heard.value), into: &controller, step)
      Self.copy(stored, into: &historian, step)
      Self.copy(programs.running.states(of: alarms), into: &raised, step)
      time = time + twin.interval
    }
    return LoopTrace(
      times: times, truth: truth.transposed(), controller: controller.transposed(),
      historian: (isQuiet ? .none : twin.instruments)
        .givenBack(historian.transposed(), at: times),
      alarms: LoopAlarms(
        ids: AlarmSignal.ids(alarms, twin.controllers), states: raised.transposed()))
  }

  private static func copy(_ row: [Double], into matrix: inout Matrix, _ step: Int) {
    matrix.withUnsafeMutableColumn(step) { column in
      for j in column.indices { column[j] = row[j] }
    }
  }

  private mutating func advance<Tap: LoopTap>(
    _ step: Int, tap: inout Tap, generator: inout SeededGenerator
  ) -> [Double] {
    if !signals.isEmpty { tap.see(signals: programs.running.values(of: signals)) }
    tap.begin(step: step, at: time, truth: before)
    if let edits = tap.edit() {
      var row = before
      for (k, actuator) in twin.structure.actuators.enumerated() { row[actuator] = commands[k] }
      programs.edit(edits, of: twin.controllers, row: row)
    }
    if left == 0 || source >= memory.times.count || !memory.follows[source] {
      let loop = self
      source = memory.start(at: time, generator: &generator) { loop.distance(to: $0) }
      left = twin.blockRows
    }
    let drawn =
      isQuiet
      ? [Double](repeating: 0, count: before.count) : memory.innovations.column(source)
    var innovations = drawn
    for k in known.indices {
      known[k] *= persistences[k]
      innovations[twin.stocks.terms.stocks[k]] += known[k]
    }
    let undisturbed = innovations
    tap.disturb(&innovations)
    // What is no number disturbs nothing: the process has a state in every row.
    for j in innovations.indices where !innovations[j].isFinite { innovations[j] = undisturbed[j] }
    TimeOfWeek.write(time, into: &moment.week, at: 0)

    // What controllers will read at the row's end if nobody acts: stocks as they come, all else as it was.
    // What a stock did in a row of the record in which something switched tells when in the row it switched;
    // that is no disturbance of a row in which nothing has switched yet.
    var steady = innovations
    if !isQuiet, memory.switched(source) {
      for tag in twin.stocks.terms.stocks { steady[tag] -= drawn[tag] }
    }
    moment.before = before
    moment.now = before
    var seen = before
    twin.stocks.advance(moment, scratch: &stockTerms, into: &seen)
    settle(&seen, steady)
    let shown = sensors.shown(seen)
    var told = heard.telling(shown)
    tap.tell(&told.rows[0])
    for index in twin.controllers.indices {
      told.rows[index + 1] = told.rows[0]
      twin.controllers[index].deliver(
        &told.rows[index + 1], of: twin.tags, before: heard.rows[0],
        interval: twin.interval.seconds, generator: &generator)
      tap.tell(&told.rows[index + 1], controller: index)
    }
    let isForged = told.rows.map { row in
      row.indices.map { row[$0] != shown[$0] && !(row[$0].isNaN && shown[$0].isNaN) }
    }
    decide(&seen, told: told, isForged: isForged, steady)

    // What the actuators really do.
    var row = before
    for (k, actuator) in twin.structure.actuators.enumerated() { row[actuator] = commands[k] }
    var driven = row
    tap.drive(&driven)
    for (k, actuator) in twin.structure.actuators.enumerated() {
      if !driven[actuator].isFinite { driven[actuator] = commands[k] }
      row[actuator] = driven[actuator]
      overrides[k] = driven[actuator] == commands[k] ? .nan : driven[actuator]
    }

    // A closed valve's innovations tell nothing about an open one.
    if !isQuiet,
      let other = memory.alike(
        source, before: before, now: row, generator: &generator, distance: { distance(to: $0) })
    {
      source = other
      for j in innovations.indices {
        innovations[j] = memory.innovations[j, source] + (innovations[j] - drawn[j])
      }
    }

    // Flows and pressures follow the states and the stocks; the stocks have the row's flows; what is read at
    // the row's end follows those.
    for tag in twin.stocks.terms.stocks { row[tag] = seen[tag] }
    follow(&row, innovations)
    moment.now = row
    twin.stocks.advance(moment, scratch: &stockTerms, into: &row)
    settle(&row, innovations)
    follow(&row, innovations)
    twin.dynamics?.model.advance(&state, inputs, innovations: surprises, scratch: &scratch)

    // A tag of an alarm's name shows the alarm, as its controller's scans left it.
    for (alarm, state) in zip(alarms, programs.running.states(of: alarms)) {
      if let tag = alarm.tag { row[tag] = state }
    }
    // What nobody tampered with is told as it is.
    let read = sensors.shown(row)
    for k in heard.rows.indices {
      heard.rows[k] = read
      for j in row.indices where isForged[k][j] { heard.rows[k][j] = told.rows[k][j] }
    }
    before = row
    programs.advance()
    regime = memory.regimes[source]
    source += 1
    left -= 1
    return row
  }

  // Controllers act between two rows, each when its sensor gets there: what the first one does is felt before
  // the next one decides. `seen` becomes what the stocks come to.
  private mutating func decide(
    _ seen: inout [Double], told: ToldRows, isForged: [[Bool]], _ innovations: [Double]
  ) {
    var readings = told
    let programmed = Set(programs.running.flatMap { $0.program.commands.map(\.tag) })
    var undecided = twin.structure.actuators.indices.filter {
      !programmed.contains(twin.structure.actuators[$0])
    }
    var waiting = Array(programs.running.indices)
    while true {
      var first = 2.0
      var moves: [(index: Int, command: Double, at: Double)] = []
      for index in undecided {
        let command = decision(index, readings: readings)
        if command == commands[index] || command.isNaN { continue }
        let at = share(index, readings: readings)
        moves.append((index, command, at))
        first = min(first, at)
      }
      let outcomes = waiting.map { index in
        let reader = programs.running[index].controller + 1
        return (
          index,
          programs.outcome(
            of: index, heard: heard.rows[reader], readings: readings.rows[reader])
        )
      }
      for (_, outcome) in outcomes { first = min(first, outcome.share ?? first) }
      // Programs that command nothing new have scanned the row.
      let isOver = moves.isEmpty && outcomes.allSatisfy { $0.1.share == nil }
      for (index, outcome) in outcomes where isOver || outcome.share.map({ $0 <= first }) ?? false {
        programs.take(outcome, of: index)
        waiting.removeAll { $0 == index }
        obey(programs.running[index].commands)
      }
      if isOver { return }
      for move in moves where move.at <= first {
        commands[move.index] = move.command
        undecided.removeAll { $0 == move.index }
      }
      var row = before
      for tag in twin.stocks.terms.stocks { row[tag] = seen[tag] }
      for (k, actuator) in twin.structure.actuators.enumerated() {
        // What is forced on an actuator lasts between two rows too.
        row[actuator] = overrides[k].isNaN ? commands[k] : overrides[k]
      }
      follow(&row, innovations)
      moment.now = row
      twin.stocks.advance(moment, scratch: &stockTerms, into: &row)
      settle(&row, innovations)
      for tag in twin.stocks.terms.stocks {
        seen[tag] = row[tag]
        for k in readings.rows.indices where !isForged[k][tag] {
          readings.rows[k][tag] = sensors.shown(row[tag], of: tag)
        }
      }
    }
  }

  private mutating func obey(_ wanted: [(tag: Int, value: Double)]) {
    for (tag, value) in wanted where value.isFinite {
      guard let index = twin.structure.actuators.firstIndex(of: tag) else { continue }
      commands[index] = value
    }
  }

  private func decision(_ index: Int, readings: ToldRows) -> Double {
    let reader = readings.row(of: twin.structure.actuators[index])
    return switch twin.logic[index] {
    case .constant(let value): value
    case .rule(let rule):
      rule.next(after: commands[index], reading: readings.rows[reader][rule.sensor])
    // Learned from the row before.
    case .regression(let regression):
      regression.next(after: commands[index], row: heard.rows[reader], week: moment.week)
    case .recorded: memory.recorded[twin.structure.actuators[index], source]
    }
  }

  // Which part of the way from the row before to the reading lies before the threshold of a decision.
  private func share(_ index: Int, readings: ToldRows) -> Double {
    guard case .rule(let rule) = twin.logic[index] else { return 0 }
    let reader = readings.row(of: twin.structure.actuators[index])
    let (from, to) = (heard.rows[reader][rule.sensor], readings.rows[reader][rule.sensor])
    let goesOn = rule.isInverse ? to > rule.onAt : to < rule.onAt
    let share = ((goesOn ? rule.onAt : rule.offAt) - from) / (to - from)
    return share.isFinite ? min(max(share, 0), 1) : 0
  }

  private mutating func follow(_ row: inout [Double], _ innovations: [Double]) {
    twin.flows.write(row, week: moment.week, into: &flowTerms)
    for (k, equation) in twin.flows.equations.enumerated() {
      var value = twin.flows.expected(k, terms: flowTerms, row: row, last: before[equation.tag])
      let isShut = equation.gate.map { row[$0.actuator] == $0.off } ?? false
      if !isShut { value += innovations[equation.tag] }
      if equation.low >= 0 { value = max(value, 0) }
      row[equation.tag] = value.isFinite ? value : before[equation.tag]
    }
    guard let dynamics = twin.dynamics else { return }
    dynamics.inputs.write(row, terms: flowTerms, into: &inputs)
    dynamics.model.expect(state, inputs, into: &outputs)
    for (j, tag) in dynamics.tags.enumerated() {
      let expected = dynamics.held(outputs[j], output: j)
      let value = dynamics.held(expected + innovations[tag], output: j)
      row[tag] = value.isFinite ? value : before[tag]
      surprises[j] = value.isFinite ? value - expected : 0
    }
  }

  private func settle(_ row: inout [Double], _ innovations: [Double]) {
    for (k, tag) in twin.stocks.terms.stocks.enumerated() {
      let value = row[tag] + innovations[tag]
      row[tag] = twin.stocks.held(value.isNaN ? before[tag] : value, stock: k)
    }
  }

  // How far the simulation stands from the state before a recorded row: another regime and unlike states weigh
  // most, then stocks in parts of their usual spread, then the time of day (4 h count like one spread).
  private func distance(to row: Int) -> Double {
    // A regime lasts until the record has it end: what joins two stretches is no reason for another.
    var sum = memory.regimes[row - 1] == regime ? 0.0 : 16
    for actuator in twin.structure.actuators
    where before[actuator] != memory.recorded[actuator, row - 1] { sum += 4 }
    for tag in twin.structure.stocks {
      let spread = twin.profiles[tag].deviation
      if spread > 0 {
        let part = (before[tag] - memory.recorded[tag, row - 1]) / spread
        sum += part * part
      }
    }
    let days = 7 * (TimeOfWeek.share(time) - TimeOfWeek.share(memory.times[row]))
    let apart = abs(days - days.rounded()) * 6
    return sum + apart * apart
  }
}
