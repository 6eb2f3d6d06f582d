public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

extension FourierRidgeModel {
  /// Restores a model that reads rows of `columns`, which may be more than it needs, in any order.
  ///
  /// - Throws: ``Fault`` where something is missing, has another shape or cannot be, or where `columns`
  ///   lacks one that the model reads.
  public init(artifact: ModelArtifact, columns: [Tag]) throws(Fault) {
    guard let clock = LifeClock(rawValue: try artifact.text("clock")) else {
      throw Self.refusal(
        "'clock' must be one of 'cycles', 'hours', 'days', got '\(try artifact.text("clock"))'")
    }
    let cap = try artifact.number("cap")
    guard cap > 0, cap.isFinite else { throw Self.refusal("'cap' must be above 0, got \(cap)") }
    let sensors = try Self.indices(of: "sensors", artifact, columns)
    let settings = try Self.indices(of: "settings", artifact, columns)
    let window = try Self.extent("window", artifact, in: 2...100_000)
    let maps = try Self.extent("maps", artifact, in: 1...100)
    let waves = try Self.extent("features", artifact, in: 1...100_000)
    let regimes = try Self.extent("regimes", artifact, in: 1...1_000)
    let levels = try Self.extent("levels", artifact, in: 1...1_000)
    let knots = try Self.extent("knots", artifact, in: 1...1_000)
    guard !sensors.isEmpty else { throw Self.refusal("'sensors' is empty") }
    let cell = try artifact.number("cell-limit")
    let feature = try artifact.number("feature-limit")
    guard cell == OperatingRegimes.cellLimit, feature == FourierBasis.featureLimit else {
      throw Self.refusal(
        "'cell-limit' and 'feature-limit' must be \(OperatingRegimes.cellLimit) and "
          + "\(FourierBasis.featureLimit), got \(cell) and \(feature)")
    }
    let c = sensors.count
    let k = settings.count
    guard k > 0 || regimes == 1 else {
      throw Self.refusal("\(regimes) regimes need settings that tell them apart, got none")
    }

    front = SensorFront(
      sensors: sensors, settings: settings,
      regimes: OperatingRegimes(
        settingMean: k > 0 ? try artifact.vector("setting-mean", count: k) : [],
        settingScale: k > 0 ? try artifact.vector("setting-scale", count: k) : [],
        centres: k > 0
          ? try artifact.matrix("regime-centres", rows: regimes, columns: k)
          : Matrix(rows: 1, columns: 0),
        mean: try artifact.matrix("mean", rows: regimes, columns: c),
        inverseScale: try artifact.matrix("inverse-scale", rows: regimes, columns: c)))
    statistics = WindowStatistics(
      maps: try artifact.matrix("window-maps", rows: maps, columns: window))
    let p = statistics.count(sensors: c)
    basis = FourierBasis(
      mean: try artifact.vector("feature-mean", count: p),
      scale: try artifact.vector("feature-scale", count: p),
      frequencies: try artifact.matrix("frequencies", rows: p, columns: waves),
      phases: try artifact.vector("phases", count: waves))
    weights =
      try artifact.vector("fourier-weights", count: waves)
      + artifact.vector("linear-weights", count: p) + [artifact.number("intercept")]
    let levelValues = try artifact.vector("levels", count: levels)
    let knotValues = try artifact.vector("knots", count: knots)
    let table = try artifact.matrix("offsets", rows: knots, columns: levels)
    let rows = (0..<knots).map { table.row($0) }
    try Self.requireAscending("levels", levelValues)
    try Self.requireAscending("knots", knotValues)
    offsets = ConformalOffsets(levels: levelValues, knots: knotValues, offsets: rows)
    for (name, array) in artifact.arrays.sorted(by: { $0.key < $1.key })
    where array.values.contains(where: { !$0.isFinite }) {
      throw Self.refusal("array '\(name)' holds a number that is not finite")
    }
    self.columns = columns.map(\.id)
    self.cap = cap
    self.clock = clock
    choices = Choices(
      bandwidth: try artifact.number("bandwidth"), ridge: try artifact.number("ridge"),
      horizon: try artifact.number("horizon"), error: try artifact.number("error"))
  }

  private static func refusal(_ problem: String) -> Fault {
    Fault(.badData, "model '\(FourierRidge.id)': \(problem)")
  }

  private static func extent(
    _ name: String, _ artifact: ModelArtifact, in range: ClosedRange<Int>
  ) throws(Fault) -> Int {
    let value = try artifact.count(name)
    guard range.contains(value) else {
      throw refusal(
        "'\(name)' must be from \(range.lowerBound) to \(range.upperBound), got \(value)")
    }
    return value
  }

  private static func indices(
    of list: String, _ artifact: ModelArtifact, _ columns: [Tag]
  ) throws(Fault) -> [Int] {
    var indices: [Int] = []
    for id in try artifact.list(list) {
      guard let index = columns.firstIndex(where: { $0.id == id }) else {
        throw Fault(
          .badData, "model '\(FourierRidge.id)' reads column '\(id)', which is not there",
          hint: Suggestion.hint(for: id, in: columns.map(\.id)))
      }
      indices.append(index)
    }
    return indices
  }

  private static func requireAscending(_ name: String, _ values: [Double]) throws(Fault) {
    guard let index = values.indices.dropFirst().first(where: { !(values[$0] > values[$0 - 1]) })
    else { return }
    throw refusal(
      "'\(name)' must ascend, got \(values[index]) after \(values[index - 1])")
  }
}
