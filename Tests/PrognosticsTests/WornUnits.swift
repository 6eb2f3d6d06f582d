import Diagnostics
import LinearAlgebra
import Prognostics
import Telemetry

/// Made-up units that wear: sensors drift with the share of life that is spent.
enum WornUnits {
  static let tags = ["heat", "shake", "flow", "idle", "load"].map { Tag(id: $0) }

  /// Units of 30 to 70 rows; `load` switches between 3 levels in any order where `regimes` is true, and
  /// shifts heat and shake more than wear does.
  static func histories(
    _ count: Int, seed: UInt64, regimes: Bool = false, censored: Int = 0, noise: Double = 0.3,
    missing: Double = 0
  ) -> UnitHistories {
    var generator = SeededGenerator(root: seed, stage: "worn units")
    let units = (0..<count).map { index -> UnitHistory in
      let life = 30 + generator.index(below: 41)
      let isCensored = index < censored
      let rows = isCensored ? life * (4 + generator.index(below: 5)) / 10 : life
      let table = (0..<rows).map { age -> [Double] in
        let wear = Double(age) / Double(life)
        let load = regimes ? Double(generator.index(below: 3)) : 0
        func error() -> Double { noise * generator.gaussian() }
        let cells = [
          20 + 6 * wear + 10 * load + error(), 3 + 4 * wear * wear - 2 * load + error(),
          100 - 5 * wear + error(), 7, regimes ? load : 1,
        ]
        return cells.map { generator.uniform() < missing ? .nan : $0 }
      }
      return UnitHistory(
        unit: "u\(index)", ages: (0..<rows).map(Double.init), values: Matrix(rowMajor: table),
        end: isCensored ? Double(rows - 1) : Double(life - 1),
        outcome: isCensored ? (index % 2 == 0 ? .replaced : .running) : .failed)
    }
    return UnitHistories(columns: tags, clock: .cycles, units: units)
  }

  /// A prognoser that fits quickly, with some settings changed.
  static func prognoser(_ changes: [String: String] = [:]) throws -> FourierRidge {
    var texts = ["features": "64", "window": "8", "bandwidth": "0.5", "folds": "4"]
    texts.merge(changes) { $1 }
    let entries = texts.sorted { $0.key < $1.key }.map {
      Settings.Entry(key: $0.key, place: Place(), value: Settings(.scalar($0.value, quoted: false)))
    }
    let problems = Problems()
    var fields = Fields(Settings(.mapping(entries)), problems: problems)
    let prognoser = FourierRidge(&fields)
    fields.finish()
    try problems.throwIfAny()
    return prognoser
  }

  static func model(
    _ histories: UnitHistories, _ changes: [String: String] = [:], seed: UInt64 = 1,
    threads: Int = 2
  ) throws -> FourierRidgeModel {
    try prognoser(changes).fit(histories, seed: seed, threads: threads, progress: NoProgress())
  }
}

extension [SurvivalCurve?] {
  /// The bits of every life; nil rows have none.
  var bits: [[UInt64]?] { map { $0?.lives.map(\.bitPattern) } }
}
