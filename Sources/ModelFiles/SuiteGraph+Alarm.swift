extension SuiteGraph {
  /// `[n]` booleans: where the alarm is on, by scores of which 1 is the limit.
  ///
  /// A row above 1 starts an alarm or keeps it, one above `clear` keeps it; without one it stays on for `hold` from
  /// its start and for `merge` from the last such row. For `cooldown` after its end none starts (all nanoseconds).
  mutating func alarm(
    _ score: GraphValue, hold: Int64, merge: Int64, clear: Double, cooldown: Int64
  ) -> GraphValue {
    let exceeds = builder.greater(score, builder.scalar(1.0))
    let lasts = clear < 1 ? builder.greater(score, builder.scalar(clear)) : exceeds
    // Without a cooldown the end of the last alarm decides nothing.
    let names = ["on", "start", "last"] + (cooldown > 0 ? ["ended", "end"] : [])
    let ports = names.map {
      GraphPort(states.declare($0, .int64, shape: [1], initial: [0]), [.fixed(1)])
    }
    let result = builder.scan(
      states: ports,
      rows: [GraphPort(exceeds, []), GraphPort(lasts, []), GraphPort(time, [])]
    ) { b, state, row in
      let (exceeds, lasts, now) = (row[0], row[1], row[2])
      let wasOn = b.greater(state[0], b.scalar(Int64(0)))
      let isHeld = b.less(b.subtract(now, state[1]), b.scalar(hold))
      let isMerged = b.less(b.subtract(now, state[2]), b.scalar(merge))
      let keeps = b.and(wasOn, b.or(lasts, b.or(isHeld, isMerged)))
      var starts = b.and(exceeds, b.not(wasOn))
      if cooldown > 0 {
        let isCooling = b.and(
          b.greater(state[3], b.scalar(Int64(0))),
          b.less(b.subtract(now, state[4]), b.scalar(cooldown)))
        starts = b.and(starts, b.not(isCooling))
      }
      let isOn = b.or(starts, keeps)
      let isNews = b.or(starts, b.and(wasOn, lasts))
      var next = [
        b.cast(isOn, to: .int64), b.choose(starts, now, state[1]), b.choose(isNews, now, state[2]),
      ]
      if cooldown > 0 {
        let ends = b.and(wasOn, b.not(isOn))
        next.append(b.choose(ends, b.scalar(Int64(1)), state[3]))
        next.append(b.choose(ends, now, state[4]))
      }
      return (next, [GraphPort(b.squeeze(isOn), [])])
    }
    for (name, value) in zip(names, result.states) {
      states.carry(name, value, in: &builder)
    }
    return result.rows[0]
  }
}
