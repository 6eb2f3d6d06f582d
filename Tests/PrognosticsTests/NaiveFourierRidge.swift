import Foundation
import Learning

/// The model's arithmetic as it is written down, row by row with plain loops, from its artifact alone.
struct NaiveFourierRidge {
  let artifact: ModelArtifact

  private func values(_ name: String) -> [Double] { artifact.arrays[name]?.values ?? [] }
  private func count(_ name: String) -> Int { Int(artifact.numbers[name] ?? 0) }

  func lives(_ rows: [[Double]], ages: [Double]) throws -> [[Double]?] {
    let columns = try artifact.list("columns")
    let sensors = try artifact.list("sensors").map { columns.firstIndex(of: $0) ?? -1 }
    let settings = try artifact.list("settings").map { columns.firstIndex(of: $0) ?? -1 }
    let (c, k, w) = (sensors.count, settings.count, count("window"))
    let cap = try artifact.number("cap")
    var carried = [Double](repeating: .nan, count: columns.count)
    var window: [[Double]] = []
    var sum = [Double](repeating: 0, count: c)
    var seen = 0.0
    return zip(rows, ages).map { row, age in
      for j in row.indices where !row[j].isNaN { carried[j] = row[j] }
      if seen == 0, sensors.allSatisfy({ carried[$0].isNaN }) { return nil }
      var regime = 0
      if k > 0 {
        let centres = values("regime-centres")
        let distances = (0..<count("regimes")).map { r in
          (0..<k).reduce(0.0) { total, q in
            let g = (carried[settings[q]] - values("setting-mean")[q]) / values("setting-scale")[q]
            let d = held(g, 10) - centres[r * k + q]
            return total + d * d
          }
        }
        regime = distances.indices.min { distances[$0] < distances[$1] } ?? 0
      }
      let z = (0..<c).map { j in
        held(
          (carried[sensors[j]] - values("mean")[regime * c + j])
            * values("inverse-scale")[regime * c + j], 10)
      }
      window = seen == 0 ? [[Double]](repeating: z, count: w) : window.dropFirst() + [z]
      seen += 1
      for j in 0..<c { sum[j] += z[j] }
      var f: [Double] = []
      for a in 0..<count("maps") {
        for j in 0..<c {
          f.append((0..<w).reduce(0) { $0 + values("window-maps")[a * w + $1] * window[$1][j] })
        }
      }
      for j in 0..<c {
        let mean = window.reduce(0) { $0 + $1[j] } / Double(w)
        let squares = window.reduce(0) { $0 + ($1[j] - mean) * ($1[j] - mean) }
        f.append((squares / Double(w)).squareRoot())
      }
      for j in 0..<c { f.append(sum[j] / seen) }
      f.append(age)
      for i in f.indices {
        f[i] = held((f[i] - values("feature-mean")[i]) / values("feature-scale")[i], 6)
      }
      var y = artifact.numbers["intercept"] ?? .nan
      let waves = count("features")
      let frequencies = values("frequencies")
      for d in 0..<waves {
        let angle = f.indices.reduce(values("phases")[d]) {
          $0 + f[$1] * frequencies[$1 * waves + d]
        }
        y += values("fourier-weights")[d] * cos(angle)
      }
      for i in f.indices { y += values("linear-weights")[i] * f[i] }
      y = min(max(y, 0), cap)
      let (knots, levels, offsets) = (values("knots"), count("levels"), values("offsets"))
      return (0..<levels).map { l in
        var offset = offsets[l]
        for i in 0..<knots.count - 1 {
          let t = min(max((y - knots[i]) / (knots[i + 1] - knots[i]), 0), 1)
          offset += t * (offsets[(i + 1) * levels + l] - offsets[i * levels + l])
        }
        return min(max(y + offset, 0), cap)
      }
    }
  }

  private func held(_ x: Double, _ limit: Double) -> Double {
    x.isNaN ? 0 : min(max(x, -limit), limit)
  }
}
