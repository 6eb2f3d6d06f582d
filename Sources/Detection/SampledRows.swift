public import Learning
internal import LinearAlgebra
public import Telemetry

/// At most so many complete rows of normal time, with those before them, chosen by chance that their moments
/// decide.
///
/// Every moment has a hash; the rows with the smallest ones stay. So the choice is the same however the
/// normal time is cut and merged, spreads evenly over it, and a partial never holds more than twice `most` rows.
/// With no more rows than `most`, all are there. Rows that lack a cell, in any lag, infinite ones too, are counted and
/// left out. Source: bottom-k sampling, Cohen & Kaplan (2007), PODC.
public struct SampledRows: MergeableStatistic {
  /// The most rows that are kept.
  public let most: Int
  /// How many rows before each are kept with it.
  public let lags: Int
  /// How many complete rows were seen.
  public private(set) var count = 0
  /// How many rows were left out for a missing cell.
  public private(set) var incomplete = 0
  private let tags: Int
  private var keys: [Key] = []
  // Row after row, each with those before it, the newest first.
  private var values: [Double] = []

  private struct Key {
    let hash: UInt64
    let time: Int64
  }

  private var width: Int { tags * (lags + 1) }

  /// The lags.
  public var contextRows: Int { lags }

  /// No rows yet.
  public init(tags: Int, lags: Int = 0, most: Int) {
    self.tags = tags
    self.lags = lags
    self.most = most
  }

  /// Takes a run of rows without gaps.
  public mutating func accumulate(_ run: Frame, context: Int) {
    var complete = [Bool](repeating: true, count: run.count)
    for j in 0..<tags {
      run.values.withUnsafeColumn(j) { column in
        for i in column.indices where !column[i].isFinite { complete[i] = false }
      }
    }
    for i in complete.indices.dropFirst(max(context, lags)) {
      guard (0...lags).allSatisfy({ complete[i - $0] }) else {
        incomplete += 1
        continue
      }
      count += 1
      let time = run.times[i].nanoseconds
      keys.append(Key(hash: Self.hash(time), time: time))
      for lag in 0...lags { values += run.values.row(i - lag) }
      if keys.count >= 2 * most { thin() }
    }
  }

  /// Takes the rows of a later partial.
  public mutating func merge(_ other: SampledRows) {
    precondition(
      most == other.most && width == other.width, "samples of other sizes cannot be merged")
    count += other.count
    incomplete += other.incomplete
    keys += other.keys
    values += other.values
    if keys.count >= 2 * most { thin() }
  }

  /// The chosen rows by time, at most ``most``, without those before them.
  ///
  /// - Parameter tags: as many as it was made for.
  public func frame(of tags: [Tag]) -> Frame {
    let chosen = chosen
    return Frame(
      times: chosen.keys.map { Timestamp(nanoseconds: $0.time) }, tags: tags,
      values: chosen.matrix(columns: 0..<tags.count))
  }

  /// The chosen rows by time with those before them, *rows × ((lags + 1) · tags)*, the newest first.
  var windows: Matrix { chosen.matrix(columns: 0..<width) }

  private func matrix(columns: Range<Int>) -> Matrix {
    var matrix = Matrix(rows: keys.count, columns: columns.count)
    for j in columns {
      matrix.withUnsafeMutableColumn(j) { column in
        for i in column.indices { column[i] = values[i * width + j] }
      }
    }
    return matrix
  }

  // At most `most` rows, by time.
  private var chosen: SampledRows {
    var copy = self
    copy.thin()
    copy.take(copy.keys.indices.sorted { (copy.keys[$0].time, $0) < (copy.keys[$1].time, $1) })
    return copy
  }

  // Leaves the rows with the smallest hashes, in the order in which they came.
  private mutating func thin() {
    guard keys.count > most else { return }
    take(
      keys.indices.sorted {
        (keys[$0].hash, keys[$0].time, $0) < (keys[$1].hash, keys[$1].time, $1)
      }.prefix(most).sorted())
  }

  private mutating func take(_ places: [Int]) {
    let (oldKeys, oldValues, width) = (keys, values, width)
    keys = places.map { oldKeys[$0] }
    values = places.flatMap { oldValues[$0 * width..<($0 + 1) * width] }
  }

  // The finaliser of SplitMix64 (Steele, Lea & Flood 2014): every bit of the moment moves every bit.
  private static func hash(_ time: Int64) -> UInt64 {
    var z = UInt64(bitPattern: time) &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
