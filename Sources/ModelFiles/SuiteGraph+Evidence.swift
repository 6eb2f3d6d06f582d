internal import Diagnostics
internal import Learning

extension SuiteGraph {
  /// `[n]`: the evidence of scores by a table of knots, straight between; NaN stays NaN.
  ///
  /// The same steps as when it is scored: held between the ends, then from the knot below along its slope.
  mutating func evidence(
    of score: GraphValue, _ table: ModelArtifact
  ) throws(Fault) -> GraphValue {
    let count = table.arrays["scores"]?.values.count ?? 0
    guard table.kind == "evidence", count > 1 else {
      throw Fault(
        .badData,
        "a chain's third part must be of kind 'evidence' with at least 2 knots, got "
          + "'\(table.kind)' with \(count)")
    }
    let knots = try table.values("scores", shape: [count])
    let values = try table.values("values", shape: [count])
    let slopes = try table.values("slopes", shape: [count])
    let lowest = builder.scalar(knots[0])
    let highest = builder.scalar(knots[count - 1])
    let raised = builder.choose(builder.less(score, lowest), lowest, score)
    let held = builder.choose(builder.greater(raised, highest), highest, raised)
    // The number of knots below, the first left out, is the place of the last one below.
    let later = builder.constant(Array(knots.dropFirst()), shape: [count - 1])
    let isAbove = builder.greater(builder.unsqueeze(held, axis: 1), later)
    let below = builder.sum(builder.cast(isAbove, to: .double), axis: 1)
    let place = builder.cast(below, to: .int64)
    let knot = builder.gather(builder.constant(knots, shape: [count]), place)
    let value = builder.gather(builder.constant(values, shape: [count]), place)
    let slope = builder.gather(builder.constant(slopes, shape: [count]), place)
    return builder.add(value, builder.multiply(builder.subtract(held, knot), slope))
  }
}
