public import Telemetry

/// Everything that the threat report says, as plain values; a page is made of it by ``ReportPage``.
///
/// What is empty or nil is told as such on the page ("No alert is open."), never left blank.
/// Numbers must be finite where they are not optional; only ``TimeSeries`` may hold NaN.
public struct ReportContent: Sendable, Codable, Equatable {
  /// The run's id: `2026-06-30-7c1fa2`.
  public var run: String
  /// "Now" for this report: nothing stamped later was read.
  public var asOf: Timestamp
  /// The one thing to know today.
  public var headline: Headline
  /// The plant and its data.
  public var plant: PlantFacts
  /// The alerts: open ones and those that ended, oldest first, some with curves.
  public var alerts: [ReportedAlert]
  /// What was caught in labelled telemetry; nil where no labelled event is known.
  public var detection: DetectionFacts?
  /// Whether the promised rate of false alarms was kept; nil where it could not be measured.
  public var promise: AlarmPromise?
  /// The score over time.
  public var timeline: ScoreTimeline
  /// How attacks on the twin were caught; nil where none were simulated.
  public var simulated: SimulatedFacts?
  /// How near the twin comes to the plant; nil where none was made.
  public var fidelity: FidelityFacts?
  /// How the default was chosen on simulated attacks; nil where nothing was chosen.
  public var choice: ChoiceFacts?
  /// How often the technique named first is right; nil where not measured.
  public var techniqueHits: TechniqueHits?
  /// Machines with a forecast life, in any order.
  public var remainingLife: [RemainingLife]
  /// How good the forecasts are; nil where not measured.
  public var lifeModel: LifeModelFacts?
  /// Whether the new model was accepted; nil where no gate was run.
  public var gate: GateOutcome?
  /// The model that made the scores; nil before the first training.
  public var model: ModelFacts?
  /// How the scores and limits were made; nil before the first training.
  public var method: MethodFacts?
  /// Where everything came from.
  public var provenance: Provenance

  /// Makes the content of a report; without a headline the one that follows from the rest.
  public init(
    run: String, asOf: Timestamp, headline: Headline? = nil, plant: PlantFacts,
    alerts: [ReportedAlert] = [], detection: DetectionFacts? = nil, promise: AlarmPromise? = nil,
    timeline: ScoreTimeline = ScoreTimeline(), simulated: SimulatedFacts? = nil,
    fidelity: FidelityFacts? = nil, choice: ChoiceFacts? = nil,
    techniqueHits: TechniqueHits? = nil,
    remainingLife: [RemainingLife] = [], lifeModel: LifeModelFacts? = nil,
    gate: GateOutcome? = nil, model: ModelFacts? = nil, method: MethodFacts? = nil,
    provenance: Provenance = Provenance()
  ) {
    self.run = run
    self.asOf = asOf
    self.headline =
      headline
      ?? Headline(
        alerts: alerts.map(\.alert), plant: plant, isScored: timeline.score.span != nil, asOf: asOf,
        life: remainingLife)
    self.plant = plant
    self.alerts = alerts
    self.detection = detection
    self.promise = promise
    self.timeline = timeline
    self.simulated = simulated
    self.fidelity = fidelity
    self.choice = choice
    self.techniqueHits = techniqueHits
    self.remainingLife = remainingLife
    self.lifeModel = lifeModel
    self.gate = gate
    self.model = model
    self.method = method
    self.provenance = provenance
  }
}

/// An alert and the curves of its tags.
public struct ReportedAlert: Sendable, Codable, Equatable {
  /// The alert.
  public var alert: Alert
  /// Expected against seen around the alert, for the tags with the largest parts.
  public var curves: [TagCurves]

  /// Makes an alert with curves.
  public init(alert: Alert, curves: [TagCurves] = []) {
    self.alert = alert
    self.curves = curves
  }
}

/// What was expected of a tag and what was seen, over time.
public struct TagCurves: Sendable, Codable, Equatable {
  /// The tag's name.
  public var tag: String
  /// The engineering unit; nil where not known.
  public var unit: String?
  /// What was seen.
  public var seen: TimeSeries
  /// What the detector expected; empty where it expects no single value.
  public var expected: TimeSeries
  /// Half the height of the band around the expected value in which the tag is usual; nil for no
  /// band.
  public var tolerance: Double?

  /// Makes a pair of curves.
  public init(
    tag: String, unit: String? = nil, seen: TimeSeries, expected: TimeSeries = TimeSeries(),
    tolerance: Double? = nil
  ) {
    self.tag = tag
    self.unit = unit
    self.seen = seen
    self.expected = expected
    self.tolerance = tolerance
  }
}

/// The score as a multiple of its limit, over time, with the labelled events and the alarms.
public struct ScoreTimeline: Sendable, Codable, Equatable {
  /// Score ÷ limit; 1 is the limit.
  public var score: TimeSeries
  /// Labelled attacks and faults: shaded.
  public var events: [PlantEvent]
  /// The alarms: bars.
  public var alarms: [TimeRange]

  /// Makes a timeline.
  public init(
    score: TimeSeries = TimeSeries(), events: [PlantEvent] = [], alarms: [TimeRange] = []
  ) {
    self.score = score
    self.events = events
    self.alarms = alarms
  }
}
