internal import Diagnostics
internal import Telemetry

/// The clocks of a file's series, each in the order of the file: what hours that come twice mean, and
/// where a clock jumps.
///
/// A series is a unit, a tag of the long form or a tag of a unit; without any of these the file is one
/// series. The clock of one says nothing of another's where their rows stand behind each other; as long as a
/// file's rows are in the order of time, one clock wrote them all, and its step back is everybody's.
struct SeriesClocks: Sendable {
  private var hours: [RepeatedHour] = []
  /// The same for all rows together, and whether they are in the order of time so far.
  private var whole: RepeatedHour?
  private var isInOrder = true
  private var last: Timestamp?
  /// What may lie out of order, as rows that were written side by side do.
  private static let slack = TimeSpan(seconds: 360)
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
        var all = whole ?? RepeatedHour(runsBackwards: runsBackwards, isOneSeries: false)
        if next < ambiguities.count, ambiguities[next].row == row {
          let (earlier, later) = (times[row], ambiguities[next].later)
          if isInOrder { _ = all.choose(earlier: earlier, later: later) }
          times[row] = hours[number].choose(
            earlier: earlier, later: later, knownSecond: isInOrder && all.isInSecond)
          next += 1
        } else {
          hours[number].take(times[row])
          all.take(times[row])
        }
        whole = all
        if let last {
          let back = runsBackwards ? times[row] - last : last - times[row]
          if back > Self.slack { isInOrder = false }
        }
        last = times[row]
      }
      if findsJumps { jumps.add(times[row], of: number) }
    }
  }
}
