internal import Diagnostics
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// Recorded normal rows and what the equations did not foresee in each, ready to be replayed in blocks.
///
/// All tags of a row stay together and rows stay in their order, so correlations across tags and from row to
/// row survive. A block is chosen among recorded stretches at the same time of the week (of the day where
/// there are too few) whose start is nearest to where the simulation stands. Where its actuators do not do
/// what the simulated ones do, the replay goes on from a row in which they do, near the simulated state: a
/// closed valve's innovations tell nothing about an open one.
/// Source of the idea: Politis & Romano (1994), JASA 89(428), the stationary bootstrap; here with matched
/// joins.
struct InnovationMemory: Sendable, Equatable {
  /// How many of the nearest stretches one is drawn from.
  static let choices = 5
  /// How many rows of like states are compared.
  static let compared = 64

  /// The moments of the recorded rows.
  let times: [Timestamp]
  /// Whether a row follows the one before it.
  let follows: [Bool]
  /// The recorded cells, *tags × rows*, gaps filled with the last value.
  let recorded: Matrix
  /// The innovations, *tags × rows*; 0 where there is none.
  let innovations: Matrix
  /// The states of the sensors' dynamics before each row, *order × rows*; no rows where there are none.
  let states: Matrix
  /// The regime of each row; all 0 where there are none.
  private(set) var regimes: [Int]
  /// Rows by time of the week, in intervals from Monday 00:00 UTC.
  private let slots: [Int: [Int]]
  private let daySlots: [Int: [Int]]
  /// The tags whose states tell one situation from another.
  private let actuators: [Int]
  private let situations: [UInt64]
  private let rowsOfSituation: [UInt64: [Int]]
  private let rowsOfStates: [UInt64: [Int]]
  private let perDay: Int
  private let interval: TimeSpan

  init(
    times: [Timestamp], follows: [Bool], recorded: Matrix, innovations: Matrix, states: Matrix,
    actuators: [Int], interval: TimeSpan
  ) {
    self.times = times
    self.follows = follows
    self.recorded = recorded
    self.innovations = innovations
    self.states = states
    regimes = [Int](repeating: 0, count: times.count)
    self.interval = interval
    perDay = max(1, Int((86_400 / interval.seconds).rounded()))
    var slots: [Int: [Int]] = [:]
    var daySlots: [Int: [Int]] = [:]
    for row in times.indices where follows[row] {
      let slot = Self.slot(times[row], interval)
      slots[slot, default: []].append(row)
      daySlots[slot % perDay, default: []].append(row)
    }
    self.slots = slots
    self.daySlots = daySlots
    self.actuators = actuators
    var situations = [UInt64](repeating: 0, count: times.count)
    var rowsOfSituation: [UInt64: [Int]] = [:]
    var rowsOfStates: [UInt64: [Int]] = [:]
    for row in times.indices where follows[row] {
      let before = Self.digest(recorded, row: row - 1, actuators)
      let now = Self.digest(recorded, row: row, actuators)
      situations[row] = Self.joined(before, now)
      rowsOfSituation[situations[row], default: []].append(row)
      rowsOfStates[now, default: []].append(row)
    }
    self.situations = situations
    self.rowsOfSituation = rowsOfSituation
    self.rowsOfStates = rowsOfStates
  }

  // FNV-1a over the states' bits: the same in every process, unlike Hasher.
  private static func digest(_ values: some Sequence<Double>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for value in values { hash = (hash ^ value.bitPattern) &* 0x0000_0100_0000_01b3 }
    return hash
  }

  private static func digest(_ recorded: Matrix, row: Int, _ actuators: [Int]) -> UInt64 {
    digest(actuators.lazy.map { recorded[$0, row] })
  }

  private static func joined(_ before: UInt64, _ now: UInt64) -> UInt64 {
    (before ^ (now &* 0x9e37_79b9_7f4a_7c15)) &* 0x0000_0100_0000_01b3
  }

  /// Another row than `row` whose actuators went from the states of one row to those of another, or else
  /// had the latter; nil where `row` is one, or none is.
  ///
  /// The nearest by `distance` of at most ``compared`` such rows, spread evenly over the record from a drawn
  /// one on. O(actuators + compared · cost of a distance).
  func alike(
    _ row: Int, before: [Double], now: [Double], generator: inout SeededGenerator,
    distance: (Int) -> Double
  ) -> Int? {
    let states = Self.digest(actuators.lazy.map { now[$0] })
    let situation = Self.joined(Self.digest(actuators.lazy.map { before[$0] }), states)
    if situations[row] == situation { return nil }
    guard let rows = rowsOfSituation[situation] ?? rowsOfStates[states] else { return nil }
    let step = (rows.count + Self.compared - 1) / Self.compared
    var best: (row: Int, distance: Double)?
    for k in stride(from: generator.index(below: step), to: rows.count, by: step) {
      let distance = distance(rows[k])
      if distance < best?.distance ?? .infinity { best = (rows[k], distance) }
    }
    return best?.row
  }

  /// The same rows with their regimes.
  func labelled(by regimes: OperatingRegimes?) -> InnovationMemory {
    guard let regimes else { return self }
    var copy = self
    copy.regimes = regimes.path(innovations, follows: follows)
    return copy
  }

  /// Whether an actuator of a recorded row stands otherwise than in the row before.
  func switched(_ row: Int) -> Bool {
    actuators.contains { recorded[$0, row] != recorded[$0, row - 1] }
  }

  static func == (a: InnovationMemory, b: InnovationMemory) -> Bool {
    a.times == b.times && a.follows == b.follows && a.recorded == b.recorded
      && a.innovations == b.innovations && a.states == b.states && a.regimes == b.regimes
  }

  /// Works out the innovations of a record.
  init(
    _ record: ProcessRecord, structure: ProcessStructure, stocks: StockModel, flows: FlowModel,
    dynamics: SensorDynamics?
  ) throws(Fault) {
    let tags = record.tags.count
    var innovations = Matrix(rows: tags, columns: record.count)
    var recorded = Matrix(rows: tags, columns: record.count)
    var follows = record.follows
    var filled = record.tags.indices.map { tag in
      record.column(tag).first { !$0.isNaN } ?? .nan
    }
    var before = filled
    var stockTerms = [Double](repeating: 0, count: stocks.terms.count)
    var flowTerms = [Double](repeating: 0, count: flows.count)
    var follower = dynamics.map { FollowedSensors($0) }
    var states = Matrix(rows: dynamics?.model.order ?? 0, columns: record.count)
    var moment = StockTerms.Moment(
      before: [], now: [], week: [Double](repeating: 0, count: TimeOfWeek.count),
      sinceSwitch: [Int](repeating: 0, count: stocks.terms.actuators.count))
    for row in 0..<record.count {
      let raw = record.values.row(row)
      for tag in raw.indices where !raw[tag].isNaN { filled[tag] = raw[tag] }
      // The very first row has nothing before it to be foreseen from.
      if row == 0 { follows[0] = false }
      TimeOfWeek.write(record.times[row], into: &moment.week, at: 0)
      flows.write(filled, week: moment.week, into: &flowTerms)
      if !follows[row] { follower?.begin(filled, terms: flowTerms) }
      if let state = follower?.state {
        for k in state.indices { states[k, row] = state[k] }
      }
      let surprises = follower?.follow(raw, filled: filled, terms: flowTerms) ?? []
      if follows[row] {
        moment.before = before
        moment.now = filled
        var expected = filled
        stocks.advance(moment, scratch: &stockTerms, into: &expected)
        for tag in stocks.terms.stocks where !raw[tag].isNaN {
          innovations[tag, row] = filled[tag] - expected[tag]
        }
        for (k, equation) in flows.equations.enumerated() where !raw[equation.tag].isNaN {
          let value = flows.expected(
            k, terms: flowTerms, row: filled, last: before[equation.tag])
          let isShut = equation.gate.map { filled[$0.actuator] == $0.off } ?? false
          innovations[equation.tag, row] = isShut ? .nan : filled[equation.tag] - value
        }
        for (tag, surprise) in surprises { innovations[tag, row] = surprise }
      }
      recorded.withUnsafeMutableColumn(row) { column in
        for tag in column.indices { column[tag] = filled[tag] }
      }
      before = filled
    }
    Self.fillShut(&innovations)
    self.init(
      times: record.times, follows: follows, recorded: recorded, innovations: innovations,
      states: states, actuators: structure.actuators, interval: record.interval)
    guard times.indices.contains(where: { follows[$0] }) else {
      throw Fault(
        .badData, "no two rows of the normal time follow each other",
        hint: "check data.interval and the gaps in the telemetry")
    }
  }

  // A shut flow has no innovation; should the twin open it there, it takes the last one seen while open.
  private static func fillShut(_ innovations: inout Matrix) {
    for tag in 0..<innovations.rows {
      var last = 0.0
      for row in 0..<innovations.columns {
        if innovations[tag, row].isNaN {
          innovations[tag, row] = last
        } else {
          last = innovations[tag, row]
        }
      }
    }
  }

  /// The row to begin a block with at a moment: drawn among the nearest of its time of the week.
  ///
  /// - Parameters:
  ///   - time: the moment of the row to be simulated.
  ///   - distance: how far the simulation stands from the state before a recorded row; nil to draw freely.
  func start(
    at time: Timestamp, generator: inout SeededGenerator, distance: ((Int) -> Double)?
  ) -> Int {
    let slot = Self.slot(time, interval)
    var candidates = slots[slot] ?? []
    if candidates.count < Self.choices { candidates = daySlots[slot % perDay] ?? [] }
    if candidates.count < Self.choices { candidates = times.indices.filter { follows[$0] } }
    guard let distance else { return candidates[generator.index(below: candidates.count)] }
    let nearest = candidates.map { ($0, distance($0)) }
      .sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(Self.choices)
    return nearest[nearest.startIndex + generator.index(below: nearest.count)].0
  }

  private static func slot(_ time: Timestamp, _ interval: TimeSpan) -> Int {
    Int((TimeOfWeek.share(time) * 604_800 / interval.seconds).rounded())
  }
}
