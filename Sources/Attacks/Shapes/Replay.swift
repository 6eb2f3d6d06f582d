public import Diagnostics
public import Telemetry

/// What the channel carried some time before: v′(t) = carried(t − back) + noise · z.
///
/// The channel's own record is played, tampering included: after `back` it begins anew. With a `clip` that
/// much of the record is played over and over: v′(t) = carried(trigger − back + (t − trigger) mod clip).
/// Before there is a record that old, its oldest value stands.
public struct Replay: TamperingShape {
  /// The id in scenario files.
  public static let id = "replay"
  /// What it is.
  public static let summary = "what the channel carried some time before"

  /// How long before; at least one row.
  public let back: TimeSpan
  /// The standard deviation of what is added, in engineering units.
  public let noise: Double
  /// How much of the record is repeated, from one row to `back`; nil for all of it.
  public let clip: TimeSpan?

  /// Reads `back`, `noise` and `clip`.
  public init(_ fields: inout Fields) {
    let day = TimeSpan.hours(24)
    if !fields.has("back") {
      fields.problems.add("'back' is missing", at: fields.place, hint: "like 24h")
    }
    back = fields.span("back", default: day, in: TimeSpan(nanoseconds: 1)...day * 3_660)
    noise = fields.number("noise", default: 0, in: 0...engineering.upperBound)
    clip = fields.optionalSpan("clip", in: TimeSpan(nanoseconds: 1)...day * 3_660)
  }

  init(back: TimeSpan, noise: Double = 0, clip: TimeSpan? = nil) {
    self.back = back
    self.noise = noise
    self.clip = clip
  }

  /// How far back, the noise where there is some, and the clip where it is not all.
  public var settings: [(key: String, value: String)] {
    [("back", back.description)] + (noise > 0 ? [("noise", shortest(noise))] : [])
      + (clip.map { [("clip", $0.description)] } ?? [])
  }
  /// In words.
  public var text: String {
    "replayed from \(back.roundedText) before"
      + (clip.map { ", \($0.roundedText) over and over" } ?? "")
  }

  /// It must go back a row at least, and not before the run's start.
  public func problems(_ use: ShapeUse) -> [(problem: String, hint: String?)] {
    if back < use.interval {
      return [
        (
          "'back' must be at least one row of \(use.interval), got \(back)",
          "a shorter time than between two rows was never recorded"
        )
      ]
    }
    if let clip, clip < use.interval || clip > back {
      return [
        (
          "'clip' must be from one row of \(use.interval) to 'back' of \(back), got \(clip)",
          "only what lies between 'back' and the trigger can be repeated"
        )
      ]
    }
    if back > use.earliest {
      return [
        (
          "the replay of '\(use.tag)' goes back \(back), but only \(use.earliest) of the run lies before "
            + "its trigger can fire", "shorten 'back', or let the trigger fire later"
        )
      ]
    }
    return []
  }

  /// Whole days where there is a day to replay, else half of the untouched time or more.
  public static func drawn(_ draw: inout ShapeDraw) -> Replay {
    let back = drawnBack(&draw)
    // Without a range of the technique nothing more is drawn.
    let noise = draw.parameters["noise"].map { _ in draw.number("noise", default: 0...0) } ?? 0
    let clip = draw.parameters["clip"].map { _ in draw.number("clip", default: 1...1) }
    return Replay(
      back: back, noise: noise * draw.profile.span,
      clip: clip.map { part in
        let rows = back.rows(of: draw.interval)
        return draw.interval * min(rows, max(1, Int((part * Double(rows)).rounded())))
      })
  }

  private static func drawnBack(_ draw: inout ShapeDraw) -> TimeSpan {
    let day = TimeSpan.hours(24)
    let days = draw.lead.rows(of: day)
    if days > 0 { return day * (1 + draw.generator.index(below: min(days, 7))) }
    let rows = max(1, draw.lead.rows(of: draw.interval))
    return draw.interval * max(1, rows - draw.generator.index(below: rows / 2 + 1))
  }

  /// The noise in parts of the usual span, and the clip in parts of how far back.
  public static let parameters = ["noise", "clip"]

  /// Starts.
  public func begin() -> any Tampering { Running(back: back, noise: noise, clip: clip) }

  private struct Running: Tampering {
    let back: TimeSpan
    let noise: Double
    let clip: TimeSpan?
    var row = 0
    mutating func callAsFunction(
      _ value: Double, _ moment: TamperingMoment, generator: inout SeededGenerator
    ) -> Double {
      let rows = max(1, back.rows(of: moment.interval))
      let past = moment.past
      // Whole turns of the clip played so far: the same row again lies that much farther back.
      let turns = clip.map { row - row % max(1, $0.rows(of: moment.interval)) } ?? 0
      row += 1
      let old = past.isEmpty ? value : past[max(0, past.count - rows - turns)]
      return noise > 0 ? old + noise * generator.gaussian() : old
    }
  }
}
