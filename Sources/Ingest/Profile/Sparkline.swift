internal import Diagnostics

/// A tag's course in a line of blocks: `▂▃▅▇▅▃▂`; least, mean and greatest value of equal shares of rows.
///
/// Mergeable and bounded: neighbouring shares are joined as rows come in, so a border may lie up to
/// a 64th of the rows off.
public struct Sparkline: Sendable, Hashable, Codable {
  /// A share of the rows.
  public struct Share: Sendable, Hashable, Codable {
    /// How many rows.
    public internal(set) var rows = 0
    /// How many of them hold a sample.
    public internal(set) var samples = 0
    /// The smallest value; infinite without samples.
    var least = Double.infinity
    /// The largest value; minus infinite without samples.
    var greatest = -Double.infinity
    /// The sum of the values.
    var sum = 0.0

    /// The smallest value; nil without samples.
    public var min: Double? { samples == 0 ? nil : least }
    /// The largest value; nil without samples.
    public var max: Double? { samples == 0 ? nil : greatest }
    /// The mean value; nil without samples.
    public var mean: Double? { samples == 0 ? nil : sum / Double(samples) }

    mutating func merge(_ other: Share) {
      rows += other.rows
      samples += other.samples
      least = Swift.min(least, other.least)
      greatest = Swift.max(greatest, other.greatest)
      sum += other.sum
    }

    private enum CodingKeys: String, CodingKey { case rows, samples, min, max, sum }

    init() {}

    /// Decodes what was encoded; JSON knows no infinity, so extremes without samples are left out.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      rows = try container.decode(Int.self, forKey: .rows)
      samples = try container.decode(Int.self, forKey: .samples)
      least = try container.decodeIfPresent(Double.self, forKey: .min) ?? .infinity
      greatest = try container.decodeIfPresent(Double.self, forKey: .max) ?? -.infinity
      sum = try container.decode(Double.self, forKey: .sum)
      let most = 1 << 48
      guard (1...most).contains(rows), (0...rows).contains(samples) else {
        throw Fault(
          .badData, "a share of a course has \(rows) rows (1 to \(most)), \(samples) samples")
      }
    }

    /// Encodes counts, extremes and sum.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(rows, forKey: .rows)
      try container.encode(samples, forKey: .samples)
      try container.encodeIfPresent(min, forKey: .min)
      try container.encodeIfPresent(max, forKey: .max)
      // Sums of very large values may leave the range of a Double.
      try container.encode(sum.isFinite ? sum : 0, forKey: .sum)
    }
  }

  /// Into how many shares a batch is parted.
  static let perBatch = 64
  /// With more shares than these, neighbours are joined.
  private static let most = 192
  /// How many blocks a line has.
  public static let width = 24

  private var parts: [Share] = []

  /// Adds the share that follows.
  mutating func append(_ share: Share) {
    guard share.rows > 0 else { return }
    parts.append(share)
    if parts.count > Self.most { join() }
  }

  /// Adds the shares that follow.
  mutating func merge(_ other: Sparkline) {
    for share in other.parts { append(share) }
  }

  private mutating func join() {
    let total = parts.reduce(0) { $0 + $1.rows }
    let limit = (total + Self.perBatch - 1) / Self.perBatch
    var joined: [Share] = []
    for share in parts {
      if let last = joined.last, last.rows + share.rows <= limit {
        joined[joined.count - 1].merge(share)
      } else {
        joined.append(share)
      }
    }
    parts = joined
  }

  /// ``width`` shares of about equally many rows, in the order of time; fewer with fewer rows.
  public var shares: [Share] {
    let total = parts.reduce(0) { $0 + $1.rows }
    let count = Swift.min(Self.width, parts.count)
    guard count > 0, total > 0 else { return [] }
    var shares = [Share](repeating: Share(), count: count)
    var before = 0
    for part in parts {
      // Where the middle of the part lies; total is far below 2^53.
      let middle = (Double(before) + Double(part.rows) / 2) / Double(total)
      shares[Swift.min(count - 1, Int(middle * Double(count)))].merge(part)
      before += part.rows
    }
    return shares
  }

  /// The shares' means as `▁▂▃▄▅▆▇█` between the least and the greatest of them.
  ///
  /// A blank stands where a share has no sample; all are `▁` where nothing changes.
  public var text: String {
    let means = shares.map(\.mean)
    guard let low = means.compactMap({ $0 }).min(), let high = means.compactMap({ $0 }).max() else {
      return String(repeating: " ", count: means.count)
    }
    let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    return String(
      means.map { mean -> Character in
        guard let mean else { return " " }
        // Halves: the distance of two extremes may leave the range of a Double.
        let place = (mean / 2 - low / 2) / (high / 2 - low / 2) * 8
        return place.isFinite ? blocks[Swift.min(7, Swift.max(0, Int(place)))] : blocks[0]
      })
  }
}
