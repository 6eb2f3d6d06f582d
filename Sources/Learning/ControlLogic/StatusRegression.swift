internal import LinearAlgebra
internal import Telemetry

/// A two-valued actuator without a rule, as a ridge regression: on where its forecast is at least one half.
///
/// Terms: its own last value, the stocks one row before, the time of the week. Kept only where it tells the
/// recorded state better than "as before" does on the last 30 % of the rows, which it was not fitted to.
public struct StatusRegression: Sendable, Equatable {
  /// The index of the actuator's tag.
  public var actuator: Int
  /// The indices of the sensors that it reads, one row before.
  public var sensors: [Int]
  /// The value that counts as off.
  public var off: Double
  /// The value that counts as on.
  public var on: Double
  /// The equation; terms: last state (0 or 1), sensors, time of the week.
  public var fit: RidgeFit
  /// The share of unseen rows that it tells rightly.
  public var accuracy: Double
  /// The share of unseen rows that "as before" tells rightly.
  public var persistence: Double

  /// Makes a regression that is known.
  public init(
    actuator: Int, sensors: [Int], off: Double, on: Double, fit: RidgeFit, accuracy: Double,
    persistence: Double
  ) {
    self.actuator = actuator
    self.sensors = sensors
    self.off = off
    self.on = on
    self.fit = fit
    self.accuracy = accuracy
    self.persistence = persistence
  }

  /// The actuator's next value given its last, all tags' last row and the terms of the moment.
  public func next(after last: Double, row: [Double], week: [Double]) -> Double {
    var forecast = fit.intercepts[0] + fit.weights[0, 0] * (last == on ? 1 : 0)
    for (k, sensor) in sensors.enumerated() {
      // A sensor that is lost says nothing: as before.
      if row[sensor].isNaN { return last }
      forecast += fit.weights[1 + k, 0] * row[sensor]
    }
    for k in 0..<TimeOfWeek.count {
      forecast += fit.weights[1 + sensors.count + k, 0] * week[k]
    }
    return forecast >= 0.5 ? on : off
  }

  /// Learns one; nil where the actuator has not two values, hardly switches, or is not told better.
  public static func learn(
    _ record: ProcessRecord, actuator: Int, sensors: [Int], ridge: Double
  ) -> StatusRegression? {
    let states = record.column(actuator)
    let values = Set(states.filter { !$0.isNaN }).sorted()
    guard values.count == 2 else { return nil }
    let (off, on) = (values[0], values[1])
    let columns = sensors.map { record.column($0) }
    let rows = states.indices.filter { row in
      record.follows[row] && !states[row].isNaN && !states[row - 1].isNaN
        && columns.allSatisfy { $0[row - 1].isFinite }
    }
    let switches = rows.count { states[$0] != states[$0 - 1] }
    guard rows.count >= 200, switches >= 2 * HysteresisSearch.fewestSwitches else { return nil }
    var terms = Matrix(rows: rows.count, columns: 1 + sensors.count + TimeOfWeek.count)
    var targets = Matrix(rows: rows.count, columns: 1)
    var week = [Double](repeating: 0, count: TimeOfWeek.count)
    let rhythms = TimeOfWeek.Rhythms(of: record.times)
    for (i, row) in rows.enumerated() {
      terms[i, 0] = states[row - 1] == on ? 1 : 0
      for k in sensors.indices { terms[i, 1 + k] = columns[k][row - 1] }
      rhythms.write(record.times[row], into: &week, at: 0)
      for k in week.indices { terms[i, 1 + sensors.count + k] = week[k] }
      targets[i, 0] = states[row] == on ? 1 : 0
    }
    let cut = rows.count * 7 / 10
    guard
      let early = try? RidgeFit(
        terms: terms.rows(0..<cut), targets: targets.rows(0..<cut), ridge: ridge),
      let whole = try? RidgeFit(terms: terms, targets: targets, ridge: ridge)
    else { return nil }
    let forecast = early.values(terms.rows(cut..<rows.count))
    var right = 0
    var same = 0
    for i in cut..<rows.count {
      if (forecast[i - cut, 0] >= 0.5) == (targets[i, 0] == 1) { right += 1 }
      if terms[i, 0] == targets[i, 0] { same += 1 }
    }
    guard right > same else { return nil }
    let total = Double(rows.count - cut)
    return StatusRegression(
      actuator: actuator, sensors: sensors, off: off, on: on, fit: whole,
      accuracy: Double(right) / total, persistence: Double(same) / total)
  }
}
