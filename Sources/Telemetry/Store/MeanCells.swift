/// The means of a moment's cells under construction; of states the last, for which there is no mean.
struct MeanCells {
  /// Per tag of the store the sum so far, how many values it has and what they are worth at worst.
  private var sums: [Double]
  private var counts: [Int]
  private var worst: [UInt8]
  private var isTouched: [Bool]
  private let isState: [Bool]
  /// The tags that a row has, in the order of their coming.
  private(set) var tags: [Int] = []

  init(_ tags: [Tag]) {
    isState = tags.map { $0.role == .status || !($0.reading?.categories ?? []).isEmpty }
    let tags = tags.count
    sums = [Double](repeating: 0, count: tags)
    counts = [Int](repeating: 0, count: tags)
    worst = [UInt8](repeating: 0, count: tags)
    isTouched = [Bool](repeating: false, count: tags)
  }

  /// Adds a cell; NaN only says that a row has the tag.
  mutating func add(_ tag: Int, _ value: Double, _ quality: UInt8) {
    if !isTouched[tag] {
      isTouched[tag] = true
      tags.append(tag)
    }
    if value.isNaN { return }
    if isState[tag] { (sums[tag], counts[tag], worst[tag]) = (0, 0, 0) }
    sums[tag] += value
    counts[tag] += 1
    // Measured 0 < carried 1 < suspect 3: the raw values of present cells ascend with the doubt.
    worst[tag] = max(worst[tag], quality)
  }

  /// A tag's mean and quality; missing where no row has a value or the sum has none (∞ − ∞).
  func mean(_ tag: Int) -> (value: Double, quality: UInt8) {
    let mean = counts[tag] == 0 ? .nan : sums[tag] / Double(counts[tag])
    return mean.isNaN ? (.nan, CellQuality.missing.rawValue) : (mean, worst[tag])
  }

  /// Begins another moment.
  mutating func clear() {
    for tag in tags { (sums[tag], counts[tag], worst[tag], isTouched[tag]) = (0, 0, 0, false) }
    tags.removeAll(keepingCapacity: true)
  }
}
