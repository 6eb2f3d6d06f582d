public import LinearAlgebra
public import Telemetry

/// The process of a plant, one row ahead: what every sensor is expected to read, given the row before and what is
/// switched.
///
///     x̂ⱼ = bⱼ + Σ Wₖⱼ termₖ,   0 while the gate of a gated sensor is off
///
/// It is the twin that is identified from telemetry (``StockModel``, ``FlowModel``), its equations written over
/// common terms, so that every runtime can compute them. A stock is foretold from its value one row before and from what flows
/// and is switched; a gated flow is 0 or follows at once; a pressure follows at once, with its own last
/// value. Actuators, and tags that are never there, have no equation; a tag that never changed is
/// expected to stay.
public struct OneStepProcess: Sendable, Equatable {
  /// The terms.
  public var terms: OneStepTerms
  /// W, *terms × tags*; 0 where a tag has no equation.
  public var weights: Matrix
  /// b, a constant per tag.
  public var intercepts: [Double]
  /// For each tag, the actuator whose off-state makes it 0; nil where nothing does.
  public var gates: [ProcessStructure.Gate?]
  /// Whether each tag has an equation.
  public var isForetold: [Bool]

  /// Makes a process that is known.
  public init(
    terms: OneStepTerms, weights: Matrix, intercepts: [Double], gates: [ProcessStructure.Gate?],
    isForetold: [Bool]
  ) {
    self.terms = terms
    self.weights = weights
    self.intercepts = intercepts
    self.gates = gates
    self.isForetold = isForetold
  }

  /// Identifies the process from a record of normal operation; one thread.
  ///
  /// - Parameter ridge: λ of all regressions, on standardised terms, > 0.
  /// - Throws: ``Fault`` of kind `badData` where complete rows are too few for the equations of stocks.
  public init(_ record: ProcessRecord, ridge: Double) throws {
    let discrete = ProcessStructure.discreteTags(record)
    let search = HysteresisSearch(record)
    let continuous = record.tags.indices.filter { !discrete.contains($0) }
    let rules = discrete.compactMap { search.rule(of: $0, by: continuous) }
    let structure = ProcessStructure(
      record, actuators: discrete, controlling: Set(rules.map(\.sensor)))
    let (switched, offStates) = ProcessStructure.switched(record, discrete: discrete)
    let flows = try FlowModel(
      record, structure: structure, actuators: switched, offStates: offStates, ridge: ridge,
      threads: 1)
    self.init(
      terms: OneStepTerms(
        stocks: structure.stocks, flows: structure.flows, driven: structure.driven,
        actuators: switched, offStates: offStates), tags: record.tags.count)
    if !structure.stocks.isEmpty {
      take(
        try StockModel(
          record,
          terms: StockTerms(
            stocks: structure.stocks, flows: structure.flows, actuators: switched,
            offStates: offStates, isObserver: false), ridge: ridge, margin: 0))
    }
    for equation in flows.equations { take(equation) }
    for tag in structure.constant {
      guard let value = record.column(tag).first(where: { !$0.isNaN }) else { continue }
      intercepts[tag] = value
      isForetold[tag] = true
    }
  }

  // No equation yet.
  private init(terms: OneStepTerms, tags: Int) {
    self.init(
      terms: terms, weights: Matrix(rows: terms.count, columns: tags),
      intercepts: [Double](repeating: 0, count: tags),
      gates: [ProcessStructure.Gate?](repeating: nil, count: tags),
      isForetold: [Bool](repeating: false, count: tags))
  }

  // Stocks: their values and flows before, flows, f², actuators before, time of the week.
  private mutating func take(_ model: StockModel) {
    let places = OneStepTerms.Places(terms)
    let (stocks, flows, actuators) = (
      terms.stocks.count, terms.flows.count, terms.actuators.count
    )
    let columns =
      Array(places.before..<places.before + stocks + flows)
      + Array(places.now..<places.now + flows) + Array(places.squares..<places.squares + flows)
      + Array(places.wereOn..<places.wereOn + actuators) + Array(places.week..<places.end)
    for (k, tag) in terms.stocks.enumerated() {
      for (i, column) in columns.enumerated() { weights[column, tag] = model.fit.weights[i, k] }
      // The equation is that of the change.
      weights[places.before + k, tag] += 1
      intercepts[tag] = model.fit.intercepts[k]
      isForetold[tag] = true
    }
  }

  // What follows at once: actuators and their pairs, stocks, time of the week; without a gate flows, f · |f| and the
  // last value.
  private mutating func take(_ equation: FlowModel.Equation) {
    let places = OneStepTerms.Places(terms)
    let (stocks, flows) = (terms.stocks.count, terms.flows.count)
    var columns =
      Array(places.areOn..<places.week) + Array(places.now + flows..<places.now + flows + stocks)
      + Array(places.week..<places.end)
    if equation.gate == nil {
      columns +=
        Array(places.now..<places.now + flows)
        + Array(places.signedSquares..<places.signedSquares + flows)
      if let own = terms.driven.firstIndex(of: equation.tag) {
        columns.append(places.before + stocks + flows + own)
      }
    }
    for (i, column) in columns.enumerated() {
      weights[column, equation.tag] = equation.fit.weights[i, 0]
    }
    intercepts[equation.tag] = equation.fit.intercepts[0]
    gates[equation.tag] = equation.gate
    isForetold[equation.tag] = true
  }

  /// What sensors are expected to read, *rows × tags*; NaN where a cell that the equation needs is missing, or there is
  /// none.
  ///
  /// Any cut of the rows gives the same bits. O(rows · terms · tags).
  public func expected(_ rows: Matrix, previous: Matrix, times: [Timestamp]) -> Matrix {
    var table = terms.values(rows, previous: previous, times: times)
    var missing: [Int: [Int]] = [:]
    for k in 0..<table.columns {
      table.withUnsafeMutableColumn(k) { column in
        for i in column.indices where column[i].isNaN {
          missing[i, default: []].append(k)
          column[i] = 0
        }
      }
    }
    var expected = table.timesRowStable(weights)
    for j in isForetold.indices {
      expected.withUnsafeMutableColumn(j) { column in
        for i in column.indices { column[i] = isForetold[j] ? column[i] + intercepts[j] : .nan }
      }
    }
    for (i, terms) in missing {
      for j in isForetold.indices where terms.contains(where: { weights[$0, j] != 0 }) {
        expected[i, j] = .nan
      }
    }
    for (j, gate) in gates.enumerated() {
      guard let gate else { continue }
      for i in 0..<rows.rows {
        let state = rows[i, gate.actuator]
        if state.isNaN { expected[i, j] = .nan } else if state == gate.off { expected[i, j] = 0 }
      }
    }
    return expected
  }
}
