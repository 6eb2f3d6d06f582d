/// A tree of settings with the place of every node: what a YAML file says, without knowing YAML.
///
/// Pipeline makes it from a file; whoever has settings reads them through ``Fields``.
public struct Settings: Sendable, Equatable {
  /// One key of a mapping with its value.
  public struct Entry: Sendable, Equatable {
    /// The key as written.
    public let key: String
    /// Where the key stands.
    public let place: Place
    /// The value.
    public let value: Settings

    /// Makes an entry.
    public init(key: String, place: Place, value: Settings) {
      self.key = key
      self.place = place
      self.value = value
    }
  }

  /// What a node holds.
  public indirect enum Content: Sendable, Equatable {
    /// Keys and values in the order written.
    case mapping([Entry])
    /// Items in the order written.
    case sequence([Settings])
    /// A scalar's text; `quoted` where it stood in quotes and so is text whatever it looks like.
    case scalar(String, quoted: Bool)
    /// Nothing (`key:` or `~`).
    case null
  }

  /// What stands here.
  public let content: Content
  /// Where it stands, with the path from the root.
  public let place: Place

  /// Makes a node.
  public init(_ content: Content, at place: Place = Place()) {
    self.content = content
    self.place = place
  }

  /// An empty mapping: every field takes its default.
  public static let empty = Settings(.mapping([]))

  /// Whether nothing is said.
  public var isEmpty: Bool {
    switch content {
    case .mapping(let entries): entries.isEmpty
    case .sequence(let items): items.isEmpty
    case .scalar(let text, let quoted): text.isEmpty && !quoted
    case .null: true
    }
  }

  /// What kind of node this is, in a user's words.
  public var kindName: String {
    switch content {
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .scalar: "a value"
    case .null: "nothing"
    }
  }
}

/// Collects the problems of one configuration, so that all are shown at once.
public final class Problems {
  /// The problems found so far, in order.
  public private(set) var all: [Fault] = []

  /// Starts with none.
  public init() {}

  /// Adds a configuration problem.
  public func add(_ problem: String, at place: Place?, hint: String? = nil) {
    all.append(Fault(.configuration, problem, at: place, hint: hint))
  }

  /// Throws all problems where there is one.
  public func throwIfAny() throws(Faults) {
    if !all.isEmpty { throw Faults(all) }
  }
}
