extension FourierRidge {
  /// `[n, …]`: for every map its value per sensor, then each sensor's standard deviation in the
  /// window, then its mean since the start.
  static func windowStatistics(
    of z: GraphValue, from hasStarted: GraphValue, _ terms: Terms, _ states: inout GraphStates,
    _ b: inout GraphBuilder
  ) -> [GraphValue] {
    let (w, c, m) = (terms.window, terms.sensors.count, terms.maps)
    let maps = b.constant(terms.windowMaps, shape: [m, w])
    func port(_ name: String, _ type: ElementType, _ shape: [Int]) -> GraphPort {
      let none = [Double](repeating: 0, count: shape.reduce(1, *))
      return GraphPort(
        states.declare(name, type, shape: shape, initial: none), shape.map(Extent.fixed))
    }
    let ports = [
      port("window", .double, [w, c]), port("sum", .double, [c]), port("count", .int64, [1]),
    ]
    let result = b.scan(
      states: ports, rows: [GraphPort(z, [.fixed(c)]), GraphPort(hasStarted, [])]
    ) { b, state, row in
      let (z, hasStarted) = (row[0], row[1])
      let isFirst = b.equal(state[2], b.scalar(Int64(0)))
      let moved = b.concatenate(
        [b.slice(state[0], from: 1, to: nil), b.unsqueeze(z, axis: 0)], axis: 0)
      // Before its first row a unit is taken to have been as it is then.
      let entered = b.choose(isFirst, b.expand(z, like: state[0]), moved)
      let window = b.choose(hasStarted, entered, state[0])
      let sum = b.choose(hasStarted, b.add(state[1], z), state[1])
      let count = b.add(state[2], b.cast(hasStarted, to: .int64))

      let rows = b.scalar(Double(w))
      let deviation = b.subtract(window, b.divide(b.sum(window, axis: 0), rows))
      // √(Σ (x − m)² / w)
      let spread = b.squareRoot(
        b.divide(b.sum(b.multiply(deviation, deviation), axis: 0), rows))
      // Rows before the start are not told of: any divisor but 0 will do.
      let divisor = b.cast(b.maximum([count, b.scalar(Int64(1))]), to: .double)
      return (
        [window, sum, count],
        [
          GraphPort(b.product(maps, window), [.fixed(m), .fixed(c)]),
          GraphPort(spread, [.fixed(c)]), GraphPort(b.divide(sum, divisor), [.fixed(c)]),
        ]
      )
    }
    for (name, value) in zip(["window", "sum", "count"], result.states) {
      states.carry(name, value, in: &b)
    }
    let mapped = (0..<m).map { b.gather(result.rows[0], b.scalar(Int64($0)), axis: 1) }
    return mapped + result.rows[1...]
  }

  /// `[n, 1]`: the predicted life, 0 to the cap.
  static func prediction(
    from features: GraphValue, _ terms: Terms, _ b: inout GraphBuilder
  ) -> GraphValue {
    let (p, d) = (terms.statistics, terms.waves)
    let centred = b.subtract(features, b.constant(terms.featureMean, shape: [p]))
    let f = b.held(
      b.divide(centred, b.constant(terms.featureScale, shape: [p])),
      from: -terms.featureLimit, to: terms.featureLimit)
    // φ = cos(f W + b); y = φ α + f β + γ
    let angles = b.add(
      b.product(f, b.constant(terms.frequencies, shape: [p, d])),
      b.constant(terms.phases, shape: [d]))
    let waves = b.product(b.cosine(angles), b.constant(terms.fourierWeights, shape: [d, 1]))
    let straight = b.product(f, b.constant(terms.linearWeights, shape: [p, 1]))
    let y = b.add(b.add(waves, straight), b.scalar(terms.intercept))
    return b.held(y, from: 0, to: terms.cap)
  }

  /// `[n, L]`: quantiles of the life after a prediction, with offsets that are linear between knots.
  static func lives(
    after y: GraphValue, _ terms: Terms, _ b: inout GraphBuilder
  ) -> GraphValue {
    let levels = terms.levels.count
    let steps = terms.knots.count - 1
    func offsets(_ knot: Int) -> ArraySlice<Double> {
      terms.offsets[knot * levels..<(knot + 1) * levels]
    }
    var lives = b.add(y, b.constant(Array(offsets(0)), shape: [1, levels]))
    if steps > 0 {
      let widths = zip(terms.knots.dropFirst(), terms.knots).map { $0 - $1 }
      let from = b.subtract(y, b.constant(Array(terms.knots.dropLast()), shape: [1, steps]))
      let shares = b.held(b.divide(from, b.constant(widths, shape: [1, steps])), from: 0, to: 1)
      let rises = (0..<steps).flatMap { knot in
        zip(offsets(knot + 1), offsets(knot)).map { $0 - $1 }
      }
      lives = b.add(lives, b.product(shares, b.constant(rises, shape: [steps, levels])))
    }
    return b.held(lives, from: 0, to: terms.cap)
  }
}
