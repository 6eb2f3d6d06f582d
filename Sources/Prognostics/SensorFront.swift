internal import Diagnostics
internal import LinearAlgebra
internal import Telemetry

/// From raw cells to standardised sensors: which columns are read, carrying, and regimes.
struct SensorFront: Sendable {
  /// Columns of the rows that are sensors.
  var sensors: [Int]
  /// Columns of the rows that are operating settings.
  var settings: [Int]
  /// The regimes and the sensors' means and scales in them.
  var regimes: OperatingRegimes

  /// Standardised rows from the first one that has a sensor's cell on: `z` row-major, `first` their start.
  ///
  /// A missing cell takes the unit's last value; one never seen counts as the mean. `carried` holds the
  /// last values of sensors, then settings.
  func standardised(
    _ rows: Matrix, carried: inout [Double], isStarted: Bool
  ) -> (z: [Double], first: Int) {
    let width = sensors.count
    var z: [Double] = []
    z.reserveCapacity(rows.rows * width)
    var first = isStarted ? 0 : rows.rows
    for i in 0..<rows.rows {
      for (j, column) in sensors.enumerated() where !rows[i, column].isNaN {
        carried[j] = rows[i, column]
        first = min(first, i)
      }
      for (q, column) in settings.enumerated() where !rows[i, column].isNaN {
        carried[width + q] = rows[i, column]
      }
      guard i >= first else { continue }
      let regime = regimes.regime { carried[width + $0] }
      for j in 0..<width {
        z.append(regimes.standardised(carried[j], sensor: j, regime: regime))
      }
    }
    return (z, first)
  }

  /// What is carried before the first row.
  var nothingCarried: [Double] {
    [Double](repeating: .nan, count: sensors.count + settings.count)
  }

  /// Learns columns and regimes from all rows, censored units too.
  ///
  /// `named` are the settings' ids; nil detects them. Columns that do not form groups, and settings where
  /// no more than 10 groups do, are read as sensors.
  init(
    _ histories: UnitHistories, settings named: [String]?, generator: inout SeededGenerator
  ) {
    let inputs = histories.columns.indices.filter { histories.columns[$0].role.isModelInput }
    let values = histories.units.map(\.values)
    let candidates =
      named.map { ids in inputs.filter { ids.contains(histories.columns[$0].id) } }
      ?? SettingColumns.detected(inputs, in: histories)
    let pooled = OperatingRegimes(
      settingMean: [], settingScale: [], centres: Matrix(rows: 1, columns: 0), sensors: inputs,
      settings: [], values: values)
    let varying = inputs.indices.filter { pooled.inverseScale[0, $0] > 0 }
    let chosen = varying.filter { candidates.contains(inputs[$0]) }
    settings = chosen.map { inputs[$0] }
    let mean = chosen.map { pooled.mean[0, $0] }
    let scale = chosen.map { 1 / pooled.inverseScale[0, $0] }
    let all = values.reduce(0) { $0 + $1.rows }
    let stride = max(1, all / 4_000)
    var points: [[Double]] = []
    var index = 0
    for matrix in values {
      for row in 0..<matrix.rows {
        index += 1
        guard index % stride == 0 else { continue }
        let point = settings.enumerated().map { (matrix[row, $1] - mean[$0]) / scale[$0] }
        if point.allSatisfy(\.isFinite) { points.append(point) }
      }
    }
    let centres =
      settings.isEmpty || varying.count == chosen.count
      ? nil : NearestCentres.find(in: Matrix(rowMajor: points), most: 10, generator: &generator)
    guard let centres else {
      settings = []
      sensors = varying.map { inputs[$0] }
      regimes = OperatingRegimes(
        settingMean: [], settingScale: [], centres: Matrix(rows: 1, columns: 0),
        sensors: sensors, settings: [], values: values)
      return
    }
    let rest = varying.filter { !chosen.contains($0) }.map { inputs[$0] }
    let within = OperatingRegimes(
      settingMean: mean, settingScale: scale, centres: centres, sensors: rest, settings: settings,
      values: values)
    // A sensor that only follows the regime says nothing more.
    let informative = rest.indices.filter { j in
      (0..<centres.rows).contains { within.inverseScale[$0, j] > 0 }
    }
    sensors = informative.map { rest[$0] }
    regimes = OperatingRegimes(
      settingMean: mean, settingScale: scale, centres: centres, sensors: sensors,
      settings: settings, values: values)
    if sensors.isEmpty {
      settings = []
      sensors = varying.map { inputs[$0] }
      regimes = OperatingRegimes(
        settingMean: [], settingScale: [], centres: Matrix(rows: 1, columns: 0),
        sensors: sensors, settings: [], values: values)
    }
  }

  /// A front of known parts.
  init(sensors: [Int], settings: [Int], regimes: OperatingRegimes) {
    self.sensors = sensors
    self.settings = settings
    self.regimes = regimes
  }
}
