public import Diagnostics
public import Telemetry

/// Swinging door trending: what a straight line between two kept values tells well enough is not kept.
///
/// From the value kept last, the lines to the upper and lower ends of each later value ± deviation are the doors. A
/// value whose own line passes between all of them lets the one before it go; else that one is kept and the doors
/// open anew from there. Because the line itself is tested, not whether the doors are parallel, what is given back
/// lies nowhere further than the deviation from what was sent. The last value that was sent counts as kept.
/// What is between two kept values is known only when the second is kept: at the most `longest` later. Source:
/// Bristol (1990), Swinging door trending: adaptive trend recording, ISA National Conference, 749–753; US 4669097.
public struct SwingingDoor: Compression {
  /// The id in configuration files.
  public static let id = "swinging-door"
  /// What it is.
  public static let summary =
    "keeps what a line between kept values misses by more than a deviation"
  /// Yes: a row between two kept values lies on the line between them.
  public static let isInterpolating = true

  /// How far a value may lie from what is given back, in the tag's unit, at least 0.
  public let deviation: Double
  /// After how many seconds a value is kept anyway; nil: never.
  public let longest: Double?

  /// Makes one.
  public init(deviation: Double, longest: Double? = nil) {
    self.deviation = deviation
    self.longest = longest
  }

  /// Reads `swinging-door` and `longest`.
  public init(_ fields: inout Fields) {
    self.init(
      deviation: fields.number(Self.id, default: 0, in: 0...Compressions.greatestBand),
      longest: Self.longest(&fields))
  }

  /// The deviation.
  public var tolerance: Double? { deviation }

  /// The settings as numbers; `longest` is 0 where there is none.
  public var numbers: [String: Double] { ["deviation": deviation, "longest": longest ?? 0] }

  /// Makes one from its numbers; nil where one is missing or negative.
  public init?(numbers: [String: Double]) {
    guard let deviation = Self.number("deviation", in: numbers),
      let longest = Self.number("longest", in: numbers)
    else { return nil }
    self.init(deviation: deviation, longest: longest > 0 ? longest : nil)
  }

  /// The rows whose values are kept, ascending: missing ones, and those around them, too; O(rows).
  public func kept(_ values: [Double], at times: [Timestamp]) -> [Int] {
    var kept: [Int] = []
    var held: Int?
    var doors = (low: -Double.infinity, high: Double.infinity)
    func keep(_ row: Int) {
      if kept.last != row { kept.append(row) }
      doors = (-.infinity, .infinity)
    }
    for row in values.indices {
      if values[row].isNaN {
        if let last = held { keep(last) }
        keep(row)
        held = nil
        continue
      }
      guard let last = held else {
        keep(row)
        held = row
        continue
      }
      if let from = kept.last {
        let slope = (values[row] - values[from]) / (times[row] - times[from]).seconds
        if slope < doors.low || slope > doors.high { keep(last) }
      }
      held = row
      let from = kept[kept.count - 1]
      let seconds = (times[row] - times[from]).seconds
      if let longest, seconds >= longest {
        keep(row)
        continue
      }
      let rise = values[row] - values[from]
      doors.low = max(doors.low, (rise - deviation) / seconds)
      doors.high = min(doors.high, (rise + deviation) / seconds)
    }
    if let last = held { keep(last) }
    return kept
  }

  /// Draws lines between kept values; O(rows).
  public func givenBack(_ values: [Double], at times: [Timestamp]) -> [Double] {
    var result = values
    let kept = kept(values, at: times)
    for (first, second) in zip(kept, kept.dropFirst()) where second > first + 1 {
      let slope = (values[second] - values[first]) / (times[second] - times[first]).seconds
      for row in first + 1..<second {
        result[row] = values[first] + slope * (times[row] - times[first]).seconds
      }
    }
    return result
  }
}
