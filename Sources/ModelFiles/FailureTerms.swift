public import Diagnostics
public import Learning
public import Telemetry

/// What is known of a model that foresees failures: part of `model.json`.
public struct FailureTerms: Codable, Sendable, Equatable {
  /// The model's kind, such as `fourier-ridge`.
  public var model: String
  /// The columns in the order of the model's input, with roles, units and resolution.
  public var columns: [Tag]
  /// The column with the unit's name in the files of histories; nil where each file is a unit's.
  public var unitColumn: String?
  /// The column with the unit's age in the files of histories; nil where ages are taken from times.
  public var ageColumn: String?
  /// The column with the times in the files of histories, where ages are taken from times; nil: `time`.
  public var timeColumn: String?
  /// What ages and remaining lives are counted in.
  public var clock: LifeClock
  /// The probabilities of the quantiles that the model tells, ascending; at least one.
  public var levels: [Double]
  /// The longest life that the model tells, in units of the clock: a quantile there means "at least".
  public var cap: Double
  /// How many units the model was trained on; nil where that is not known.
  public var units: Int?
  /// How many of them failed; the others were replaced before or still run.
  public var failures: Int?
  /// The share of true lives that the interval from the lowest to the highest level is to hold.
  public var promisedCoverage: Double
  /// The share that it held on units that the model had not seen; nil where that was not measured.
  public var achievedCoverage: Double?
  /// What was measured on units that the model had not seen, by metric id (`rmse`, `mae` …).
  public var metrics: [String: Double]

  /// Makes terms.
  public init(
    model: String, columns: [Tag], unitColumn: String? = nil, ageColumn: String? = nil,
    timeColumn: String? = nil, clock: LifeClock, levels: [Double], cap: Double, units: Int? = nil,
    failures: Int? = nil,
    promisedCoverage: Double, achievedCoverage: Double? = nil, metrics: [String: Double] = [:]
  ) {
    self.model = model
    self.columns = columns
    self.unitColumn = unitColumn
    self.ageColumn = ageColumn
    self.timeColumn = timeColumn
    self.clock = clock
    self.levels = levels
    self.cap = cap
    self.units = units
    self.failures = failures
    self.promisedCoverage = promisedCoverage
    self.achievedCoverage = achievedCoverage
    self.metrics = metrics
  }

  /// Makes terms whose clock, levels and cap are those of a model.
  ///
  /// - Parameters:
  ///   - model: an artifact with the text `clock`, the number `cap` and the array `levels`.
  ///   - columns: the columns of the model's input; in another order, and with others among them,
  ///     they are put in order by the artifact's list `columns`.
  ///   - promisedCoverage: what the outermost levels hold between them where it is not given.
  /// - Throws: ``Fault`` of kind `badData` where the artifact lacks something, or names a column
  ///   that is not among them.
  public init(
    model: ModelArtifact, columns: [Tag], unitColumn: String? = nil, ageColumn: String? = nil,
    timeColumn: String? = nil, units: Int? = nil, failures: Int? = nil,
    promisedCoverage: Double? = nil,
    achievedCoverage: Double? = nil, metrics: [String: Double] = [:]
  ) throws(Fault) {
    var own = columns
    if let listed = model.lists["columns"] {
      own = []
      for id in listed {
        guard let tag = columns.first(where: { $0.id == id }) else {
          throw Fault(
            .badData, "the model '\(model.kind)' reads the column '\(id)', which is not given",
            hint: Suggestion.hint(for: id, in: columns.map(\.id)))
        }
        own.append(tag)
      }
    }
    let clock = try model.text("clock")
    guard let known = LifeClock(rawValue: clock) else {
      throw model.unknown(clock: clock)
    }
    let levels = model.arrays["levels"]?.values ?? []
    guard let first = levels.first, let last = levels.last else {
      throw Fault(.badData, "model '\(model.kind)' has 0 levels, at least 1 is needed")
    }
    // 0.95 − 0.05 is not 0.9 to the last bit.
    let between = ((last - first) * 1e9).rounded() / 1e9
    self.init(
      model: model.kind, columns: own, unitColumn: unitColumn, ageColumn: ageColumn,
      timeColumn: timeColumn,
      clock: known,
      levels: levels, cap: try model.number("cap", above: 0, upTo: .infinity), units: units,
      failures: failures, promisedCoverage: promisedCoverage ?? between,
      achievedCoverage: achievedCoverage, metrics: metrics)
  }

  /// Throws where an artifact is of another kind, or tells its clock, levels, cap or columns
  /// differently.
  func requireTerms(of artifact: ModelArtifact) throws(Fault) {
    guard artifact.kind == model else {
      throw Fault(
        .badData, "the failure model is '\(model)' in model.json and '\(artifact.kind)' in its file"
      )
    }
    try Self.require(artifact.texts["clock"], "clock", clock.rawValue)
    try Self.require(artifact.numbers["cap"], "cap", cap)
    try Self.require(artifact.arrays["levels"]?.values, "levels", levels)
    guard let listed = artifact.lists["columns"] else { return }
    let own = columns.map(\.id)
    guard own.count == listed.count else {
      throw Fault(
        .badData,
        "model.json has \(own.count) columns, the model '\(artifact.kind)' \(listed.count)")
    }
    for (index, pair) in zip(own, listed).enumerated() where pair.0 != pair.1 {
      throw Fault(
        .badData,
        "column \(index) is '\(pair.0)' in model.json and '\(pair.1)' in the model "
          + "'\(artifact.kind)'")
    }
  }

  private static func require<T: Equatable>(
    _ stored: T?, _ name: String, _ own: T
  ) throws(Fault) {
    guard let stored, stored != own else { return }
    throw Fault(
      .badData, "the \(name) of the failure model is \(own) in model.json and \(stored) in its file"
    )
  }
}

extension ModelArtifact {
  /// The fault of a clock that is none.
  func unknown(clock: String) -> Fault {
    Fault(
      .badData,
      "model '\(kind)': 'clock' must be one of "
        + LifeClock.allCases.map(\.rawValue).joined(separator: ", ") + ", got '\(clock)'")
  }
}
