internal import Diagnostics
internal import Telemetry

/// Steps back and jumps by whole hours in the series of a file, each series against itself.
struct SeriesJumps: Sendable {
  /// What is known of one series.
  private struct Course: Sendable {
    var last: Timestamp?
    var pace = SeriesPace()
  }

  /// A jump that some series make together.
  private struct Jump: Sendable {
    var step: ClockDoubts.Step
    var series: [Int]
    var count: Int
  }

  private var courses: [Course] = []
  private var stepsBack = 0
  private var firstStepBack: (from: Timestamp, to: Timestamp, series: Int)?
  /// The first jumps in the file.
  private var jumps: [Jump] = []
  private var jumpCount = 0

  /// How many jumps are kept, and how many series of one are named.
  private static let mostJumps = 100
  private static let mostNames = 3
  /// Series that jump alike with less than this between them share a clock.
  private static let nearby: Int64 = 1_800_000_000_000

  /// Takes the moment of a series' next row.
  mutating func add(_ time: Timestamp, of series: Int) {
    while courses.count <= series { courses.append(Course()) }
    if let last = courses[series].last, last != time {
      if time < last {
        stepsBack += 1
        firstStepBack = firstStepBack ?? (last, time, series)
      }
      if let interval = courses[series].pace.interval,
        let amount = ClockDoubts.jump(from: last, to: time, interval: interval)
      {
        note(ClockDoubts.Step(from: last, to: time, amount: amount, row: 0), series)
      }
      courses[series].pace.add(time.nanoseconds &- last.nanoseconds)
    }
    courses[series].last = time
  }

  private mutating func note(_ step: ClockDoubts.Step, _ series: Int) {
    let known = jumps.lastIndex {
      $0.step.amount == step.amount
        && ($0.step.from.nanoseconds &- step.from.nanoseconds).magnitude < Self.nearby.magnitude
    }
    if let known {
      if jumps[known].series.contains(series) { return }
      jumps[known].count += 1
      if jumps[known].series.count < Self.mostNames { jumps[known].series.append(series) }
      return
    }
    jumpCount += 1
    if jumps.count < Self.mostJumps { jumps.append(Jump(step: step, series: [series], count: 1)) }
  }

  /// What a person should know.
  ///
  /// - Parameters:
  ///   - kind: what a series is, `tag` or `unit`.
  ///   - name: the name of a series by its number.
  func notices(_ kind: String, place: Place, name: (Int) -> String) -> [Notice] {
    var notices: [Notice] = []
    if let (from, to, series) = firstStepBack {
      notices.append(
        Notice(
          "\(stepsBack == 1 ? "1 row" : "\(stepsBack) rows") earlier than the row of the same \(kind) "
            + "before, the first by \(from - to) at \(to) (\(shown([series], name))); sorted by time",
          at: place))
    }
    return notices
      + ClockDoubts.notices(
        jumps.map { jump in
          // A clock that all share needs no names.
          let whose =
            jump.count >= courses.count
            ? ""
            : " (\(jump.count) of \(courses.count) \(kind)s: \(shown(jump.series, name))"
              + (jump.count > jump.series.count ? " …)" : ")")
          return (jump.step, whose)
        }, count: jumpCount, at: { _ in place })
  }

  private func shown(_ series: [Int], _ name: (Int) -> String) -> String {
    series.map { "'\(CellText.cleaned(name($0)))'" }.joined(separator: ", ")
  }
}

/// How far apart the rows of one series are, by a vote that needs no memory of its distances.
struct SeriesPace: Sendable {
  private var distance: Int64 = 0
  private var lead = 0
  private var count = 0

  /// Takes a distance; steps back count for nothing.
  mutating func add(_ next: Int64) {
    guard next > 0 else { return }
    count += 1
    if lead == 0 {
      (distance, lead) = (next, 1)
    } else {
      // Clocks that jitter still have a pace.
      lead += (next &- distance).magnitude <= (distance / 8).magnitude ? 1 : -1
    }
  }

  /// The distance that three of four rows have; nil with few rows, or where they have no pace.
  var interval: TimeSpan? {
    lead >= 3 && lead * 2 >= count ? TimeSpan(nanoseconds: distance) : nil
  }
}
