/// What a grid knows of one unit: per tag the samples of the cell under way and the last one ever.
struct GridUnit {
  /// One tag of the unit.
  struct Track {
    /// Samples in the cell under way, and what they come to.
    var count = 0
    var sum = 0.0
    var low = 0.0
    var high = 0.0
    /// The worst quality in the cell under way.
    var worst: UInt8 = 0
    /// The last sample, where there is one.
    var hasLast = false
    var lastTime: Int64 = 0
    var lastValue = 0.0
    var lastQuality: UInt8 = 0
  }

  let name: String
  var tracks: [Track]
  /// Whether a row fell into the cell under way.
  var hasRow = false
  /// The moment of the last row.
  var lastTime: Int64 = 0
  /// Numbers of this unit's rows that wait for later samples, ascending.
  var waiting: [Int] = []

  init(name: String, tags: Int) {
    self.name = name
    tracks = [Track](repeating: Track(), count: tags)
  }

  /// Adds a sample that is there.
  mutating func add(_ tag: Int, _ value: Double, _ quality: UInt8, at time: Int64) {
    var track = tracks[tag]
    if track.count == 0 {
      (track.sum, track.low, track.high, track.worst) = (0, value, value, quality)
    }
    track.count += 1
    track.sum += value
    track.low = min(track.low, value)
    track.high = max(track.high, value)
    track.worst = max(track.worst, quality)
    (track.hasLast, track.lastTime, track.lastValue) = (true, time, value)
    track.lastQuality = quality
    tracks[tag] = track
  }

  /// The cell of a tag that ends at a stamp, as far as samples up to it tell.
  func cell(_ tag: Int, _ method: ResampleMethod, at stamp: Int64, gap: Int64) -> GridCell {
    let track = tracks[tag]
    guard track.count > 0 else {
      let (age, overflow) = stamp.subtractingReportingOverflow(track.lastTime)
      guard method == .last, track.hasLast, !overflow, age <= gap else { return .missing }
      let isSuspect = track.lastQuality == CellQuality.suspect.rawValue
      return GridCell(
        value: track.lastValue,
        quality: isSuspect ? track.lastQuality : CellQuality.carried.rawValue)
    }
    switch method {
    case .last: return GridCell(value: track.lastValue, quality: track.lastQuality)
    case .linear:
      // Without a line to the next sample the value is carried to the stamp, unless measured at it.
      let isSuspect = track.lastQuality == CellQuality.suspect.rawValue
      return GridCell(
        value: track.lastValue,
        quality: isSuspect || track.lastTime == stamp
          ? track.lastQuality : CellQuality.carried.rawValue)
    case .mean: return GridCell(value: track.sum / Double(track.count), quality: track.worst)
    case .min: return GridCell(value: track.low, quality: track.worst)
    case .max: return GridCell(value: track.high, quality: track.worst)
    }
  }

  /// Begins the next cell.
  mutating func close() {
    hasRow = false
    for tag in tracks.indices where tracks[tag].count > 0 { tracks[tag].count = 0 }
  }
}

/// A value on the grid and what it is worth.
struct GridCell {
  var value: Double
  var quality: UInt8

  static let missing = GridCell(value: .nan, quality: CellQuality.missing.rawValue)

  /// A cell; a value that is no number (∞ − ∞) is missing.
  init(value: Double, quality: UInt8) {
    self.value = value
    self.quality = value.isNaN ? CellQuality.missing.rawValue : quality
  }
}
