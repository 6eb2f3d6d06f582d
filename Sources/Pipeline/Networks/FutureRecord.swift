internal import Diagnostics
internal import HydraulicLanes
internal import Hydraulics

/// The times of the rows of futures: the same for all of them.
struct FutureRows: Sendable {
  private let start: Int
  private let step: Int
  /// How many rows.
  let count: Int

  /// Rows every so many seconds from 0, or at the file's report times.
  init(times: SimulationTimes, duration: Int?, every: Int?) {
    step = max(1, every ?? times.reportStep)
    let first = every == nil ? max(0, times.reportStart) : 0
    start = (first + step - 1) / step * step
    let end = duration ?? times.duration
    count = end < start ? 0 : (end - start) / step + 1
  }

  /// The time of a row, seconds since the start.
  func time(_ row: Int) -> Int { start + row * step }

  /// The row of a report time; nil for any other time.
  func row(_ time: Int) -> Int? {
    guard time >= start, (time - start) % step == 0 else { return nil }
    let row = (time - start) / step
    return row < count ? row : nil
  }
}

/// What one group of futures left behind.
struct FutureRecord: Sendable {
  /// How many futures the group has.
  let count: Int
  /// By column, row and future; NaN where a future did not come that far.
  private(set) var values: [Double]
  /// What EPANET would warn of at any report, per future.
  private(set) var warnings: [HydraulicWarnings]
  /// Why a future has no solution, per future.
  var faults: [Fault?]
  /// What each pump used, kWh, per future.
  var energies: [[Double]]
  private let rows: FutureRows

  /// Room for a group.
  init(count: Int, rows: FutureRows, columns: Int) {
    self.count = count
    self.rows = rows
    values = [Double](repeating: .nan, count: count * rows.count * columns)
    warnings = [HydraulicWarnings](repeating: [], count: count)
    faults = [Fault?](repeating: nil, count: count)
    energies = [[Double]](repeating: [], count: count)
  }

  /// Takes a future's solution at a report time.
  mutating func add(
    _ future: Int, _ scenario: Scenario, _ columns: [@Sendable (Scenario) -> Double]
  ) {
    warnings[future].formUnion(scenario.warnings)
    guard let row = rows.row(scenario.time) else { return }
    var index = row * count + future
    for read in columns {
      values[index] = read(scenario)
      index += rows.count * count
    }
  }

  /// The values of all futures of the group in one cell.
  func values(column: Int, row: Int) -> ArraySlice<Double> {
    let begin = (column * rows.count + row) * count
    return values[begin..<begin + count]
  }
}
