internal import Diagnostics
public import Telemetry

/// One way in which a technique is done: a shape at a point, with the ranges it is drawn from.
public struct TechniqueVariant: Sendable {
  /// Plain words for tables: `controller told too low`.
  public let name: String
  /// Where.
  public let point: AttackPoint
  /// Which tags qualify.
  public let group: TagGroup
  /// How many tags at once.
  public let count: ClosedRange<Int>
  /// The shape's id.
  public let shape: String
  /// The directions that may be drawn: −1, 1.
  public let directions: [Double]
  /// The size in spans; nil where it means nothing.
  public let size: ClosedRange<Double>?
  /// Ranges of other parameters.
  public let parameters: [String: ClosedRange<Double>]
  /// How long; nil to the end of the run.
  public let lasts: ClosedRange<TimeSpan>?
  /// Ids of what may trigger it.
  public let triggers: [String]
  /// Ids of shapes for what the historian is shown meanwhile; nil for nothing false.
  public let concealment: [String?]

  private static let everything = 0.0...1e6

  /// Reads a variant; nil where it is wrong.
  init?(_ fields: inout Fields) {
    let problems = fields.problems
    let before = problems.all.count
    name = fields.requiredString("name")
    let point = fields.requiredWord("point", as: AttackPoint.self)
    let group = fields.requiredWord("tags", as: TagGroup.self)
    let counts = fields.range("count", in: 1...1_000) ?? 1...1
    count = Int(counts.lowerBound)...Int(counts.upperBound)
    shape = fields.requiredString("shape")
    let type = Shapes.type(shape)
    if type == nil {
      problems.add(
        "unknown shape '\(shape)'", at: fields.place,
        hint: Suggestion.hint(for: shape, in: Shapes.catalog.entries.map(\.id)))
    }
    directions = fields.directions
    size = fields.range("size", in: 1e-6...1e3)
    var inner = fields.fields("parameters")
    var ranges: [String: ClosedRange<Double>] = [:]
    for key in type?.parameters ?? [] { ranges[key] = inner.range(key, in: Self.everything) }
    inner.finish()
    parameters = ranges
    lasts = fields.lasts
    triggers = fields.triggers
    concealment = fields.concealment
    // Who stands for whom, where a tag is alone?
    for used in [shape] + concealment.compactMap(\.self) {
      guard let fewest = Shapes.type(used)?.fewestTags, count.lowerBound < fewest else { continue }
      problems.add(
        "the shape '\(used)' needs at least \(fewest) tags at once, got 'count' from "
          + "\(count.lowerBound)", at: fields.place, hint: "write count: [\(fewest), 4]")
    }
    if let point, point.channels.contains(.historian), concealment.contains(where: { $0 != nil }) {
      problems.add(
        "a tampering at '\(point.rawValue)' already decides what the historian stores",
        at: fields.place, hint: "remove 'concealment'")
    }
    guard let point, let group, problems.all.count == before else { return nil }
    self.point = point
    self.group = group
  }

  /// The tags that qualify on a surface and have room in one of the directions.
  func candidates(on surface: AttackSurface) -> [Int] {
    surface.members(group).filter { index in
      shape != Override.id || directions.contains { surface.profiles[index].hasRoom($0) }
    }
  }

  /// Whether the variant can be drawn on a surface.
  func applies(to surface: AttackSurface) -> Bool {
    candidates(on: surface).count >= count.lowerBound && !triggers.isEmpty && !concealment.isEmpty
      && (surface.answers || needsNoAnswer)
  }

  // What is shown can be falsified in a record; what a controller or an actuator does cannot, and who shows
  // what would have been shows nothing else there.
  private var needsNoAnswer: Bool {
    point.channels.contains(.historian) && Shapes.type(shape)?.needsUntouched == false
  }
}

extension Fields {
  /// The directions of a variant, −1 and 1 where it says nothing.
  var directions: [Double] {
    mutating get {
      switch word("direction", default: "either", of: ["up", "down", "either"]) {
      case "up": [1]
      case "down": [-1]
      default: [-1, 1]
      }
    }
  }

  /// How long a variant lasts; nil for `end`.
  var lasts: ClosedRange<TimeSpan>? {
    mutating get {
      if !has("lasts") { problems.add("'lasts' is missing", at: place) }
      if optionalString("lasts", is: "end") { return nil }
      return spanRange("lasts", in: TimeSpan(nanoseconds: 1)...TimeSpan.hours(24 * 3_660))
    }
  }

  /// What a variant may show the historian meanwhile: nothing false where it says nothing.
  var concealment: [String?] {
    mutating get {
      strings("concealment", default: ["none"]).compactMap { word in
        if word == "none" { return .some(nil) }
        guard Shapes.type(word) != nil else {
          problems.add(
            "unknown shape '\(word)'", at: place,
            hint: Suggestion.hint(for: word, in: Shapes.catalog.entries.map(\.id) + ["none"]))
          return nil
        }
        return .some(word)
      }
    }
  }

  /// What may trigger a variant: `at` where it says nothing.
  var triggers: [String] {
    mutating get {
      strings("triggers", default: ["at"]).compactMap { word in
        guard Triggers.drawn.contains(word) else {
          problems.add(
            "unknown trigger '\(word)'", at: place,
            hint: Suggestion.hint(for: word, in: Triggers.drawn))
          return nil
        }
        return word
      }
    }
  }

  /// Whether a key says exactly this word; anything else stays to be read.
  fileprivate mutating func optionalString(_ key: String, is word: String) -> Bool {
    guard let value = settings(key), case .scalar(word, _) = value.content else { return false }
    return true
  }
}
