public import Diagnostics
public import Telemetry

/// What the channel carried some time before: v′(t) = carried(t − back) + noise · z.
///
/// The channel's own record is played, tampering included: after `back` it begins anew. Before there is a
/// record that old, its oldest value stands.
public struct Replay: TamperingShape {
  /// The id in scenario files.
  public static let id = "replay"
  /// What it is.
  public static let summary = "what the channel carried some time before"

  /// How long before; at least one row.
  public let back: TimeSpan
  /// The standard deviation of what is added, in engineering units.
  public let noise: Double

  /// Reads `back` and `noise`.
  public init(_ fields: inout Fields) {
    let day = TimeSpan.hours(24)
    if !fields.has("back") {
      fields.problems.add("'back' is missing", at: fields.place, hint: "like 24h")
    }
    back = fields.span("back", default: day, in: TimeSpan(nanoseconds: 1)...day * 3_660)
    noise = fields.number("noise", default: 0, in: 0...engineering.upperBound)
  }

  init(back: TimeSpan, noise: Double) {
    self.back = back
    self.noise = noise
  }

  /// How far back, and the noise where there is some.
  public var settings: [(key: String, value: String)] {
    [("back", back.description)] + (noise > 0 ? [("noise", shortest(noise))] : [])
  }
  /// In words.
  public var text: String { "replayed from \(back.roundedText) before" }

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
    let day = TimeSpan.hours(24)
    let days = draw.lead.rows(of: day)
    if days > 0 {
      return Replay(back: day * (1 + draw.generator.index(below: min(days, 7))), noise: 0)
    }
    let rows = max(1, draw.lead.rows(of: draw.interval))
    let back = rows - draw.generator.index(below: rows / 2 + 1)
    return Replay(back: draw.interval * max(1, back), noise: 0)
  }

  /// Starts.
  public func begin() -> any Tampering { Running(back: back, noise: noise) }

  private struct Running: Tampering {
    let back: TimeSpan
    let noise: Double
    func callAsFunction(
      _ value: Double, _ moment: TamperingMoment, generator: inout SeededGenerator
    ) -> Double {
      let rows = max(1, back.rows(of: moment.interval))
      let past = moment.past
      let old = past.isEmpty ? value : past[max(0, past.count - rows)]
      return noise > 0 ? old + noise * generator.gaussian() : old
    }
  }
}
