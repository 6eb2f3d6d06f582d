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
    let isDone: Void? = column.withContiguousStorageIfAvailable { accumulate(buffer: $0) }
    if isDone == nil { Array(column).withUnsafeBufferPointer { accumulate(buffer: $0) } }
  }

  private mutating func accumulate(buffer column: UnsafeBufferPointer<Double>) {
    // Blocks bound the error of the running sums; their borders depend on the column alone.
    withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.blockSize) { room in
      var start = 0
      while start < column.count {
        let end = Swift.min(column.count, start + Self.blockSize)
        merge(
          TagStatistics(
            block: UnsafeBufferPointer(rebasing: column[start..<end]), room: room))
        start = end
      }
    }
  }

  private static let blockSize = 1_024

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

  /// The statistic of one block; `room` holds its finite numbers where some are not.
  private init(block: UnsafeBufferPointer<Double>, room: UnsafeMutableBufferPointer<Double>) {
    // A number less itself is 0, or NaN where it is not finite; so is their sum.
    var unusable = SIMD4<Double>.zero
    var at = 0
    while at + 4 <= block.count {
      let four = SIMD4(block[at], block[at + 1], block[at + 2], block[at + 3])
      unusable += four - four
      at += 4
    }
    var isWhole = unusable == .zero
    while at < block.count {
      isWhole = isWhole && block[at].isFinite
      at += 1
    }
    if isWhole {
      take(block)
      return
    }
    var kept = 0
    for value in block where value.isFinite {
      room[kept] = value
      kept += 1
    }
    missing = block.count - kept
    take(UnsafeBufferPointer(rebasing: room[..<kept]))
  }

  /// Takes finite numbers into an empty statistic.
  private mutating func take(_ numbers: UnsafeBufferPointer<Double>) {
    guard let first = numbers.first else { return }
    count = numbers.count
    // Four sums side by side, whose order depends on the block alone.
    var (low, high) = (SIMD4(repeating: first), SIMD4(repeating: first))
    var sums = SIMD4<Double>.zero
    var at = 0
    while at + 4 <= count {
      let four = SIMD4(numbers[at], numbers[at + 1], numbers[at + 2], numbers[at + 3])
      low.replace(with: four, where: four .< low)
      high.replace(with: four, where: four .> high)
      sums += four
      at += 4
    }
    var (least, greatest, sum) = (low.min(), high.max(), (sums[0] + sums[1]) + (sums[2] + sums[3]))
    for number in numbers[at...] {
      least = Swift.min(least, number)
      greatest = Swift.max(greatest, number)
      sum += number
    }
    // -0 and 0 are equal: which of them an extreme shows must not hang on the order of rows.
    (min, max) = (least + 0, greatest + 0)
    mean = sum / Double(count)
    let center = SIMD4(repeating: mean)
    var squares = SIMD4<Double>.zero
    at = 0
    while at + 4 <= count {
      let four = SIMD4(numbers[at], numbers[at + 1], numbers[at + 2], numbers[at + 3]) - center
      squares += four * four
      at += 4
    }
    m2 = (squares[0] + squares[1]) + (squares[2] + squares[3])
    for number in numbers[at...] { m2 += (number - mean) * (number - mean) }
    step = Self.finestStep(of: numbers)
  }

  /// The step that all numbers are multiples of; nil where none is.
  private static func finestStep(of numbers: UnsafeBufferPointer<Double>) -> Double? {
    var finest = 0
    var perUnit = 1.0
    for number in numbers {
      while !isMultiple(number, of: finest, perUnit: perUnit) {
        finest += 1
        perUnit *= 10
        if finest == steps.count { return nil }
      }
    }
    return steps[finest]
  }

  /// The steps that are told apart, coarsest first.
  static let steps = [1, 0.1, 0.01, 0.001, 0.0001, 0.00001, 0.000001]

  /// Whether a number is a whole multiple of a step, but for what arithmetic leaves.
  @inline(__always)
  private static func isMultiple(_ number: Double, of index: Int, perUnit: Double) -> Bool {
    let multiples = (number * perUnit).magnitude
    // Adding and taking off 1.5 · 2^52 rounds to the nearest whole number below 2^51.
    let whole = (multiples + 0x1.8p52) - 0x1.8p52
    // Beyond 2^53 every double is a whole number; beyond 2^40 four units in the last place near 0.001.
    if index == 0, multiples == (multiples < 0x1p51 ? whole : multiples.rounded()) {
      return multiples <= 0x1p53
    }
    guard multiples <= 0x1p40 else { return false }
    let rest = (multiples - whole).magnitude
    return rest <= 1e-9 || rest <= 4 * multiples.ulp
  }
}
