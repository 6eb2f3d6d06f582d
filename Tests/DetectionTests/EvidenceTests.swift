import Detection
import Diagnostics
import Foundation
import Learning
import Testing

@Suite("Evidence")
struct EvidenceTests {
  private func normal(_ count: Int, seed: UInt64 = 1) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in -log(1 - generator.uniform()) }
  }

  @Test("at its knots it is the conformal p-value: −log₁₀ of (1 + normal scores as high) / (n + 1)")
  func conformal() {
    let scores = normal(2_000) + [.nan, .nan]
    let evidence = Evidence(normal: scores)
    // The last two knots lie beyond the normal scores.
    for knot in evidence.scores.dropLast(2) {
      let atLeast = scores.count { $0 >= knot }
      let wanted = -log10(Double(1 + atLeast) / 2_001)
      #expect(abs(evidence(knot) - wanted) < 1e-12, "\(knot)")
    }
    // Knots a tenth of a decade apart: 3.3 decades.
    #expect((30...40).contains(evidence.scores.count))
  }

  @Test(
    "of fresh normal scores a tenth of a share has one decade more: false alarms come as promised")
  func calibrated() {
    let evidence = Evidence(normal: normal(20_000))
    let fresh = normal(20_000, seed: 2).map { evidence($0) }
    for decades in [0.5, 1, 1.5, 2] {
      let share = Double(fresh.count { $0 >= decades }) / 20_000
      let wanted = pow(10, -decades)
      // Four standard errors of two samples.
      #expect(abs(share - wanted) < 4 * (2 * wanted / 20_000).squareRoot(), "\(decades): \(share)")
    }
  }

  @Test(
    "it never falls where a score rises, is 0 below all normal scores, and stands at one decade beyond what they show"
  )
  func rising() {
    let scores = normal(300)
    let evidence = Evidence(normal: scores)
    let largest = scores.max() ?? 0
    let ladder = (0...3_000).map { evidence(Double($0) / 3_000 * 25 * largest) }
    #expect(zip(ladder, ladder.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(evidence(0) == 0)
    #expect(evidence(-.infinity) == 0)
    #expect(abs(evidence(2 * largest) - log10(301)) < 1e-12)
    #expect(abs(evidence(20 * largest) - log10(301) - 1) < 1e-12)
    #expect(evidence(.infinity) == evidence(20 * largest))
    #expect(evidence(.nan).isNaN)
  }

  @Test("the largest normal score has less than any larger one: a limit at it is not deaf")
  func beyondTheLargest() {
    for scores in [normal(100), [3, 3, 3], [0, 0, 0, 0], [5]] {
      let evidence = Evidence(normal: scores)
      let largest = scores.max() ?? 0
      #expect(evidence(1.01 * largest + 0.01) > evidence(largest))
    }
  }

  @Test("equal scores share the evidence of the commonest: none of them is rare")
  func ties() {
    let evidence = Evidence(
      normal: [Double](repeating: 1, count: 90) + [Double](repeating: 2, count: 9))
    #expect(evidence(1) == 0)
    #expect(abs(evidence(2) - 1) < 1e-12)
    #expect(Evidence(normal: [0, 0, 0])(0) == 0)
  }

  @Test("an artifact restores it bit for bit; damaged ones are refused")
  func artifact() throws {
    let evidence = Evidence(normal: normal(500))
    let again = try Evidence(artifact: evidence.artifact)
    #expect(again == evidence)
    func problem(_ change: (inout ModelArtifact) -> Void) -> String? {
      var damaged = evidence.artifact
      change(&damaged)
      return #expect(throws: Fault.self) { try Evidence(artifact: damaged) }?.problem
    }
    #expect(
      problem { $0.kind = "plain" } == "expected a part of kind 'evidence', got 'plain'")
    func changed(_ name: String, _ value: Double) -> ModelArtifact.Array {
      var values = evidence.artifact.arrays[name]?.values ?? []
      values[1] = value
      return ModelArtifact.Array(values)
    }
    #expect(
      problem { $0.arrays["scores"] = changed("scores", -1) }?.hasPrefix(
        "model 'evidence': knots must rise, got -1.0 after ") == true)
    #expect(
      problem { $0.arrays["slopes"] = changed("slopes", .infinity) }
        == "model 'evidence': every number must be finite, got inf")
    #expect(problem { $0.arrays["values"] = nil } != nil)
  }
}
