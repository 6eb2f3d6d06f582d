internal import LinearAlgebra
internal import Telemetry

/// What follows at once: flows and pressures from states, stocks and the time of the week.
///
/// A gated sensor is zero while its actuator is off, and linear in the terms, fitted to on-rows alone, while
/// it is on. Any other has further terms: the gated flows f of the row with f · |f|, what they lose in pipes,
/// and its own last value, since demand has a memory of its own.
/// Terms of row t: states sₜ (0 or 1), products of any two of them, stocks xₜ, time of the week.
public struct FlowModel: Sendable, Equatable {
  /// One sensor's equation.
  public struct Equation: Sendable, Equatable {
    /// The sensor's tag.
    public var tag: Int
    /// What shuts it; nil where nothing does, and flows and its last value are terms.
    public var gate: ProcessStructure.Gate?
    /// The equation; without a gate the shared terms are followed by f, f · |f| and the last value.
    public var fit: RidgeFit
    /// The least value seen.
    public var low: Double
    /// The greatest value seen.
    public var high: Double

    /// Makes an equation that is known.
    public init(
      tag: Int, gate: ProcessStructure.Gate?, fit: RidgeFit, low: Double, high: Double
    ) {
      self.tag = tag
      self.gate = gate
      self.fit = fit
      self.low = low
      self.high = high
    }
  }

  /// The two-valued actuators, by tag.
  public var actuators: [Int]
  /// The value of each that counts as off.
  public var offStates: [Double]
  /// The stocks, by tag.
  public var stocks: [Int]
  /// The gated flows that are terms of sensors without a gate, by tag.
  public var flows: [Int]
  /// The equations, those with a gate first.
  public var equations: [Equation]

  /// Makes a model that is known.
  public init(
    actuators: [Int], offStates: [Double], stocks: [Int], flows: [Int], equations: [Equation]
  ) {
    self.actuators = actuators
    self.flows = flows
    self.offStates = offStates
    self.stocks = stocks
    self.equations = equations
  }

  /// How many terms the equations share.
  public var count: Int {
    actuators.count + actuators.count * (actuators.count - 1) / 2 + stocks.count + TimeOfWeek.count
  }

  /// How many terms an equation has.
  public func terms(hasGate: Bool) -> Int { count + (hasGate ? 0 : 2 * flows.count + 1) }

  /// Writes the shared terms of a row; `terms` must have ``count`` places.
  public func write(_ row: [Double], week: [Double], into terms: inout [Double]) {
    for (k, tag) in actuators.enumerated() {
      terms[k] = row[tag].isNaN ? .nan : row[tag] == offStates[k] ? 0 : 1
    }
    var next = actuators.count
    for i in actuators.indices {
      for j in 0..<i {
        terms[next] = terms[i] * terms[j]
        next += 1
      }
    }
    for tag in stocks {
      terms[next] = row[tag]
      next += 1
    }
    for value in week {
      terms[next] = value
      next += 1
    }
  }

  /// What an equation expects, given the shared terms, the row's states and flows, the sensor's last value.
  public func expected(_ index: Int, terms: [Double], row: [Double], last: Double) -> Double {
    let equation = equations[index]
    if let gate = equation.gate, row[gate.actuator] == gate.off { return 0 }
    var value = equation.fit.intercepts[0]
    equation.fit.weights.withUnsafeColumn(0) { weights in
      for i in terms.indices { value += weights[i] * terms[i] }
      guard equation.gate == nil else { return }
      for (k, tag) in flows.enumerated() {
        let flow = row[tag]
        value += weights[terms.count + k] * flow
        value += weights[terms.count + flows.count + k] * flow * abs(flow)
      }
      value += weights[terms.count + 2 * flows.count] * last
    }
    return value
  }

  /// Fits the equations of the gated and the other driven sensors of a structure.
  ///
  /// A sensor with too few complete rows for its terms is held at the mean of those that it has.
  ///
  /// - Parameter ridge: λ on standardised terms, > 0.
  public init(
    _ record: ProcessRecord, structure: ProcessStructure, actuators: [Int], offStates: [Double],
    ridge: Double, threads: Int
  ) throws {
    self.init(
      actuators: actuators, offStates: offStates, stocks: structure.stocks,
      flows: structure.flows, equations: [])
    var cells: [Double] = []
    var complete: [Int] = []
    var terms = [Double](repeating: 0, count: count)
    var week = [Double](repeating: 0, count: TimeOfWeek.count)
    let rhythms = TimeOfWeek.Rhythms(of: record.times)
    for row in 0..<record.count where record.follows[row] {
      rhythms.write(record.times[row], into: &week, at: 0)
      write(record.values.row(row), week: week, into: &terms)
      if terms.allSatisfy(\.isFinite) {
        complete.append(row)
        cells += terms
      }
    }
    let shared = Matrix(rows: count, columns: complete.count, columnMajor: cells).transposed()
    let rows = complete
    let sensors: [(tag: Int, gate: ProcessStructure.Gate?)] =
      zip(structure.gated, structure.gates).map { ($0, $1) } + structure.driven.map { ($0, nil) }
    let model = self
    equations = try ParallelMap(threads: threads)(sensors.count) { index -> Equation? in
      let (tag, gate) = sensors[index]
      return model.equation(tag, gate, record: record, shared: shared, rows: rows, ridge: ridge)
    }.compactMap { $0 }
  }

  private func equation(
    _ tag: Int, _ gate: ProcessStructure.Gate?, record: ProcessRecord, shared: Matrix,
    rows: [Int], ridge: Double
  ) -> Equation? {
    let columns = gate == nil ? flows.map { record.column($0) } : []
    let x = record.column(tag)
    let state = gate.map { record.column($0.actuator) }
    let used = rows.indices.filter { k in
      let row = rows[k]
      guard x[row].isFinite else { return false }
      if let gate, let state { return state[row] != gate.off }
      return x[row - 1].isFinite && columns.allSatisfy { $0[row].isFinite }
    }
    let width = terms(hasGate: gate != nil)
    let seen = x.filter { !$0.isNaN }
    guard let low = seen.min(), let high = seen.max() else { return nil }
    guard used.count > width + 20 else {
      let present = used.isEmpty ? seen : used.map { x[rows[$0]] }
      return Equation(
        tag: tag, gate: gate,
        fit: RidgeFit(
          weights: Matrix(rows: width, columns: 1),
          intercepts: [present.reduce(0, +) / Double(present.count)]), low: low, high: high)
    }
    var own = shared.selecting(rows: used, columns: Array(0..<count))
    if gate == nil {
      let further =
        columns.map { column in used.map { column[rows[$0]] } }
        + columns.map { column in used.map { column[rows[$0]] * abs(column[rows[$0]]) } }
        + [used.map { x[rows[$0] - 1] }]
      own = own.appendingColumns(of: Matrix(columns: further))
    }
    let targets = Matrix(rows: used.count, columns: 1, columnMajor: used.map { x[rows[$0]] })
    guard let fit = try? RidgeFit(terms: own, targets: targets, ridge: ridge) else { return nil }
    return Equation(tag: tag, gate: gate, fit: fit, low: low, high: high)
  }
}
