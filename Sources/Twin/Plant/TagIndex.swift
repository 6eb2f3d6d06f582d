internal import Diagnostics
package import Telemetry

/// Tags by their names, those of epanetCPA among them, and those that can be driven by their elements.
package struct TagIndex {
  private let tags: [Tag]
  private let numbers: [String: Int]

  /// An index of tags in their order.
  package init(_ tags: [Tag]) {
    self.tags = tags
    numbers = Dictionary(tags.enumerated().map { ($1.id, $0) }) { first, _ in first }
  }

  /// What is said of a name that no tag has.
  package static func unknown(_ name: String) -> String { "unknown tag '\(name)'" }

  func tag(_ name: String, at place: Place, _ problems: Problems) -> Int? {
    // A name that is missing was told where it was read.
    if name.isEmpty { return nil }
    if let number = number(name) { return number }
    problems.add(
      Self.unknown(name), at: place, hint: Suggestion.hint(for: name, in: tags.map(\.id)))
    return nil
  }

  /// The tag of a name: its own, or one of epanetCPA; nil where no tag has it.
  func number(_ name: String) -> Int? { numbers[name] ?? epanetCPA(name) }

  /// The own name of the tag of a name; nil where no tag has it.
  func id(_ name: String) -> String? { number(name).map { tags[$0].id } }

  /// Whether two names mean the same tag.
  func isSame(_ a: String, _ b: String) -> Bool {
    a == b || number(a).map { $0 == number(b) } ?? false
  }

  /// The own names of the tags that a link carries by a name: the tag of that name, or all of the element of that name.
  func carried(_ name: String) -> [String] {
    (number(name).map { [$0] } ?? own(name)).map { tags[$0].id }
  }

  private static let prefixes = ["P_", "F_", "S_"]

  /// What a name of a tag, one of epanetCPA, or an element's alone stands for; nil where nothing does.
  ///
  /// An element's name alone is its level or pressure, else its flow, else whether it is on.
  package func reading(_ name: String) -> Int? {
    if let number = number(name) { return number }
    let names = Self.prefixes.map { $0 + name }
    return names.lazy.compactMap { epanetCPA($0) }.first
      ?? names.lazy.compactMap { numbers[$0] }.first
  }

  /// epanetCPA's names: the letter of a quantity, then the element.
  ///
  /// Levels are pressures to it.
  private func epanetCPA(_ name: String) -> Int? {
    let kinds: [String: (quantities: [MeasuredQuantity], roles: [TagRole])] = [
      "P_": ([.level, .pressure, .head], [.sensor]), "F_": ([.flow], [.sensor]),
      "S_": ([.status], [.status, .actuator]),
    ]
    guard let kind = kinds[String(name.prefix(2))] else { return nil }
    let element = name.dropFirst(2).uppercased()
    return tags.indices.first {
      tags[$0].element?.uppercased() == element
        && tags[$0].quantity.map(kind.quantities.contains) ?? kind.roles.contains(tags[$0].role)
    }
  }

  func actuators(_ name: String, at place: Place, _ problems: Problems) -> [Int] {
    if numbers[name] == nil, !name.isEmpty, own(name).isEmpty {
      let elements = Set(tags.compactMap(\.element))
      problems.add(
        "'\(name)' is neither a tag nor the element of one", at: place,
        hint: elements.isEmpty
          ? "no tag says at which element it stands: name data.tags, a tags.csv with the element of each"
          : Suggestion.hint(for: name, in: elements.sorted()))
    }
    let found = driven(name)
    for tag in found where Self.isReading(tags[tag]) {
      let others = tags[tag].element.map { element in
        own(element).filter { Self.isDrivable(tags[$0]) }.map { tags[$0].id }
      }
      problems.add(
        "'\(tags[tag].id)' is a reading, which nobody drives", at: place,
        hint: others.map {
          $0.isEmpty ? nil : "its element's state is \($0.joined(separator: ", "))"
        } ?? nil
          ?? "name an actuator: a tag of role status or actuator, of quantity status, setting or speed, or its element"
      )
    }
    return found.filter { !Self.isReading(tags[$0]) }
  }

  private static func isDrivable(_ tag: Tag) -> Bool {
    let quantities: [MeasuredQuantity] = [.status, .setting, .speed]
    return tag.quantity.map(quantities.contains) ?? [.status, .actuator].contains(tag.role)
  }

  // A flow may be what a controller drives, where the tag's role says so.
  private static func isReading(_ tag: Tag) -> Bool {
    !isDrivable(tag) && ![.actuator, .setpoint, .status].contains(tag.role)
  }

  /// The tags of an actuator that could be driven, by its tag's name, epanetCPA's or its element's.
  package func drivable(_ name: String) -> [Int] {
    let found = driven(name)
    return found.isEmpty ? [epanetCPA(name) ?? numbers["S_" + name]].compactMap(\.self) : found
  }

  // A valve whose set point nobody records is there, and nothing of it can be driven in a twin.
  private func driven(_ name: String) -> [Int] {
    if let number = numbers[name] { return [number] }
    return own(name).filter { Self.isDrivable(tags[$0]) }
  }

  private func own(_ element: String) -> [Int] {
    if element.isEmpty { return [] }
    return tags.indices.filter { tags[$0].element?.uppercased() == element.uppercased() }
  }
}
