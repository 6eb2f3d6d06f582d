public import Diagnostics

/// Which of two values of a metric is the better one.
public enum Better: String, Sendable, Codable {
  /// The higher value.
  case higher
  /// The lower value.
  case lower
}

/// One figure of merit of a scored run.
///
/// A metric is one file in `Metrics/` and one line in ``Metrics/catalog``. Its id is the file's name in
/// kebab-case: a hyphen before each word and between two acronyms (`EventRecall` is `event-recall`,
/// `VUSPR` is `vus-pr`, `BATADALS` is `batadal-s`), so that the id without its hyphens is always the
/// file's name in lower case.
public protocol Metric: Sendable, Catalogued {
  /// What the value counts: `s`, `1/d`, or empty for a share or a score without a unit.
  static var unit: String { get }
  /// Which direction is better.
  var direction: Better { get }
  /// Why the value says nothing by itself, in a sentence; nil for a metric that can be trusted. A metric with an
  /// objection is shown only beside what random scores reach, and with the sentence.
  static var objection: String? { get }
  /// The metric's own interval, where resampling events would understate it; nil for none.
  func interval(of run: ScoredRun) -> MetricInterval?
  /// The metric of a run; pure.
  func callAsFunction(_ run: ScoredRun) -> MetricValue
}

extension Metric {
  /// No unit.
  public static var unit: String { "" }
  /// No objection.
  public static var objection: String? { nil }
  /// None of its own.
  public func interval(of run: ScoredRun) -> MetricInterval? { nil }
}

/// What a metric says: a number with what it rests on, or why there is none.
public enum MetricValue: Sendable, Equatable {
  /// A finite number, and how many cases (rows, windows; each metric says which) it rests on.
  case value(Double, support: Int)
  /// There is no number, with the reason in a phrase.
  case undefined(reason: String)

  /// The number; nil where it is undefined.
  public var number: Double? {
    if case .value(let number, _) = self { number } else { nil }
  }

  /// How many cases it rests on; 0 where it is undefined.
  public var support: Int {
    if case .value(_, let support) = self { support } else { 0 }
  }

  static let noRows = MetricValue.undefined(reason: "no rows")
  static let noScores = MetricValue.undefined(reason: "no scores")
  static let noWindows = MetricValue.undefined(reason: "no labelled window holds a row")
  static let noNormalRows = MetricValue.undefined(reason: "every row lies in a labelled window")
  static let noAlarms = MetricValue.undefined(reason: "no row raises an alarm")
  static let nothingDetected = MetricValue.undefined(reason: "no labelled window was detected")
  static let noConcern = MetricValue.undefined(
    reason: "no detected window says what it concerned")
  static let noAttribution = MetricValue.undefined(reason: "no alarm says what it points at")
  static let noInterval = MetricValue.undefined(reason: "the sample interval is not known")
}

extension MetricValue: Codable {
  private enum CodingKeys: String, CodingKey { case value, support, undefined }

  /// Decodes `{"value": 0.94, "support": 7}` or `{"undefined": "no scores"}`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let reason = try container.decodeIfPresent(String.self, forKey: .undefined) {
      self = .undefined(reason: reason)
    } else {
      self = .value(
        try container.decode(Double.self, forKey: .value),
        support: try container.decode(Int.self, forKey: .support))
    }
  }

  /// Encodes the form that decoding reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .value(let number, let support):
      try container.encode(number, forKey: .value)
      try container.encode(support, forKey: .support)
    case .undefined(let reason): try container.encode(reason, forKey: .undefined)
    }
  }
}
