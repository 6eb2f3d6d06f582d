internal import Diagnostics
internal import Telemetry

/// The clocks of a file's series, each in the order of the file: what hours that come twice mean, and
/// where a clock jumps.
///
/// A series is a unit, a tag of the long form or a tag of a unit; without any of these the file is one
/// series. The clock of one says nothing of another's: rows of several stand beside or behind each
/// other.
struct SeriesClocks: Sendable {
  private var hours: [RepeatedHour] = []
  /// Where the series' clocks jump.
  private(set) var jumps = SeriesJumps()
  /// Whether the zone has hours that come twice.
  private let repeatsHours: Bool
  /// Whether jumps are looked for.
  private let findsJumps: Bool

  /// Clocks of a zone that may have hours that come twice.
  init(repeatsHours: Bool, findsJumps: Bool) {
    self.repeatsHours = repeatsHours
    self.findsJumps = findsJumps
  }

  /// Takes the rows that follow, and chooses the moments of those that may mean two.
  ///
  /// - Parameters:
  ///   - times: the rows' moments, the earlier one where there are two.
  ///   - ambiguities: the rows with two moments, ascending.
  ///   - runsBackwards: whether rows of a new series are likely to run backwards.
  ///   - series: each row's series, numbered from 0.
  mutating func settle(
    _ times: inout [Timestamp], _ ambiguities: [CSVBlock.Ambiguity], runsBackwards: Bool,
    series: (Int) -> Int
  ) {
    guard repeatsHours || findsJumps else { return }
    var next = 0
    for row in times.indices {
      let number = series(row)
      if repeatsHours {
        while hours.count <= number { hours.append(RepeatedHour(runsBackwards: runsBackwards)) }
        if next < ambiguities.count, ambiguities[next].row == row {
          times[row] = hours[number].choose(earlier: times[row], later: ambiguities[next].later)
          next += 1
        } else {
          hours[number].take(times[row])
        }
      }
      if findsJumps { jumps.add(times[row], of: number) }
    }
  }
}
