internal import Diagnostics
internal import Learning

/// How far two-valued actuators depart from their rules; see Detection's TwoPointRule for the formula.
enum ActuatorRules: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let count = model.arrays["scale"]?.values.count ?? 0
    let scale = try model.values("scale", shape: [count], above: 0)
    let actuators = try places("actuator", of: model, count: count, in: &graph)
    let sensors = try places("sensor", of: model, count: count, in: &graph)
    let off = try model.values("off", shape: [count])
    let on = try model.values("on", shape: [count])
    let onAt = try model.values("on-at", shape: [count])
    let offAt = try model.values("off-at", shape: [count])
    let zero = graph.builder.scalar(0.0)
    if count == 0 {
      return graph.defined(
        graph.builder.multiply(graph.presentCount, zero), where: graph.hasCells)
    }
    // A rule that goes on above is turned over.
    let signs = zip(onAt, offAt).map { $0 < $1 ? 1.0 : -1.0 }
    func perRule(_ values: [Double]) -> GraphValue {
      graph.builder.constant(values, shape: [count])
    }

    let readings = graph.builder.gather(graph.rows, sensors, axis: 1)
    let states = graph.builder.gather(graph.rows, actuators, axis: 1)
    let isOn = graph.builder.equal(states, perRule(on))
    let isOff = graph.builder.equal(states, perRule(off))
    let isKnown = graph.builder.and(
      graph.builder.not(graph.builder.isNaN(readings)), graph.builder.or(isOn, isOff))
    let present = graph.builder.choose(isKnown, readings, zero)
    let largest = Double.greatestFiniteMagnitude
    let now = graph.builder.held(
      graph.builder.multiply(present, perRule(signs)), from: -largest, to: largest)
    // 0: not known, 1: off, 2: on.
    let code = graph.builder.add(
      graph.builder.cast(isKnown, to: .int64),
      graph.builder.cast(graph.builder.and(isKnown, isOn), to: .int64))
    let before = shifted(now, "readings", .double, count: count, in: &graph)
    let codeBefore = shifted(code, "states", .int64, count: count, in: &graph)

    let low = graph.builder.minimum([now, before])
    let high = graph.builder.maximum([now, before])
    let goesOn = perRule(zip(signs, onAt).map { $0 * $1 })
    let goesOff = perRule(zip(signs, offAt).map { $0 * $1 })
    let one = graph.builder.scalar(Int64(1))
    let wasOn = graph.builder.greater(codeBefore, one)
    let whileOn = graph.builder.choose(
      wasOn, graph.builder.subtract(low, goesOff), graph.builder.subtract(low, goesOn))
    let whileOff = graph.builder.choose(
      wasOn, graph.builder.subtract(goesOff, high), graph.builder.subtract(goesOn, high))
    let departure = graph.builder.choose(
      graph.builder.greater(code, one), whileOn, whileOff)
    let scores = graph.builder.held(
      graph.builder.divide(departure, perRule(scale)), from: 0, to: GaussianTags.farthest)

    let none = graph.builder.scalar(Int64(0))
    let isJudged = graph.builder.and(
      graph.builder.unsqueeze(graph.isContiguous, axis: 1),
      graph.builder.and(
        graph.builder.greater(code, none), graph.builder.greater(codeBefore, none)))
    // Scores are at least 0: −1 marks a rule that cannot be judged.
    let leading = graph.builder.largest(
      graph.builder.choose(isJudged, scores, graph.builder.scalar(-1.0)), axis: 1)
    return graph.defined(
      leading, where: graph.builder.not(graph.builder.less(leading, zero)))
  }

  /// `[n, rules]`: the values of the row before, from the call before at the first row.
  private static func shifted(
    _ values: GraphValue, _ name: String, _ type: ElementType, count: Int,
    in graph: inout SuiteGraph
  ) -> GraphValue {
    let last = graph.states.declare(
      name, type, shape: [1, count], initial: [Double](repeating: 0, count: count))
    let extended = graph.builder.concatenate([last, values], axis: 0)
    graph.states.carry(
      name, graph.builder.slice(extended, from: -1, to: nil), in: &graph.builder)
    return graph.builder.slice(extended, from: 0, to: -1)
  }

  /// `[rules]`: the places of tags.
  private static func places(
    _ name: String, of model: ModelArtifact, count: Int, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    var places: [Int64] = []
    for value in try model.values(name, shape: [count]) {
      guard let place = Int(exactly: value), (0..<graph.tagCount).contains(place) else {
        throw Fault(
          .badData,
          "model '\(model.kind)': '\(name)' must be the places of tags, 0 to "
            + "\(graph.tagCount - 1), got \(value)")
      }
      places.append(Int64(place))
    }
    return graph.builder.constant(places, shape: [count])
  }
}
