public import Diagnostics
public import Telemetry
public import Twin

/// How a value is changed: one file and one line in ``Shapes``.
///
/// A shape is a value without state; ``begin()`` starts it at its trigger. A shape works on every channel:
/// what a controller is told, what the historian stores, what an actuator does.
public protocol TamperingShape: Catalogued, Sendable {
  /// The names of the ranges that a technique's row may give besides `size`.
  static var parameters: [String] { get }
  /// Whether the shape loses values rather than falsifying them.
  static var isLoss: Bool { get }
  /// How many tags the shape needs at once; 1 but where a tag stands for another.
  static var fewestTags: Int { get }
  /// Whether it is told what its channel carries in the same run without the attack.
  static var needsUntouched: Bool { get }
  /// Reads the settings, in engineering units of the tag.
  init(_ fields: inout Fields)
  /// The settings as a scenario file says them, `use` left out, in their order.
  var settings: [(key: String, value: String)] { get }
  /// The shape in a few words: `offset by -0.5`.
  var text: String { get }
  /// The name of the other tag whose value it is told; nil for none.
  var partner: String? { get }
  /// How far it moves the value, in parts of the usual span; nil where that means nothing.
  func size(on profile: TagProfile) -> Double?
  /// Where it moves the value: 1 is up, −1 is down, 0 where neither can be said.
  func direction(on profile: TagProfile) -> Double
  /// What keeps it from working there: problem and hint.
  func problems(_ use: ShapeUse) -> [(problem: String, hint: String?)]
  /// The shape that chance draws within a technique's ranges.
  static func drawn(_ draw: inout ShapeDraw) -> Self
  /// Starts at the trigger.
  func begin() -> any Tampering
}

extension TamperingShape {
  /// None.
  public static var parameters: [String] { [] }
  /// Most shapes falsify.
  public static var isLoss: Bool { false }
  /// One.
  public static var fewestTags: Int { 1 }
  /// Most shapes need to know nothing but their own channel.
  public static var needsUntouched: Bool { false }
  /// Nothing.
  public var settings: [(key: String, value: String)] { [] }
  /// None.
  public var partner: String? { nil }
  /// None.
  public func size(on profile: TagProfile) -> Double? { nil }
  /// Neither can be said.
  public func direction(on profile: TagProfile) -> Double { 0 }
  /// Works everywhere.
  public func problems(_ use: ShapeUse) -> [(problem: String, hint: String?)] { [] }
}

/// A shape at work on one tag of one channel.
public protocol Tampering: Sendable {
  /// What takes the place of `value` in this row; called once for every row from the trigger on.
  mutating func callAsFunction(
    _ value: Double, _ moment: TamperingMoment, generator: inout SeededGenerator
  ) -> Double
}

/// What a shape at work may know of its row.
public struct TamperingMoment: Sendable {
  /// The time since the trigger; zero in the trigger's row.
  public var elapsed: TimeSpan
  /// The time between two rows.
  public var interval: TimeSpan
  /// The channel it works on.
  public var channel: Channel
  /// What the channel carried in the rows before, oldest first, tampering included.
  public var past: [Double]
  /// What the channel carries of the shape's partner in this row, untampered; nil where it has none.
  public var partner: Double?
  /// What the channel carries in this row of the same run without the attack; nil where the shape does not
  /// need it.
  public var untouched: Double?

  /// Makes a moment.
  public init(
    elapsed: TimeSpan, interval: TimeSpan, channel: Channel, past: [Double],
    partner: Double? = nil, untouched: Double? = nil
  ) {
    self.elapsed = elapsed
    self.interval = interval
    self.channel = channel
    self.past = past
    self.partner = partner
    self.untouched = untouched
  }

  /// The last value that got through; nil where none ever did.
  public var last: Double? { past.last { !$0.isNaN } }
}

/// Where a shape is to work, for finding out before a run that it cannot.
public struct ShapeUse: Sendable {
  /// The point.
  public var point: AttackPoint
  /// The tag.
  public var tag: String
  /// What is usual for the tag.
  public var profile: TagProfile
  /// The time between two rows.
  public var interval: TimeSpan
  /// The earliest that the trigger can fire after the run's start.
  public var earliest: TimeSpan
  /// What is usual for the shape's partner; nil where it has none.
  public var partner: TagProfile?
}
