internal import Diagnostics

/// How far apart a tag's samples are, counted as they come; bounded, and mergeable.
struct SampleSpacing: Sendable, Hashable {
  /// Distances beyond these are not told apart, though their size still counts.
  static let mostDistances = 1_024
  private static let subBits = 3

  private var counts: [Int64: Int] = [:]
  private var buckets: [Int] = []
  private var run: (distance: Int64, count: Int) = (0, 0)
  /// How many distances there are.
  private(set) var total = 0
  /// The longest one; 0 without any.
  private(set) var longest: Int64 = 0
  /// Where the longest began, in nanoseconds.
  private(set) var longestStart: Int64 = 0

  /// Takes a distance above 0 that began at a moment, and perhaps follows itself some times.
  @inline(__always)
  mutating func add(_ distance: Int64, from start: Int64, times: Int = 1) {
    if distance == run.distance {
      run.count += times
      return
    }
    flush()
    run = (distance, times)
    if distance > longest { (longest, longestStart) = (distance, start) }
  }

  /// Takes what was counted last into account; before anything is read.
  @inline(never)
  mutating func flush() {
    count(run.distance, run.count)
    run = (0, 0)
  }

  private mutating func count(_ distance: Int64, _ times: Int) {
    guard times > 0 else { return }
    if buckets.isEmpty { buckets = [Int](repeating: 0, count: 64 << Self.subBits) }
    total += times
    buckets[Self.bucket(distance)] += times
    if counts.count < Self.mostDistances {
      counts[distance, default: 0] += times
    } else if let known = counts[distance] {
      counts[distance] = known + times
    }
  }

  /// Joins the distances that follow.
  mutating func merge(_ other: SampleSpacing) {
    flush()
    var other = other
    other.flush()
    if other.longest > longest { (longest, longestStart) = (other.longest, other.longestStart) }
    guard other.total > 0 else { return }
    if buckets.isEmpty { buckets = [Int](repeating: 0, count: 64 << Self.subBits) }
    total &+= other.total
    for (index, count) in other.buckets.enumerated() { buckets[index] &+= count }
    // In ascending order, so that which ones still fit does not hang on a hash.
    for (distance, count) in other.counts.sorted(by: { $0.key < $1.key }) {
      if let known = counts[distance] {
        counts[distance] = known &+ count
      } else if counts.count < Self.mostDistances {
        counts[distance] = count
      }
    }
  }

  /// The commonest distance, the shorter on a tie, and how often it stands; nil without any.
  var commonest: (distance: Int64, count: Int)? {
    counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }.map { ($0.key, $0.value) }
  }

  /// The distance that a share of them does not exceed, to an eighth of itself above.
  ///
  /// - Parameter leavingOut: how many of the longest are not looked at where there are ten or more.
  func quantile(_ share: Double, leavingOut: Int = 0) -> Int64? {
    guard total > 0 else { return nil }
    let counted = total < 10 ? total : max(1, total - leavingOut)
    let wanted = min(counted, max(1, Int((share * Double(total)).rounded(.up))))
    var seen = 0
    for (index, count) in buckets.enumerated() {
      seen &+= count
      if seen >= wanted { return min(Self.upperEdge(index), longest) }
    }
    return longest
  }

  /// How many distances lie within an eighth or so of `distance`.
  func count(near distance: Int64) -> Int {
    guard total > 0, distance > 0 else { return 0 }
    let middle = Self.bucket(distance)
    return buckets[max(0, middle - 1)...min(buckets.count - 1, middle + 1)].reduce(0, &+)
  }

  /// Eight buckets per octave.
  private static func bucket(_ distance: Int64) -> Int {
    let octave = 63 - max(1, distance).leadingZeroBitCount
    guard octave >= subBits else { return Int(max(1, distance)) }
    let sub = Int(distance >> Int64(octave - subBits)) & ((1 << subBits) - 1)
    return (octave << subBits) | sub
  }

  private static func upperEdge(_ index: Int) -> Int64 {
    let octave = index >> subBits
    guard octave >= subBits else { return Int64(index) }
    let sub = Int64(index & ((1 << subBits) - 1))
    let width = Int64(1) << Int64(octave - subBits)
    return (Int64(1) << Int64(octave)) &+ sub &* width &+ (width - 1)
  }
}

extension SampleSpacing: Codable {
  private enum CodingKeys: String, CodingKey { case distances, counts, buckets, longest, start }

  /// Equal where the same distances were counted.
  static func == (a: SampleSpacing, b: SampleSpacing) -> Bool {
    var (a, b) = (a, b)
    a.flush()
    b.flush()
    return a.counts == b.counts && a.buckets == b.buckets && a.total == b.total
      && a.longest == b.longest && a.longestStart == b.longestStart
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(longest)
    hasher.combine(longestStart)
  }

  /// Decodes what ``encode(to:)`` wrote.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let distances = try container.decode([Int64].self, forKey: .distances)
    let times = try container.decode([Int].self, forKey: .counts)
    for (distance, count) in zip(distances, times) { counts[distance] = count }
    let pairs = try container.decode([Int].self, forKey: .buckets)
    let most = 1 << 48
    guard distances.count == times.count, distances.count <= Self.mostDistances,
      distances.allSatisfy({ $0 > 0 }), (times + pairs).allSatisfy((0...most).contains)
    else {
      throw Fault(
        .badData,
        "\(distances.count) distances have \(times.count) counts (both at most "
          + "\(Self.mostDistances)), or a number is not from 0 to \(most)")
    }
    if !pairs.isEmpty { buckets = [Int](repeating: 0, count: 64 << Self.subBits) }
    for at in stride(from: 0, to: pairs.count - 1, by: 2)
    where buckets.indices.contains(pairs[at]) && pairs[at + 1] > 0 {
      buckets[pairs[at]] = pairs[at + 1]
      total &+= pairs[at + 1]
    }
    longest = try container.decode(Int64.self, forKey: .longest)
    longestStart = try container.decode(Int64.self, forKey: .start)
  }

  /// Encodes distances and buckets in ascending order, empty buckets left out.
  func encode(to encoder: any Encoder) throws {
    var flushed = self
    flushed.flush()
    let sorted = flushed.counts.sorted { $0.key < $1.key }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(sorted.map(\.key), forKey: .distances)
    try container.encode(sorted.map(\.value), forKey: .counts)
    try container.encode(
      flushed.buckets.enumerated().flatMap { $1 > 0 ? [$0, $1] : [] }, forKey: .buckets)
    try container.encode(longest, forKey: .longest)
    try container.encode(longestStart, forKey: .start)
  }
}
