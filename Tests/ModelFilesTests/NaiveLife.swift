import Foundation
import Learning

/// The contract of `fourier-ridge` artifacts in plain loops, a row at a time, from its words alone.
struct NaiveLife {
  private let model: ModelArtifact
  private let sensors: [Int]
  private let settings: [Int]
  private var carried: [Double]
  private var window: [[Double]] = []
  private var sum: [Double]
  private var count = 0.0

  init(_ model: ModelArtifact) {
    self.model = model
    let columns = model.lists["columns"] ?? []
    sensors = (model.lists["sensors"] ?? []).compactMap { columns.firstIndex(of: $0) }
    settings = (model.lists["settings"] ?? []).compactMap { columns.firstIndex(of: $0) }
    carried = columns.map { _ in .nan }
    sum = sensors.map { _ in 0 }
  }

  private func array(_ name: String) -> [Double] { model.arrays[name]?.values ?? [] }
  private func number(_ name: String) -> Double { model.numbers[name] ?? .nan }
  private func held(_ x: Double, _ limit: Double) -> Double {
    x.isNaN ? 0 : min(max(x, -limit), limit)
  }

  /// The quantiles after the next row; NaN where nothing can be told.
  mutating func life(_ row: [Double], age: Double) -> [Double] {
    let nothing = array("levels").map { _ in Double.nan }
    for (column, value) in row.enumerated() where !value.isNaN { carried[column] = value }
    guard count > 0 || sensors.contains(where: { !carried[$0].isNaN }) else { return nothing }

    var regime = 0
    var nearest = Double.infinity
    let centres = array("regime-centres")
    for r in 0..<(settings.isEmpty ? 0 : Int(number("regimes"))) {
      var distance = 0.0
      for (q, column) in settings.enumerated() {
        let g = (carried[column] - array("setting-mean")[q]) / array("setting-scale")[q]
        let d = held(g, number("cell-limit")) - centres[r * settings.count + q]
        distance += d * d
      }
      if distance < nearest { (nearest, regime) = (distance, r) }
    }
    let z = sensors.enumerated().map { j, column in
      let at = regime * sensors.count + j
      return held(
        (carried[column] - array("mean")[at]) * array("inverse-scale")[at], number("cell-limit"))
    }
    let w = Int(number("window"))
    window = count == 0 ? Array(repeating: z, count: w) : Array(window.dropFirst()) + [z]
    for j in z.indices { sum[j] += z[j] }
    count += 1
    guard age.isFinite else { return nothing }

    var f: [Double] = []
    for a in 0..<Int(number("maps")) {
      for j in z.indices {
        f.append((0..<w).reduce(0) { $0 + array("window-maps")[a * w + $1] * window[$1][j] })
      }
    }
    for j in z.indices {
      let mean = window.reduce(0) { $0 + $1[j] } / Double(w)
      f.append((window.reduce(0) { $0 + pow($1[j] - mean, 2) } / Double(w)).squareRoot())
    }
    f += sum.map { $0 / count } + [age]
    for i in f.indices {
      f[i] = held(
        (f[i] - array("feature-mean")[i]) / array("feature-scale")[i], number("feature-limit"))
    }
    let waves = Int(number("features"))
    var y = number("intercept")
    for i in 0..<waves {
      let angle = f.indices.reduce(array("phases")[i]) {
        $0 + f[$1] * array("frequencies")[$1 * waves + i]
      }
      y += cos(angle) * array("fourier-weights")[i]
    }
    for i in f.indices { y += f[i] * array("linear-weights")[i] }
    return quantiles(after: min(max(y, 0), number("cap")))
  }

  private func quantiles(after y: Double) -> [Double] {
    let (knots, offsets, levels) = (array("knots"), array("offsets"), array("levels").count)
    return (0..<levels).map { l in
      var offset = offsets[l]
      for k in 0..<knots.count - 1 {
        let share = min(max((y - knots[k]) / (knots[k + 1] - knots[k]), 0), 1)
        offset += share * (offsets[(k + 1) * levels + l] - offsets[k * levels + l])
      }
      return min(max(y + offset, 0), number("cap"))
    }
  }
}
