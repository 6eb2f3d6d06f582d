public import Telemetry

/// When a machine is expected to fail, in units of its clock.
public struct RemainingLife: Sendable, Codable, Equatable {
  /// The machine.
  public var asset: String
  /// What its life is counted in.
  public var clock: LifeClock
  /// One chance in twenty that it fails sooner.
  public var early: Double
  /// As likely to fail sooner as later.
  public var median: Double
  /// One chance in twenty that it lasts longer.
  public var late: Double
  /// The greatest life that the model can tell; nil for no such bound.
  ///
  /// What reaches it reads "more than 125 days".
  public var cap: Double?
  /// The machine's age; nil where not known.
  public var age: Double?
  /// A machine whose ``early`` is at most this needs action soon.
  public var actWithin: Double
  /// The column that moved most from its usual course; nil where none stands out.
  public var likelyCause: String?
  /// What to do about it; may be empty.
  public var advice: String

  /// Makes a forecast in units of a clock; without a bound for action the usual one of the clock.
  public init(
    asset: String, clock: LifeClock, early: Double, median: Double, late: Double,
    cap: Double? = nil, age: Double? = nil, actWithin: Double? = nil, likelyCause: String? = nil,
    advice: String = ""
  ) {
    self.asset = asset
    self.clock = clock
    self.early = early
    self.median = median
    self.late = late
    self.cap = cap
    self.age = age
    self.actWithin = actWithin ?? Self.usualWarning(clock)
    self.likelyCause = likelyCause
    self.advice = advice
  }

  /// Makes a forecast in days.
  public init(
    asset: String, early: TimeSpan, median: TimeSpan, late: TimeSpan, advice: String = ""
  ) {
    let days = [early, median, late].map { $0.seconds / 86_400 }
    self.init(
      asset: asset, clock: .days, early: days[0], median: days[1], late: days[2], advice: advice)
  }

  /// How long before the early end action is due where nobody said otherwise: 14 days, or 20 cycles.
  public static func usualWarning(_ clock: LifeClock) -> Double {
    clock.seconds.map { 14 * 86_400 / $0 } ?? 20
  }

  /// Whether somebody should act soon.
  public var needsActionSoon: Bool { early <= actWithin }

  /// How much it matters; nil where nothing is to be done soon.
  public var severity: Severity? {
    needsActionSoon ? (median <= actWithin ? .high : .medium) : nil
  }

  /// The forecast in plain words: `PU4: 19 days left (11 to 31)`.
  public var sentence: String { LifeText.sentence(self) }

  /// The shortest life first; names settle equals.
  package static func inOrder(_ lives: [RemainingLife]) -> [RemainingLife] {
    // Written out, because a NaN must not make the order depend on the algorithm.
    let key = { (value: Double) in value.isNaN ? Double.infinity : value }
    return lives.sorted {
      (key($0.median), key($0.early), $0.asset) < (key($1.median), key($1.early), $1.asset)
    }
  }
}

/// How good the forecasts are, on machines that the model had not seen.
public struct LifeModelFacts: Sendable, Codable, Equatable {
  /// What lives are counted in.
  public var clock: LifeClock
  /// How the model is made, in words; may be empty.
  public var method: String
  /// From how many machines it learned.
  public var units: Int
  /// How many of them had not failed when last seen.
  public var censored: Int
  /// The greatest life that it can tell; nil for no such bound.
  public var cap: Double?
  /// The root of the mean squared error, in units of the clock; nil where not measured.
  public var rmse: Double?
  /// The mean of the absolute error, in units of the clock; nil where not measured.
  public var mae: Double?
  /// The share of machines for which the range is promised to hold, 0 to 1.
  public var promisedCoverage: Double
  /// For how many judged machines it held.
  public var covered: Int
  /// How many machines were judged, each one held out of the fit.
  public var judged: Int
  /// The mean width of the range, in units of the clock; nil where not measured.
  public var width: Double?
  /// Remarks, a sentence each.
  public var remarks: [String]

  /// Makes the facts.
  public init(
    clock: LifeClock, method: String = "", units: Int = 0, censored: Int = 0, cap: Double? = nil,
    rmse: Double? = nil, mae: Double? = nil, promisedCoverage: Double = 0.9, covered: Int = 0,
    judged: Int = 0, width: Double? = nil, remarks: [String] = []
  ) {
    self.clock = clock
    self.method = method
    self.units = units
    self.censored = censored
    self.cap = cap
    self.rmse = rmse
    self.mae = mae
    self.promisedCoverage = promisedCoverage
    self.covered = covered
    self.judged = judged
    self.width = width
    self.remarks = remarks
  }
}
