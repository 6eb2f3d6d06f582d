public import Telemetry

extension TagProfile {
  /// The profile of one batch's column.
  ///
  /// - Parameters:
  ///   - times: the rows' moments, ascending.
  ///   - values: a value per row; NaN is missing.
  ///   - quality: a raw ``CellQuality`` per row; other numbers count as suspect.
  ///   - units: a unit's number per row; nil where the rows have no units.
  ///
  /// The shortest of the columns decides how many rows are read.
  /// - Complexity: O(rows); memory is bounded.
  public init(
    times: [Timestamp], values: UnsafeBufferPointer<Double>, quality: UnsafeBufferPointer<UInt8>,
    units: [Int32]? = nil
  ) {
    self.init(
      moments: BatchMoments(times), values: values, quality: quality, units: units)
  }

  /// The profile of one of a batch's columns, of moments that are looked at once for all of them.
  ///
  /// - Complexity: O(rows); memory is bounded.
  public init(
    moments: BatchMoments, values: UnsafeBufferPointer<Double>,
    quality: UnsafeBufferPointer<UInt8>, units: [Int32]? = nil
  ) {
    self.init()
    let rows = Swift.min(moments.times.count, values.count, quality.count)
    if let units, let code = units.first {
      unit = code
      isOneSequence = units.allSatisfy { $0 == code }
    }
    let share = Swift.max(1, (rows + Sparkline.perBatch - 1) / Sparkline.perBatch)
    moments.withUnsafePointers { moments in
      var row = 0
      while row < rows {
        let end = Swift.min(rows, row + share)
        sum(row..<end, values, quality)
        follow(row..<end, moments, values, quality)
        row = end
      }
    }
    sampleSpacing.flush()
  }

  /// Counts the cells of one share of the batch, and sums its samples up.
  private mutating func sum(
    _ rows: Range<Int>, _ values: UnsafeBufferPointer<Double>, _ quality: UnsafeBufferPointer<UInt8>
  ) {
    var share = Sparkline.Share()
    share.rows = rows.count
    cells += rows.count
    // Sums about a value of the share itself: raw sums cancel on totalisers.
    var pilot = 0.0
    var sum = 0.0
    var squares = 0.0
    for row in rows {
      let value = values[row]
      guard Self.isSample(value, quality[row]) else {
        count(quality[row], value)
        continue
      }
      if share.samples == 0 { pilot = value }
      share.samples += 1
      share.least = Swift.min(share.least, value)
      share.greatest = Swift.max(share.greatest, value)
      let deviation = value - pilot
      sum += deviation
      squares += deviation * deviation
    }
    share.sum = pilot * Double(share.samples) + sum
    sparkline.append(share)
    guard share.samples > 0 else { return }
    let n = Double(share.samples)
    join(count: share.samples, mean: pilot + sum / n, m2: squares - sum * sum / n)
  }

  /// Follows the samples of one share: most of them as one stretch, the others one by one.
  private mutating func follow(
    _ rows: Range<Int>, _ moments: BatchMoments.Pointers, _ values: UnsafeBufferPointer<Double>,
    _ quality: UnsafeBufferPointer<UInt8>
  ) {
    var row = rows.lowerBound
    while row < rows.upperBound {
      row = followStretch(row..<rows.upperBound, moments, values, quality)
      guard row < rows.upperBound else { return }
      if Self.isSample(values[row], quality[row]) { follow(values[row], moments.times[row]) }
      row += 1
    }
  }

  @inline(__always)
  static func isSample(_ value: Double, _ quality: UInt8) -> Bool {
    quality == CellQuality.measured.rawValue && value.isFinite
  }

  private mutating func count(_ quality: UInt8, _ value: Double) {
    switch CellQuality(rawValue: quality) {
    case .missing?, .measured?: missing += 1
    case .carried? where value.isFinite: carried += 1
    case .carried?: missing += 1
    case .suspect?, nil: suspect += 1
    }
  }

  /// Takes a sample with what it is to those before.
  @inline(__always)
  private mutating func follow(_ value: Double, _ time: Timestamp) {
    let sample = Sample(time: time, value: value)
    if newest == nil {
      first = time
      newest = time
    }
    if let known = newest, known < time { newest = time }
    guard isOneSequence else {
      distinctValues.add(value)
      decimalStep.add(value)
      stretch(to: value)
      return
    }
    let last = tail.last
    if let last, last.value == value {
      runs.repeated(time)
    } else {
      distinctValues.add(value)
      decimalStep.add(value)
      stretch(to: value)
      runs.begin(value, time)
    }
    if let last { pair(last, sample) }
    if tail.count == 2 { triple(tail.first, tail.second, sample) }
    tail.slide(sample)
    head.fill(sample)
  }

  /// Widens the extremes; repeats at the old extremes count no more.
  private mutating func stretch(to value: Double) {
    if !(value >= min ?? .infinity) {
      min = value + 0
      repeatsAtMin = 0
    }
    if !(value <= max ?? -.infinity) {
      max = value + 0
      repeatsAtMax = 0
    }
  }

  /// What two neighbours tell; nothing where time does not go on.
  @inline(__always)
  mutating func pair(_ a: Sample, _ b: Sample) {
    let distance = b.time.nanoseconds &- a.time.nanoseconds
    guard distance > 0 else { return }
    sampleSpacing.add(distance, from: a.time.nanoseconds)
    let change = b.value - a.value
    if change == 0 {
      repeatCount += 1
      if b.value == min { repeatsAtMin += 1 }
      if b.value == max { repeatsAtMax += 1 }
    } else if change.isFinite {
      changeCount += 1
      changes.add(b.time.nanoseconds, from: a.value, to: b.value)
    }
  }

  /// What three neighbours tell; nothing where time does not go on.
  @inline(__always)
  mutating func triple(_ a: Sample, _ b: Sample, _ c: Sample) {
    guard a.time < b.time, b.time < c.time else { return }
    let before = b.value - a.value
    let after = c.value - b.value
    if before == 0, after == 0 {
      flatTripleCount += 1
      return
    }
    guard (before.magnitude + after.magnitude).isFinite else { return }
    tripleCount += 1
    triples.add(
      a.time.nanoseconds, b.time.nanoseconds, c.time.nanoseconds, before: before, after: after)
  }

  /// Joins a mean and a sum of squared deviations.
  mutating func join(count: Int, mean other: Double, m2 squares: Double) {
    guard count > 0 else { return }
    let (a, b) = (Double(measured), Double(count))
    let delta = other - mean
    if measured == 0 {
      (mean, m2) = (other, squares)
    } else {
      // M2 = M2a + M2b + δ² · a·b / (a + b)
      m2 += squares + delta * delta * (a * b / (a + b))
      mean += delta * (b / (a + b))
    }
    measured &+= count
    // Squares of numbers near the end of the range leave it; no JSON says so.
    if !m2.isFinite { m2 = .greatestFiniteMagnitude }
    if !mean.isFinite { mean = (min ?? 0) / 2 + (max ?? 0) / 2 }
  }
}
