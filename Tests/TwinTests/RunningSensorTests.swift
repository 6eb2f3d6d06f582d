import Diagnostics
import Foundation
import Learning
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("A sensor") struct RunningSensorTests {
  private static let interval = 600.0

  private static func model(_ change: (inout SensorModel) -> Void) -> SensorModel {
    var model = SensorModel(tag: 0)
    change(&model)
    return model
  }

  /// What it shows and what is stored of a true course that begins at its first value, a row before.
  private static func run(
    _ model: SensorModel, _ truth: [Double], seed: UInt64 = 1, from start: Double? = nil
  ) -> (shown: [Double], stored: [Double], isOut: [Bool]) {
    var sensor = RunningSensor(
      model, id: "L_T1", truth: start ?? truth[0], interval: interval)
    var generator = SeededGenerator(seed: seed)
    var result = (shown: [Double](), stored: [Double](), isOut: [Bool]())
    for value in truth {
      sensor.begin(seed: generator.next())
      result.shown.append(sensor.shown(value))
      result.stored.append(sensor.stored(sensor.sampled(value)))
      result.isOut.append(sensor.isOut)
      sensor.conclude(value)
    }
    return result
  }

  @Test("follows a step as a first-order lag does", arguments: [1, 30, 600, 5_000, 1e6])
  func step(lag: Double) {
    let shown = Self.run(
      Self.model { $0.lag = lag }, [Double](repeating: 1, count: 40), from: 0
    ).shown
    let (d, t) = (Self.interval, lag)
    // The true course rises along a line from row to row; then y = 1 − (1 − y₁) e^(−t/T).
    let first = 1 - t / d * (1 - exp(-d / t))
    for row in 0..<40 {
      let expected = 1 - (1 - first) * exp(-d * Double(row) / t)
      // 1 − y₁ loses as many digits as T is longer than a row.
      #expect(abs(shown[row] - expected) < 1e-15 * max(10, t / d * 10))
    }
  }

  @Test("stays behind a ramp by its time constant, however much shorter than a row that is")
  func ramp() {
    let ramp = (0..<200).map { 0.01 * Double($0) }
    for lag in [5.0, 60, 1_200] {
      let shown = Self.run(Self.model { $0.lag = lag }, ramp).shown
      #expect(abs(ramp[199] - shown[199] - 0.01 * lag / Self.interval) < 1e-9)
    }
  }

  @Test("with a lag solves its equation for any course", arguments: 1...5)
  func equation(seed: UInt64) {
    var generator = SeededGenerator(root: seed, stage: "course")
    let truth = (0..<50).map { _ in generator.gaussian() }
    let lag = 900.0
    let shown = Self.run(Self.model { $0.lag = lag }, truth, from: 0).shown
    // Heun's method with 2000 steps a row: error of order (h/T)² ≈ 1e-7.
    let steps = 2_000
    let h = Self.interval / Double(steps)
    var (y, before) = (0.0, 0.0)
    for (row, value) in truth.enumerated() {
      for step in 0..<steps {
        let at = { (k: Int) in before + (value - before) * Double(k) / Double(steps) }
        let slope = (at(step) - y) / lag
        y += h / 2 * (slope + (at(step + 1) - (y + h * slope)) / lag)
      }
      before = value
      #expect(abs(shown[row] - y) < 1e-6)
    }
  }

  @Test("adds its bias at once, its drift day by day, and rounds to its quantum")
  func shift() {
    let truth = [Double](repeating: 3, count: 1_440)
    let shown = Self.run(Self.model { ($0.bias, $0.drift) = (0.5, -0.02) }, truth).shown
    // A row ends ten minutes later: the 144th ends the first day.
    for day in 1...10 {
      #expect(abs(shown[144 * day - 1] - (3.5 - 0.02 * Double(day))) < 1e-12)
    }
    var generator = SeededGenerator(seed: 3)
    let any = (0..<500).map { _ in 10 * generator.gaussian() }
    for quantum in [0.01, 0.25, 3] {
      let shown = Self.run(Self.model { $0.quantum = quantum }, any).shown
      for (value, truth) in zip(shown, any) {
        #expect(abs(value - truth) <= quantum * (0.5 + 1e-9))
        #expect(abs((value / quantum).rounded() - value / quantum) < 1e-9)
      }
    }
  }

  @Test("has white noise of its size", arguments: 1...3)
  func noise(seed: UInt64) {
    let n = 20_000
    let noise = Self.run(
      Self.model { $0.noise = 0.3 }, [Double](repeating: 0, count: n), seed: seed
    ).shown
    let mean = noise.reduce(0, +) / Double(n)
    let variance = noise.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n)
    let lagged = zip(noise, noise.dropFirst()).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
    // Five standard errors each: σ/√n of the mean, σ/√2n of the deviation, 1/√n of the correlation.
    let error = 5 / Double(n).squareRoot()
    #expect(abs(mean) < 0.3 * error)
    #expect(abs(variance.squareRoot() / 0.3 - 1) < error / 2.0.squareRoot())
    #expect(abs(lagged / variance / Double(n)) < error)
  }

  @Test(
    "drops out as often and as long as is said; a controller keeps the last value",
    arguments: [(0.1, 3_000.0), (0.5, 600), (0.02, 60)])
  func dropout(share: Double, lasts: Double) {
    let n = 50_000
    let truth = (0..<n).map(Double.init)
    let run = Self.run(
      Self.model { $0.dropout = SensorDropout(share: share, lasts: lasts) }, truth)
    let mean = max(1, lasts / Self.interval)
    let missing = run.isOut.count { $0 }
    let starts = zip(run.isOut, run.isOut.dropFirst()).count { !$0 && $1 }
    // Stretches come and go independently: five deviations of their number, and of their lengths' sum.
    let expected = Double(n) * share / mean * (1 - 1e-9)
    #expect(abs(Double(starts) - expected) < 5 * expected.squareRoot() + 1)
    let spread = (mean * (mean + 1)).squareRoot()
    #expect(
      abs(Double(missing) / Double(n) - share) < 5 * spread * expected.squareRoot() / Double(n))
    for row in 1..<n {
      #expect(run.stored[row].isNaN == run.isOut[row])
      #expect(run.shown[row] == (run.isOut[row] ? run.shown[row - 1] : truth[row]))
    }
  }

  @Test("samples early by up to its jitter, on the line between two rows")
  func jitter() {
    let n = 20_000
    let ramp = (0..<n).map(Double.init)
    let shown = Self.run(Self.model { $0.jitter = 150 }, ramp, from: -1).shown
    let early = zip(ramp, shown).map { ($0 - $1) * Self.interval }
    // 1e-6 s: the ramp is of size 20 000.
    #expect(early.allSatisfy { $0 > -1e-6 && $0 < 150 + 1e-6 })
    // Uniform: mean 75, deviation 150/√12; five standard errors.
    let mean = early.reduce(0, +) / Double(n)
    #expect(abs(mean - 75) < 5 * 150 / (12 * Double(n)).squareRoot())
    // What rests is read right at any moment.
    let rest = Self.run(Self.model { $0.jitter = 150 }, [2, 2, 2]).shown
    #expect(rest == [2, 2, 2])
  }

  @Test("without parts gives back the bits of the truth, whatever that is")
  func plain() {
    let truth = [0.0, -0.0, 1.5, .nan, .infinity, 0.1, -.infinity, .leastNonzeroMagnitude]
    let run = Self.run(SensorModel(tag: 0), truth)
    #expect(run.shown.map(\.bitPattern) == truth.map(\.bitPattern))
    #expect(run.stored.map(\.bitPattern) == truth.map(\.bitPattern))
  }

  @Test("begins anew after what is no number")
  func anew() {
    let shown = Self.run(
      Self.model { ($0.lag, $0.jitter) = (3_000, 60) }, [1, .nan, 5, 5, 6], from: 1
    ).shown
    #expect(shown[1].isNaN && shown[2] == 5 && shown[3] == 5)
    #expect(shown[4] > 5 && shown[4] < 6)
  }

  @Test("has the chance of each part whatever other parts it has")
  func chance() {
    let truth = (0..<500).map { sin(Double($0) / 9) }
    let noisy = Self.run(Self.model { $0.noise = 0.1 }, truth)
    let both = Self.run(
      Self.model { ($0.noise, $0.dropout) = (0.1, SensorDropout(share: 0.2, lasts: 1_800)) },
      truth)
    let out = Self.run(
      Self.model { $0.dropout = SensorDropout(share: 0.2, lasts: 1_800) }, truth)
    #expect(both.isOut == out.isOut)
    for row in truth.indices where !both.isOut[row] {
      #expect(both.stored[row] == noisy.stored[row])
    }
  }
}
