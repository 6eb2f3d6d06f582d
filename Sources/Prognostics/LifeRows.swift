internal import Diagnostics
internal import LinearAlgebra
internal import Telemetry

/// The units of some histories as rows to learn from: standardised cells, and who is left out with whom.
struct LifeRows: Sendable {
  /// One unit's rows from the first one with a sensor's cell on.
  struct Unit: Sendable {
    /// Standardised sensors, row-major.
    let z: [Double]
    /// Ages of the rows.
    let ages: [Double]
    /// Remaining life at each row; a lower bound where the unit did not fail.
    let remaining: [Double]
    /// Whether the unit failed.
    let failed: Bool
  }

  /// Units that take part: at least one row with a sensor's cell.
  let units: [Unit]
  /// How many sensors a row has.
  let sensors: Int
  /// Units left out together, as indices of failed units; each list in the units' order.
  let folds: [[Int]]
  /// Indices of the units that did not fail.
  let censored: [Int]
  /// The median life of failed units, from their first row on.
  let medianLife: Double
  /// The median number of rows of failed units.
  let medianRows: Int
  /// All rows.
  let count: Int

  /// Standardises the cells and deals the failed units out to folds.
  init(
    _ histories: UnitHistories, front: SensorFront, folds: Int,
    generator: inout SeededGenerator
  ) {
    let units: [Unit] = histories.units.compactMap { history in
      var carried = front.nothingCarried
      let (z, first) = front.standardised(history.values, carried: &carried, isStarted: false)
      guard first < history.ages.count else { return nil }
      return Unit(
        z: z, ages: Array(history.ages[first...]), remaining: Array(history.remaining[first...]),
        failed: history.outcome == .failed)
    }
    self.units = units
    sensors = front.sensors.count
    var failed = units.indices.filter { units[$0].failed }
    censored = units.indices.filter { !units[$0].failed }
    let lives = failed.map { units[$0].remaining[0] }.sorted()
    let rows = failed.map { units[$0].ages.count }.sorted()
    medianLife = lives.isEmpty ? 0 : lives[lives.count / 2]
    medianRows = rows.isEmpty ? 0 : rows[rows.count / 2]
    count = units.reduce(0) { $0 + $1.ages.count }
    // Fisher and Yates.
    for i in stride(from: failed.count - 1, to: 0, by: -1) {
      failed.swapAt(i, generator.index(below: i + 1))
    }
    let number = max(1, min(folds, failed.count))
    let dealt = failed
    self.folds = (0..<number).map { fold in
      dealt.indices.filter { $0 % number == fold }.map { dealt[$0] }.sorted()
    }
  }

  /// Every `stride`-th row's statistics of each unit, and the rows they are of.
  func features(
    _ statistics: WindowStatistics, stride step: Int, threads: Int
  ) throws -> [(features: Matrix, rows: [Int])] {
    try ParallelMap(threads: threads)(units.count) { index in
      let unit = units[index]
      var state = WindowStatistics.State()
      let all = statistics.features(
        unit.z, ages: unit.ages[...], sensors: sensors, state: &state)
      // The start differs by unit, so that rows of one age are not all that is seen.
      let kept = Array(stride(from: min(index % step, unit.ages.count - 1), to: all.rows, by: step))
      return (all.selecting(rows: kept, columns: Array(0..<all.columns)), kept)
    }
  }
}
