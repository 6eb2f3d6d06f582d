/// What the controllers of a scenario are told of a node's head in place of the truth.
///
/// A straight line from the moment it was told; level before and after its span.
struct ToldHead: Sendable {
  /// Node slot.
  let slot: Int
  /// The slots of the links whose controls and rules hear it, ascending; nil: all of them.
  let audience: [Int]?
  /// The time of the first value, seconds since the start.
  let since: Int
  /// How long the line runs, seconds.
  let span: Int
  /// The first head, ft.
  let first: Double
  /// The last head, ft.
  let last: Double

  /// A told head at a moment.
  struct Reading {
    /// Head, ft.
    let head: Double
    /// What the line changes in a second, ft/s.
    let slope: Double

    /// What changes within a second counts as reached, as EPANET has it for tanks.
    var margin: Double { abs(slope) }

    /// Whole seconds until the line comes to a head from above (`falling`) or below; 0 where it
    /// does not.
    func secondsUntil(_ grade: Double, falling: Bool) -> Int {
      guard falling ? slope < 0 && head > grade : slope > 0 && head < grade else { return 0 }
      return LaneState.wholeSeconds((grade - head) / slope)
    }
  }

  /// The line at a time.
  func reading(at time: Int) -> Reading {
    guard span > 0, time < since + span else { return Reading(head: last, slope: 0) }
    let slope = (last - first) / Double(span)
    return Reading(head: first + slope * Double(max(0, time - since)), slope: slope)
  }
}

extension LaneState {
  /// What the controls of a link are told of a node at a time; nil where they are told the truth.
  ///
  /// What is told to this link before others goes before what is told to all.
  func toldHead(_ slot: Int, of link: Int, _ lane: Int, at time: Int) -> ToldHead.Reading? {
    if told[lane].isEmpty { return nil }
    var general: ToldHead?
    for entry in told[lane] where entry.slot == slot {
      guard let audience = entry.audience else {
        general = entry
        continue
      }
      if audience.contains(link) { return entry.reading(at: time) }
    }
    return general?.reading(at: time)
  }
}
