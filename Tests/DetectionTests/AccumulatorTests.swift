import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Accumulators")
struct AccumulatorTests {
  private func run(_ accumulator: any Accumulator, _ scores: [Double], center: Double) -> [Double] {
    var running = accumulator.start(center: center)
    return scores.map { running.next($0) }
  }

  private func random(_ count: Int) -> [Double] {
    var generator = SeededGenerator(seed: 4)
    return (0..<count).map { _ in 2 * generator.uniform() }
  }

  @Test("the EWMA is (1 − α) aₜ₋₁ + α sₜ from the center: Σ α (1 − α)ᵏ sₜ₋ₖ and what is left of it")
  func ewma() throws {
    let input = random(60)
    for alpha in [0.05, 0.3, 1] {
      let found = run(try accumulator("ewma", [("alpha", "\(alpha)")]), input, center: 0.7)
      for t in input.indices {
        var weight = 1.0
        var wanted = 0.0
        for k in 0...t {
          wanted += alpha * weight * input[t - k]
          weight *= 1 - alpha
        }
        wanted += weight * 0.7
        #expect(abs(found[t] - wanted) < 1e-12, "α \(alpha), row \(t)")
      }
    }
  }

  @Test("the causal mean is the mean of the last rows, the center before the first")
  func causalMean() throws {
    let input = random(50)
    for rows in [1, 3, 20, 80] {
      let found = run(try accumulator("causal-mean", [("rows", "\(rows)")]), input, center: 0.7)
      let padded = [Double](repeating: 0.7, count: rows - 1) + input
      for t in input.indices {
        let wanted = padded[t..<t + rows].reduce(0, +) / Double(rows)
        #expect(abs(found[t] - wanted) < 1e-12, "\(rows) rows, row \(t)")
      }
    }
  }

  @Test("the multiscale mean is the mean of the causal means over 1, 2, 4, … rows")
  func multiscaleMean() throws {
    let input = random(50)
    for doublings in [1, 3, 5] {
      let found = run(
        try accumulator("multiscale-mean", [("doublings", "\(doublings)")]), input, center: 0.7)
      let means = try (0...doublings).map { k in
        run(try accumulator("causal-mean", [("rows", "\(1 << k)")]), input, center: 0.7)
      }
      for t in input.indices {
        let wanted = means.reduce(0) { $0 + $1[t] } / Double(doublings + 1)
        #expect(abs(found[t] - wanted) < 1e-12, "\(doublings) doublings, row \(t)")
      }
    }
  }

  @Test("the CUSUM is max(0, S + s − (1 + slack) center), what is carried on at most most · center")
  func cusum() throws {
    let input = random(200)
    let chosen = try accumulator("cusum", [("slack", "0.3"), ("most", "4")])
    let found = run(chosen, input, center: 0.7)
    var carried = 0.0
    for t in input.indices {
      let sum = max(0, carried + input[t] - 1.3 * 0.7)
      #expect(abs(found[t] - sum) < 1e-12, "row \(t)")
      carried = min(sum, 4 * 0.7)
    }
    #expect(found.contains(0) && found.contains { $0 > 4 * 0.7 })
  }

  @Test(
    "the CUSUM is 0 at usual scores, grows with what lasts, and is gone after memoryRows of them")
  func cusumForgets() throws {
    let chosen = try accumulator("cusum", [("slack", "0.25"), ("most", "10")])
    let usual = [Double](repeating: 1.5, count: 100)
    #expect(run(chosen, usual, center: 1.5) == [Double](repeating: 0, count: 100))
    let lasting = run(chosen, [Double](repeating: 2.25, count: 20), center: 1.5)
    // 0.25 of 1.5 a row above the reference.
    for (t, sum) in lasting.enumerated() { #expect(abs(sum - 0.375 * Double(t + 1)) < 1e-12) }
    let after = run(chosen, [1e12] + [Double](repeating: 1.5, count: 40), center: 1.5)
    #expect(after[0] > 1e11 && after[39] > 0)
    #expect(after[chosen.memoryRows] == 0)
  }

  @Test("a CUSUM at its largest sum still exceeds it: no limit makes it deaf")
  func cusumIsNotDeaf() throws {
    let chosen = try accumulator("cusum", [("most", "2")])
    let sums = run(chosen, [Double](repeating: 3, count: 30), center: 1)
    #expect(sums[29] > 2)
  }

  @Test("with a center of 0 the CUSUM passes each score on")
  func cusumWithoutCenter() throws {
    let input = random(20)
    #expect(run(try accumulator("cusum"), input, center: 0) == input)
  }

  @Test("plain passes each score on, bit for bit")
  func plain() throws {
    let input = random(20)
    #expect(run(try accumulator("plain"), input, center: 5).bits == input.bits)
  }

  @Test("memory is three time constants, or all there is")
  func memoryRows() throws {
    #expect(try accumulator("ewma", [("alpha", "0.25")]).memoryRows == 12)
    #expect(try accumulator("ewma").memoryRows == 10)
    #expect(try accumulator("causal-mean", [("rows", "7")]).memoryRows == 21)
    #expect(try accumulator("plain").memoryRows == 0)
    // Nothing is left of what is older than the longest window.
    #expect(try accumulator("multiscale-mean", [("doublings", "5")]).memoryRows == 32)
    #expect(try accumulator("cusum").memoryRows == 40)
  }

  @Test("NaN gives NaN and leaves the state alone; behind a gap the state starts anew")
  func gapsAndNaN() throws {
    let training = DetectionData.plant(rows: 200, tags: 4, seed: 1)
    let model = try fit(detector("mahalanobis"), training)
    var frame = DetectionData.plant(rows: 30, tags: 4, seed: 2).changing { i, _, value in
      i == 7 || i == 8 ? .nan : value
    }
    for i in 15..<30 { frame.times[i] = frame.times[i] + DetectionData.interval }
    let raw = scores(model, frame)
    for id in Accumulators.catalog.entries.map(\.id) {
      let chosen = try accumulator(id)
      let suite = Detection.Suite(
        tags: frame.tags, interval: DetectionData.interval,
        latch: AlarmLatch(hold: .zero, merge: .zero),
        chains: [Chain(name: "m", model: model, accumulator: chosen, center: 0.9, limit: 2)])
      var scorer = suite.scorer()
      let found = scorer.score(frame).chains[0]
      let before = run(chosen, (0..<15).filter { $0 != 7 && $0 != 8 }.map { raw[$0] }, center: 0.9)
      let after = run(chosen, Array(raw[15...]), center: 0.9)
      let wanted = before[..<7] + [Double.nan, .nan] + before[7...] + after
      #expect(found.map { $0 * 2 }.bits == Array(wanted).bits, "\(id)")
    }
  }

  @Test("damaged artifacts are refused with the valid range")
  func damaged() {
    func problem(_ kind: String, _ name: String, _ value: Double) -> String? {
      let artifact = ModelArtifact(kind: kind, numbers: [name: value])
      return #expect(throws: Fault.self) { try Accumulators.restore(artifact) }?.problem
    }
    #expect(
      problem("ewma", "alpha", 1.5) == "model 'ewma': 'alpha' must be from 0.0001 to 1, got 1.5")
    #expect(
      problem("causal-mean", "rows", 0)
        == "model 'causal-mean': 'rows' must be from 1 to 10000, got 0")
    #expect(problem("cusum", "slack", 0) == "model 'cusum' has no number 'most'")
    #expect(problem("kalman", "k", 1) == "the model names an unknown accumulator 'kalman'")
  }
}
