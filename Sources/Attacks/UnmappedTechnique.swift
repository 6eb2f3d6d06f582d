internal import Diagnostics

/// A technique of ATT&CK for ICS that has no row: one that does nothing to values or logic, or a retired one.
///
/// It is known so that whoever names it is told what it is.
public struct UnmappedTechnique: Sendable {
  /// The id of ATT&CK v18.1.
  public let id: String
  /// The id since v19, where it has moved.
  public let successor: String?
  /// The name, as ATT&CK writes it.
  public let name: String
  /// The tactics' names, as ATT&CK writes them; none for a retired one.
  public let tactics: [String]
  /// Whether ATT&CK has revoked or deprecated it.
  public let isRetired: Bool
  /// The id that took a retired one's place, where ATT&CK names one.
  public let replacement: String?

  /// Reads an item of `others` or `retired`.
  init(_ settings: Settings, isRetired: Bool, problems: Problems) {
    var fields = Fields(settings, problems: problems)
    self.isRetired = isRetired
    id = fields.requiredString("id")
    name = fields.requiredString("name")
    successor = isRetired ? nil : fields.optionalString("v19")
    tactics = isRetired ? [] : fields.strings("tactics", default: [])
    replacement = isRetired ? fields.optionalString("by") : nil
    fields.finish()
  }

  /// What is wrong with naming it.
  var problem: String {
    isRetired
      ? "technique '\(id)' \(name) is retired from ATT&CK"
      : "technique '\(id)' \(name) is not one that a twin can rehearse: it has no row"
  }

  /// What to name in its place.
  func hint(among techniques: [Technique]) -> String {
    let fallback = "write \(Technique.unknownID) for what no row does"
    if isRetired {
      return replacement.map { "'\($0)' has taken its place" }
        ?? "ATT&CK names none in its place: take the row that does what is meant, or \(fallback)"
    }
    let near = techniques.filter { $0.tactics.contains(where: tactics.contains) }
    let words = tactics.joined(separator: ", ")
    return near.isEmpty
      ? "no row has the tactic \(words): \(fallback)"
      : "rows of the tactic \(words): \(near.map(\.id).sorted().joined(separator: ", ")); or \(fallback)"
  }
}
