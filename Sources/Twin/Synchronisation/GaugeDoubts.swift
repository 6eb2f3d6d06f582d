public import Telemetry

/// Which gauges of stored water a state does not believe, and for how long.
///
/// A gauge whose reading the state cannot explain is left out alone, and everything else is taken in: its tank follows its
/// balance, and is known less from row to row. It is believed again once it agrees for some rows in succession in which it
/// moves, so that one that stands still never is. A state begins anew by readings only where more than half of
/// them, and two at least, deny it at once: one that is wrong alone proves nothing against a state.
struct GaugeDoubts: Sendable, Equatable {
  /// For how many rows each has not been believed; 0: it is.
  private(set) var rows: [Int]
  /// Of those that are not, for how many rows in succession they have agreed again.
  private(set) var agreeing: [Int]
  /// What each showed last; NaN before.
  private(set) var last: [Double]

  /// All are believed.
  init(count: Int) {
    rows = [Int](repeating: 0, count: count)
    agreeing = rows
    last = [Double](repeating: .nan, count: count)
  }

  /// What was stored; nil where it is none.
  init?(rows: [Double], agreeing: [Double], last: [Double]) {
    let counts = (rows.compactMap { Int(exactly: $0) }, agreeing.compactMap { Int(exactly: $0) })
    guard counts.0.count == last.count, counts.1.count == last.count,
      (counts.0 + counts.1).allSatisfy({ $0 >= 0 })
    else { return nil }
    (self.rows, self.agreeing, self.last) = (counts.0, counts.1, last)
  }

  /// A row of one gauge.
  struct Reading {
    /// What it shows; NaN where it shows nothing.
    var value: Double
    /// What it shows less what was expected, in the same unit.
    var innovation: Double
    /// The expected deviation of that.
    var spread: Double
    /// How far it may be off and is still possible.
    var allowed: Double
    /// Whether something could show it at all: a level between bottom and top.
    var isPossible: Bool
  }

  /// Whether most gauges that are believed and show something possible deny the state.
  func denyState(_ readings: [Reading]) -> Bool {
    let seen = readings.indices.filter {
      rows[$0] == 0 && readings[$0].value.isFinite && readings[$0].isPossible
    }
    let far = seen.count { abs(readings[$0].innovation) > readings[$0].allowed }
    return far >= 2 && 2 * far > seen.count
  }

  /// Goes on by a row that tells nothing.
  mutating func pass() {
    for gauge in rows.indices where rows[gauge] > 0 { rows[gauge] += 1 }
  }

  /// Judges a row's readings, one per gauge; those that are not believed afterwards are not to be taken in.
  ///
  /// - Parameters:
  ///   - limit: Within how many of its spreads a gauge agrees.
  ///   - patience: For how many rows it must.
  mutating func judge(_ readings: [Reading], limit: Double, patience: Int) {
    for (gauge, reading) in readings.enumerated() {
      guard reading.value.isFinite else {
        if rows[gauge] > 0 { rows[gauge] += 1 }
        continue
      }
      let moves = reading.value != last[gauge]
      last[gauge] = reading.value
      if rows[gauge] == 0 {
        if reading.isPossible, abs(reading.innovation) <= reading.allowed { continue }
        rows[gauge] = 1
        agreeing[gauge] = 0
        continue
      }
      rows[gauge] += 1
      if !reading.isPossible || abs(reading.innovation) > limit * reading.spread {
        agreeing[gauge] = 0
      } else if moves {
        agreeing[gauge] += 1
      }
      if agreeing[gauge] >= patience { (rows[gauge], agreeing[gauge]) = (0, 0) }
    }
  }

  /// Judges the first row of a state, by which gauges can be believed at all.
  mutating func begin(_ values: [Double], isUsual: [Bool]) {
    for (gauge, value) in values.enumerated() {
      if value.isFinite { last[gauge] = value }
      if rows[gauge] > 0 || value.isFinite && !isUsual[gauge] { rows[gauge] += 1 }
    }
  }

  /// Whether a gauge is believed.
  func believes(_ gauge: Int) -> Bool { rows[gauge] == 0 }

  /// Since when each is not believed at a moment; nil of those that are.
  func since(_ time: Timestamp, interval: TimeSpan) -> [Timestamp?] {
    rows.map { $0 == 0 ? nil : time + interval * (1 - $0) }
  }
}

/// What became of a gauge while a plant was followed.
public struct DoubtedGauge: Sendable, Codable, Equatable {
  /// The tag.
  public var tag: String
  /// In how many rows it was left out.
  public var rows: Int
  /// Since when it is not believed; nil where it is again.
  public var since: Timestamp?
  /// What it showed last.
  public var shown: Double?
  /// What the state makes of that, in the tag's unit.
  public var expected: Double
  /// How sure that is, a standard deviation.
  public var deviation: Double
  /// The unit; empty where nobody says.
  public var unit: String
}
