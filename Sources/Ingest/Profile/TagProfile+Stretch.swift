internal import Telemetry

// Most samples tell little that is new: within the extremes so far, on the step, taken into no sample. Stretches of them are
// counted at once; every other sample goes through `follow`, and what comes of both is the same to the bit.

extension TagProfile {
  /// Follows samples of neighbouring rows as long as they tell nothing that must be kept one by one; where it stopped.
  mutating func followStretch(
    _ rows: Range<Int>, _ moments: BatchMoments.Pointers, _ values: UnsafeBufferPointer<Double>,
    _ quality: UnsafeBufferPointer<UInt8>
  ) -> Int {
    let start = rows.lowerBound
    guard isOneSequence, moments.isAscending, start > 0, tail.count == 2, head.count == 2,
      tail.second.time == moments.times[start - 1], runs.hasEnded,
      newest == tail.second.time
    else { return start }
    let end =
      values[start] == tail.second.value && tail.first.value == tail.second.value
      ? repeats(rows, moments, values, quality) : changes(rows, moments, values, quality)
    guard end > start else { return start }
    if moments.isEven(start..<end) {
      let from = moments.times[start - 1].nanoseconds
      sampleSpacing.add(moments.times[start].nanoseconds - from, from: from, times: end - start)
    } else {
      for row in start..<end {
        let from = moments.times[row - 1].nanoseconds
        sampleSpacing.add(moments.times[row].nanoseconds - from, from: from)
      }
    }
    let latest = Sample(time: moments.times[end - 1], value: values[end - 1])
    if end - start > 1 {
      tail.second = Sample(time: moments.times[end - 2], value: values[end - 2])
    }
    tail.slide(latest)
    self.newest = latest.time
    return end
  }

  /// The end of the rows that repeat the two samples before them.
  private mutating func repeats(
    _ rows: Range<Int>, _ moments: BatchMoments.Pointers, _ values: UnsafeBufferPointer<Double>,
    _ quality: UnsafeBufferPointer<UInt8>
  ) -> Int {
    let value = tail.second.value
    var row = rows.lowerBound
    while row < rows.upperBound, values[row] == value,
      quality[row] == CellQuality.measured.rawValue
    {
      row &+= 1
    }
    let count = row - rows.lowerBound
    repeatCount += count
    if value == min { repeatsAtMin += count }
    if value == max { repeatsAtMax += count }
    flatTripleCount += count
    if count > 0 { runs.repeated(moments.times[row - 1], times: count) }
    return row
  }

  /// The end of the rows whose values change, within the extremes and on the step, and are not sampled.
  private mutating func changes(
    _ rows: Range<Int>, _ moments: BatchMoments.Pointers, _ values: UnsafeBufferPointer<Double>,
    _ quality: UnsafeBufferPointer<UInt8>
  ) -> Int {
    guard distinctValues.isMany, let min, let max else { return rows.lowerBound }
    let fewest = (change: changes.threshold, triple: triples.threshold)
    let step = decimalStep
    let keys = moments.keys
    var last = tail.second.value
    var before = (last - tail.first.value).magnitude
    var row = rows.lowerBound
    while row < rows.upperBound {
      let value = values[row]
      let change = (value - last).magnitude
      guard change > 0, (before + change).isFinite, value >= min, value <= max,
        keys[row] >= fewest.change, keys[row &- 1] >= fewest.triple,
        quality[row] == CellQuality.measured.rawValue, step.holds(value)
      else { break }
      last = value
      before = change
      row &+= 1
    }
    let count = row - rows.lowerBound
    changeCount += count
    tripleCount += count
    if count > 0 { runs.begin(count, last: last, moments.times[row - 1]) }
    return row
  }
}
