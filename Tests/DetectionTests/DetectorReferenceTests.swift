import Detection
import Diagnostics
import Foundation
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

/// Numbers of NumPy, SciPy and scikit-learn (`Tests/References/detector_reference.py`).
@Suite("Detectors against numbers of other tools")
struct DetectorReferenceTests {
  private struct Reference: Decodable {
    struct Relation: Decodable {
      var scores: [Double]
      /// The weights of what explains it, in engineering units.
      var engineering: [String: Double]
    }
    struct Tank: Decodable {
      var rows: Int
      var test: Int
      var seed: Int
      var noise: Double
      var relations: [String: Relation]
    }
    struct Exact: Decodable {
      var rows: Int
      var seed: Int
      var power: Double
      var `in`: Double
      var balance: [Double]
    }
    struct Scored: Decodable {
      var rows: Int
      var test: Int
      var seed: Int
      var scores: [Double]
    }
    var invariants: [Tank]
    var exact: Exact
    var regimes: [Scored]
    var twin: [Scored]
  }

  private static func reference() throws -> Reference {
    let data = try Data(
      contentsOf: URL(fileURLWithPath: ReferenceScripts.path("detector_reference.json")))
    return try JSONDecoder().decode(Reference.self, from: data)
  }

  /// The generator of the script.
  private struct LCG {
    var state: Int
    mutating func next() -> Double {
      state = (1_103_515_245 * state + 12_345) % (1 << 31)
      return Double(state) / Double(1 << 31)
    }
  }

  private static func frame(_ table: [[Double]], _ tags: [Telemetry.Tag]) -> Frame {
    Frame(times: DetectionData.times(table.count), tags: tags, values: Matrix(rowMajor: table))
  }

  // MARK: Invariants

  private static let tankTags = ["IN", "OUT", "LEVEL", "POWER", "AIR"].map { Tag(id: $0) }

  /// A tank between two pumps, as the script has it; exact where there is no noise.
  private static func tank(_ rows: Int, seed: Int, noise: Double) -> Frame {
    var u = LCG(state: seed)
    var (inflow, outflow, level) = (5.0, 5.0, 50.0)
    let table = (0..<rows).map { _ -> [Double] in
      let (before, after) = (inflow, outflow)
      inflow = 5 + 0.7 * (inflow - 5) + (u.next() - 0.5)
      outflow = 5 + 0.7 * (outflow - 5) + (u.next() - 0.5) + 0.02 * (level - 50)
      level += 0.1 * ((inflow + before) / 2 - (outflow + after) / 2)
      let power = 3 * inflow + 7 + noise * (u.next() - 0.5)
      let shown = noise > 0 ? (level * 1_000).rounded(.toNearestOrEven) / 1_000 : level
      return [inflow, outflow, shown, power, u.next()]
    }
    return frame(table, tankTags)
  }

  /// `change of LEVEL = 0.1 IN − 0.1 OUT` → LEVEL and its weights by tag.
  private static func parsed(_ relation: String) throws -> (
    target: String, weights: [String: Double]
  ) {
    let sides = relation.components(separatedBy: " = ")
    let target = try #require(sides[0].split(separator: " ").last)
    let words = sides[1].replacing("−", with: "-").replacing("- ", with: "-")
      .replacing("+ ", with: "").split(separator: " ").map(String.init)
    var weights: [String: Double] = [:]
    for k in stride(from: 0, to: words.count - 1, by: 2) {
      weights[words[k + 1]] = Double(words[k])
    }
    return (String(target), weights)
  }

  @Test("invariants: weights and scores are those of numpy.linalg.lstsq on stacked rows")
  func invariants() throws {
    for reference in try Self.reference().invariants {
      let whole = Self.tank(
        reference.rows + reference.test, seed: reference.seed, noise: reference.noise
      ).changing { i, j, value in
        j == 3 && i >= reference.rows + 20
          ? value + 0.05 : j == 2 && i >= reference.rows + 40 ? value - 0.01 : value
      }
      let model = try fit(
        detector("invariants"), whole.rows(0..<reference.rows), floor: [0, 0, 1e-6 / 12, 0, 0])
      let relations = try #require(model.artifact.lists["relations"]).map(Self.parsed)
      #expect(relations.count == 2 && relations.contains { $0.target == "LEVEL" })
      var wanted = [Double](repeating: 0, count: reference.test)
      for relation in relations {
        let other = try #require(reference.relations[relation.target], "\(relation.target)")
        #expect(Set(relation.weights.keys) == Set(other.engineering.keys))
        for (tag, weight) in other.engineering {
          // Words have four digits.
          #expect(abs((relation.weights[tag] ?? 0) - weight) < 1e-3 * abs(weight))
        }
        wanted = zip(wanted, other.scores).map(max)
      }
      let found = scores(model, whole.rows(reference.rows - 1..<whole.count)).dropFirst()
      // Rows of 1e-3 between values of 50, squared: half of the digits are gone in both.
      #expect(Array(found).relativeDistance(to: wanted) < 1e-7, "seed \(reference.seed)")
    }
  }

  @Test("invariants: without noise they are the null spaces that SciPy finds")
  func exact() throws {
    let reference = try Self.reference().exact
    let model = try fit(
      detector("invariants"), Self.tank(reference.rows, seed: reference.seed, noise: 0))
    let relations = try #require(model.artifact.lists["relations"]).map(Self.parsed)
    #expect(relations.count == 2)
    for relation in relations {
      let wanted: [String: Double] =
        switch relation.target {
        case "LEVEL": ["IN": reference.balance[0], "OUT": reference.balance[1]]
        case "POWER": ["IN": reference.power]
        default: ["POWER": reference.in]
        }
      // POWER is three times IN but for a constant: either may stand in the balance.
      for (tag, weight) in relation.weights {
        let own = wanted[tag] ?? (tag == "POWER" ? (wanted["IN"] ?? .nan) / 3 : .nan)
        #expect(abs(weight - own) < 2e-4 * abs(own), "\(relation)")
      }
    }
  }

  // MARK: Regimes

  private static func regimes(_ rows: Int, test: Int, seed: Int) -> Frame {
    var u = LCG(state: seed)
    let centres: [[Double]] = [[0, 0, 5], [4, 1, -3], [-2, 6, 1]]
    let table = (0..<rows + test).map { i -> [Double] in
      let k = i / 25 % 3
      let (a, b, c) = (u.next() - 0.5, u.next() - 0.5, u.next() - 0.5)
      let late = i >= rows && (i - rows) % 7 == 0 ? 0.8 : 0
      return [
        centres[k][0] + a + Double(k) * b, centres[k][1] + b - 0.5 * a + late,
        centres[k][2] + 0.3 * c + Double(2 - k) * a,
      ]
    }
    return DetectionData.frame(table)
  }

  @Test("regime-mahalanobis: scores under scikit-learn's regimes and covariances")
  func regimes() throws {
    for reference in try Self.reference().regimes {
      let whole = Self.regimes(reference.rows, test: reference.test, seed: reference.seed)
      let model = try fit(
        detector("regime-mahalanobis", [("regimes", "3")]), whole.rows(0..<reference.rows),
        floor: [Double](repeating: 1e-4 / 12, count: 3))
      let found = scores(model, whole.rows(reference.rows..<whole.count))
      #expect(found.relativeDistance(to: reference.scores) < 1e-9, "seed \(reference.seed)")
    }
  }

  // MARK: The twin one row ahead

  private static let twinTags =
    ["LA", "LB", "W"].map { Tag(id: $0) } + ["PA", "PB"].map { Tag(id: $0, role: .status) }
    + ["FA", "FB"].map { Tag(id: $0) }

  private static func tanks(_ rows: Int, seed: Int) -> Frame {
    var u = LCG(state: seed)
    var (a, b, w, fills, empties) = (3.0, 6.0, 0.0, 0.0, 0.0)
    let table = (0..<rows).map { _ -> [Double] in
      let demand = 0.012 + 0.008 * u.next()
      for _ in 0..<20 {
        a += fills * 0.04 - demand
        b += 0.02 + demand / 2 - empties * 0.06
        fills = a < 2 ? 1 : a > 4 ? 0 : fills
        empties = b > 8 ? 1 : b < 5 ? 0 : empties
      }
      w = 0.95 * w + (u.next() - 0.5)
      let (first, second) = (8 + 0.1 * (u.next() - 0.5), 12 + 0.1 * (u.next() - 0.5))
      return [a, b, w, fills, empties, fills * first, empties * second]
    }
    return frame(table, twinTags)
  }

  @Test("twin-residual: equations by numpy.linalg.lstsq, distances by numpy.linalg.solve")
  func twin() throws {
    for reference in try Self.reference().twin {
      let start = reference.rows
      let whole = Self.tanks(start + reference.test, seed: reference.seed)
        .changing { i, j, value in
          switch (i - start, j) {
          case (50, 0): value + 0.7
          case (90, 5): 8
          case (120..., 2): value + 2
          case (150, 6): value + 0.6
          default: value
          }
        }
      let model = try fit(
        detector("twin-residual"), whole.rows(0..<start),
        floor: [Double](repeating: 1e-8, count: 7))
      let artifact = model.artifact
      #expect(artifact.arrays["stocks"]?.values == [0, 1])
      #expect(artifact.arrays["driven"]?.values == [2])
      #expect(artifact.arrays["gate"]?.values == [-1, -1, -1, -1, -1, 3, 4])
      let found = Array(scores(model, whole.rows(start - 1..<whole.count)).dropFirst())
      // Normal equations here, stacked rows there: what a ridge of 1e-4 leaves of the condition, 1e4, squared.
      #expect(found.count == reference.scores.count)
      for (i, wanted) in reference.scores.enumerated() {
        #expect(abs(found[i] - wanted) < 1e-7 * max(1, wanted), "row \(i), seed \(reference.seed)")
      }
    }
  }
}
