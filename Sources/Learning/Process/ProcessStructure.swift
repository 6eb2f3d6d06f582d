internal import LinearAlgebra
internal import Telemetry

/// What kind of thing each tag is in the plant, found from the telemetry and the roles; never from names.
public struct ProcessStructure: Sendable, Equatable {
  /// Discrete tags that controllers drive or that report what is driven.
  public var actuators: [Int]
  /// Sensors that gather and give: levels, temperatures; they move smoothly whatever is switched.
  public var stocks: [Int]
  /// Sensors that are zero while an actuator is off: flows through pumps and valves.
  public var gated: [Int]
  /// For each of `gated`, the actuator whose off-state makes it zero, and that state.
  public var gates: [Gate]
  /// For each of `gated`, in how many rows something flowed.
  public var openRows: [Int]
  /// All other sensors: pressures, flows that nothing shuts.
  public var driven: [Int]
  /// Tags that never change, or are never there.
  public var constant: [Int]

  /// The gated flows that flowed often enough to learn what they do: what equations read besides stocks and states.
  ///
  /// A pump that ran a few times, when a tank was nearly empty, would be taken for its reason. No other sensor
  /// is among them: from a pressure of the same row an equation would read the level that it is to foretell,
  /// and in closed loop the level would move the pressure and the pressure the level.
  public var flows: [Int] {
    zip(gated, openRows).filter { $1 >= Self.fewestOpenRows }.map(\.0)
  }

  /// The actuator behind a gated sensor.
  public struct Gate: Sendable, Equatable, Codable {
    /// The index of the actuator's tag.
    public var actuator: Int
    /// The value at which nothing flows.
    public var off: Double

    /// Makes a gate.
    public init(actuator: Int, off: Double) {
      self.actuator = actuator
      self.off = off
    }
  }

  /// The most values of a discrete tag.
  public static let mostStates = 8
  /// The share of off-rows at which a gated sensor must be zero.
  public static let shutShare = 0.995
  /// How much more a stock may move at switches than between them, as a factor of medians.
  public static let largestJump = 3.0
  /// The fewest rows with a flow from which its effect on stocks is learned.
  public static let fewestOpenRows = 100
  /// The least correlation of a stock with itself one row before.
  public static let leastMemory = 0.5
  /// The least share of the variance of a stock's change that the row before foretells, on unseen rows.
  public static let leastForetold = 0.4
  /// How much of it states and flows must add to what its own last value and the time of the week foretell.
  public static let leastDriven = 0.1
  /// The share of a sensor's variance from which other stocks, states and flows of the moment show it: a
  /// pressure beside a tank.
  public static let mostShown = 0.95

  /// Makes a structure that is known.
  public init(
    actuators: [Int], stocks: [Int], gated: [Int], gates: [Gate], openRows: [Int], driven: [Int],
    constant: [Int]
  ) {
    self.actuators = actuators
    self.stocks = stocks
    self.gated = gated
    self.gates = gates
    self.openRows = openRows
    self.driven = driven
    self.constant = constant
  }

  /// Finds the structure; `controlling` are sensors that a rule reads, which are stocks.
  public init(_ record: ProcessRecord, actuators: [Int], controlling: Set<Int>) {
    self.init(
      actuators: actuators, stocks: [], gated: [], gates: [], openRows: [], driven: [],
      constant: [])
    let columns = record.tags.indices.map { record.column($0) }
    let switches = actuators.map { Self.switchRows(columns[$0], record) }
    var candidates: [Int] = []
    for tag in record.tags.indices where !actuators.contains(tag) {
      let x = columns[tag]
      let present = x.filter { !$0.isNaN }
      guard let first = present.first, present.contains(where: { $0 != first }) else {
        constant.append(tag)
        continue
      }
      if controlling.contains(tag) {
        stocks.append(tag)
      } else if let gate = Self.gate(of: x, actuators: actuators, columns: columns) {
        gated.append(tag)
        gates.append(gate)
        openRows.append(x.count { !$0.isNaN && $0 != 0 })
      } else if Self.isSmooth(x, record, switches: switches) {
        candidates.append(tag)
      } else {
        driven.append(tag)
      }
    }
    // A pressure beside a tank is as smooth as its level, but flows and states do not fill it.
    let causes = zip(actuators, switches).filter { !$1.isEmpty }.map(\.0) + flows
    for tag in candidates {
      if Self.gathers(tag, stocks: stocks, causes: causes, record: record) {
        stocks.append(tag)
      } else {
        driven.append(tag)
      }
    }
    stocks.sort()
    driven.sort()
  }

  /// The discrete tags of a record: actuators and statuses with few values.
  public static func discreteTags(_ record: ProcessRecord) -> [Int] {
    record.tags.indices.filter { tag in
      let role = record.tags[tag].role
      guard role == .actuator || role == .status || role == .setpoint else { return false }
      var seen: Set<Double> = []
      record.values.withUnsafeColumn(tag) { column in
        for value in column where !value.isNaN && seen.count <= mostStates { seen.insert(value) }
      }
      return !seen.isEmpty && seen.count <= mostStates
    }
  }

  /// The discrete tags that are often enough off and on to learn what they do, with the least value, which is off.
  ///
  /// What a pump did in a dozen rows of an empty tank says more about empty tanks than about the pump. O(rows).
  public static func switched(
    _ record: ProcessRecord, discrete: [Int]
  ) -> (tags: [Int], offStates: [Double]) {
    var tags: [Int] = []
    var offStates: [Double] = []
    for tag in discrete {
      let seen = record.column(tag).filter { !$0.isNaN }
      guard let off = seen.min() else { continue }
      let offRows = seen.count { $0 == off }
      guard min(offRows, seen.count - offRows) >= fewestOpenRows else { continue }
      tags.append(tag)
      offStates.append(off)
    }
    return (tags, offStates)
  }

  private static func switchRows(_ x: [Double], _ record: ProcessRecord) -> [Int] {
    x.indices.filter { record.follows[$0] && x[$0] != x[$0 - 1] && !(x[$0] - x[$0 - 1]).isNaN }
  }

  private static func gate(
    of x: [Double], actuators: [Int], columns: [[Double]]
  ) -> Gate? {
    let size = x.reduce(0) { $1.isNaN ? $0 : max($0, abs($1)) }
    let small = 1e-3 * size
    var best: (gate: Gate, rows: Int)?
    for actuator in actuators {
      let states = columns[actuator]
      let values = Set(states.filter { !$0.isNaN }).sorted()
      guard values.count >= 2, let off = values.first else { continue }
      var shut = 0
      var offRows = 0
      var open = 0
      var onRows = 0
      for i in x.indices where !x[i].isNaN && !states[i].isNaN {
        if states[i] == off {
          offRows += 1
          if abs(x[i]) <= small { shut += 1 }
        } else {
          onRows += 1
          if abs(x[i]) > small { open += 1 }
        }
      }
      guard offRows > 0, onRows > 0, Double(shut) >= shutShare * Double(offRows),
        Double(open) >= 0.8 * Double(onRows)
      else { continue }
      if open + shut > best?.rows ?? 0 { best = (Gate(actuator: actuator, off: off), open + shut) }
    }
    return best?.gate
  }

  private static func isSmooth(_ x: [Double], _ record: ProcessRecord, switches: [[Int]]) -> Bool {
    var steps: [Double] = []
    var sum = 0.0
    var count = 0
    for i in x.indices where !x[i].isNaN {
      sum += x[i]
      count += 1
    }
    let mean = sum / Double(max(count, 1))
    var squares = 0.0
    var product = 0.0
    for i in x.indices where record.follows[i] && !x[i].isNaN && !x[i - 1].isNaN {
      steps.append(abs(x[i] - x[i - 1]))
      squares += (x[i] - mean) * (x[i] - mean)
      product += (x[i] - mean) * (x[i - 1] - mean)
    }
    guard squares > 0, product / squares >= leastMemory,
      let usual = steps.median(), usual > 0
    else { return false }
    return switches.allSatisfy { rows in
      let moved = rows.map { abs(x[$0] - x[$0 - 1]) }.filter { !$0.isNaN }
      guard moved.count >= 10, let jump = moved.median() else { return true }
      return jump <= largestJump * usual
    }
  }

  // Whether a smooth sensor gathers what flows bring: the states and flows of one row foretell how it changes
  // to the next, and it is not what another stock shows at the same moment.
  private static func gathers(
    _ tag: Int, stocks: [Int], causes: [Int], record: ProcessRecord
  ) -> Bool {
    let x = record.column(tag)
    let columns = (causes + stocks).map { record.column($0) }
    let rows = x.indices.filter { row in
      record.follows[row] && x[row].isFinite && x[row - 1].isFinite
        && columns.allSatisfy { $0[row].isFinite && $0[row - 1].isFinite }
    }
    guard !causes.isEmpty, rows.count > 4 * (1 + TimeOfWeek.count + columns.count) else {
      return false
    }
    var week = [[Double]](
      repeating: [Double](repeating: 0, count: TimeOfWeek.count), count: rows.count)
    let rhythms = TimeOfWeek.Rhythms(of: record.times)
    for (i, row) in rows.enumerated() { rhythms.write(record.times[row], into: &week[i], at: 0) }
    func explained(_ target: (Int) -> Double, by terms: (Int) -> [Double]) -> Double {
      let table = Matrix(rowMajor: rows.indices.map { terms(rows[$0]) + week[$0] })
      return unseenShare(rows.map(target), by: table)
    }
    let change = { (row: Int) in x[row] - x[row - 1] }
    let whole = explained(change) { row in
      [x[row - 1]] + causes.indices.map { columns[$0][row - 1] }
    }
    let own = explained(change) { [x[$0 - 1]] }
    guard whole >= leastForetold, whole - own >= leastDriven else { return false }
    return explained({ x[$0] }) { row in columns.map { $0[row] } } < mostShown
  }

  // The share of a target's variance that a ridge regression explains on the last 30 % of the rows, fitted to
  // the others.
  private static func unseenShare(_ target: [Double], by terms: Matrix) -> Double {
    let cut = target.count * 7 / 10
    let early = Matrix(rows: cut, columns: 1, columnMajor: Array(target[..<cut]))
    guard let fit = try? RidgeFit(terms: terms.rows(0..<cut), targets: early, ridge: 1e-4) else {
      return 0
    }
    let unseen = Array(target[cut...])
    let expected = fit.values(terms.rows(cut..<target.count))
    let mean = unseen.reduce(0, +) / Double(unseen.count)
    var left = 0.0
    var total = 0.0
    for (i, value) in unseen.enumerated() {
      left += (value - expected[i, 0]) * (value - expected[i, 0])
      total += (value - mean) * (value - mean)
    }
    return total > 0 ? 1 - left / total : 0
  }
}
