internal import Diagnostics
internal import Learning

/// The remaining life of a unit by ridge regression on random Fourier features, as one graph.
///
/// Inputs `rows [n, columns]` float64 in engineering units with NaN for missing cells, `age [n]`
/// float64 in units of the clock, and the states; output `life [n, levels]` float64, a quantile of
/// the remaining life per level (NaN in a row that cannot be told), and the next states. The rows
/// are those of one unit in the order of their ages; another unit starts from the first states.
/// Everything is computed in double.
enum FourierRidge: ModelGraph {
  static func write(_ model: ModelArtifact) throws(Fault) -> WrittenGraph {
    let terms = try Terms(model)
    var b = GraphBuilder()
    var states = GraphStates(part: "unit")
    let rows = GraphValue(name: "rows", type: .double)
    let age = GraphValue(name: "age", type: .double)

    let cells = carried(rows, terms, &states, &b)
    let sensors = b.gather(cells, b.vector(terms.sensors), axis: 1)
    // A unit has started from the first row on in which any sensor is known.
    let known = b.cast(b.not(b.isNaN(sensors)), to: .double)
    let hasStarted = b.greater(b.sum(known, axis: 1), b.scalar(0.0))
    let z = standardised(sensors, in: regimes(of: cells, terms, &b), terms, &b)
    // A NaN is on neither side.
    let hasAge = b.and(
      b.greater(age, b.scalar(-Double.infinity)), b.less(age, b.scalar(Double.infinity)))
    let knownAge = b.choose(hasAge, age, b.scalar(0.0))
    let statistics = windowStatistics(of: z, from: hasStarted, terms, &states, &b)
    let features = b.concatenate(statistics + [b.unsqueeze(knownAge, axis: 1)], axis: 1)
    let lives = lives(after: prediction(from: features, terms, &b), terms, &b)
    let isTold = b.unsqueeze(b.and(hasStarted, hasAge), axis: 1)
    let life = b.choose(isTold, lives, b.scalar(Double.nan))

    let inputs = [
      GraphPort(rows, [.named("n"), .fixed(terms.columns.count)]),
      GraphPort(age, [.named("n")]),
    ]
    let output = GraphPort(
      b.copy(life, named: "life"), [.named("n"), .fixed(terms.levels.count)])
    return WrittenGraph(
      graph: b.graph(
        name: "failure", inputs: inputs + states.inputs, outputs: [output] + states.outputs),
      states: states.descriptors,
      metadata: [
        ("tocsin.clock", terms.clock),
        ("tocsin.cap", "\(terms.cap)"),
        ("tocsin.columns", JSONValue.array(terms.columns.map(JSONValue.string)).text),
        ("tocsin.levels", JSONValue.array(terms.levels.map { .number("\($0)") }).text),
      ],
      summary: "Quantiles of the remaining life of one unit after each of its rows.")
  }

  /// `[n, C]`: the cells, missing ones as they were last; NaN where a cell was never there.
  private static func carried(
    _ rows: GraphValue, _ terms: Terms, _ states: inout GraphStates, _ b: inout GraphBuilder
  ) -> GraphValue {
    let count = terms.columns.count
    let none = [Double](repeating: 0, count: count)
    // JSON has no NaN for first values, so a second state tells which cells were there.
    let ports = [
      GraphPort(
        states.declare("carried", .double, shape: [count], initial: none), [.fixed(count)]),
      GraphPort(states.declare("seen", .int64, shape: [count], initial: none), [.fixed(count)]),
    ]
    let result = b.scan(states: ports, rows: [GraphPort(rows, [.fixed(count)])]) { b, state, row in
      let isMissing = b.isNaN(row[0])
      let carried = b.choose(isMissing, state[0], row[0])
      let seen = b.choose(isMissing, state[1], b.scalar(Int64(1)))
      let isKnown = b.greater(seen, b.scalar(Int64(0)))
      let cells = b.choose(isKnown, carried, b.scalar(Double.nan))
      return ([carried, seen], [GraphPort(cells, [.fixed(count)])])
    }
    for (name, value) in zip(["carried", "seen"], result.states) {
      states.carry(name, value, in: &b)
    }
    return result.rows[0]
  }

  /// `[n]`: the regime whose centre is nearest to the settings; nil where there is only one.
  private static func regimes(
    of cells: GraphValue, _ terms: Terms, _ b: inout GraphBuilder
  ) -> GraphValue? {
    guard terms.regimes > 1 else { return nil }
    var total: GraphValue?
    // One setting after the other: a sum in this order tips no tie between centres.
    for (q, column) in terms.settings.enumerated() {
      let cell = b.gather(cells, b.vector([column]), axis: 1)
      let g = held(
        b.divide(
          b.subtract(cell, b.scalar(terms.settingMean[q])), b.scalar(terms.settingScale[q])),
        within: terms.cellLimit, &b)
      let centres = (0..<terms.regimes).map {
        terms.regimeCentres[$0 * terms.settings.count + q]
      }
      let difference = b.subtract(g, b.constant(centres, shape: [1, terms.regimes]))
      let square = b.multiply(difference, difference)
      total = total.map { b.add($0, square) } ?? square
    }
    return total.map { b.placeOfSmallest($0, axis: 1) }
  }

  /// `[n, c]`: (x − mean) · inverse scale in the row's regime; a cell that is not known counts as
  /// the mean.
  private static func standardised(
    _ sensors: GraphValue, in regimes: GraphValue?, _ terms: Terms, _ b: inout GraphBuilder
  ) -> GraphValue {
    let shape = [terms.regimes, terms.sensors.count]
    var mean = b.constant(terms.mean, shape: shape)
    var inverseScale = b.constant(terms.inverseScale, shape: shape)
    if let regimes {
      mean = b.gather(mean, regimes)
      inverseScale = b.gather(inverseScale, regimes)
    }
    return held(
      b.multiply(b.subtract(sensors, mean), inverseScale), within: terms.cellLimit, &b)
  }

  /// The values held within ± `limit`, 0 where they are NaN.
  private static func held(
    _ a: GraphValue, within limit: Double, _ b: inout GraphBuilder
  ) -> GraphValue {
    b.held(b.choose(b.isNaN(a), b.scalar(0.0), a), from: -limit, to: limit)
  }
}
