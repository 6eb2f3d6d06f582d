/// What can be chosen by name: it has an id in kebab-case and one sentence of summary.
public protocol Catalogued {
  /// The name in configuration files; equals the file's name in kebab-case.
  static var id: String { get }
  /// One sentence for `tocsin list`.
  static var summary: String { get }
}

/// The one list of everything that can be chosen by name at one extension point.
///
/// `{ use: pca-residual, variance: 0.99 }` is read through the list, so that no code switches on names.
public struct Catalog<Product>: Sendable {
  /// One choice.
  public struct Entry: Sendable, CustomStringConvertible {
    /// The name.
    public let id: String
    /// What it is, in a sentence.
    public let summary: String
    /// Makes the product from its settings, adding to the fields' problems what is wrong.
    public let make: @Sendable (inout Fields) -> Product

    /// Makes an entry of a catalogued type.
    public init<T: Catalogued>(
      _ type: T.Type, _ make: @escaping @Sendable (inout Fields) -> Product
    ) {
      id = T.id
      summary = T.summary
      self.make = make
    }

    /// The id.
    public var description: String { id }
  }

  /// What the list holds, in the singular: "detector".
  public let kind: String
  /// The choices, in the order of the list.
  public let entries: [Entry]
  // What a name is that belongs into another list; nil for a name that nobody knows.
  private let elsewhere: @Sendable (String) -> String?

  /// Makes a catalog; ids must differ.
  ///
  /// - Parameter elsewhere: what to say of a name that is in another list, like `'mewma' is a detector`; nil for others.
  public init(
    kind: String, _ entries: [Entry],
    elsewhere: @escaping @Sendable (String) -> String? = { _ in nil }
  ) {
    precondition(
      Set(entries.map(\.id)).count == entries.count, "two \(kind)s share one id in the catalog")
    self.kind = kind
    self.entries = entries
    self.elsewhere = elsewhere
  }

  /// Whether a name is in the list.
  public func contains(_ id: String) -> Bool { entries.contains { $0.id == id } }

  /// The entry of a name, or a fault with where it belongs, or the nearest name, and the list.
  public func entry(named id: String) throws(Fault) -> Entry {
    if let entry = entries.first(where: { $0.id == id }) { return entry }
    throw Fault(
      .configuration, "unknown \(kind) '\(id)'",
      hint: elsewhere(id) ?? Suggestion.hint(for: id, in: entries.map(\.id)))
  }

  /// The entry that a fitted model names: where there is none the model is damaged, or newer than this code.
  ///
  /// - Throws: ``Fault`` of kind `badData`.
  public func entry(ofModel id: String) throws(Fault) -> Entry {
    do throws(Fault) {
      return try entry(named: id)
    } catch {
      throw Fault(.badData, "the model names an \(error.problem)", hint: error.hint)
    }
  }

  /// The product that a `{ use: id, … }` mapping, or a bare id, describes; nil where it is wrong.
  public func make(_ settings: Settings, problems: Problems) -> Product? {
    if case .scalar(let id, _) = settings.content {
      return make(id, settings: Settings(.null, at: settings.place), problems: problems)
    }
    var fields = Fields(settings, problems: problems)
    guard fields.has("use") else {
      problems.add(
        "'use' is missing: which \(kind)?", at: settings.place,
        hint: "known: " + entries.map(\.id).sorted().joined(separator: ", "))
      return nil
    }
    // What a table calls it is read by whoever keeps tables.
    _ = fields.optionalString("name")
    let id = fields.requiredString("use")
    return make(id, fields: &fields, place: fields.place)
  }

  /// The product of an id whose settings stand in a mapping of their own; nil where the id is unknown.
  ///
  /// Whoever owns the mapping finishes it.
  public func make(_ id: String, _ fields: inout Fields, at place: Place?) -> Product? {
    do throws(Fault) {
      return try entry(named: id).make(&fields)
    } catch {
      fields.problems.add(error.problem, at: place, hint: error.hint)
      return nil
    }
  }

  private func make(_ id: String, settings: Settings, problems: Problems) -> Product? {
    var fields = Fields(settings, problems: problems)
    return make(id, fields: &fields, place: settings.place)
  }

  private func make(_ id: String, fields: inout Fields, place: Place) -> Product? {
    let product = make(id, &fields, at: place)
    if product != nil { fields.finish() }
    return product
  }
}
