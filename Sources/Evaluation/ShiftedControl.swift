/// What the detector's own alarms would catch at another time: the fair chance for alarms that last.
///
/// The alarms are moved round the judged rows, what leaves at the end entering at the beginning, by every number of rows
/// there is; the windows stay. So number and lengths of alarms, and the gaps between them, are the detector's own, and
/// only *when* is chance. An alarm catches a window it begins in, as in ``EventOutcome``. Nothing is drawn, so no seed
/// is needed: the mean and the share are those of all shifts, the shift by nothing included. Source: circular shifts as a
/// test of association between two series, Davison and Hinkley (1997), Bootstrap Methods and their Application, section 4.3.
public enum ShiftedControl {
  /// Shifts × windows stop here, for runs of many rows: beyond it shifts are taken at equal steps.
  private static let most = 20_000_000

  /// The mean share of windows caught over the shifts; nil without a window.
  ///
  /// - Complexity: O(rows · windows), no more than 20 million looks at a window.
  public static func result(of run: ScoredRun) -> ShiftedControlResult? {
    guard !run.windows.isEmpty else { return nil }
    let rows = run.count
    // Beginnings among the first rows of two rounds, so that no window needs to be cut at the end.
    var beginnings = [0]
    beginnings.reserveCapacity(2 * rows + 1)
    for row in 0..<2 * rows {
      let begins = AlarmIntervals.begins(at: row % rows, in: run.alarms)
      beginnings.append(beginnings[row] + (begins ? 1 : 0))
    }
    let reaches = run.windows.map(run.reach(of:))
    func caught(_ shift: Int) -> Int {
      reaches.count { reach in
        // Alarms moved on by `shift`: what is at row r now stood at r − shift.
        let start = reach.lowerBound - shift
        let first = start < 0 ? start + rows : start
        return beginnings[first + reach.count] > beginnings[first]
      }
    }
    let own = caught(0)
    let step = max(1, rows * run.windows.count / most)
    var (shifts, sum, asGood) = (0, 0, 0)
    for shift in stride(from: 0, to: rows, by: step) {
      let number = caught(shift)
      shifts += 1
      sum += number
      if number >= own { asGood += 1 }
    }
    return ShiftedControlResult(
      shifts: shifts, eventRecall: Double(sum) / Double(shifts * run.windows.count),
      shareAsGood: Double(asGood) / Double(shifts))
  }
}

/// What a detector's alarms catch at other times.
public struct ShiftedControlResult: Sendable, Equatable, Codable {
  /// How many shifts there were, in steps of a row unless there are very many rows.
  public let shifts: Int
  /// The mean share of windows in which an alarm begins, 0 to 1.
  public let eventRecall: Double
  /// The share of shifts that catch as many windows as the alarms where they are, or more.
  ///
  /// Above 0, as they are one of them; small where the detector's timing is no chance.
  public let shareAsGood: Double
}
