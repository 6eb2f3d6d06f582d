internal import Diagnostics
internal import Telemetry

/// One tag's contract at work: converts its cells, checks them, counts what is wrong.
struct TagRule: Sendable {
  private let reading: TagReading
  private let low: Double
  private let high: Double
  private let hasRange: Bool
  /// The largest change per nanosecond; infinite where none is declared.
  private let rate: Double
  /// The longest silence in nanoseconds; the largest number where none is declared.
  private let gap: Int64
  private let isFollowed: Bool
  /// What was found.
  private var found: TagFindings
  /// The last sample of each unit.
  private var last: [Last] = []

  /// A unit's last sample, and the last of its values that was in order.
  private struct Last {
    var isSeen = false
    var hasValue = false
    var time: Int64 = 0
    var valueTime: Int64 = 0
    var value = 0.0
    var firstTime: Int64 = 0
    var first: SampleEdges.Sample?

    /// Where the unit's samples begin and end.
    func edges(of unit: String?) -> SampleEdges? {
      guard isSeen else { return nil }
      return SampleEdges(
        unit: unit, first: Timestamp(nanoseconds: firstTime), last: Timestamp(nanoseconds: time),
        firstValue: first,
        lastValue: hasValue ? .init(time: Timestamp(nanoseconds: valueTime), value: value) : nil)
    }
  }

  /// Makes the rule of a tag.
  init(tag: Tag, contract: TagContract, reading: TagReading, line: Int?) {
    self.reading = reading
    low = contract.min ?? -.infinity
    high = contract.max ?? .infinity
    hasRange = contract.min != nil || contract.max != nil
    rate = contract.rate.map { $0 / 1e9 } ?? .infinity
    gap = contract.gap?.nanoseconds ?? .max
    isFollowed = contract.rate != nil || contract.gap != nil
    found = TagFindings(tag: tag.id, unit: tag.unit, line: line, contract: contract)
  }

  /// Whether any cell can be changed or counted.
  private var isIdle: Bool {
    reading.missing.isEmpty && !reading.isScaled && !hasRange && !isFollowed
  }

  /// Applies the rule to a batch's column, in place.
  mutating func apply(
    times: UnsafeBufferPointer<Timestamp>, units: UnsafeBufferPointer<Int32>?,
    values: UnsafeMutableBufferPointer<Double>, quality: UnsafeMutableBufferPointer<UInt8>
  ) {
    if isIdle { return }
    for row in 0..<Swift.min(times.count, values.count, quality.count) {
      var value = values[row]
      if value.isNaN || quality[row] == CellQuality.missing.rawValue { continue }
      if reading.missing.contains(value) {
        values[row] = .nan
        quality[row] = CellQuality.missing.rawValue
        found.sentinels.count(times[row], value)
        continue
      }
      if reading.isScaled {
        value = reading(value)
        values[row] = value
      }
      // A carried cell is an old one that was judged when it was read.
      if quality[row] == CellQuality.carried.rawValue { continue }
      // A conversion may leave the range of a Double.
      var isGood = value.isFinite
      if value < low {
        found.below.count(times[row], value)
        isGood = false
      } else if value > high {
        found.above.count(times[row], value)
        isGood = false
      }
      if isFollowed {
        let code = Swift.max(0, Int(units?[row] ?? 0))
        if !follow(value, times[row], unit: code, isInRange: isGood) { isGood = false }
      }
      if !isGood { quality[row] = CellQuality.suspect.rawValue }
    }
  }

  /// What was found, with where the samples of each unit begin and end; `units` are their names, none
  /// where rows name none.
  func findings(units: [String]) -> TagFindings {
    var result = found
    result.edges = last.enumerated().compactMap { code, last in
      last.edges(of: code < units.count ? units[code] : nil)
    }
    return result
  }

  /// Compares a sample with those before it of its unit; false where it changed too fast.
  private mutating func follow(
    _ value: Double, _ time: Timestamp, unit: Int, isInRange: Bool
  ) -> Bool {
    while last.count <= unit { last.append(Last()) }
    let before = last[unit]
    let now = time.nanoseconds
    if before.isSeen {
      let silence = now &- before.time
      if silence > gap, now > before.time {
        found.gaps.count(Timestamp(nanoseconds: before.time), Double(silence) / 1e9)
      }
    }
    if !before.isSeen { last[unit].firstTime = now }
    last[unit].isSeen = true
    last[unit].time = now
    var isSlow = true
    if before.hasValue, now > before.valueTime {
      // |v − v₀| > rate · (t − t₀); measured from the last value in order, so that one spike is one
      // violation and a true jump is believed once enough time has passed for it.
      let allowed = rate * Double(now &- before.valueTime)
      if TagFindings.isFast(from: before.value, to: value, allowed: allowed) {
        found.fast.count(time, value)
        isSlow = false
      }
    }
    if isSlow, isInRange {
      if !before.hasValue { last[unit].first = .init(time: time, value: value) }
      last[unit].hasValue = true
      last[unit].value = value
      last[unit].valueTime = now
    }
    return isSlow
  }
}
