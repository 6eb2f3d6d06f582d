extension SuiteGraph {
  /// `[n]` booleans: where the alarm is on, by scores of which 1 is the limit.
  ///
  /// A row above 1 starts an alarm or keeps it; without one it stays on for `hold` from its start
  /// and for `merge` from the last row above 1 (both nanoseconds).
  mutating func alarm(_ score: GraphValue, hold: Int64, merge: Int64) -> GraphValue {
    let exceeds = builder.greater(score, builder.scalar(1.0))
    let ports = ["on", "start", "last"].map {
      GraphPort(states.declare($0, .int64, shape: [1], initial: [0]), [.fixed(1)])
    }
    let result = builder.scan(
      states: ports, rows: [GraphPort(exceeds, []), GraphPort(time, [])]
    ) { b, state, row in
      let (exceeds, now) = (row[0], row[1])
      let wasOn = b.greater(state[0], b.scalar(Int64(0)))
      let isHeld = b.less(b.subtract(now, state[1]), b.scalar(hold))
      let isMerged = b.less(b.subtract(now, state[2]), b.scalar(merge))
      let isOn = b.or(exceeds, b.and(wasOn, b.or(isHeld, isMerged)))
      let starts = b.and(exceeds, b.not(wasOn))
      return (
        [
          b.cast(isOn, to: .int64), b.choose(starts, now, state[1]),
          b.choose(exceeds, now, state[2]),
        ],
        [GraphPort(b.squeeze(isOn), [])]
      )
    }
    for (name, value) in zip(["on", "start", "last"], result.states) {
      states.carry(name, value, in: &builder)
    }
    return result.rows[0]
  }
}
