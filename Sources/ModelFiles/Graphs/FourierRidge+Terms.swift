internal import Diagnostics
internal import Learning
internal import Telemetry

extension FourierRidge {
  /// What a `fourier-ridge` artifact says, checked: every number in its range, every array of the
  /// shape that the others need.
  struct Terms {
    /// The largest number of cells that a unit's window may have: they stand in `model.json`.
    static let largestWindow = 1 << 20

    let clock: String
    let cap: Double
    let columns: [String]
    /// Places of the sensors and of the settings among the columns.
    let sensors: [Int]
    let settings: [Int]
    let regimes: Int
    let settingMean: [Double]
    let settingScale: [Double]
    let regimeCentres: [Double]
    let mean: [Double]
    let inverseScale: [Double]
    let cellLimit: Double
    let window: Int
    let maps: Int
    let windowMaps: [Double]
    /// How many statistics a row has, p = m c + 2 c + 1.
    let statistics: Int
    let featureMean: [Double]
    let featureScale: [Double]
    let featureLimit: Double
    /// How many waves there are, D.
    let waves: Int
    let frequencies: [Double]
    let phases: [Double]
    let fourierWeights: [Double]
    let linearWeights: [Double]
    let intercept: Double
    let levels: [Double]
    let knots: [Double]
    let offsets: [Double]

    /// Reads an artifact.
    ///
    /// - Throws: ``Fault`` of kind `badData` naming what is missing, out of range or of another
    ///   shape, with what is expected.
    init(_ model: ModelArtifact) throws(Fault) {
      clock = try model.text("clock")
      guard LifeClock(rawValue: clock) != nil else {
        throw model.unknown(clock: clock)
      }
      cap = try model.number("cap", above: 0, upTo: .infinity)
      columns = try model.list("columns")
      try Self.requireDistinct(columns, "columns", model)
      sensors = try Self.places(model.list("sensors"), "sensors", in: columns, model)
      settings = try Self.places(model.list("settings"), "settings", in: columns, model)
      guard !sensors.isEmpty else {
        throw Fault(.badData, "model '\(model.kind)' has 0 sensors, at least 1 is needed")
      }
      if let both = settings.first(where: sensors.contains) {
        throw Fault(
          .badData, "model '\(model.kind)': column '\(columns[both])' is a sensor and a setting")
      }
      let (c, k) = (sensors.count, settings.count)

      // Without settings there is nothing to tell regimes apart.
      regimes = try model.count("regimes", from: 1, upTo: k == 0 ? 1 : Int(Int32.max))
      let hasSettings = k > 0
      settingMean = hasSettings ? try model.values("setting-mean", shape: [k]) : []
      settingScale = hasSettings ? try model.values("setting-scale", shape: [k], above: 0) : []
      regimeCentres = hasSettings ? try model.values("regime-centres", shape: [regimes, k]) : []
      mean = try model.values("mean", shape: [regimes, c])
      inverseScale = try model.values("inverse-scale", shape: [regimes, c], from: 0)
      cellLimit = try model.number("cell-limit", above: 0, upTo: .infinity)

      window = try model.count("window", from: 2)
      guard window <= Self.largestWindow / c else {
        throw Fault(
          .badData,
          "model '\(model.kind)': a window of \(window) rows of \(c) sensors is "
            + "too large, at most \(Self.largestWindow) cells are allowed")
      }
      maps = try model.count("maps", from: 1)
      windowMaps = try model.values("window-maps", shape: [maps, window])
      // Both are below 2³¹.
      statistics = maps * c + 2 * c + 1
      featureMean = try model.values("feature-mean", shape: [statistics])
      featureScale = try model.values("feature-scale", shape: [statistics], above: 0)
      featureLimit = try model.number("feature-limit", above: 0, upTo: .infinity)

      waves = try model.count("features", from: 1)
      frequencies = try model.values("frequencies", shape: [statistics, waves])
      phases = try model.values("phases", shape: [waves])
      fourierWeights = try model.values("fourier-weights", shape: [waves])
      linearWeights = try model.values("linear-weights", shape: [statistics])
      intercept = try model.finite("intercept")

      let levelCount = try model.count("levels", from: 1)
      levels = try model.values("levels", shape: [levelCount], above: 0)
      try Self.requireAscending(levels, "levels", model)
      if let last = levels.last, last >= 1 {
        throw Fault(
          .badData, "model '\(model.kind)': array 'levels' must be below 1.0, got \(last)")
      }
      let knotCount = try model.count("knots", from: 1)
      knots = try model.values("knots", shape: [knotCount])
      try Self.requireAscending(knots, "knots", model)
      offsets = try model.values("offsets", shape: [knotCount, levelCount])
      for start in stride(from: 0, to: offsets.count, by: levelCount) {
        try Self.requireAscending(
          Array(offsets[start..<start + levelCount]), "offsets", model, mayBeEqual: true)
      }
    }

    private static func requireDistinct(
      _ names: [String], _ what: String, _ model: ModelArtifact
    ) throws(Fault) {
      var seen: Set<String> = []
      for name in names where !seen.insert(name).inserted {
        throw Fault(.badData, "model '\(model.kind)': '\(what)' names '\(name)' twice")
      }
    }

    /// The places of names among the columns.
    private static func places(
      _ names: [String], _ what: String, in columns: [String], _ model: ModelArtifact
    ) throws(Fault) -> [Int] {
      try requireDistinct(names, what, model)
      var known: [String: Int] = [:]
      for (index, column) in columns.enumerated() { known[column] = index }
      var places: [Int] = []
      for name in names {
        guard let place = known[name] else {
          throw Fault(
            .badData, "model '\(model.kind)': '\(what)' names '\(name)', which is no column",
            hint: Suggestion.hint(for: name, in: columns))
        }
        places.append(place)
      }
      return places
    }

    private static func requireAscending(
      _ values: [Double], _ name: String, _ model: ModelArtifact, mayBeEqual: Bool = false
    ) throws(Fault) {
      for (before, after) in zip(values, values.dropFirst())
      where after < before || (!mayBeEqual && after == before) {
        throw Fault(
          .badData,
          "model '\(model.kind)': array '\(name)' must ascend, got \(before) before \(after)")
      }
    }
  }
}
