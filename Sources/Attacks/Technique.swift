internal import Diagnostics
internal import Twin

/// One ATT&CK for ICS technique that the shapes serve: *what* happens; a row of `techniques.yaml`.
public struct Technique: Sendable {
  /// The id of ATT&CK v18.1: `T0856`.
  public let id: String
  /// The id since v19, where it has moved.
  public let successor: String?
  /// The name, as ATT&CK writes it.
  public let name: String
  /// The tactics' names, as ATT&CK writes them.
  public let tactics: [String]
  /// How many scenarios it gets in a drawn campaign, against the others.
  public let share: Int
  /// What it looks like in telemetry, in a sentence.
  public let observables: String
  /// The ways in which it is done; at least one.
  public let variants: [TechniqueVariant]

  /// Reads a row.
  init(_ fields: inout Fields) {
    id = fields.requiredString("id")
    if !id.isEmpty, !Self.isID(id) {
      fields.problems.add(
        "'\(id)' is no id of an ATT&CK technique", at: fields.place, hint: "like T0856 or T1692.001"
      )
    }
    successor = fields.optionalString("v19")
    name = fields.requiredString("name")
    tactics = fields.strings("tactics", default: [])
    if tactics.isEmpty { fields.problems.add("'tactics' is missing", at: fields.place) }
    share = fields.integer("share", default: 1, in: 1...100)
    observables = fields.requiredString("observables")
    let problems = fields.problems
    let items = fields.list("variants")
    variants = items.compactMap { item in
      var inner = Fields(item, problems: problems)
      let variant = TechniqueVariant(&inner)
      inner.finish()
      return variant
    }
    if items.isEmpty { problems.add("'variants' is missing", at: fields.place) }
    fields.finish()
  }

  // T, four digits, and for a sub-technique a point and three more.
  private static func isID(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 5 || bytes.count == 9, bytes[0] == UInt8(ascii: "T") else { return false }
    return bytes.indices.dropFirst().allSatisfy { index in
      index == 5
        ? bytes[index] == UInt8(ascii: ".")
        : (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index])
    }
  }

  /// Whether a tampering of this shape at this point is what the technique does.
  func serves(_ shape: String, at point: AttackPoint) -> Bool {
    variants.contains { $0.shape == shape } && variants.contains { $0.point == point }
  }

  /// The largest size that the technique knows for a shape; nil without a limit.
  func limit(of shape: String) -> Double? {
    variants.filter { $0.shape == shape }.compactMap(\.size?.upperBound).max()
  }

  /// The variant that comes nearest to a tampering: its shape, then its point, then its direction.
  func variant(of tampering: PlacedTampering, on profile: TagProfile) -> TechniqueVariant? {
    let direction = tampering.shape.direction(on: profile)
    let own = variants.filter { $0.shape == type(of: tampering.shape).id }
    let there = own.filter { $0.point == tampering.point }
    return there.first { $0.directions.contains(direction) } ?? there.first ?? own.first
  }
}
