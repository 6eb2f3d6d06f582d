import Diagnostics
import Learning
import LinearAlgebra
import TestSupport

/// Failure models and rows of a unit, drawn from a seed: every array of the contract in use.
struct RandomLife {
  var artifact: ModelArtifact
  /// Rows of cells, missing ones NaN.
  var rows: [[Double]]
  /// An age per row.
  var ages: [Double]

  /// Draws a model of `sensors` sensors and `settings` settings, and the rows of one unit.
  ///
  /// - Parameter damaged: with missing cells, rows without sensors at the start, an age that is not
  ///   known and cells far beyond reason.
  init(
    seed: UInt64, sensors c: Int, settings k: Int = 0, regimes r: Int = 1, window w: Int = 6,
    maps m: Int = 3, waves d: Int = 24, levels: [Double] = [0.05, 0.5, 0.95], knots: Int = 5,
    rows count: Int, damaged: Bool = true
  ) {
    var random = SeededGenerator(root: seed, stage: "random-life")
    func draw(_ count: Int, _ scale: Double) -> [Double] {
      (0..<count).map { _ in scale * random.gaussian() }
    }
    func spread(_ count: Int) -> [Double] { (0..<count).map { _ in 0.2 + random.uniform() } }
    let p = m * c + 2 * c + 1
    let cap = 125.0
    // Sensors and settings take turns, and one column is read by nobody.
    let columns =
      (0..<max(c, k)).flatMap { i in
        (i < k ? ["setting \(i)"] : []) + (i < c ? ["sensor \(i)"] : [])
      } + ["idle"]
    let centre = draw(r * k, 1.5)
    let mean = draw(r * c, 40)
    var inverseScale = spread(r * c)
    // A sensor that does not vary in a regime.
    if c > 1 { inverseScale[1] = 0 }
    let offsets = (0..<knots).flatMap { _ in draw(levels.count, 20).sorted() }
    var drawn = ModelArtifact(
      kind: "fourier-ridge", texts: ["clock": "cycles"],
      numbers: [
        "cap": cap, "window": Double(w), "maps": Double(m), "features": Double(d),
        "regimes": Double(r), "levels": Double(levels.count), "knots": Double(knots),
        "cell-limit": 10, "feature-limit": 6, "intercept": 60, "bandwidth": 1, "ridge": 0.1,
        "horizon": 125, "error": 12,
      ],
      lists: [
        "columns": columns, "sensors": (0..<c).map { "sensor \($0)" },
        "settings": (0..<k).map { "setting \($0)" },
      ],
      arrays: [
        "mean": .init(shape: [r, c], values: mean),
        "inverse-scale": .init(shape: [r, c], values: inverseScale),
        "window-maps": .init(shape: [m, w], values: draw(m * w, 0.4)),
        "feature-mean": .init(draw(p, 0.3)), "feature-scale": .init(spread(p)),
        "frequencies": .init(shape: [p, d], values: draw(p * d, 0.5)),
        "phases": .init(draw(d, 3)), "fourier-weights": .init(draw(d, 6)),
        "linear-weights": .init(draw(p, 2)), "levels": .init(levels),
        "knots": .init((0..<knots).map { cap * Double($0) / Double(max(1, knots - 1)) }),
        "offsets": .init(shape: [knots, levels.count], values: offsets),
      ])
    if k > 0 {
      drawn.arrays["setting-mean"] = .init(draw(k, 5))
      drawn.arrays["setting-scale"] = .init(spread(k))
      drawn.arrays["regime-centres"] = .init(shape: [r, k], values: centre)
    }
    ages = (0..<count).map { Double($0 + 1) * 0.7 }
    rows = (0..<count).map { _ in
      let regime = random.index(below: r)
      return columns.map { column -> Double in
        let noise = random.gaussian()
        if let q = column.hasPrefix("setting") ? Int(column.dropFirst(8)) : nil {
          // Near a centre, in engineering units.
          let settingMean = drawn.arrays["setting-mean"]?.values[q] ?? 0
          let scale = drawn.arrays["setting-scale"]?.values[q] ?? 1
          return settingMean + scale * (centre[regime * k + q] + 0.3 * noise)
        }
        guard let j = column.hasPrefix("sensor") ? Int(column.dropFirst(7)) : nil else {
          return noise
        }
        return mean[regime * c + j] + 3 * noise
      }
    }
    artifact = drawn
    if damaged { damage(&random) }
  }

  private mutating func damage(_ random: inout SeededGenerator) {
    let width = rows[0].count
    for row in rows.indices {
      for column in 0..<width where random.uniform() < 0.15 { rows[row][column] = .nan }
    }
    let sensors = (artifact.lists["columns"] ?? []).indices.filter {
      artifact.lists["columns"]?[$0].hasPrefix("sensor") == true
    }
    // The unit has not started in its first rows, though its settings are there.
    for row in 0..<min(3, rows.count) { for column in sensors { rows[row][column] = .nan } }
    guard rows.count > 40 else { return }
    ages[1] = .nan
    ages[20] = .nan
    ages[21] = .infinity
    rows[30][sensors[0]] = 1e300
    rows[31][sensors[0]] = .infinity
    rows[32][0] = -.infinity
  }

  /// The rows as a matrix.
  var matrix: Matrix { Matrix(rowMajor: rows) }

  /// What the contract says of the rows.
  var lives: [[Double]] {
    var naive = NaiveLife(artifact)
    return zip(rows, ages).map { naive.life($0, age: $1) }
  }
}
