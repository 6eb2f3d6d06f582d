import Diagnostics
import Foundation
import Testing
import Twin

/// A tank that a pump fills by its level, with use by chance: a course whose leak is known.
private struct LeakingTank {
  var leak = 0.0
  /// Standard deviation of what use does by chance, what is left of it after an hour, and that of whole days.
  var chance = 0.03
  var persistence = 0.5
  var days = 0.01
  /// By what part the tank's area is thought too large.
  var areaError = 0.0
  /// What the pump adds to the pressure, m.
  var lift = 3.0
  /// Pressure below an empty tank, m.
  var base = 5.0
  var weeks = 30

  private static let (use, area) = (0.02, 300.0)

  func course(seed: UInt64) -> LeakRegression.Course {
    var generator = SeededGenerator(seed: seed)
    var (level, isOn, noise, day) = (3.5, false, 0.0, 0.0)
    var levels: [Double] = []
    var flows: [Double] = []
    var pressures: [Double] = []
    func pressure(_ level: Double, _ isOn: Bool) -> Double { base + level + (isOn ? lift : 0) }
    func pumped(_ level: Double, _ isOn: Bool) -> Double { isOn ? 0.05 - 0.002 * (level - 3.5) : 0 }
    let usual = (base + 3.5 + 0.4 * lift).squareRoot()
    for row in 0..<weeks * 168 {
      if row % 24 == 0 { day = days * generator.gaussian() }
      noise =
        persistence * noise + (1 - persistence * persistence).squareRoot() * generator.gaussian()
      let wanted = Self.use * (1 - leak) * profile(row) * max(0, 1 + day + chance * noise)
      for _ in 0..<60 {
        if level < 2.5 { isOn = true }
        if level > 4.5 { isOn = false }
        let lost = Self.use * leak * pressure(level, isOn).squareRoot() / usual
        level += (pumped(level, isOn) - wanted - lost) * 60 / Self.area
      }
      levels.append(((level + 0.005 * generator.gaussian()) * 100).rounded() / 100)
      flows.append(pumped(level, isOn) * (1 + 0.005 * generator.gaussian()))
      pressures.append(pressure(levels[row], isOn).squareRoot())
    }
    let rows = levels.indices
    let used = rows.map { row -> Double in
      guard row > 0 else { return .nan }
      let gain = Self.area * (1 + areaError) * (levels[row] - levels[row - 1]) / 3_600
      return (flows[row - 1] + flows[row]) / 2 - gain
    }
    return LeakRegression.Course(
      use: used,
      isSteady: rows.map { row in
        row > 0
          && abs(flows[row] - flows[row - 1]) <= 0.2 * max(flows[row], flows[row - 1])
      }, pressure: pressures, flows: [flows], levels: [levels],
      follows: rows.map { $0 > 0 }, hours: rows.map { $0 % 168 }, days: rows.map { $0 / 24 },
      rowsPerHour: 1)
  }

  private func profile(_ row: Int) -> Double {
    1 + 0.3 * sin(Double(row) / 24 * 2 * .pi) + 0.1 * sin(Double(row) / 168 * 2 * .pi)
  }
}

@Suite("Regression of use on pressure")
struct LeakRegressionTests {
  @Test("a leak is found within two deviations and a half, of which its size is several")
  func planted() throws {
    for seed: UInt64 in 1...4 {
      let fit = try #require(LeakRegression(LeakingTank(leak: 0.3).course(seed: seed)))
      // One of eighty is further off by chance.
      #expect(abs(fit.value - 0.3) < 2.5 * fit.deviation, "\(fit.value) ± \(fit.deviation)")
      #expect(fit.value > 3 * fit.deviation)
    }
  }

  @Test("chance that drives pumps, lasts for days, or comes with a wrong area is no leak")
  func confounded() throws {
    for tank in [
      LeakingTank(), LeakingTank(chance: 0.1, persistence: 0.8, days: 0.05),
      LeakingTank(chance: 0.1, persistence: 0.9, days: 0.1), LeakingTank(areaError: 0.02),
      LeakingTank(areaError: -0.02), LeakingTank(areaError: 0.02, lift: -2),
    ] {
      for seed: UInt64 in 1...3 {
        guard let fit = LeakRegression(tank.course(seed: seed)) else { continue }
        // Four deviations are what a leak has to show.
        #expect(fit.value < 3 * fit.deviation, "\(tank): \(fit.value) ± \(fit.deviation)")
      }
    }
  }

  @Test("pressure that hardly moves leaves everything open")
  func stiff() throws {
    // A metre at 200 m of pressure moves a leak by a four-hundredth.
    if let fit = LeakRegression(LeakingTank(leak: 0.3, lift: 0, base: 200).course(seed: 1)) {
      #expect(fit.deviation > 0.25)
    }
  }

  @Test("a month, or pressure that never moves, tells nothing")
  func silent() {
    #expect(LeakRegression(LeakingTank(weeks: 4).course(seed: 1)) == nil)
    var course = LeakingTank().course(seed: 1)
    course.pressure = course.pressure.map { _ in 2 }
    #expect(LeakRegression(course) == nil)
  }
}
