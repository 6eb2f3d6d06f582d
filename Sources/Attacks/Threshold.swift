internal import Diagnostics
internal import Telemetry
internal import Twin

/// A threshold that a tag's true value must be beyond, from a time on.
struct Threshold: WaitingTrigger {
  let key: String
  let isAbove: Bool
  let value: Double
  let tag: String
  /// From when on; nil where the file does not say and the plant is unknown.
  var after: TimeSpan?
  // The tag's index; a tag that is not placed never gets there.
  private var index = Int.max

  /// Reads the threshold under a key, `tag` and `after`.
  init(_ fields: inout Fields, key: String, isAbove: Bool) {
    self.key = key
    self.isAbove = isAbove
    value = fields.requiredNumber(key, in: engineering)
    tag = fields.requiredString("tag")
    after = fields.after()
  }

  /// One within what is usual; nil where no controller decides by a tag.
  init?(_ draw: inout TriggerDraw, key: String, isAbove: Bool) {
    guard let index = draw.tag(of: .controlling) else { return nil }
    let profile = draw.surface.profiles[index]
    self.key = key
    self.isAbove = isAbove
    self.index = index
    value = profile.low + draw.level * profile.span
    tag = draw.surface.tags[index].id
    after = draw.time
  }

  var settings: [(key: String, value: String)] {
    [(key, shortest(value)), ("tag", Scenario.quoted(tag))]
      + (after.map { [("after", $0.description)] } ?? [])
  }

  var text: String {
    "as soon as \(tag) is \(isAbove ? "above" : "below") \(rounded(value)) "
      + "(from \((after ?? .zero).roundedText) on)"
  }

  /// The threshold on a plant; nil where the tag is unknown or never goes there.
  func placed(_ use: TriggerUse) -> Threshold? {
    guard let index = use.index(of: tag) else { return nil }
    let (low, high) = use.surface.profiles[index].range
    let reach = use.surface.profiles[index].reach
    let isReachable = isAbove ? value < reach.high : value > reach.low
    guard isReachable || !(low + high).isFinite else {
      use.refuse(
        "'\(tag)' is never \(key) \(shortest(value)), it ranges from \(rounded(low)) to "
          + "\(rounded(high))")
      return nil
    }
    var placed = self
    placed.index = index
    placed.after = after ?? use.lead
    return placed
  }

  func fires(_ moment: TriggerMoment) -> Bool {
    guard moment.elapsed >= after ?? .zero, index < moment.truth.count else { return false }
    // A comparison with a missing value is false both ways.
    return isAbove ? moment.truth[index] > value : moment.truth[index] < value
  }
}

extension TagProfile {
  /// What the true value may reach before a trigger.
  ///
  /// A quarter of the span beyond what is usual: normal operation, which is all there is before a trigger,
  /// does not go there. States are exact.
  var reach: (low: Double, high: Double) {
    let margin = states.isEmpty ? 0.25 * span : 0
    return (range.low - margin, range.high + margin)
  }
}
