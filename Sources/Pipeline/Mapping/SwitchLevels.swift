/// The levels at which a status switches: what a control rule looks like in data.
struct SwitchLevels: Sendable {
  /// Mean level where the status goes on, and where it goes off, in the level's unit.
  var on: Double
  var off: Double
  /// How far single switches lie from these, relative to the level's deviation.
  var spread: Double
  /// Switches seen.
  var count: Int

  /// Fewer switches of one direction are no evidence.
  private static let fewest = 2

  /// The levels at which a status follows a level; nil with too few switches.
  init?(status: SampledCourse, level: SampledCourse) {
    var ons: [Double] = []
    var offs: [Double] = []
    let (s, l) = (status.values, level.values)
    for k in 1..<max(1, min(s.count, l.count)) where s[k] != s[k - 1] {
      // The threshold was crossed somewhere between the two samples.
      let middle = (l[k] + l[k - 1]) / 2
      guard middle.isFinite, s[k].isFinite, s[k - 1].isFinite else { continue }
      if s[k] > s[k - 1] { ons.append(middle) } else { offs.append(middle) }
    }
    guard ons.count >= Self.fewest, offs.count >= Self.fewest, level.deviation > 0 else {
      return nil
    }
    let (up, down) = (SampledCourse(ons), SampledCourse(offs))
    on = up.quantile(0.5)
    off = down.quantile(0.5)
    spread = (up.deviation + down.deviation) / 2 / level.deviation
    count = ons.count + offs.count
  }

  /// How clearly this is a rule: the distance of both levels against the spread; 0 for none.
  func clarity(deviation: Double) -> Double {
    abs(off - on) / deviation / (spread + 0.1)
  }
}
