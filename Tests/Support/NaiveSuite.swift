internal import Foundation
public import Learning

/// The contract of a suite's artifact in plain loops, one row at a time: what every scorer must
/// equal.
public struct NaiveSuite {
  private let suite: ModelArtifact
  private let interval: Double
  private var chains: [NaiveChain]
  private var lastTime: Int64?
  private var isOn = false
  private var start: Int64 = 0
  private var last: Int64 = 0

  /// A scorer before its first row; a part that is missing reads as 0.
  public init(_ suite: ModelArtifact) {
    self.suite = suite
    interval = suite.numbers["interval-ns"] ?? 0
    chains = suite.parts.map { NaiveChain($0, tags: suite.lists["tags"]?.count ?? 0) }
  }

  /// The score, 1 being the limit, and whether the alarm is on.
  public mutating func score(_ row: [Double], at time: Int64) -> (score: Double, alarm: Bool) {
    let step = lastTime.map { time &- $0 }
    let contiguous = step.map { $0 > 0 && Double($0) <= 1.5 * interval } ?? false
    let steps = step.map { max(1, Int((Double($0) / interval).rounded())) } ?? 1
    lastTime = time
    var score = Double.nan
    for i in chains.indices {
      let value = chains[i].score(row, contiguous: contiguous, steps: steps)
      if !value.isNaN, score.isNaN || value > score { score = value }
    }
    if score > 1 {
      if !isOn { start = time }
      isOn = true
      last = time
    } else if isOn {
      let hold = Int64(suite.numbers["hold-ns"] ?? 0)
      let merge = Int64(suite.numbers["merge-ns"] ?? 0)
      isOn = time - start < hold || time - last < merge
    }
    return (score, isOn)
  }
}

private struct NaiveChain {
  let limit: Double
  var detector: NaiveDetector
  var accumulator: NaiveAccumulator

  init(_ chain: ModelArtifact, tags: Int) {
    limit = chain.numbers["limit"] ?? 0
    detector = NaiveDetector(model: chain.parts[0], c: tags)
    accumulator = NaiveAccumulator(model: chain.parts[1], center: chain.numbers["center"] ?? 0)
  }

  mutating func score(_ row: [Double], contiguous: Bool, steps: Int) -> Double {
    let raw = detector.score(row, contiguous: contiguous, steps: steps)
    return accumulator.accumulate(raw, contiguous: contiguous) / limit
  }
}

private struct NaiveAccumulator {
  let model: ModelArtifact
  let center: Double
  var average: Double
  var values: [Double]

  init(model: ModelArtifact, center: Double) {
    self.model = model
    self.center = center
    average = center
    values = Array(repeating: center, count: Int(model.numbers["rows"] ?? 0))
  }

  mutating func accumulate(_ score: Double, contiguous: Bool) -> Double {
    if !contiguous {
      average = center
      values = values.map { _ in center }
    }
    if score.isNaN { return .nan }
    if model.kind == "ewma" {
      let alpha = model.numbers["alpha"] ?? 0
      average = (1 - alpha) * average + alpha * score
      return average
    }
    if model.kind == "causal-mean" {
      values.removeFirst()
      values.append(score)
      return values.reduce(0, +) / Double(values.count)
    }
    return score
  }
}

private struct NaiveDetector {
  let model: ModelArtifact
  let c: Int
  /// The rows before, newest last: filled cells, whether it had a cell, whether linked to its own
  /// past.
  var past: [(z: [Double], hasCells: Bool, contiguous: Bool)] = []
  var absent: [Int] = []
  /// The last rows of rounded residuals since a gap, newest last.
  var recent: [[Double]] = []

  init(model: ModelArtifact, c: Int) {
    self.model = model
    self.c = c
    absent = Array(repeating: 0, count: c)
  }

  func array(_ name: String) -> [Double] { model.arrays[name]?.values ?? [] }

  mutating func score(_ row: [Double], contiguous: Bool, steps: Int) -> Double {
    if model.kind == "missing-data" { return lostTime(row, steps: steps) }
    let (mean, scale) = (array("mean"), array("scale"))
    // No cell counts as farther than 1e9 standard deviations; NaN stays NaN.
    let z = (0..<c).map { i in
      row[i].isNaN ? .nan : min(max((row[i] - mean[i]) / scale[i], -1e9), 1e9)
    }
    let present = row.map { !$0.isNaN }
    let p = Double(present.count { $0 })
    let filled = Self.fill(z, present, array("covariance"))
    switch model.kind {
    case "mahalanobis":
      let w = Self.multiply(filled, array("whitener"), columns: c)
      return p == 0 ? .nan : (w.reduce(0) { $0 + $1 * $1 } / p).squareRoot()
    case "pca-residual": return p == 0 ? .nan : principal(filled)
    case "attack-classifier":
      return classified(filled, present, p: p, contiguous: contiguous)
    default: return innovation(filled, present, p: p, contiguous: contiguous)
    }
  }

  private mutating func lostTime(_ row: [Double], steps: Int) -> Double {
    var worst = -Double.infinity
    for i in 0..<c {
      let isPresent = !row[i].isNaN
      let lost = absent[i] + steps - (isPresent ? 1 : 0)
      worst = max(worst, Double(lost) / array("tolerated")[i])
      absent[i] = isPresent ? 0 : lost
    }
    return worst
  }

  private func principal(_ z: [Double]) -> Double {
    let components = array("components")
    let k = components.count / c
    let t = Self.multiply(z, components, columns: k)
    if model.texts["statistic"] == "t2" {
      let eigenvalues = array("eigenvalues")
      let sum = (0..<k).reduce(0) { $0 + t[$1] * t[$1] / eigenvalues[$1] }
      return (sum / Double(k)).squareRoot()
    }
    var sum = 0.0
    for i in 0..<c {
      let fitted = (0..<k).reduce(0) { $0 + t[$1] * components[i * k + $1] }
      sum += (z[i] - fitted) * (z[i] - fitted)
    }
    return (sum / ((model.numbers["residual-variance"] ?? 0) * Double(c - k))).squareRoot()
  }

  private mutating func innovation(
    _ z: [Double], _ present: [Bool], p: Double, contiguous: Bool
  ) -> Double {
    guard let residual = residual(z, p: p, contiguous: contiguous) else { return .nan }
    let filled = Self.fill(residual, present, array("innovation-covariance"))
    let w = Self.multiply(filled, array("whitener"), columns: c)
    return (w.reduce(0) { $0 + $1 * $1 } / p).squareRoot()
  }

  /// What the rows before did not foresee; nil where they are not there.
  private mutating func residual(_ z: [Double], p: Double, contiguous: Bool) -> [Double]? {
    let lags = Int(model.numbers["lags"] ?? 0)
    defer { past = (past + [(z, p > 0, contiguous)]).suffix(lags) }
    // The row's own step, and those of all lag rows but the oldest, must be contiguous.
    let steps = [contiguous] + past.reversed().map(\.contiguous).dropLast()
    guard p > 0, past.count == lags, past.allSatisfy(\.hasCells), steps.allSatisfy({ $0 })
    else { return nil }
    var residual = z
    for lag in 1...lags {
      let block = Array(array("coefficients")[(lag - 1) * c * c..<lag * c * c])
      let foreseen = Self.multiply(past[lags - lag].z, block, columns: c)
      for i in 0..<c { residual[i] -= foreseen[i] }
    }
    return residual
  }

  private mutating func classified(
    _ z: [Double], _ present: [Bool], p: Double, contiguous: Bool
  ) -> Double {
    func nearest(_ x: Double) -> Double {
      (max(min(x, 1e3), -1e3) * 1_024).rounded(.toNearestOrEven) / 1_024
    }
    let window = Int(model.numbers["window"] ?? 0)
    let residual = residual(z, p: p, contiguous: contiguous)
    let covariance = array("innovation-covariance")
    if !contiguous { recent = [] }
    recent =
      (recent + [
        (0..<c).map { i in
          guard let residual, present[i] else { return 0 }
          return nearest(residual[i] / covariance[i * c + i].squareRoot())
        }
      ]).suffix(window)
    if residual == nil { return .nan }
    let means = (0..<c).map { j in
      nearest(recent.reduce(0) { $0 + $1[j] } / Double(window))
    }
    let features = (recent.last ?? []) + means
    var start = 0
    var sum = 0.0
    for size in array("tree-nodes") {
      var at = start
      while array("tree-feature")[at] >= 0 {
        let isLeft = features[Int(array("tree-feature")[at])] < array("tree-threshold")[at]
        at = start + Int(array(isLeft ? "tree-left" : "tree-right")[at])
      }
      sum += array("tree-value")[at]
      start += Int(size)
    }
    return sum
  }

  /// The missing values' mean given the present ones: the small system itself, by elimination.
  static func fill(_ z: [Double], _ present: [Bool], _ covariance: [Double]) -> [Double] {
    let c = z.count
    let known = (0..<c).filter { present[$0] }
    var m = known.map { i in known.map { covariance[i * c + $0] } + [z[i]] }
    for k in known.indices {
      for i in known.indices where i > k {
        let factor = m[i][k] / m[k][k]
        for j in k...known.count { m[i][j] -= factor * m[k][j] }
      }
    }
    for k in known.indices.reversed() {
      for j in known.indices where j > k { m[k][known.count] -= m[k][j] * m[j][known.count] }
      m[k][known.count] /= m[k][k]
    }
    return (0..<c).map { i in
      if present[i] { return z[i] }
      return known.indices.reduce(0) { $0 + covariance[i * c + known[$1]] * m[$1][known.count] }
    }
  }

  static func multiply(_ row: [Double], _ matrix: [Double], columns: Int) -> [Double] {
    (0..<columns).map { j in
      row.indices.reduce(0) { $0 + row[$1] * matrix[$1 * columns + j] }
    }
  }
}
