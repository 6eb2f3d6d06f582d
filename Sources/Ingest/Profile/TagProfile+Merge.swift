extension TagProfile {
  /// Joins the profile of the rows that follow.
  ///
  /// What reaches over the border (a run, a distance, a change, a line) is taken as in one pass, as
  /// long as the first sample there is not earlier than the last one here and of the same unit.
  ///
  /// Counts wrap at 2⁶³ and do not trap: a file may say anything.
  ///
  /// - Complexity: O(1) in the rows.
  public mutating func merge(_ other: TagProfile) {
    cells &+= other.cells
    missing &+= other.missing
    suspect &+= other.suspect
    carried &+= other.carried
    sparkline.merge(other.sparkline)
    guard other.measured > 0 else {
      isOneSequence = isOneSequence && other.isOneSequence
      return
    }
    let isFirst = measured == 0
    let isWhole = isOneSequence && other.isOneSequence
    let reachesOver = isWhole && !isFirst && unit == other.unit && !isBefore(other)
    if isFirst { unit = other.unit }
    join(count: other.measured, mean: other.mean, m2: other.m2)
    joinExtremes(other)
    if let others = other.first { first = Swift.min(first ?? others, others) }
    if let others = other.newest { newest = Swift.max(newest ?? others, others) }
    distinctValues.merge(other.distinctValues)
    decimalStep.merge(other.decimalStep)
    isOneSequence = isWhole
    guard isWhole else { return forgetNeighbours() }
    if reachesOver { joinBorder(other) }
    repeatCount &+= other.repeatCount
    changeCount &+= other.changeCount
    flatTripleCount &+= other.flatTripleCount
    tripleCount &+= other.tripleCount
    sampleSpacing.merge(other.sampleSpacing)
    changes.merge(other.changes)
    triples.merge(other.triples)
    runs.merge(other.runs, isOneSequence: reachesOver)
    if other.head.count > 0 { head.fill(other.head.first) }
    if other.head.count > 1 { head.fill(other.head.second) }
    if other.tail.count > 1 { tail.slide(other.tail.first) }
    if let last = other.tail.last { tail.slide(last) }
  }

  /// Whether the other's first sample lies before the last one here.
  private func isBefore(_ other: TagProfile) -> Bool {
    guard let last = tail.last, other.head.count > 0 else { return false }
    return other.head.first.time < last.time
  }

  private mutating func joinExtremes(_ other: TagProfile) {
    if let low = other.min {
      if low < min ?? .infinity { repeatsAtMin = 0 }
      if low <= min ?? .infinity { repeatsAtMin &+= other.repeatsAtMin }
      min = Swift.min(min ?? low, low)
    }
    if let high = other.max {
      if high > max ?? -.infinity { repeatsAtMax = 0 }
      if high >= max ?? -.infinity { repeatsAtMax &+= other.repeatsAtMax }
      max = Swift.max(max ?? high, high)
    }
  }

  /// The pair and the triples that stand on both sides of the border.
  private mutating func joinBorder(_ other: TagProfile) {
    guard let last = tail.last, other.head.count > 0 else { return }
    let next = other.head.first
    pair(last, next)
    sampleSpacing.flush()
    if tail.count == 2 { triple(tail.first, tail.second, next) }
    if other.head.count == 2 { triple(last, next, other.head.second) }
  }

  private mutating func forgetNeighbours() {
    head = Ends()
    tail = Ends()
    runs = FlatRuns()
    sampleSpacing = SampleSpacing()
    changes = ChangeSample()
    triples = TripleSample()
    (changeCount, repeatCount, repeatsAtMin, repeatsAtMax) = (0, 0, 0, 0)
    (flatTripleCount, tripleCount) = (0, 0)
  }
}
