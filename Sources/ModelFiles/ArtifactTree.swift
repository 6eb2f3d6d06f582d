internal import Diagnostics
internal import Learning

/// The tree of an artifact as JSON, with its arrays named in it and kept elsewhere.
///
/// `{"kind":…,"texts":{…},"numbers":{…},"lists":{…},"arrays":["mean",…],"parts":[…]}`; the array
/// `mean` of part 1 of part 0 is called `parts/0/parts/1/mean`. Numbers that JSON cannot write
/// (NaN, ∞) are texts of their bits, `0x7ff8000000000000`.
enum ArtifactTree {
  /// An array with its full name.
  struct Named: Sendable {
    let name: String
    let array: ModelArtifact.Array
  }

  /// The tree's JSON, keys sorted.
  static func json(of artifact: ModelArtifact) -> JSONValue {
    .object([
      ("kind", .string(artifact.kind)),
      ("texts", .sorted(artifact.texts.map { ($0, .string($1)) })),
      ("numbers", .sorted(artifact.numbers.map { ($0, json(of: $1)) })),
      ("lists", .sorted(artifact.lists.map { ($0, .array($1.map(JSONValue.string))) })),
      ("arrays", .array(sortedNames(of: artifact).map(JSONValue.string))),
      ("parts", .array(artifact.parts.map(json(of:)))),
    ])
  }

  /// The arrays with their full names, sorted within each part.
  static func arrays(of artifact: ModelArtifact, under prefix: String = "") -> [Named] {
    let own = sortedNames(of: artifact).compactMap { name in
      artifact.arrays[name].map { Named(name: prefix + name, array: $0) }
    }
    return own
      + artifact.parts.enumerated().flatMap { index, part in
        arrays(of: part, under: "\(prefix)parts/\(index)/")
      }
  }

  /// The artifact of a tree; `take` gives the array of a full name, once.
  static func artifact(
    of tree: JSONValue, under prefix: String = "",
    take: (String) throws(Fault) -> ModelArtifact.Array
  ) throws(Fault) -> ModelArtifact {
    guard case .object(let members) = tree else { throw broken(prefix, "is not an object") }
    let known = ["kind", "texts", "numbers", "lists", "arrays", "parts"]
    if let extra = members.first(where: { !known.contains($0.name) }) {
      throw broken(
        prefix, "has the unknown key '\(extra.name)'; known: \(known.joined(separator: ", "))")
    }
    guard case .string(let kind) = tree["kind"] else { throw broken(prefix, "has no text 'kind'") }
    var artifact = ModelArtifact(kind: kind)
    for member in try object(tree["texts"], "texts", prefix) {
      guard case .string(let text) = member.value else {
        throw broken(prefix, "'texts' holds '\(member.name)', which is no text")
      }
      artifact.texts[member.name] = text
    }
    for member in try object(tree["numbers"], "numbers", prefix) {
      guard let number = number(of: member.value) else {
        throw broken(prefix, "'numbers' holds '\(member.name)', which is no number")
      }
      artifact.numbers[member.name] = number
    }
    for member in try object(tree["lists"], "lists", prefix) {
      artifact.lists[member.name] = try strings(member.value, "lists.\(member.name)", prefix)
    }
    for name in try strings(tree["arrays"], "arrays", prefix) {
      guard artifact.arrays[name] == nil else {
        throw broken(prefix, "names the array '\(name)' twice")
      }
      artifact.arrays[name] = try take(prefix + name)
    }
    guard case .array(let parts) = tree["parts"] else {
      throw broken(prefix, "has no list 'parts'")
    }
    for (index, part) in parts.enumerated() {
      artifact.parts.append(
        try self.artifact(of: part, under: "\(prefix)parts/\(index)/", take: take))
    }
    return artifact
  }

  private static func sortedNames(of artifact: ModelArtifact) -> [String] {
    artifact.arrays.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func json(of number: Double) -> JSONValue {
    number.isFinite
      ? .number("\(number)") : .string("0x" + String(number.bitPattern, radix: 16))
  }

  private static func number(of value: JSONValue) -> Double? {
    switch value {
    case .number(let text):
      // A text like 1e999 would read as infinity: another number than the one written.
      Double(text).flatMap { $0.isFinite ? $0 : nil }
    case .string(let text) where text.hasPrefix("0x") && text.utf8.count == 18:
      UInt64(text.dropFirst(2), radix: 16).map(Double.init(bitPattern:))
    default: nil
    }
  }

  private static func object(
    _ value: JSONValue?, _ name: String, _ prefix: String
  ) throws(Fault) -> [JSONValue.Member] {
    guard case .object(let members) = value else {
      throw broken(prefix, "has no object '\(name)'")
    }
    return members
  }

  private static func strings(
    _ value: JSONValue?, _ name: String, _ prefix: String
  ) throws(Fault) -> [String] {
    guard case .array(let items) = value else { throw broken(prefix, "has no list '\(name)'") }
    var strings: [String] = []
    for item in items {
      guard case .string(let text) = item else {
        throw broken(prefix, "'\(name)' holds what is no text")
      }
      strings.append(text)
    }
    return strings
  }

  private static func broken(_ prefix: String, _ problem: String) -> Fault {
    let part = prefix.isEmpty ? "the root" : "part '\(prefix.dropLast())'"
    return Fault(.badData, "broken model tree: \(part) \(problem)")
  }
}
