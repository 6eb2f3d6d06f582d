public import Telemetry

/// Turns rows above a limit into alarms that neither flicker nor vanish.
///
/// An alarm is on from a row above the limit. It stays on until both `hold` after its start and `merge`
/// after its last row above the limit have passed: a row at time t below the limit is on exactly where the
/// row before is on and t − start < hold or t − last < merge. A row above the limit right after a row that
/// is on belongs to the same alarm, so its start stays. Time counts, not rows: gaps pass too.
public struct AlarmRule: Sendable, Equatable {
  /// How long an alarm stays on at the least.
  public let hold: TimeSpan
  /// How long a quiet stretch inside one alarm may be.
  public let merge: TimeSpan

  /// Makes a rule; negative spans act as zero.
  public init(hold: TimeSpan = .zero, merge: TimeSpan = .zero) {
    self.hold = max(hold, .zero)
    self.merge = max(merge, .zero)
  }

  /// The alarm of each row, from ascending times and whether each row is above the limit.
  ///
  /// Where the two differ in length, the shorter one decides. O(n).
  public func alarms(times: [Timestamp], exceedances: [Bool]) -> [Bool] {
    var isOn = false
    var start = Timestamp(nanoseconds: 0)
    var last = start
    return zip(times, exceedances).map { time, exceeds in
      if exceeds {
        if !isOn { start = time }
        isOn = true
        last = time
      } else if isOn {
        isOn = isBefore(time, start, hold) || isBefore(time, last, merge)
      }
      return isOn
    }
  }

  /// The maximal alarm intervals from the rows above the limit, ascending.
  ///
  /// Equal to the runs of true in ``alarms(times:exceedances:)``, in O(rows above · log n).
  package func intervals(times: [Timestamp], exceeding rows: [Int]) -> [Range<Int>] {
    var intervals: [Range<Int>] = []
    var held = Timestamp(nanoseconds: .min)  // when the open alarm's hold has passed
    var end = held  // when the open alarm has passed
    func close(before row: Int) -> Int {
      guard let open = intervals.last else { return 0 }
      let isOn = row < times.count && times[row] < end
      let upper = isOn ? row : min(row, times.firstIndex(from: open.upperBound) { $0 >= end })
      intervals[intervals.count - 1] = open.lowerBound..<upper
      return upper
    }
    for row in rows {
      let time = times[row]
      if close(before: row) == row, let open = intervals.last {
        intervals[intervals.count - 1] = open.lowerBound..<row + 1
      } else {
        intervals.append(row..<row + 1)
        held = after(time, hold)
      }
      end = max(held, after(time, merge))
    }
    _ = close(before: times.count)
    return intervals
  }

  /// Whether `time` lies less than `span` after `start`, also where the distance is not representable.
  private func isBefore(_ time: Timestamp, _ start: Timestamp, _ span: TimeSpan) -> Bool {
    let (distance, overflow) = time.nanoseconds.subtractingReportingOverflow(start.nanoseconds)
    return !overflow && distance < span.nanoseconds
  }

  /// The moment `span` after `time`, or the last representable one.
  private func after(_ time: Timestamp, _ span: TimeSpan) -> Timestamp {
    let (sum, overflow) = time.nanoseconds.addingReportingOverflow(span.nanoseconds)
    return Timestamp(nanoseconds: overflow ? .max : sum)
  }
}
