internal import LinearAlgebra
public import Telemetry

/// Which gauges of stored water a state does not believe, and for how long.
///
/// A gauge whose reading the state cannot explain is left out alone, and everything else is taken in: its tank follows its
/// balance, and is known less from row to row. It is believed again once it agrees for some rows in succession in which it
/// moves, so that one that stands still never is; or once it has moved by what its tank's balance says for a day: then it
/// and the state are apart by a constant, nothing tells which of the two is off by it, and the state begins anew at what the
/// plant shows. A whole state begins anew by readings only where more than half of them, and two at least, deny it at
/// once: one that is wrong alone proves nothing against a state.
package struct GaugeDoubts: Sendable, Equatable {
  /// What is known of one gauge.
  private struct Gauge: Sendable, Equatable {
    /// For how many rows it has not been believed; 0: it is.
    var rows = 0
    /// For how many rows in succession it has agreed again.
    var agreeing = 0
    /// For how many rows in succession it has moved as its balance says.
    var moving = 0
    /// What it showed last; NaN before.
    var last = Double.nan
    /// How far that was off; 0 where nothing was expected of it.
    var innovation = 0.0
    /// The expected deviation of a row's innovation when it was believed last; 0 before.
    var spread = 0.0

    // By bits: a state that was stored is the state, with what a gauge never showed.
    static func == (a: Self, b: Self) -> Bool {
      a.cells.map(\.bitPattern) == b.cells.map(\.bitPattern)
    }

    static let count = 6
    var cells: [Double] {
      [Double(rows), Double(agreeing), Double(moving), last, innovation, spread]
    }

    init() {}

    init?(_ cells: [Double]) {
      guard let rows = Int(exactly: cells[0]), let agreeing = Int(exactly: cells[1]),
        let moving = Int(exactly: cells[2]), min(rows, agreeing, moving) >= 0,
        !cells[3].isInfinite, cells[4].isFinite, cells[5].isFinite
      else { return nil }
      (self.rows, self.agreeing, self.moving) = (rows, agreeing, moving)
      (last, innovation, spread) = (cells[3], cells[4], cells[5])
    }

    /// It is believed from now on.
    mutating func believe() { (rows, agreeing, moving, innovation) = (0, 0, 0, 0) }
  }

  private var gauges: [Gauge]

  /// All are believed.
  package init(count: Int) { gauges = [Gauge](repeating: Gauge(), count: count) }

  /// What was stored, *6 numbers × gauges*; nil where it is none.
  init?(_ cells: Matrix) {
    guard cells.rows == Gauge.count else { return nil }
    var gauges: [Gauge] = []
    for column in 0..<cells.columns {
      guard let gauge = Gauge(cells.column(column)) else { return nil }
      gauges.append(gauge)
    }
    self.gauges = gauges
  }

  /// How many numbers are stored of each gauge.
  static let numbers = Gauge.count

  /// Everything, *6 numbers × gauges*.
  var cells: Matrix {
    var cells = Matrix(rows: Gauge.count, columns: gauges.count)
    for (column, gauge) in gauges.enumerated() {
      for (row, cell) in gauge.cells.enumerated() { cells[row, column] = cell }
    }
    return cells
  }

  /// How many there are.
  var count: Int { gauges.count }
  /// For how many rows each has not been believed; 0: it is.
  var rows: [Int] { gauges.map(\.rows) }
  /// What each showed last; NaN before.
  var last: [Double] { gauges.map(\.last) }
  /// By how many of its spreads each was off in the row before; 0 where nothing was expected of it.
  var surprises: [Double] { gauges.map { $0.spread > 0 ? $0.innovation / $0.spread : 0 } }

  /// A row of one gauge.
  package struct Reading {
    /// What it shows; NaN where it shows nothing.
    package var value: Double
    /// What it shows less what was expected, in the same unit.
    package var innovation: Double
    /// The expected deviation of that.
    package var spread: Double
    /// How far it may be off and is still possible.
    package var allowed: Double
    /// Whether something could show it at all: a level between bottom and top.
    package var isPossible: Bool
    /// Whether anything is expected of it: no balance where a flow of it disagrees with the network.
    package var isExpected: Bool
    /// Whether something at its tank was switched in the row, at a moment that nobody knows.
    package var isSwitched: Bool

    /// A reading.
    package init(
      value: Double, innovation: Double, spread: Double, allowed: Double, isPossible: Bool = true,
      isExpected: Bool = true, isSwitched: Bool = false
    ) {
      (self.value, self.innovation, self.spread, self.allowed) = (
        value, innovation, spread, allowed
      )
      (self.isPossible, self.isExpected, self.isSwitched) = (isPossible, isExpected, isSwitched)
    }
  }

  /// How long a gauge that is not believed has to agree.
  package struct Patience {
    /// Within how many of its spreads it agrees.
    var limit: Double
    /// For how many rows it must agree.
    var agreeing: Int
    /// For how many rows it must move as its balance says: a day of them.
    var moving: Int

    /// The patience of settings, in rows of an interval.
    package init(_ settings: SynchronisationSettings, interval: TimeSpan) {
      limit = settings.flowLimit
      agreeing = settings.patience
      moving = max(
        settings.patience, Int((TimeSpan.hours(24).seconds / interval.seconds).rounded()))
    }
  }

  /// Whether most gauges that are believed and show something possible deny the state.
  func denyState(_ readings: [Reading]) -> Bool {
    let seen = readings.indices.filter {
      believes($0) && readings[$0].value.isFinite && readings[$0].isPossible
        && readings[$0].isExpected
    }
    let far = seen.count { abs(readings[$0].innovation) > readings[$0].allowed }
    return far >= 2 && 2 * far > seen.count
  }

  /// Goes on by a row that tells nothing.
  mutating func pass() {
    for gauge in gauges.indices where gauges[gauge].rows > 0 { gauges[gauge].rows += 1 }
  }

  /// Judges a row's readings, one per gauge; those that are not believed afterwards are not to be taken in.
  ///
  /// - Returns: The gauges that are believed again although the state is elsewhere: it is to begin anew at what they show.
  package mutating func judge(_ readings: [Reading], _ patience: Patience) -> [Int] {
    var placed: [Int] = []
    for (index, reading) in readings.enumerated() {
      var gauge = gauges[index]
      defer { gauges[index] = gauge }
      guard reading.value.isFinite else {
        if gauge.rows > 0 { gauge.rows += 1 }
        continue
      }
      let moves = reading.value != gauge.last
      gauge.last = reading.value
      if gauge.rows == 0 {
        if reading.isPossible, !reading.isExpected {
          gauge.innovation = 0
          continue
        }
        if reading.isPossible, abs(reading.innovation) <= reading.allowed {
          (gauge.innovation, gauge.spread) = (reading.innovation, reading.spread)
          continue
        }
        if gauge.spread == 0 { gauge.spread = reading.spread }
        (gauge.rows, gauge.agreeing, gauge.moving) = (1, 0, 0)
        gauge.innovation = reading.innovation
        continue
      }
      gauge.rows += 1
      if reading.isPossible, !reading.isExpected {
        gauge.innovation = reading.innovation
        continue
      }
      // Its tank has followed its balance alone since the row before, so what the difference of innovations shows is the
      // gauge's movement less the balance's. A row that stands still neither speaks for it nor against.
      let change = reading.innovation - gauge.innovation
      if gauge.spread == 0 { gauge.spread = reading.spread }
      gauge.innovation = reading.innovation
      if !reading.isPossible || !reading.isSwitched && abs(change) > patience.limit * gauge.spread {
        gauge.moving = 0
      } else if moves, !reading.isSwitched {
        gauge.moving += 1
      }
      if !reading.isPossible || abs(reading.innovation) > patience.limit * reading.spread {
        gauge.agreeing = 0
      } else if moves {
        gauge.agreeing += 1
      }
      if gauge.agreeing >= patience.agreeing {
        gauge.believe()
      } else if gauge.moving >= patience.moving {
        gauge.believe()
        placed.append(index)
      }
    }
    return placed
  }

  /// Judges the first row of a state, by which gauges can be believed at all.
  mutating func begin(_ values: [Double], isUsual: [Bool]) {
    for (gauge, value) in values.enumerated() {
      if value.isFinite { gauges[gauge].last = value }
      if gauges[gauge].rows > 0 || value.isFinite && !isUsual[gauge] { gauges[gauge].rows += 1 }
    }
  }

  /// Whether a gauge is believed.
  package func believes(_ gauge: Int) -> Bool { gauges[gauge].rows == 0 }

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
