internal import Diagnostics
internal import Foundation
package import Hydraulics
package import Learning
internal import LinearAlgebra
internal import Telemetry

/// What a record tells of a network's own numbers: tanks' areas, pumps' heads, pipes' roughness.
///
/// After rows in which nothing was switched the next row is foreseen, with recorded actuators and expected
/// demand. With y a row's readings and ŷ(θ) what is foreseen,
///
///     min over θ:  Σ wᵣ (y − ŷ(θ))ᵀ Σ⁻¹ (y − ŷ(θ)) + Σ (θₖ / τₖ)²,   |θₖ| ≤ ½
///
/// by Gauss-Newton with differences, a twin per number. Σ is the residuals' covariance: what demand does by
/// chance moves many readings at once. w are Huber's weights. The posterior's covariance is H⁻¹ (M + P) H⁻¹ with
/// M the scores' by days (a cluster-robust sandwich), since what demand does lasts: rows of one day tell less than
/// their number. Intervals count chance, not what else may be wrong with a network: a number is taken in place of the file's only where
/// it departs from it by a twentieth and by four deviations.
package struct NetworkCalibration {
  /// A number and what came of it.
  package struct Found: Sendable {
    /// What it is.
    package var name: String
    /// In parts of the file's.
    package var factor: Double
    /// Its 95 % interval.
    package var low: Double
    package var high: Double
    /// Whether the record tells it.
    package var isTold: Bool
    /// Whether it is taken in place of the file's.
    package var isTaken: Bool
  }

  private let twin: HydraulicTwin
  private let record: ProcessRecord
  private let threads: Int

  private static let mostRows = 320
  private static let fewestRows = 40
  private static let mostSteps = 8
  /// θ of a difference.
  private static let difference = 0.02
  private static let bound = 0.5
  /// A number whose deviation is not below this part of what it was before is not told.
  private static let told = 0.8
  /// Departures below this are within what a network's other errors make of its numbers: those of C-Town, whose
  /// file is right, come out up to 3 % off, with deviations of ½ %.
  private static let departure = 0.05
  private static let departureInDeviations = 4.0

  package init(_ twin: HydraulicTwin, _ record: ProcessRecord, threads: Int) {
    self.twin = twin
    self.record = record
    self.threads = threads
  }

  /// Finds the numbers.
  ///
  /// - Returns: The factors on the file's numbers that are taken, and what is known of each number; nothing of
  ///   a record with too few rows after which nothing was switched, or without the status of a link that is.
  package func numbers() throws -> (factors: NetworkFactors, found: [Found]) {
    let (unknowns, silent) = NetworkUnknown.all(of: twin, record)
    let starts = steadyRows()
    let readings = self.readings(starts)
    guard !unknowns.isEmpty, starts.count >= Self.fewestRows, !readings.isEmpty, seesSwitches else {
      return (twin.factors, [])
    }
    let first = try fit(unknowns, starts, readings)
    let told = unknowns.indices.filter {
      first.deviations[$0] < Self.told * unknowns[$0].prior
    }
    // What is not told stands as it was, and the others answer for themselves.
    let fitted = try fit(told.map { unknowns[$0] }, starts, readings)
    let taken = told.indices.filter {
      abs(fitted.theta[$0]) > Self.departure
        && abs(fitted.theta[$0]) > Self.departureInDeviations * fitted.deviations[$0]
    }
    // What is taken is taken with the file's numbers beside it.
    let last = try fit(taken.map { unknowns[told[$0]] }, starts, readings)
    var found = unknowns.map(Self.untold)
    for (place, index) in told.enumerated() {
      let taken = taken.firstIndex(of: place)
      let theta = taken.map { last.theta[$0] } ?? fitted.theta[place]
      let width = 1.96 * (taken.map { last.deviations[$0] } ?? fitted.deviations[place])
      found[index] = Found(
        name: unknowns[index].name, factor: Foundation.exp(theta),
        low: Foundation.exp(theta - width), high: Foundation.exp(theta + width), isTold: true,
        isTaken: taken != nil)
    }
    return (
      factors(taken.map { unknowns[told[$0]] }, last.theta), found + silent.map(Self.untold)
    )
  }

  // The file's number, as sure as drawings are.
  private static func untold(_ unknown: NetworkUnknown) -> Found {
    let width = 1.96 * unknown.prior
    return Found(
      name: unknown.name, factor: 1, low: Foundation.exp(-width), high: Foundation.exp(width),
      isTold: false, isTaken: false)
  }

  // Whether the record shows where everything stands that a control or rule may switch: a row is foreseen
  // from it.
  private var seesSwitches: Bool {
    let shown = Set(twin.points.filter { $0.quantity == .status }.map(\.element))
    let actions = twin.network.rules.flatMap { $0.thenActions + $0.elseActions }
    return twin.network.controls.allSatisfy { shown.contains($0.link) }
      && actions.allSatisfy { $0.status == nil || shown.contains($0.link) }
  }

  // Rows after which nothing was switched, evenly over the record.
  private func steadyRows() -> [Int] {
    let actuators = twin.points.indices.filter { twin.points[$0].isActuator }
    let rows = (0..<max(0, record.count - 1)).filter { row in
      record.follows[row + 1]
        && actuators.allSatisfy { record.values[row, $0] == record.values[row + 1, $0] }
    }
    let every = max(1, rows.count / Self.mostRows)
    return stride(from: 0, to: rows.count, by: every).prefix(Self.mostRows).map { rows[$0] }
  }

  // The tags that are compared: measured ones that are there in nearly every row and move.
  private func readings(_ starts: [Int]) -> [Int] {
    twin.points.indices.filter { tag in
      guard !twin.points[tag].isActuator else { return false }
      switch twin.points[tag].quantity {
      case .status, .setting, .speed: return false
      case .level, .head, .pressure, .demand, .flow: break
      }
      let there = starts.count { record.values[$0 + 1, tag].isFinite }
      return there * 10 > starts.count * 9 && twin.profiles[tag].deviation > 0
    }
  }

  private struct Fit {
    var theta: [Double]
    var deviations: [Double]
  }

  private func factors(_ unknowns: [NetworkUnknown], _ theta: [Double]) -> NetworkFactors {
    var factors = twin.factors
    for (unknown, value) in zip(unknowns, theta) {
      unknown.multiply(&factors, by: Foundation.exp(value))
    }
    return factors
  }

  private func fit(
    _ unknowns: [NetworkUnknown], _ starts: [Int], _ readings: [Int]
  ) throws -> Fit {
    guard !unknowns.isEmpty else { return Fit(theta: [], deviations: []) }
    let precision = unknowns.map { 1 / ($0.prior * $0.prior) }
    var theta = unknowns.map { _ in 0.0 }
    var deviations = unknowns.map(\.prior)
    for _ in 0..<Self.mostSteps {
      let here = theta
      let runs = try ParallelMap(threads: threads)(unknowns.count + 1) { index in
        var moved = here
        if index > 0 { moved[index - 1] += Self.difference }
        return try self.residuals(unknowns, moved, starts, readings)
      }
      let whitening = try Cholesky(covariance(runs[0], readings))
      let white = runs.map { whitening.whiten(rowsOf: $0) }
      let weights = Self.weights(white[0])
      // H = Σ w JᵀΣ⁻¹J + P,  g = Σ w JᵀΣ⁻¹r − P θ,  with J = ∂ŷ/∂θ = −∂r/∂θ
      let slopes = white.dropFirst().map { moved in
        (white[0] - moved).scaled(by: 1 / Self.difference)
      }
      var hessian = Matrix(rows: theta.count, columns: theta.count)
      var gradient = zip(theta, precision).map { -$0 * $1 }
      for (k, slope) in slopes.enumerated() {
        gradient[k] += Self.product(slope, white[0], weights)
        for l in 0...k {
          hessian[k, l] = Self.product(slope, slopes[l], weights)
          hessian[l, k] = hessian[k, l]
        }
        hessian[k, k] += precision[k]
      }
      let factor = try Cholesky(hessian)
      let step = factor.solve(gradient)
      theta = zip(theta, step).map { max(-Self.bound, min($0 + $1, Self.bound)) }
      let inverse = factor.solve(.identity(theta.count))
      let robust = inverse.times(
        scores(slopes, white[0], weights, starts) + .diagonal(precision)
      ).times(inverse)
      deviations = theta.indices.map { max(inverse[$0, $0], robust[$0, $0]).squareRoot() }
      if zip(step, deviations).allSatisfy({ abs($0) < 0.05 * $1 }) { break }
    }
    return Fit(theta: theta, deviations: deviations)
  }

  // The sum of the scores' outer products, a score per day: Σ over days of s sᵀ, s = Σ over its rows of w JᵀΣ⁻¹r.
  private func scores(
    _ slopes: [Matrix], _ residuals: Matrix, _ weights: [Double], _ starts: [Int]
  ) -> Matrix {
    let days = starts.map { Int((Double(record.times[$0].nanoseconds) / 86_400e9).rounded(.down)) }
    let order = Array(Set(days)).sorted()
    let place = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    var sums = Matrix(rows: order.count, columns: slopes.count)
    for (k, slope) in slopes.enumerated() {
      for column in 0..<slope.columns {
        for row in 0..<slope.rows {
          sums[place[days[row]] ?? 0, k] +=
            weights[row] * slope[row, column] * residuals[row, column]
        }
      }
    }
    return sums.gram()
  }

  // What was read less what is foreseen, a row per start; a missing reading departs by nothing.
  private func residuals(
    _ unknowns: [NetworkUnknown], _ theta: [Double], _ starts: [Int], _ readings: [Int]
  ) throws -> Matrix {
    let moved = try twin.with(factors: factors(unknowns, theta))
    var taps = starts.map { RecordedDrive(record, after: $0) }
    let traces = try moved.expectedRuns(
      starts.map { LoopCourse(start: record.times[$0 + 1], steps: 1) },
      states: starts.map { record.values.row($0) }, taps: &taps)
    var residuals = Matrix(rows: starts.count, columns: readings.count)
    for (row, start) in starts.enumerated() {
      for (column, tag) in readings.enumerated() {
        let departure = record.values[start + 1, tag] - traces[row].truth[0, tag]
        residuals[row, column] = departure.isFinite ? departure : 0
      }
    }
    return residuals
  }

  // The residuals' covariance about their means, drawn towards its diagonal, and no reading better than its
  // sensor may be.
  private func covariance(_ residuals: Matrix, _ readings: [Int]) -> Matrix {
    let rows = Double(residuals.rows)
    var centred = residuals
    for column in 0..<residuals.columns {
      let mean = residuals.column(column).reduce(0, +) / rows
      for row in 0..<residuals.rows { centred[row, column] -= mean }
    }
    var covariance = centred.gram().scaled(by: 1 / rows)
    for a in 0..<covariance.rows {
      for b in 0..<covariance.columns where a != b { covariance[a, b] *= 0.9 }
      let noise = 0.01 * twin.profiles[readings[a]].deviation
      covariance[a, a] += noise * noise
    }
    return covariance
  }

  // Huber's weights: a row that departs further than chance lets one in a hundred counts less.
  private static func weights(_ white: Matrix) -> [Double] {
    let count = Double(white.columns)
    let usual = (count + 2.33 * (2 * count).squareRoot()).squareRoot()
    return (0..<white.rows).map { row in
      let distance = white.row(row).reduce(0) { $0 + $1 * $1 }.squareRoot()
      return distance > usual ? usual / distance : 1
    }
  }

  private static func product(_ a: Matrix, _ b: Matrix, _ weights: [Double]) -> Double {
    var sum = 0.0
    for column in 0..<a.columns {
      for row in 0..<a.rows { sum += weights[row] * a[row, column] * b[row, column] }
    }
    return sum
  }
}
