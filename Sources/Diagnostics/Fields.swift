/// Reads the fields of one mapping with defaults and ranges, collecting every problem.
///
/// A field that is absent takes its default; one that is wrong adds a problem with its place and takes
/// its default too, so that reading goes on. ``finish()`` reports the keys that nobody asked for.
public struct Fields {
  /// Where problems are collected.
  public let problems: Problems
  /// Where the mapping stands.
  public let place: Place
  private let entries: [Settings.Entry]
  private var asked: [String] = []
  private var elsewhere: [String] = []

  /// Opens a mapping; anything else is a problem and reads as empty.
  public init(_ settings: Settings, problems: Problems) {
    self.problems = problems
    place = settings.place
    switch settings.content {
    case .mapping(let entries): self.entries = entries
    case .null: entries = []
    default:
      entries = []
      problems.add("expected a mapping of keys, got \(settings.kindName)", at: settings.place)
    }
    var seen: Set<String> = []
    for entry in entries where !seen.insert(entry.key).inserted {
      problems.add("key '\(entry.key)' stands twice", at: entry.place, hint: "keep one of them")
    }
  }

  /// The raw value of a key; nil where absent or empty.
  public mutating func settings(_ key: String) -> Settings? {
    if !asked.contains(key) { asked.append(key) }
    guard let value = entries.first(where: { $0.key == key })?.value, value.content != .null else {
      return nil
    }
    return value
  }

  /// True where the key is written with a value.
  public func has(_ key: String) -> Bool {
    entries.contains { $0.key == key && $0.value.content != .null }
  }

  /// A text.
  public mutating func string(_ key: String, default fallback: String) -> String {
    optionalString(key) ?? fallback
  }

  /// A text that may be absent.
  public mutating func optionalString(_ key: String) -> String? {
    guard let value = settings(key) else { return nil }
    guard case .scalar(let text, _) = value.content else {
      problems.add("'\(key)' must be a text, got \(value.kindName)", at: value.place)
      return nil
    }
    return text
  }

  /// A text that must be there.
  public mutating func requiredString(_ key: String) -> String {
    if !has(key) { problems.add("'\(key)' is missing", at: place) }
    return optionalString(key) ?? ""
  }

  /// A number in a range.
  public mutating func number(
    _ key: String, default fallback: Double, in range: ClosedRange<Double>
  ) -> Double {
    optionalNumber(key, in: range) ?? fallback
  }

  /// A number in a range that may be absent.
  public mutating func optionalNumber(_ key: String, in range: ClosedRange<Double>) -> Double? {
    guard let value = settings(key) else { return nil }
    guard case .scalar(let text, _) = value.content, let number = Double(text), !number.isNaN else {
      problems.add(
        "'\(key)' must be a number \(Self.text(of: range)), got \(Self.quote(value))",
        at: value.place)
      return nil
    }
    guard range.contains(number) else {
      problems.add(
        "'\(key)' must be a number \(Self.text(of: range)), got \(text)", at: value.place)
      return nil
    }
    return number
  }

  /// A whole number in a range.
  public mutating func integer(
    _ key: String, default fallback: Int, in range: ClosedRange<Int>
  ) -> Int {
    guard let value = settings(key) else { return fallback }
    guard case .scalar(let text, _) = value.content, let number = Int(text), range.contains(number)
    else {
      let limits =
        range.upperBound == .max
        ? "of at least \(range.lowerBound)"
        : "from \(range.lowerBound) to \(range.upperBound)"
      problems.add(
        "'\(key)' must be a whole number \(limits), got \(Self.quote(value))", at: value.place)
      return fallback
    }
    return number
  }

  /// A yes or no.
  public mutating func boolean(_ key: String, default fallback: Bool) -> Bool {
    guard let value = settings(key) else { return fallback }
    switch value.content {
    case .scalar("true", _), .scalar("yes", _): return true
    case .scalar("false", _), .scalar("no", _): return false
    default:
      problems.add("'\(key)' must be true or false, got \(Self.quote(value))", at: value.place)
      return fallback
    }
  }

  /// One of a few words.
  public mutating func word(_ key: String, default fallback: String, of words: [String]) -> String {
    guard let value = settings(key) else { return fallback }
    guard case .scalar(let text, _) = value.content, words.contains(text) else {
      let list = words.map { "'\($0)'" }.joined(separator: ", ")
      problems.add("'\(key)' must be one of \(list), got \(Self.quote(value))", at: value.place)
      return fallback
    }
    return text
  }

  /// A list of texts; a single text reads as a list of one.
  public mutating func strings(_ key: String, default fallback: [String]) -> [String] {
    guard let value = settings(key) else { return fallback }
    switch value.content {
    case .scalar(let text, _): return [text]
    case .sequence(let items):
      return items.compactMap { item in
        if case .scalar(let text, _) = item.content { return text }
        problems.add("'\(key)' must be a list of texts, got \(item.kindName) in it", at: item.place)
        return nil
      }
    default:
      problems.add("'\(key)' must be a list of texts, got \(value.kindName)", at: value.place)
      return fallback
    }
  }

  /// The items of a list; a single value reads as a list of one; absent reads as empty.
  public mutating func list(_ key: String) -> [Settings] {
    guard let value = settings(key) else { return [] }
    if case .sequence(let items) = value.content { return items }
    return [value]
  }

  /// The fields of a nested mapping; absent reads as empty.
  public mutating func fields(_ key: String) -> Fields {
    let inner = Place(
      file: place.file, line: place.line, column: place.column,
      path: [place.path ?? "", key].filter { !$0.isEmpty }.joined(separator: "."))
    return Fields(settings(key) ?? Settings(.null, at: inner), problems: problems)
  }

  /// Reports a key that belongs elsewhere, with where that is; it is no key of this mapping.
  public mutating func refuse(_ key: String, hint: String) {
    for entry in entries where entry.key == key {
      problems.add("unknown key '\(key)'", at: entry.place, hint: hint)
      elsewhere.append(key)
    }
  }

  /// Reports the keys that were never asked for, with the nearest known one.
  public func finish() {
    for entry in entries where !asked.contains(entry.key) && !elsewhere.contains(entry.key) {
      problems.add(
        "unknown key '\(entry.key)'", at: entry.place,
        hint: Suggestion.hint(for: entry.key, in: asked))
    }
  }

  /// A value as the message shows it: quoted text, or its kind.
  public static func quote(_ settings: Settings) -> String {
    if case .scalar(let text, _) = settings.content { return "'\(text)'" }
    return settings.kindName
  }

  private static func text(of range: ClosedRange<Double>) -> String {
    switch (range.lowerBound.isFinite, range.upperBound.isFinite) {
    case (true, true): "from \(range.lowerBound) to \(range.upperBound)"
    case (true, false): "of at least \(range.lowerBound)"
    case (false, true): "of at most \(range.upperBound)"
    case (false, false): "(any)"
    }
  }
}
