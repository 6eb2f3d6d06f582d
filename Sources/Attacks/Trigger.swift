public import Diagnostics
public import Telemetry

/// *When* a scenario's tampering starts: one file and one line in ``Triggers``.
///
/// In a file it is a mapping with the trigger's id among its keys: `{ above: 4.2, tag: L_T2 }`. It is read
/// without the plant, then placed on it, then waits in every run anew.
public protocol Trigger: Catalogued, Sendable {
  /// Whether the attack is in place long before and sleeps: a logic bomb.
  static var isDormant: Bool { get }
  /// Whether a technique's row may have it drawn.
  static var isDrawn: Bool { get }
  /// Reads the settings.
  init(_ fields: inout Fields)
  /// The settings as a scenario file says them, in their order, each value as YAML.
  var settings: [(key: String, value: String)] { get }
  /// In words: `as soon as L_T2 is below 1.2 (from 24 h on)`.
  var text: String { get }
  /// The earliest that it can fire after the run's start, as far as is known.
  var earliest: TimeSpan { get }
  /// The name of the step that it waits for; nil where it waits for none.
  var predecessor: String? { get }
  /// The trigger on a plant; nil where it can never fire there, and a problem is added.
  func placed(_ use: TriggerUse) -> Self?
  /// The trigger that chance draws; nil where the plant has nothing to wait for.
  static func drawn(_ draw: inout TriggerDraw) -> Self?
  /// Starts to wait at the run's first row, with chance of its own.
  func begin(_ generator: SeededGenerator) -> any WaitingTrigger
}

extension Trigger {
  /// Most triggers are the attacker's own choice of a moment.
  public static var isDormant: Bool { false }
  /// Most can be drawn.
  public static var isDrawn: Bool { true }
  /// None.
  public var predecessor: String? { nil }
  /// Nothing is drawn.
  public static func drawn(_ draw: inout TriggerDraw) -> Self? { nil }
}

/// A trigger in a run.
public protocol WaitingTrigger: Sendable {
  /// Whether it fires in a row; asked once in every row from the run's first on, until it does.
  mutating func fires(_ moment: TriggerMoment) -> Bool
}

/// What a waiting trigger may know of its row.
public struct TriggerMoment: Sendable {
  /// The time since the run's first row.
  public var elapsed: TimeSpan
  /// The time between two rows.
  public var interval: TimeSpan
  /// The true row before; a missing value is NaN.
  public var truth: [Double]
  /// What controllers' programs had in their signals then, in the order of the surface's.
  ///
  /// NaN where nothing was said yet; empty without programs.
  public var signals: [Double]
  /// When each of the scenario's steps fired, since the run's first row; nil where one has not.
  public var fired: [TimeSpan?]

  /// Makes a moment.
  public init(
    elapsed: TimeSpan, interval: TimeSpan, truth: [Double], signals: [Double] = [],
    fired: [TimeSpan?] = []
  ) {
    self.elapsed = elapsed
    self.interval = interval
    self.truth = truth
    self.signals = signals
    self.fired = fired
  }
}

/// Where a trigger is to wait, for finding out before a run that it can never fire.
public struct TriggerUse {
  /// When a step of the same scenario can fire, and how long it lasts.
  public struct Step: Sendable {
    /// The step's name.
    public var name: String
    /// The earliest that it can fire after the run's start; nil where nobody knows yet.
    public var earliest: TimeSpan?
    /// How long it lasts; nil to the end of the run.
    public var lasts: TimeSpan?
  }

  /// The plant.
  public let surface: AttackSurface
  /// The run's first row; nil where nobody knows it yet.
  public let start: Timestamp?
  /// The number of rows.
  public let rows: Int
  /// The untouched time, before which nothing starts that does not say when.
  public let lead: TimeSpan
  /// The scenario's steps in their order; empty where it has no list of them.
  public let steps: [Step]
  /// Where the trigger stands.
  public let place: Place
  /// Where problems are collected.
  public let problems: Problems

  /// The run's last row after its first.
  public var last: TimeSpan { surface.interval * (rows - 1) }

  /// Adds the problem that the trigger can never fire.
  public func refuse(_ reason: String, hint: String? = nil) {
    problems.add("the trigger can never fire: \(reason)", at: place, hint: hint)
  }

  /// The index of a tag; nil where the plant has none of that name, and a problem is added.
  public func index(of tag: String) -> Int? {
    surface.index(of: tag, at: place, problems)
  }
}

/// What a trigger is drawn from.
public struct TriggerDraw {
  /// The plant.
  public let surface: AttackSurface
  /// The run's first row.
  public let start: Timestamp
  /// The untouched time before.
  public let lead: TimeSpan
  /// The drawn moment after the run's start, which leaves room for what lasts.
  public let time: TimeSpan
  /// The drawn place within what is usual for a tag, from 0.3 to 0.7.
  public let level: Double
  /// The tags that are tampered with.
  public let tags: [Int]
  /// The scenario's chance.
  public var generator: SeededGenerator

  /// The time from the untouched time's end to the drawn moment.
  public var wait: TimeSpan { TimeSpan(nanoseconds: time.nanoseconds - lead.nanoseconds) }

  /// One of a group's tags: the first that is tampered with, else any; nil where the plant has none.
  public mutating func tag(of group: TagGroup) -> Int? {
    let members = surface.members(group)
    guard !members.isEmpty else { return nil }
    return tags.first { members.contains($0) }
      ?? members[generator.index(below: members.count)]
  }
}
