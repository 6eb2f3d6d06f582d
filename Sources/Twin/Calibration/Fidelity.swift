public import Telemetry

/// How near a twin comes to the plant, on time that it was not fitted to: `fidelity.json`.
///
/// Numbers that cannot be worked out (too little unseen time) are nil.
public struct Fidelity: Sendable, Codable, Equatable {
  /// One stock, level or other thing that gathers.
  public struct Stock: Sendable, Codable, Equatable {
    /// The tag.
    public var tag: String
    /// Its unit.
    public var unit: String?
    /// Share of the variance of its change that is foreseen one row ahead.
    public var oneStepR2: Double?
    /// With recorded inputs, an observer's terms: normalised error up to each horizon.
    public var observed: [Double?]
    /// With recorded inputs, the twin's own equations: normalised error up to each horizon.
    public var openLoop: [Double?]
    /// With controllers and flows simulated too: normalised error up to each horizon.
    public var closedLoop: [Double?]
    /// With recorded inputs (an observer's terms where there are any): mean absolute error at each
    /// horizon, in its unit.
    public var absolute: [Double?]

    /// With recorded inputs: by an observer's terms where there are any, else by the twin's own equations.
    public var withInputs: [Double?] { observed.isEmpty ? openLoop : observed }
  }

  /// One actuator and what was found to drive it.
  public struct Actuator: Sendable, Codable, Equatable {
    /// The tag.
    public var tag: String
    /// In words: `on below L_T2 3.20, off above 5.20`, `regression`, `as recorded`, `constant`.
    public var logic: String
    /// The sensor of a rule.
    public var sensor: String?
    /// Where it goes on.
    public var onAt: Double?
    /// Where it goes off.
    public var offAt: Double?
    /// Half the width of what explains the switches equally well.
    public var onUncertainty: Double?
    /// Half the width of what explains the switches equally well.
    public var offUncertainty: Double?
    /// How far the sensor usually moves in one row around the switches.
    public var usualChange: Double?
    /// The share of switches at which the sensor crosses the threshold, or the accuracy of a regression.
    public var agreement: Double?
    /// How many switches it was learned from.
    public var switches: Int?
    /// The recorded share of time on, unseen time.
    public var dutyRecorded: Double?
    /// The simulated share of time on.
    public var dutySimulated: Double?
    /// Recorded switches a day, unseen time.
    public var switchesPerDayRecorded: Double?
    /// Simulated switches a day.
    public var switchesPerDaySimulated: Double?
    /// In closed loop from recorded starts: the median time between a recorded switch and the nearest
    /// simulated one of the same direction, hours, up to each horizon; empty without free runs.
    public var switchError: [Measured] = []
  }

  /// The sensors that nothing shuts and nothing fills, as an identified twin has them.
  public struct Sensors: Sendable, Codable, Equatable {
    /// The tags.
    public var tags: [String]
    /// How many states move them together; nil where each has an equation of its own.
    public var order: Int?
    /// With everything else recorded: root mean squared error over a day in parts of the usual spread, all tags
    /// together.
    public var dayError: Measured
  }

  /// A regime of operation that no tag shows.
  public struct Regime: Sendable, Codable, Equatable {
    /// The share of the rows that the twin was fitted to, 0 to 1.
    public var share: Double
    /// How long it lasts, mean, hours.
    public var hours: Double
    /// The tag that it moves most.
    public var tag: String
    /// By how much in one row beyond what is foreseen, in the tag's unit.
    public var surprise: Double
  }

  /// A stock's recorded and simulated values over some unseen days, for a figure.
  public struct Example: Sendable, Codable, Equatable {
    /// The tag.
    public var tag: String
    /// The moments.
    public var times: [Timestamp]
    /// What was recorded; nil = missing.
    public var recorded: [Double?]
    /// What the closed loop gave by itself.
    public var simulated: [Double?]
  }

  /// A number of the twin that telemetry told.
  public struct Parameter: Sendable, Codable, Equatable {
    /// What it is.
    public var name: String
    /// The number.
    public var value: Double
    /// The lower end of its 95 % interval; nil where none is known.
    public var low: Double?
    /// The upper end of its 95 % interval; nil where none is known.
    public var high: Double?
    /// Of a number that a file says, too: whether telemetry's is taken, is not told, or the file's stands
    /// because the two are near or `plant.yaml` declares it; of another whether it is a guess, or not told; nil
    /// for all others.
    public var use: Use?
    /// Of a number that is chosen among a few: those that telemetry does not reject, ascending.
    ///
    /// The value is among them; `low` and `high` are the first and the last. Nil for all others.
    public var unrejected: [Double]?
    /// What `plant.yaml` declares it to be, in place of ``value``; nil where it does not.
    public var declared: Double?

    package init(
      name: String, value: Double, low: Double? = nil, high: Double? = nil, use: Use? = nil,
      unrejected: [Double]? = nil, declared: Double? = nil
    ) {
      self.name = name
      self.value = value
      self.low = low
      self.high = high
      self.use = use
      self.unrejected = unrejected
      self.declared = declared
    }

    /// What becomes of a number that telemetry and a file, or the settings, say.
    public enum Use: String, Sendable, Codable {
      /// Telemetry's is taken.
      case taken
      /// The file's stands: telemetry's is near it.
      case near = "as in the file"
      /// The file's stands: the record does not tell it, and the interval is what was known before.
      case untold = "not told"
      /// Telemetry's is taken because nothing says otherwise: its interval is about what was known before.
      case guess
      /// Telemetry's departs, and what `plant.yaml` declares stands.
      case declared = "as declared"
    }
  }

  /// The rows that the judged twin was fitted to.
  public var fittedRows: Int
  /// The rows that it was judged on.
  public var unseenRows: Int
  /// The horizons in hours: 1, 24 and 168 where the unseen time is long enough.
  public var horizonHours: [Double]
  /// How many free runs there were.
  public var starts: Int
  /// The stocks.
  public var stocks: [Stock]
  /// The actuators.
  public var actuators: [Actuator]
  /// The other sensors of an identified twin; nil where there are none, and for a network.
  public var sensors: Sensors?
  /// The regimes of an identified twin; empty where it has none.
  public var regimes: [Regime] = []
  /// Mean distance of the distributions of an untouched simulation and of unseen time (Kolmogorov and
  /// Smirnov's statistic), over the tags that vary.
  public var meanKS: Double?
  /// Mean difference of correlations between tags.
  public var meanCorrelationDifference: Double?
  /// Each tag by itself: distribution, memory, spectrum.
  public var tags: [Likeness] = []
  /// The accounts of what is stored; empty without a stock.
  public var balances: [Balance] = []
  /// How well a classifier tells the untouched run's days from recorded ones.
  public var c2st: Telling
  /// The summary, in the order to show.
  public var figures: [Figure] = []
  /// What telemetry told of the twin, all normal rows together; empty where nothing was fitted that has a
  /// name.
  public var parameters: [Parameter] = []
  /// A stock over the first unseen days, recorded and by the closed loop alone.
  public var example: Example?
}
