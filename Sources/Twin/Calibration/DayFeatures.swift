package import Learning
package import LinearAlgebra
internal import Telemetry

/// Recorded days and the simulated ones at the same times, as a classifier sees them.
///
/// Per tag and day: mean, standard deviation, least, greatest, standard deviation of first differences, lag-1
/// autocorrelation; everything of the rows as the historian would round them. What is missing in a recorded day is
/// taken away from the simulated one too: gaps tell nothing.
package struct DayFeatures {
  /// The recorded days, *days × 6 · tags*: all tags' means, then all deviations and so on.
  package let recorded: Matrix
  /// The same of the simulated days.
  package let simulated: Matrix
  /// The week of each day, from 0.
  package let weeks: [Int]

  private struct Day {
    var real: Int
    var own: Int
  }

  /// Cuts days out of stretches without a gap.
  ///
  /// A tag that is mostly missing in most days is left out, and then
  /// a day in which another is.
  package init(recorded: ProcessRecord, simulated: ProcessRecord) {
    let length = Int((86_400 / recorded.interval.seconds).rounded())
    let all = length >= 3 ? Self.days(recorded, simulated, length) : []
    let columns = recorded.tags.indices.map { tag in
      let real = recorded.column(tag)
      var rounded = recorded.tags[tag]
      if rounded.resolution == nil { rounded.resolution = RecordedStep.of(real) }
      return (real.map(rounded.rounded), simulated.column(tag).map(rounded.rounded))
    }
    func isThere(_ tag: Int, _ day: Day) -> Bool {
      (day.real..<day.real + length).count { !columns[tag].0[$0].isNaN } * 2 > length
    }
    let tags = columns.indices.filter { tag in
      all.count { isThere(tag, $0) } * 2 > all.count
    }
    let days = all.filter { day in tags.allSatisfy { isThere($0, day) } }
    var real = Matrix(rows: days.count, columns: 6 * tags.count)
    var own = real
    for (row, day) in days.enumerated() {
      for (k, tag) in tags.enumerated() {
        let x = Array(columns[tag].0[day.real..<day.real + length])
        let y = zip(x, columns[tag].1[day.own...]).map { $0.isNaN ? .nan : $1 }
        for (statistic, (a, b)) in zip(Self.statistics(x), Self.statistics(y)).enumerated() {
          real[row, statistic * tags.count + k] = a
          own[row, statistic * tags.count + k] = b
        }
      }
    }
    self.recorded = real
    self.simulated = own
    let first = days.first.map { recorded.times[$0.real].nanoseconds } ?? 0
    weeks = days.map {
      Int((recorded.times[$0.real].nanoseconds - first) / (7 * 86_400_000_000_000))
    }
  }

  // The first rows of whole days that both records have.
  private static func days(
    _ recorded: ProcessRecord, _ simulated: ProcessRecord, _ length: Int
  ) -> [Day] {
    guard let begin = simulated.times.first else { return [] }
    var days: [Day] = []
    var row = 0
    while row + length <= recorded.count {
      if let gap = (row + 1..<row + length).last(where: { !recorded.follows[$0] }) {
        row = gap
        continue
      }
      let after = (recorded.times[row] - begin).nanoseconds
      let own = Int(after / recorded.interval.nanoseconds)
      if own >= 0, own + length <= simulated.count, simulated.times[own] == recorded.times[row] {
        days.append(Day(real: row, own: own))
      }
      row += length
    }
    return days
  }

  /// The six statistics of one day; zeros for deviation and memory where nothing changes.
  static func statistics(_ x: [Double]) -> [Double] {
    let present = x.filter { !$0.isNaN }
    guard let least = present.min(), let greatest = present.max() else {
      return [0, 0, 0, 0, 0, 0]
    }
    if least == greatest { return [least, 0, least, greatest, 0, 0] }
    let n = Double(present.count)
    let mean = present.reduce(0, +) / n
    let squares = present.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let pairs = zip(x, x.dropFirst()).filter { !($0 - $1).isNaN }
    let lagged = pairs.reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
    let changes = pairs.map { $1 - $0 }
    let count = Double(max(changes.count, 1))
    let change = changes.reduce(0, +) / count
    let rough = changes.reduce(0) { $0 + ($1 - change) * ($1 - change) } / count
    return [
      mean, (squares / n).squareRoot(), least, greatest, rough.squareRoot(), lagged / squares,
    ]
  }
}
