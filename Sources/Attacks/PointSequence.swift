public import Diagnostics

/// How the numbers of drawn scenarios are spread over their ranges: one file and one line in ``Draws``.
public protocol PointSequence: Catalogued, Sendable {
  /// Reads the settings.
  init(_ fields: inout Fields)
  /// Point `index` of a sequence of its own for each seed, one number in [0, 1) per ``DrawnQuantity``.
  ///
  /// - Parameter count: How many points are drawn in all; few sequences need it.
  /// - Returns: Nil where every number is left to the scenario's own chance.
  func point(_ index: Int, of count: Int, seed: UInt64) -> [Double]?
}

/// What of a drawn scenario a sequence of points decides; the rest is left to chance.
public enum DrawnQuantity: Int, Sendable, CaseIterable {
  /// How far values are moved.
  case size
  /// How long.
  case duration
  /// When in the run, after its untouched time.
  case time
  /// Where in the history the run starts.
  case start
  /// The threshold of a trigger, within what is usual.
  case level
  /// Up or down.
  case direction
}

/// A point of a sequence; of none, where chance decides alone.
struct DrawnPoint: Sendable {
  var coordinates: [Double]?

  subscript(quantity: DrawnQuantity) -> Double? { coordinates?[quantity.rawValue] }
}

extension SeededGenerator {
  /// An index below `count`, at a part of the way where one is given.
  ///
  /// Chance is used up either way.
  mutating func index(below count: Int, at part: Double?) -> Int {
    let drawn = index(below: count)
    return part.map { max(0, min(count - 1, Int($0 * Double(count)))) } ?? drawn
  }

  /// A number in a range, at a part of the way where one is given.
  ///
  /// Chance is used up either way.
  mutating func uniform(in range: ClosedRange<Double>, at part: Double?) -> Double {
    let drawn = uniform(in: range)
    return part.map { range.lowerBound + $0 * (range.upperBound - range.lowerBound) } ?? drawn
  }
}
