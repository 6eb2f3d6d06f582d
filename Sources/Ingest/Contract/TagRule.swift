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
  /// The samples of each unit.
  private var courses: [SampleCourse] = []
  /// How many batches came.
  private var batches = 0

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
  ///
  /// - Parameters:
  ///   - unitNames: the names of the units by their numbers.
  ///   - earlier: the values of files that were read before.
  mutating func apply(
    times: UnsafeBufferPointer<Timestamp>, units: UnsafeBufferPointer<Int32>?,
    unitNames: [String], earlier: EarlierValues,
    values: UnsafeMutableBufferPointer<Double>, quality: UnsafeMutableBufferPointer<UInt8>
  ) {
    if isIdle { return }
    batches += 1
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
        while courses.count <= code { courses.append(SampleCourse()) }
        if !courses[code].isSeen, rate.isFinite {
          let unit = code < unitNames.count ? unitNames[code] : nil
          courses[code].begin(after: earlier.last(of: found.tag, unit: unit, before: times[row]))
        }
        if !follow(value, times[row], row, unit: code, isInRange: isGood, quality) {
          isGood = false
        }
      }
      if !isGood { quality[row] = CellQuality.suspect.rawValue }
    }
  }

  /// What was found, with where the samples of each unit begin and end; `units` are their names, none
  /// where rows name none.
  func findings(units: [String]) -> TagFindings {
    var result = found
    for (code, course) in courses.enumerated() {
      result.fast.merge(course.finallyFast)
      if let edges = course.edges(of: code < units.count ? units[code] : nil) {
        result.edges.append(edges)
      }
    }
    return result
  }

  /// Compares a sample with those before it of its unit; false where it changed too fast.
  private mutating func follow(
    _ value: Double, _ time: Timestamp, _ row: Int, unit: Int, isInRange: Bool,
    _ quality: UnsafeMutableBufferPointer<UInt8>
  ) -> Bool {
    if let before = courses[unit].extend(to: time, gap: gap) {
      found.gaps.count(before, Double(time.nanoseconds &- before.nanoseconds) / 1e9)
    }
    if rate == .infinity { return true }
    let cell = SampleCourse.Cell(
      sample: .init(time: time, value: value), batch: batches, row: row,
      quality: quality[row])
    switch courses[unit].judge(cell, rate: rate, isInRange: isInRange) {
    case .slow: return true
    case .fast: return false
    case .refutes(let spike, let doubtful):
      // Cells of earlier batches have been handed on.
      if spike.batch == batches { quality[spike.row] = CellQuality.suspect.rawValue }
      for cell in doubtful where cell.batch == batches {
        quality[cell.row] = cell.quality
      }
      return true
    }
  }
}
