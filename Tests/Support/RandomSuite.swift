internal import Diagnostics
internal import Foundation
public import Learning

/// Suites of detectors and telemetry with gaps, drawn from a seed.
public struct RandomSuite {
  /// The artifact: one chain per detector and statistic, every accumulator in use.
  public let artifact: ModelArtifact
  /// Rows of cells, missing ones NaN.
  public var rows: [[Double]]
  /// Moments in nanoseconds.
  public let times: [Int64]

  /// The sample interval of every random suite, in nanoseconds.
  public static let interval: Int64 = 600_000_000_000

  /// Draws a suite of `tags` tags and `rows` rows.
  ///
  /// - Parameters:
  ///   - damaged: with missing cells, rows without cells, gaps, repeated and backward moments.
  ///   - noise: the least variance in any direction; the smaller, the worse the condition.
  ///   - lostTags: how many of the first tags are never there.
  public init(
    seed: UInt64, tags c: Int, rows count: Int, damaged: Bool = true, noise: Double = 0.1,
    lostTags: Int = 0
  ) {
    var random = SeededGenerator(root: seed, stage: "random-suite")
    let mean = (0..<c).map { _ in 100 * random.standardNormal() }
    let scale = (0..<c).map { _ in 0.1 + 10 * random.uniform() }
    let covariance = Self.covariance(c, noise, &random)
    let innovation = Self.covariance(c, noise, &random)
    let shared = [
      "mean": ModelArtifact.Array(mean), "scale": ModelArtifact.Array(scale),
      "covariance": Self.square(covariance, c),
    ]
    let k = max(1, c / 3)
    let lags = 1 + Int(random.next() % 3)
    let components = Self.orthonormal(c, k, &random)
    var detectors = [
      ModelArtifact(
        kind: "mahalanobis",
        arrays: shared.merging(["whitener": Self.whitener(covariance, c)]) { $1 }),
      ModelArtifact(
        kind: "pca-residual", texts: ["statistic": "t2"], numbers: ["residual-variance": 0.3],
        arrays: shared.merging([
          "components": ModelArtifact.Array(shape: [c, k], values: components),
          "eigenvalues": ModelArtifact.Array((0..<k).map { 3 / Double($0 + 1) }),
        ]) { $1 }),
      ModelArtifact(
        kind: "var-innovations", numbers: ["lags": Double(lags)],
        arrays: shared.merging([
          "coefficients": ModelArtifact.Array(
            shape: [lags * c, c],
            values: (0..<lags * c * c).map { _ in 0.5 * random.standardNormal() / Double(c) }),
          "innovation-covariance": Self.square(innovation, c),
          "whitener": Self.whitener(innovation, c),
        ]) { $1 }),
      ModelArtifact(
        kind: "missing-data",
        arrays: ["tolerated": ModelArtifact.Array((0..<c).map { _ in 1 + 6 * random.uniform() })]),
    ]
    if c > 1 {
      var spe = detectors[1]
      spe.texts["statistic"] = "spe"
      detectors.append(spe)
    }
    let accumulators = [
      ModelArtifact(kind: "plain"), ModelArtifact(kind: "ewma", numbers: ["alpha": 0.3]),
      ModelArtifact(kind: "causal-mean", numbers: ["rows": 4]),
    ]
    var chains: [ModelArtifact] = []
    for (index, detector) in detectors.enumerated() {
      let accumulator = accumulators[(index + Int(seed % 3)) % 3]
      chains.append(
        ModelArtifact(
          kind: "chain", texts: ["name": "\(detector.kind)+\(accumulator.kind)"],
          numbers: ["limit": 1.5 + random.uniform(), "center": 0.7 + 0.2 * random.uniform()],
          parts: [detector, accumulator]))
    }
    // Its own chance, so that the rest is drawn as without it.
    var chance = SeededGenerator(root: seed, stage: "random-trees")
    chains.append(
      ModelArtifact(
        kind: "chain", texts: ["name": "attack-classifier+plain"],
        numbers: ["limit": 6, "center": 0.5],
        parts: [
          ModelArtifact(
            kind: "attack-classifier", numbers: ["lags": Double(lags), "window": 5],
            arrays: shared.merging([
              "coefficients": detectors[2].arrays["coefficients"] ?? .init([]),
              "innovation-covariance": Self.square(innovation, c),
            ]) { $1 }.merging(Self.trees(2 * c, &chance)) { $1 }),
          ModelArtifact(kind: "plain"),
        ]))
    artifact = ModelArtifact(
      kind: "suite",
      numbers: [
        "interval-ns": Double(Self.interval), "hold-ns": Double(3 * Self.interval),
        "merge-ns": Double(2 * Self.interval),
      ],
      lists: ["tags": (0..<c).map { "T\($0)" }], parts: chains)
    let drawn = Self.telemetry(count, mean, scale, damaged: damaged, &random)
    rows = drawn.rows.map { row in row.indices.map { $0 < lostTags ? .nan : row[$0] } }
    times = drawn.times
  }

  /// The suite of one of the chains alone.
  public func alone(_ chain: Int) -> ModelArtifact {
    var suite = artifact
    suite.parts = [artifact.parts[chain]]
    return suite
  }

  private static func telemetry(
    _ count: Int, _ mean: [Double], _ scale: [Double], damaged: Bool,
    _ random: inout SeededGenerator
  ) -> (rows: [[Double]], times: [Int64]) {
    var rows: [[Double]] = []
    var times: [Int64] = []
    var now: Int64 = 1_767_225_600_000_000_000
    for index in 0..<count {
      // A stretch of the rows is far off, so that alarms start and end.
      let offset = index % 40 > 30 ? 2.0 : 0
      var row = mean.indices.map { mean[$0] + scale[$0] * (random.standardNormal() + offset) }
      if damaged {
        let chance = random.uniform()
        let share = chance < 0.03 ? 1.0 : chance < 0.4 ? random.uniform() : 0
        for i in row.indices where random.uniform() < share { row[i] = .nan }
      }
      rows.append(row)
      times.append(now)
      now += damaged ? step(random.uniform()) : interval
    }
    return (rows, times)
  }

  /// Mostly the interval with some jitter; at times a gap, a tie, a step back, the limit of 1.5.
  private static func step(_ chance: Double) -> Int64 {
    switch chance {
    case ..<0.02: interval * 7 + 12_345
    case ..<0.03: 0
    case ..<0.04: -interval
    case ..<0.05: interval * 3 / 2
    case ..<0.06: interval * 3 / 2 + 1
    case ..<0.07: interval * 5 / 2
    default: interval + Int64(1e9 * chance)
    }
  }

  /// 24 trees of up to three cuts on a way, as an artifact has them; leaves are eighths from 0 to 1.
  private static func trees(
    _ features: Int, _ random: inout SeededGenerator
  ) -> [String: ModelArtifact.Array] {
    var lists: [String: [Double]] = [:]
    for _ in 0..<24 {
      var open = 1
      var place = 0
      while place < open {
        let isCut = open < 9 && (place == 0 || random.uniform() < 0.7)
        let node = [
          "feature": isCut ? Double(random.next() % UInt64(features)) : -1,
          "threshold": isCut ? Double(Float(random.standardNormal())) : 0,
          "left": isCut ? Double(open) : 0, "right": isCut ? Double(open + 1) : 0,
          "missing-left": Double(random.next() % 2),
          "value": Double(random.next() % 9) / 8,
        ]
        for (name, value) in node { lists["tree-\(name)", default: []].append(value) }
        if isCut { open += 2 }
        place += 1
      }
      lists["tree-nodes", default: []].append(Double(open))
    }
    lists["tree-base"] = [0]
    return lists.mapValues { ModelArtifact.Array($0) }
  }

  private static func square(_ values: [Double], _ c: Int) -> ModelArtifact.Array {
    ModelArtifact.Array(shape: [c, c], values: values)
  }

  /// A Aᵀ / r + noise · I with A of r = c/2 columns: correlated, half of the directions noise
  /// alone.
  private static func covariance(
    _ c: Int, _ noise: Double, _ random: inout SeededGenerator
  ) -> [Double] {
    let r = max(1, c / 2)
    let a = (0..<c * r).map { _ in random.standardNormal() }
    var result = [Double](repeating: 0, count: c * c)
    for i in 0..<c {
      for j in 0...i {
        let sum = (0..<r).reduce(0) { $0 + a[i * r + $1] * a[j * r + $1] }
        result[i * c + j] = sum / Double(r) + (i == j ? noise : 0)
        result[j * c + i] = result[i * c + j]
      }
    }
    return result
  }

  /// W = L⁻ᵀ with Σ = LLᵀ, so that ‖zW‖² = zᵀΣ⁻¹z.
  private static func whitener(_ sigma: [Double], _ c: Int) -> ModelArtifact.Array {
    var l = [Double](repeating: 0, count: c * c)
    for i in 0..<c {
      for j in 0...i {
        let sum = (0..<j).reduce(sigma[i * c + j]) { $0 - l[i * c + $1] * l[j * c + $1] }
        l[i * c + j] = i == j ? sum.squareRoot() : sum / l[j * c + j]
      }
    }
    var w = [Double](repeating: 0, count: c * c)
    for column in 0..<c {
      // L x = e: column `column` of L⁻¹ is row `column` of W.
      for i in column..<c {
        let sum = (column..<i).reduce(i == column ? 1.0 : 0) {
          $0 - l[i * c + $1] * w[column * c + $1]
        }
        w[column * c + i] = sum / l[i * c + i]
      }
    }
    return square(w, c)
  }

  private static func orthonormal(
    _ c: Int, _ k: Int, _ random: inout SeededGenerator
  ) -> [Double] {
    var columns: [[Double]] = []
    while columns.count < k {
      var v = (0..<c).map { _ in random.standardNormal() }
      for column in columns {
        let dot = zip(v, column).reduce(0) { $0 + $1.0 * $1.1 }
        for i in 0..<c { v[i] -= dot * column[i] }
      }
      let length = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
      columns.append(v.map { $0 / length })
    }
    return (0..<c * k).map { columns[$0 % k][$0 / k] }
  }
}

extension SeededGenerator {
  /// A standard normal number (Box and Muller).
  fileprivate mutating func standardNormal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }
}
