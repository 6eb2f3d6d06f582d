internal import Diagnostics
internal import Telemetry

extension Fields {
  /// A number in a range that must be there; 0 where it is not.
  mutating func requiredNumber(_ key: String, in range: ClosedRange<Double>) -> Double {
    if !has(key) { problems.add("'\(key)' is missing", at: place) }
    return optionalNumber(key, in: range) ?? 0
  }

  /// A number that must be there and must do something: the one that changes nothing is refused.
  mutating func requiredChange(
    _ key: String, in range: ClosedRange<Double>, neutral: Double = 0
  ) -> Double {
    let number = requiredNumber(key, in: range)
    refuse(neutral, at: key, in: range)
    return number
  }

  /// A number that may be absent and else must do something: the one that changes nothing is refused.
  mutating func optionalChange(
    _ key: String, in range: ClosedRange<Double>, neutral: Double = 0
  ) -> Double? {
    let number = optionalNumber(key, in: range)
    refuse(neutral, at: key, in: range)
    return number
  }

  // By what is written: what is missing or wrong was told.
  private mutating func refuse(_ neutral: Double, at key: String, in range: ClosedRange<Double>) {
    guard let value = settings(key), case .scalar(let text, _) = value.content,
      Double(text) == neutral
    else { return }
    let word = shortest(neutral)
    problems.add(
      "'\(key)' must be a number from \(range.lowerBound) to \(range.upperBound) other than \(word), "
        + "got \(text)", at: value.place, hint: "\(word) changes nothing")
  }

  /// A length of time that must be there, up to ten years; an hour where it is not.
  mutating func requiredSpan(_ key: String, like example: String) -> TimeSpan {
    if !has(key) { problems.add("'\(key)' is missing", at: place, hint: "like \(example)") }
    return span(
      key, default: .hours(1), in: TimeSpan(nanoseconds: 1)...TimeSpan.hours(24 * 3_660))
  }

  /// Two ascending numbers `[low, high]` within limits, or one for both.
  mutating func range(_ key: String, in limits: ClosedRange<Double>) -> ClosedRange<Double>? {
    guard let value = settings(key) else { return nil }
    return Self.pair(value, key: key, limits: limits, problems: problems) { Double($0) }
  }

  /// Two ascending lengths of time `[2h, 24h]` within limits, or one for both.
  mutating func spanRange(_ key: String, in limits: ClosedRange<TimeSpan>) -> ClosedRange<TimeSpan>?
  {
    guard let value = settings(key) else { return nil }
    return Self.pair(value, key: key, limits: limits, problems: problems) { TimeSpan($0) }
  }

  private static func pair<Bound: Comparable>(
    _ value: Settings, key: String, limits: ClosedRange<Bound>, problems: Problems,
    _ read: (String) -> Bound?
  ) -> ClosedRange<Bound>? {
    let items: [Settings] = if case .sequence(let list) = value.content { list } else { [value] }
    let bounds = items.compactMap { item -> Bound? in
      guard case .scalar(let text, _) = item.content, let bound = read(text),
        limits.contains(bound)
      else { return nil }
      return bound
    }
    guard bounds.count == items.count, (1...2).contains(bounds.count),
      bounds[0] <= bounds[bounds.count - 1]
    else {
      problems.add(
        "'\(key)' must be two ascending values from \(limits.lowerBound) to \(limits.upperBound)",
        at: value.place, hint: "like [\(limits.lowerBound), \(limits.upperBound)]")
      return nil
    }
    return bounds[0]...bounds[bounds.count - 1]
  }

  /// One of an enumeration's words that must be there; nil where it is not.
  mutating func requiredWord<Word: RawRepresentable & CaseIterable>(
    _ key: String, as type: Word.Type
  ) -> Word? where Word.RawValue == String {
    let words = Word.allCases.map(\.rawValue)
    guard let value = settings(key) else {
      problems.add(
        "'\(key)' is missing", at: place, hint: "one of " + words.joined(separator: ", "))
      return nil
    }
    guard case .scalar(let text, _) = value.content, let word = Word(rawValue: text) else {
      let list = words.map { "'\($0)'" }.joined(separator: ", ")
      problems.add("'\(key)' must be one of \(list), got \(Fields.quote(value))", at: value.place)
      return nil
    }
    return word
  }
}
