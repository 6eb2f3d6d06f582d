public import Hydraulics
public import Telemetry
internal import HydraulicLanes

/// Between what the values of a tag are known to lie, in its unit.
public struct TagRange: Sendable, Equatable {
  /// How it is known.
  public enum Origin: Sendable, Equatable {
    /// Telemetry shows it.
    case telemetry
    /// The tank at which the tag stands holds no more and no less.
    case tank
  }

  /// The tag's name.
  public var tag: String
  /// The lowest value.
  public var low: Double
  /// The highest value.
  public var high: Double
  /// How it is known.
  public var origin: Origin

  /// Makes a range.
  public init(tag: String, low: Double, high: Double, origin: Origin = .telemetry) {
    self.tag = tag
    self.low = low
    self.high = high
    self.origin = origin
  }

  /// What the tanks of a network say of the tags that show their levels.
  ///
  /// From the empty tank to its highest level; tags that stand at no tank have none.
  public static func ofTanks(in network: Network, for tags: [Tag]) -> [TagRange] {
    tags.compactMap { tag -> TagRange? in
      guard let point = try? HydraulicPoint(tag: tag, network: network), point.isHeight,
        let tank = network.tank(ofNode: point.element), !network.tanks[tank].isReservoir
      else { return nil }
      let top = network.tanks[tank].maxHead - network.nodes[point.element].elevation
      return TagRange(
        tag: tag.id, low: point.value(ofHeight: 0, in: network),
        high: point.value(ofHeight: top * ReadingUnits.si.length, in: network), origin: .tank)
    }
  }

  /// What telemetry shows of tags, of the smallest and the largest value of each; those that never change say
  /// nothing.
  public static func seen(_ tag: String, low: Double, high: Double) -> TagRange? {
    low.isFinite && high.isFinite && low < high ? TagRange(tag: tag, low: low, high: high) : nil
  }

  /// Whether a number lies so far outside that it can be no value of the tag in its unit.
  ///
  /// Further than the range is wide and than its largest value is large: alarms and trips lie beyond what is
  /// usual, by less than that.
  func isFar(_ level: Double) -> Bool {
    let margin = max(high - low, abs(low), abs(high))
    return level < low - margin || level > high + margin
  }

  /// `which telemetry shows from 0.41 to 5.12`.
  var text: String {
    let ends = "from \(Self.shown(low)) to \(Self.shown(high))"
    return switch origin {
    case .telemetry: "which telemetry shows \(ends)"
    case .tank: "whose tank goes \(ends)"
    }
  }

  /// Four digits behind the point.
  static func shown(_ value: Double) -> Double {
    abs(value) < 1e9 ? (value * 10_000).rounded() / 10_000 : value
  }
}
