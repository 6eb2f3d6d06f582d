/// A rule: when the premises hold, the actions of THEN are taken, else those of ELSE.
public struct ControlRule: Sendable, Equatable {
  /// How a premise joins those before it.
  public enum Joint: Int, Sendable, Equatable {
    /// Both must hold; also the first premise (IF).
    case and = 2
    /// Either must hold.
    case or = 3
  }

  /// What a premise looks at.
  public enum Object: Sendable, Equatable {
    /// A node, an index in ``Network/nodes``.
    case node(Int)
    /// A link, an index in ``Network/links``.
    case link(Int)
    /// The whole system.
    case system
  }

  /// The quantity that a premise compares; raw values are EPANET's.
  public enum Variable: Int, Sendable, Equatable, CaseIterable {
    /// Demand of a node or of the system, in the file's flow units.
    case demand = 0
    /// Head, in the file's length units.
    case head
    /// The same as ``head``.
    case grade
    /// Head above the elevation, in the file's length units.
    case level
    /// Pressure, in the file's pressure units.
    case pressure
    /// Absolute flow, in the file's flow units.
    case flow
    /// Status of a link.
    case status
    /// Setting of a link, in the file's units.
    case setting
    /// Power of a pump; EPANET accepts it and never finds it true.
    case power
    /// Seconds since the start.
    case time
    /// Seconds of the day.
    case clockTime
    /// Hours until a tank is full, kept in seconds.
    case fillTime
    /// Hours until a tank is empty, kept in seconds.
    case drainTime
  }

  /// How a premise compares; raw values are EPANET's.
  public enum Comparison: Int, Sendable, Equatable {
    /// Equal, within 0.001.
    case equal = 0
    /// Not equal.
    case notEqual
    /// At most.
    case atMost
    /// At least.
    case atLeast
    /// Less.
    case less
    /// Greater.
    case greater
  }

  /// A status in a rule; raw values are EPANET's.
  public enum Status: Int, Sendable, Equatable {
    /// Open.
    case open = 1
    /// Closed.
    case closed
    /// Active.
    case active
  }

  /// One premise.
  public struct Premise: Sendable, Equatable {
    /// How it joins the premises before it.
    public var joint: Joint
    /// What it looks at.
    public var object: Object
    /// The quantity that it compares.
    public var variable: Variable
    /// How it compares.
    public var comparison: Comparison
    /// The status to compare with; nil for a value.
    public var status: Status?
    /// The value to compare with, in the file's units, times in seconds; ``Network/missing`` with a
    /// status.
    public var value: Double
  }

  /// One action: a link's status or setting.
  public struct Action: Sendable, Equatable {
    /// Index in ``Network/links``.
    public var link: Int
    /// The status to set; nil where a setting is set.
    public var status: Status?
    /// The setting to set, in the file's units; ``Network/missing`` where a status is set.
    public var setting: Double
  }

  /// The label after RULE.
  public var label: String
  /// The premises in order; OR and AND are evaluated from first to last without precedence.
  public var premises: [Premise] = []
  /// The actions of THEN.
  public var thenActions: [Action] = []
  /// The actions of ELSE.
  public var elseActions: [Action] = []
  /// The priority; the larger wins where two rules set one link, 0 without PRIORITY.
  public var priority: Double = 0
  /// The line of RULE in the file, from 1.
  public var line: Int = 0
}
