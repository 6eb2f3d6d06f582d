internal import Diagnostics
internal import Twin

/// One ATT&CK for ICS technique that the shapes serve: *what* happens; a row of `techniques.yaml`.
///
/// One row is of its own kind: ``unknownID`` stands for what no technique names. Any shape at any point
/// serves it.
public struct Technique: Sendable {
  /// The id of the row for what no technique names: a zero-day.
  public static let unknownID = "unknown"

  /// How sure it is that the technique looks like its row.
  public enum Confidence: String, Sendable, CaseIterable {
    /// Published incidents or ATT&CK's own words describe the effect on values.
    case high
    /// The effect follows from what the technique does to a device or message.
    case medium
    /// One of many effects that the technique may have.
    case low
  }

  /// The id of ATT&CK v18.1, `T0856`, or ``unknownID``.
  public let id: String
  /// The id since v19, where it has moved.
  public let successor: String?
  /// The name, as ATT&CK writes it.
  public let name: String
  /// The tactics' names, as ATT&CK writes them; none for ``unknownID``.
  public let tactics: [String]
  /// How many scenarios it gets in a drawn campaign, against the others.
  public let share: Int
  /// What it looks like in telemetry, in a sentence.
  public let observables: String
  /// How sure the mapping to values is.
  public let confidence: Confidence
  /// Why the technique is mapped to these shapes, in a sentence.
  public let reason: String
  /// The ways in which it is done to values; at least one, or one of ``edits``.
  public let variants: [TechniqueVariant]
  /// The ways in which it is done to controllers' logic.
  public let edits: [EditVariant]

  /// Reads a row.
  init(_ fields: inout Fields) {
    id = fields.requiredString("id")
    let isUnknown = id == Self.unknownID
    successor = fields.optionalString("v19")
    for word in [isUnknown ? nil : id, successor].compactMap(\.self) where !word.isEmpty {
      guard !Self.isID(word) else { continue }
      fields.problems.add(
        "'\(word)' is no id of an ATT&CK technique", at: fields.place,
        hint: "like T0856 or T1692.001, or \(Self.unknownID) for what has none")
    }
    name = fields.requiredString("name")
    tactics = fields.strings("tactics", default: [])
    if tactics.isEmpty != isUnknown {
      fields.problems.add(
        isUnknown ? "'\(id)' has no tactics" : "'tactics' is missing", at: fields.place)
    }
    share = fields.integer("share", default: 1, in: 1...100)
    observables = fields.requiredString("observables")
    confidence = fields.requiredWord("confidence", as: Confidence.self) ?? .low
    reason = fields.requiredString("reason")
    let problems = fields.problems
    let items = fields.list("variants")
    variants = items.compactMap { item in
      var inner = Fields(item, problems: problems)
      let variant = TechniqueVariant(&inner)
      inner.finish()
      return variant
    }
    let written = fields.list("edits")
    edits = written.compactMap { item in
      var inner = Fields(item, problems: problems)
      let variant = EditVariant(&inner)
      inner.finish()
      return variant
    }
    if items.isEmpty, written.isEmpty {
      problems.add("'variants' is missing", at: fields.place)
    }
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

  /// Whether it is the row for what no technique names.
  public var isUnknown: Bool { id == Self.unknownID }

  /// The name, with its tactics where it has some.
  public var title: String {
    tactics.isEmpty ? name : "\(name) (\(tactics.joined(separator: ", ")))"
  }

  /// Whether a tampering of this shape at this point is what the technique does.
  func serves(_ shape: String, at point: AttackPoint) -> Bool {
    if isUnknown { return true }
    return variants.contains { $0.shape == shape } && variants.contains { $0.point == point }
  }

  /// Whether an edit of controllers' logic is what the technique does.
  func serves(edit: String) -> Bool { isUnknown || edits.contains { $0.edit == edit } }

  /// The largest size of anything in a scenario, in spans: beyond it lies a slip of the unit, mm for m.
  ///
  /// It holds for what no technique names, and for what a scenario does besides its technique.
  static let largestSize = 100.0

  /// The largest size that a shape or an edit may have in a scenario of the technique, and who says so.
  ///
  /// What the row does goes as far as the row, all else up to ``largestSize``.
  func limit(of id: String) -> (size: Double, text: String) {
    let own =
      variants.filter { $0.shape == id }.compactMap(\.size?.upperBound)
      + edits.filter { $0.edit == id }.compactMap(\.size?.upperBound)
    guard !isUnknown, let most = own.max() else {
      return (
        Self.largestSize, "more than \(rounded(Self.largestSize)) spans are a slip of the unit"
      )
    }
    return (most, "\(self.id) goes up to \(rounded(most))")
  }

  /// Whether one of its ways can be drawn on a surface.
  func applies(to surface: AttackSurface) -> Bool {
    variants.contains { $0.applies(to: surface) } || edits.contains { $0.applies(to: surface) }
  }

  /// What a plant lacks on which it cannot be drawn.
  var missing: String {
    let groups = Set(variants.map(\.group.text)).sorted().joined(separator: ", ")
    let logic = edits.map(\.edit).sorted().joined(separator: ", ")
    return [
      groups.isEmpty ? nil : "the plant has too few tags of the kind: \(groups)",
      logic.isEmpty ? nil : "no controller has logic for \(logic)",
    ].compactMap(\.self).joined(separator: "; ")
  }

  /// The variant of an edit.
  func variant(of edit: PlacedEdit) -> EditVariant? {
    edits.first { $0.edit == type(of: edit.edit).id }
  }

  /// The variant that does a tampering: its shape at its point, in its direction where there is one; nil for none.
  func variant(of tampering: PlacedTampering, on profile: TagProfile) -> TechniqueVariant? {
    let direction = tampering.shape.direction(on: profile)
    let there = variants.filter {
      $0.shape == type(of: tampering.shape).id && $0.point == tampering.point
    }
    return there.first { $0.directions.contains(direction) } ?? there.first
  }
}
