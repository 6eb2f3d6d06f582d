import Foundation
import Learning
import LinearAlgebra
import TestSupport
import Testing

/// Numbers of hmmlearn (`Tests/References/hidden_markov_reference.py`).
@Suite("Hidden Markov models")
struct HiddenMarkovModelTests {
  private struct Reference: Decodable {
    var logLikelihood: Double
    var path: [Int]
    var fittedLogLikelihood: Double
    var fittedMeans: [Double]
  }

  private static let known = HiddenMarkovModel(
    initial: [0.5, 0.3, 0.2],
    transition: Matrix(rowMajor: [[0.95, 0.03, 0.02], [0.04, 0.9, 0.06], [0.01, 0.02, 0.97]]),
    means: Matrix(rowMajor: [[0, 0], [1, -1], [-1.5, 0.5]]),
    variances: Matrix(rowMajor: [[0.3, 0.2], [0.5, 0.4], [0.2, 0.6]]))

  /// The values of the reference script.
  private func values() -> Matrix {
    var state = 12_345
    func noise() -> Double {
      state = (1_103_515_245 * state + 12_345) % (1 << 31)
      return Double(state) / Double(1 << 31)
    }
    let known = Self.known
    var regime = 0
    return Matrix(
      rowMajor: (0..<600).map { _ in
        let share = noise()
        var (sum, next) = (0.0, 0)
        for k in 0..<3 {
          sum += known.transition[regime, k]
          if share >= sum { next = min(k + 1, 2) }
        }
        regime = next
        return (0..<2).map { j in
          known.means[regime, j]
            + 2 * known.variances[regime, j].squareRoot() * (noise() + noise() + noise() - 1.5)
        }
      })
  }

  private func numbers() throws -> Reference {
    let data = try Data(
      contentsOf: URL(fileURLWithPath: ReferenceScripts.path("hidden_markov_reference.json")))
    return try JSONDecoder().decode(Reference.self, from: data)
  }

  @Test("likelihood and likeliest course are hmmlearn's")
  func reference() throws {
    let reference = try numbers()
    let values = values()
    let likelihood = Self.known.logLikelihood(values)
    // Sums of 600 logarithms.
    #expect(abs(likelihood - reference.logLikelihood) < 1e-8)
    #expect(Self.known.path(values) == reference.path)
  }

  @Test("a fit is as likely as hmmlearn's best of five, at the same means")
  func fitted() throws {
    let reference = try numbers()
    let fit = try #require(HiddenMarkovModel.fit(values(), states: 3))
    // hmmlearn has no prior for transitions, a tenth of a step here; both end at the same hill.
    #expect(abs(fit.logLikelihood(values()) - reference.fittedLogLikelihood) < 2)
    for (own, theirs) in zip(fit.means.column(0).sorted(), reference.fittedMeans) {
      #expect(abs(own - theirs) < 0.03)
    }
  }

  @Test("shares that are foretold sum up to 1, and a model of one state foretells its mean")
  func foretold() throws {
    let values = values()
    let one = try #require(HiddenMarkovModel.fit(values, states: 1))
    #expect(one.transition[0, 0] == 1)
    for row in [0, 300, 599] {
      #expect(abs(one.foretold(values)[row, 0] - one.means[0, 0]) < 1e-12)
    }
    let shares = Self.known.ahead([0.2, 0.5, 0.3])
    #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
  }

  @Test("too few rows give no model, impossible ones no NaN")
  func edges() throws {
    #expect(HiddenMarkovModel.fit(Matrix(rows: 19, columns: 1), states: 2) == nil)
    let far = Matrix(rowMajor: [[0, 0], [1e200, -1e200], [0, 0]])
    #expect(Self.known.path(far).count == 3)
    #expect(Self.known.foretold(far).elements.allSatisfy { $0.isFinite })
    #expect(Self.known.path(Matrix(rows: 0, columns: 2)).isEmpty)
  }
}
