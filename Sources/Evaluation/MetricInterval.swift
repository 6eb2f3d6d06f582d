/// An interval around a metric's value, or why there is none.
public enum MetricInterval: Sendable, Equatable {
  /// Both ends.
  case interval(low: Double, high: Double)
  /// There is none, with the reason in a phrase.
  case undefined(reason: String)

  /// The interval of a share.
  init(_ interval: WilsonInterval) { self = .interval(low: interval.low, high: interval.high) }
}

extension MetricInterval: Codable {
  private enum CodingKeys: String, CodingKey { case low, high, undefined }

  /// Decodes `{"low": 0.6, "high": 1}` or `{"undefined": "one attack"}`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let reason = try container.decodeIfPresent(String.self, forKey: .undefined) {
      self = .undefined(reason: reason)
    } else {
      self = .interval(
        low: try container.decode(Double.self, forKey: .low),
        high: try container.decode(Double.self, forKey: .high))
    }
  }

  /// Encodes the form that decoding reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .interval(let low, let high):
      try container.encode(low, forKey: .low)
      try container.encode(high, forKey: .high)
    case .undefined(let reason): try container.encode(reason, forKey: .undefined)
    }
  }
}

/// Intervals of a run's metrics.
public struct IntervalTable: Sendable, Equatable, Codable {
  /// The share of intervals that would hold the true value: 0.95.
  public let confidence: Double
  /// How often the events were drawn anew.
  public let draws: Int
  /// How many stretches of time were drawn from, one around each event.
  public let events: Int
  /// The intervals by the metrics' ids; those without a value on the run itself have none.
  public let values: [String: MetricInterval]
}
