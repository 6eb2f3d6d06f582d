/// Count, extremes, moments and rounding step of one tag: a mergeable statistic.
///
/// Merged in the order of the partitions: counts, extremes and the step are exact, mean and variance
/// to 1e-12 relative. An infinite cell counts as missing here, for it has no place on a scale.
/// Reference: Chan, Golub & LeVeque (1983), "Algorithms for computing the sample variance".
public struct TagStatistics: Sendable, Hashable, Codable {
  /// How many cells hold a finite number.
  public private(set) var count = 0
  /// How many cells do not.
  public private(set) var missing = 0
  /// The smallest number; nil where ``count`` is 0.
  public private(set) var min: Double?
  /// The largest number; nil where ``count`` is 0.
  public private(set) var max: Double?
  /// The mean; 0 where ``count`` is 0.
  public private(set) var mean = 0.0
  /// The sum of squared deviations from the mean.
  public private(set) var m2 = 0.0
  /// The decimal step that all numbers are multiples of: 1, 0.1, … 0.000001.
  ///
  /// Nil where they are finer, too large to tell, or there are none. What the historian rounds to.
  public private(set) var step: Double?

  /// The statistic of no cells.
  public init() {}

  /// The statistic of cells that are all missing.
  public init(missing: Int) { self.missing = missing }

  /// The statistic of a column; NaN is missing.
  public init(of column: some Collection<Double>) {
    self.init()
    accumulate(column)
  }

  /// The mean square deviation, m2 / count; nil where ``count`` is 0.
  public var variance: Double? { count == 0 ? nil : m2 / Double(count) }

  /// Whether all numbers are one and the same; false where there are none.
  public var isConstant: Bool { count > 0 && min == max }

  /// Adds a column's cells.
  ///
  /// O(cells); the same cells cut otherwise give moments within rounding.
  public mutating func accumulate(_ column: some Collection<Double>) {
    // Blocks bound the error of the running sums; their borders depend on the column alone.
    var rest = column[...]
    while !rest.isEmpty {
      merge(TagStatistics(block: rest.prefix(1_024)))
      rest = rest.dropFirst(1_024)
    }
  }

  /// Adds the cells that another statistic has seen.
  public mutating func merge(_ other: TagStatistics) {
    missing += other.missing
    guard other.count > 0 else { return }
    guard count > 0 else {
      let seen = missing
      self = other
      missing = seen
      return
    }
    let (a, b) = (Double(count), Double(other.count))
    let delta = other.mean - mean
    // M2 = M2a + M2b + δ² · a·b / (a + b)
    m2 += other.m2 + delta * delta * (a * b / (a + b))
    mean += delta * (b / (a + b))
    count += other.count
    if let low = other.min { min = Swift.min(min ?? low, low) }
    if let high = other.max { max = Swift.max(max ?? high, high) }
    if let own = step, let others = other.step {
      step = Swift.min(own, others)
    } else {
      step = nil
    }
  }

  private init(block: some Collection<Double>) {
    let numbers = block.filter(\.isFinite)
    missing = block.count - numbers.count
    guard let low = numbers.min(), let high = numbers.max() else { return }
    count = numbers.count
    // -0 and 0 are equal: which of them an extreme shows must not hang on the order of rows.
    (min, max) = (low + 0, high + 0)
    mean = numbers.reduce(0, +) / Double(count)
    m2 = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    var finest = 0
    for number in numbers {
      while finest < Self.steps.count, !Self.isMultiple(number, ofStep: finest) { finest += 1 }
      if finest == Self.steps.count { return }
    }
    step = Self.steps[finest]
  }

  /// The steps that are told apart, coarsest first.
  static let steps = [1, 0.1, 0.01, 0.001, 0.0001, 0.00001, 0.000001]
  private static let perUnit = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000.0]

  /// Whether a number is a whole multiple of a step, but for what arithmetic leaves.
  private static func isMultiple(_ number: Double, ofStep index: Int) -> Bool {
    let multiples = (number * perUnit[index]).magnitude
    // Beyond 2^53 every double is a whole number; beyond 2^40 four units in the last place near 0.001.
    if index == 0, multiples == multiples.rounded() { return multiples <= 0x1p53 }
    guard multiples <= 0x1p40 else { return false }
    return (multiples - multiples.rounded()).magnitude <= Swift.max(4 * multiples.ulp, 1e-9)
  }
}
