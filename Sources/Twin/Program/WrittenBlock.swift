public import Diagnostics

/// A block of a controller's logic as it is written, so that it can be written otherwise.
public struct WrittenBlock: Sendable {
  /// What is written: `{ use: two-point, of: L_T1, … }`.
  public private(set) var settings: Settings
  /// The signals that it writes.
  public let signals: [String]
  /// The task that scans it, by its place.
  public let task: Int
  /// Its place among the blocks of the logic that was not edited; nil for one that was put in.
  let origin: Int?
  /// Whether it is other than it was, or was put in.
  public private(set) var isEdited: Bool

  init(_ settings: Settings, signals: [String], task: Int, origin: Int?) {
    self.settings = settings
    self.signals = signals
    self.task = task
    self.origin = origin
    isEdited = origin == nil
  }

  /// The id of its kind of block.
  public var kind: String { self["use"] ?? "" }

  /// The text of a key of its own; nil where it has no such key, or no text there.
  public subscript(_ key: String) -> String? {
    guard let value = entries.first(where: { $0.key == key })?.value,
      case .scalar(let text, _) = value.content
    else { return nil }
    return text
  }

  /// Every text in it with the key nearest to it, in the order written.
  public var leaves: [(key: String, text: String)] {
    var found: [(key: String, text: String)] = []
    func visit(_ settings: Settings, key: String) {
      switch settings.content {
      case .mapping(let entries): for entry in entries { visit(entry.value, key: entry.key) }
      case .sequence(let items): for item in items { visit(item, key: key) }
      case .scalar(let text, _): found.append((key, text))
      case .null: break
      }
    }
    visit(settings, key: "")
    return found
  }

  /// Its conditions with their keys.
  public var conditions: [ControlCondition] {
    leaves.compactMap { leaf in
      ControlCondition.keys.contains(leaf.key) ? try? ControlCondition(leaf.text) : nil
    }
  }

  /// Writes texts otherwise; where `change` gives nil they stay.
  public mutating func rewrite(
    at place: Place, _ change: (_ key: String, _ text: String) -> String?
  ) {
    func visit(_ settings: Settings, key: String) -> Settings {
      switch settings.content {
      case .mapping(let entries):
        return Settings(
          .mapping(
            entries.map {
              .init(key: $0.key, place: $0.place, value: visit($0.value, key: $0.key))
            }),
          at: settings.place)
      case .sequence(let items):
        return Settings(.sequence(items.map { visit($0, key: key) }), at: settings.place)
      case .scalar(let text, let quoted):
        guard let other = change(key, text), other != text else { return settings }
        isEdited = true
        return Settings(.scalar(other, quoted: quoted), at: place)
      case .null: return settings
      }
    }
    let changed = visit(settings, key: "")
    settings = Settings(changed.content, at: isEdited ? place : settings.place)
  }

  /// Gives keys of its own other names; the others stay.
  public mutating func rename(_ names: [String: String], at place: Place) {
    replace(
      with: entries.map { .init(key: names[$0.key] ?? $0.key, place: $0.place, value: $0.value) },
      at: place)
  }

  /// Writes a key of its own, which it need not have.
  public mutating func set(_ key: String, to text: String, at place: Place) {
    var entries = entries.filter { $0.key != key }
    entries.append(
      .init(key: key, place: place, value: Settings(.scalar(text, quoted: false), at: place)))
    replace(with: entries, at: place)
  }

  /// Leaves out a key of its own.
  public mutating func remove(_ key: String, at place: Place) {
    replace(with: entries.filter { $0.key != key }, at: place)
  }

  /// Says that it counts as edited although nothing in it changes.
  mutating func touch() { isEdited = true }

  private var entries: [Settings.Entry] {
    if case .mapping(let entries) = settings.content { entries } else { [] }
  }

  private mutating func replace(with entries: [Settings.Entry], at place: Place) {
    settings = Settings(.mapping(entries), at: place)
    isEdited = true
  }
}
