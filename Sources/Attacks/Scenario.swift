public import Telemetry

/// What a scenario is.
public enum ScenarioKind: Sendable, Equatable {
  /// An attack by a technique of ATT&CK.
  case attack(technique: String)
  /// Something harmless that looks like one.
  case lookAlike(LookAlike)
}

/// Harmless things that a detector should not take for attacks.
public enum LookAlike: String, Sendable, Codable, CaseIterable {
  /// Sensors lose messages.
  case dropOut = "drop-out"
  /// More is drawn from the plant's stocks than usual.
  case demandSurge = "demand-surge"
  /// An actuator is locked out for a few hours; everything is reported truly.
  case maintenance
  /// A sensor sticks or drifts; nobody tampers with it.
  case sensorFault = "sensor-fault"
  /// An actuator or a set point is moved to another usual state for some hours, as operators do.
  case modeChange = "mode-change"

  /// Plain words for tables.
  public var text: String {
    switch self {
    case .dropOut: "sensor drop-out"
    case .demandSurge: "demand surge"
    case .maintenance: "maintenance"
    case .sensorFault: "sensor fault"
    case .modeChange: "mode change"
    }
  }
}

/// A shape at a point of the plant, on one tag.
public struct PlacedTampering: Sendable {
  /// Where.
  public let point: AttackPoint
  /// The tag's index in the plant.
  public let tag: Int
  /// The tag's name.
  public let id: String
  /// How the value is changed.
  public let shape: any TamperingShape
  /// The number of the controller on whose link it happens, in the plant's; nil for all of them.
  public let controller: Int?
  /// That controller's name.
  public let controllerID: String?
  /// The index of the shape's partner in the plant; nil where it has none.
  public let partner: Int?

  /// Makes a tampering, on the link to one controller or for all.
  init(
    point: AttackPoint, tag: Int, id: String, shape: any TamperingShape, partner: Int? = nil,
    on link: (controller: Int, id: String)? = nil
  ) {
    self.partner = partner
    self.point = point
    self.tag = tag
    self.id = id
    self.shape = shape
    controller = link?.controller
    controllerID = link?.id
  }
}

/// More drawn from a stock than usual: its true value is pushed by a bump of innovations.
public struct Surge: Sendable, Equatable {
  /// The tag's index in the plant.
  public let tag: Int
  /// The tag's name.
  public let id: String
  /// What the whole surge takes away, in engineering units.
  public let amount: Double
}

/// How large a tampering is, in classes that mean the same for every technique.
public enum SizeClass: String, Sendable, Codable, CaseIterable {
  /// Below a tenth of the tag's usual span.
  case small
  /// Below three tenths.
  case medium
  /// Three tenths and more.
  case large
  /// Size means nothing: replay, freeze, lost messages, switched states.
  case none = "–"

  /// The class of a size in spans.
  public init(_ size: Double?) {
    switch size {
    case .none: self = .none
    case .some(let size): self = size < 0.1 ? .small : size < 0.3 ? .medium : .large
    }
  }
}

/// One thing that happens in the twin: technique, trigger, points, parameters, seed.
///
/// A scenario says everything that chance and tampering do; the same scenario on the same twin gives the
/// same bits.
public struct Scenario: Sendable {
  /// The name: from the file, or `T0856-0007`.
  public internal(set) var name: String
  /// Attack or look-alike.
  public let kind: ScenarioKind
  /// Plain words for tables: `controller told too low`.
  public let title: String
  /// The first row's moment.
  public let start: Timestamp
  /// The number of rows.
  public let steps: Int
  /// When it starts.
  public let trigger: any Trigger
  /// How long it lasts; nil to the end of the run.
  public let lasts: TimeSpan?
  /// What is tampered with.
  public let tamperings: [PlacedTampering]
  /// What is drawn from stocks besides.
  public let surges: [Surge]
  /// The seed of all chance in it.
  public let seed: UInt64
  /// How far values are moved, in parts of the tag's usual span; nil where size means nothing.
  public let size: Double?
  /// What of controllers' logic is edited.
  public var edits = PlacedEdits.none
  /// Its steps, each a scenario of its own over the same rows; empty where it is one step.
  ///
  /// A scenario of several steps has the technique, trigger, duration and size of its first.
  public var chain: [Scenario] = []

  /// The technique; nil for a look-alike.
  public var technique: String? {
    if case .attack(let technique) = kind { technique } else { nil }
  }
  /// Its steps; a scenario without a list of them is its own one step.
  public var acts: [Scenario] { chain.isEmpty ? [self] : chain }
  /// Whether it is an attack.
  public var isAttack: Bool { technique != nil }
  /// The class of its size.
  public var sizeClass: SizeClass { SizeClass(size) }
  /// The tags that are tampered with or drawn from, in order, each once.
  public var tags: [String] {
    var seen: Set<String> = []
    return (tamperings.map(\.id) + surges.map(\.id) + edits.items.flatMap(\.tags))
      .filter { seen.insert($0).inserted }
  }
  /// The tags of which the historian stores something else than what happened, each once, in order.
  public var falsifiedTags: [String] {
    var seen: Set<String> = []
    return tamperings.filter { $0.point.channels.contains(.historian) }.map(\.id)
      .filter { seen.insert($0).inserted }
  }
  /// Whether the historian is shown something false; values that are merely lost do not count.
  public var isConcealed: Bool {
    tamperings.contains { $0.point.channels.contains(.historian) && !type(of: $0.shape).isLoss }
  }
  /// Everything about it in a sentence.
  public var text: String {
    guard chain.isEmpty else {
      return chain.map { "\($0.name): \($0.text)" }.joined(separator: "; ")
    }
    var acts: [(what: String, tags: [String])] = []
    for tampering in tamperings {
      let what = "at the \(tampering.point.rawValue) \(tampering.shape.text)"
      if let index = acts.firstIndex(where: { $0.what == what }) {
        acts[index].tags.append(tampering.id)
      } else {
        acts.append((what, [tampering.id]))
      }
    }
    let parts =
      acts.map { "\($0.tags.joined(separator: " and ")) \($0.what)" }
      + surges.map { "\(rounded($0.amount)) drawn from \($0.id)" }
      + edits.items.map { "\($0.name) in the logic of \($0.controller): \($0.edit.text)" }
    let time = lasts.map { "for \($0.roundedText)" } ?? "to the end"
    return "\(parts.joined(separator: ", ")); \(trigger.text), \(time)"
  }
}
