public import Evaluation
public import Telemetry

/// What was caught in labelled telemetry, and by which detector.
public struct DetectionFacts: Sendable, Codable, Equatable {
  /// The telemetry that was judged, in words: `labelled telemetry, 2016-07-04 to 2016-12-25`.
  public var data: String
  /// The labelled attacks and faults in order of time.
  public var windows: [JudgedWindow]
  /// How many windows the same alarms catch on average when they are moved in time; nil where not measured.
  public var randomCaught: Double?
  /// The detectors side by side, the random control among them.
  public var detectors: [DetectorRow]
  /// Name of the score in ``DetectorRow/score``: `BATADAL S`.
  public var scoreName: String
  /// Figures of the detector in use, with intervals and what random scores reach.
  public var figures: [MetricFigure]
  /// The delays that count in operation; nil where nobody says when exports and runs are.
  public var operational: OperationalDelay?

  /// Makes the facts.
  public init(
    data: String = "labelled telemetry", windows: [JudgedWindow] = [], randomCaught: Double? = nil,
    detectors: [DetectorRow] = [], scoreName: String = "BATADAL S", figures: [MetricFigure] = [],
    operational: OperationalDelay? = nil
  ) {
    self.data = data
    self.windows = windows
    self.randomCaught = randomCaught
    self.detectors = detectors
    self.scoreName = scoreName
    self.figures = figures
    self.operational = operational
  }

  /// How many windows an alarm began in.
  public var caught: Int { windows.filter(\.isCaught).count }

  /// The detector's own delays, of the caught windows; nil where none was caught.
  public var delays: DelaySummary? {
    DelaySummary(windows.compactMap { $0.timeToDetect?.seconds })
  }

  /// The median time to the first alarm of the caught windows; nil where none was caught.
  public var medianTimeToDetect: TimeSpan? {
    TimeText.median(windows.compactMap(\.timeToDetect))
  }
}

/// A labelled attack or fault and the alarms that met it.
public struct JudgedWindow: Sendable, Codable, Equatable {
  /// A short id: `A1`.
  public var id: String
  /// The label: when, what it concerned, what kind of thing it was.
  public var event: PlantEvent
  /// The technique; nil where not known.
  public var technique: Alert.Technique?
  /// The alarms that touch the window, in order of time, those that began before it too.
  public var alarms: [TimeRange]
  /// The first moment inside the window at which an alarm begins; nil where it was missed.
  public var firstAlarm: Timestamp?
  /// The tags with the largest parts in the score, the largest first.
  public var tags: [String]

  /// Makes a judged window.
  public init(
    id: String, event: PlantEvent, technique: Alert.Technique? = nil, alarms: [TimeRange] = [],
    firstAlarm: Timestamp? = nil, tags: [String] = []
  ) {
    self.id = id
    self.event = event
    self.technique = technique
    self.alarms = alarms
    self.firstAlarm = firstAlarm
    self.tags = tags
  }

  /// Whether an alarm began inside the window.
  public var isCaught: Bool { firstAlarm != nil }

  /// Whether only alarms that had begun before touch the window: missed, and yet not quiet.
  public var isCovered: Bool { firstAlarm == nil && !alarms.isEmpty }

  /// From the window's first moment to the first alarm that began inside it; nil where it was missed.
  public var timeToDetect: TimeSpan? {
    firstAlarm.map { max(.zero, $0 - event.range.start) }
  }
}

/// One detector's figures; what is not known is nil.
public struct DetectorRow: Sendable, Codable, Equatable {
  /// The catalog id, or `random control`.
  public var name: String
  /// Whether this detector made the alarms of the report.
  public var isChosen: Bool
  /// Whether this is the control that any detector must beat.
  public var isControl: Bool
  /// The data set's own score, named by ``DetectionFacts/scoreName``.
  public var score: Double?
  /// The share of windows in which an alarm began, 0 to 1.
  public var eventRecall: Double?
  /// Volume under the surface of precision and recall, 0 to 1.
  public var vusPR: Double?
  /// Area under the curve of precision and recall, 0 to 1.
  public var aucPR: Double?
  /// The median time from a window's first moment to its first alarm.
  public var medianTimeToDetect: TimeSpan?
  /// The false alarms a week that its limit promises.
  public var promisedPerWeek: Double?
  /// The false alarms a week on held-back normal time.
  public var achievedPerWeek: Double?

  /// Makes a row.
  public init(
    name: String, isChosen: Bool = false, isControl: Bool = false, score: Double? = nil,
    eventRecall: Double? = nil, vusPR: Double? = nil, aucPR: Double? = nil,
    medianTimeToDetect: TimeSpan? = nil, promisedPerWeek: Double? = nil,
    achievedPerWeek: Double? = nil
  ) {
    self.name = name
    self.isChosen = isChosen
    self.isControl = isControl
    self.score = score
    self.eventRecall = eventRecall
    self.vusPR = vusPR
    self.aucPR = aucPR
    self.medianTimeToDetect = medianTimeToDetect
    self.promisedPerWeek = promisedPerWeek
    self.achievedPerWeek = achievedPerWeek
  }
}
