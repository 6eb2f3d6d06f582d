/// What role inference needs to know of a column.
public struct ColumnStatistics: Sendable, Equatable {
  /// Cells, missing ones included.
  public var count: Int
  /// Missing cells.
  public var missing: Int
  /// The smallest value; NaN where all are missing.
  public var minimum: Double
  /// The largest value; NaN where all are missing.
  public var maximum: Double
  /// The different values, ascending; nil where there are more than ``mostDistinct``.
  public var distinct: [Double]?

  /// How many different values are told apart.
  public static let mostDistinct = 4

  /// Makes statistics by hand.
  public init(count: Int, missing: Int, minimum: Double, maximum: Double, distinct: [Double]?) {
    self.count = count
    self.missing = missing
    self.minimum = minimum
    self.maximum = maximum
    self.distinct = distinct
  }

  /// Summarises a column; NaN is missing.
  ///
  /// - Complexity: O(n).
  public init(_ values: some Collection<Double>) {
    count = values.count
    missing = 0
    minimum = .nan
    maximum = .nan
    var different: [Double]? = []
    for value in values {
      if value.isNaN {
        missing += 1
        continue
      }
      if !(minimum <= value) { minimum = value }
      if !(maximum >= value) { maximum = value }
      if let known = different, !known.contains(value) {
        different = known.count < Self.mostDistinct ? known + [value] : nil
      }
    }
    distinct = different?.sorted()
  }

  /// Whether the column takes at most `limit` different values, all of them whole and small.
  public func isDiscrete(limit: Int) -> Bool {
    guard let distinct, !distinct.isEmpty, distinct.count <= limit else { return false }
    return distinct.allSatisfy { $0 == $0.rounded() && abs($0) <= 10 }
  }
}
