public import Telemetry

/// Values over time for a chart.
///
/// In JSON a value that is not finite is `null`, because JSON has no NaN.
public struct TimeSeries: Sendable, Equatable, Codable {
  /// The moments, ascending.
  public var times: [Timestamp]
  /// A value per moment; NaN where there is none.
  public var values: [Double]

  /// Makes a series; surplus moments or values are not drawn.
  public init(times: [Timestamp] = [], values: [Double] = []) {
    self.times = times
    self.values = values
  }

  /// From the first to the last moment; nil where there is none.
  public var span: TimeRange? {
    guard let first = times.first, let last = times.last, first <= last else { return nil }
    return TimeRange(first, last)
  }

  /// Equal moments and values, NaN equal to NaN.
  public static func == (a: TimeSeries, b: TimeSeries) -> Bool {
    a.times == b.times
      && a.values.elementsEqual(b.values) { $0 == $1 || ($0.isNaN && $1.isNaN) }
  }

  private enum CodingKeys: String, CodingKey { case times, values }

  /// Decodes moments and values, `null` as NaN.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    times = try container.decode([Timestamp].self, forKey: .times)
    values = try container.decode([Double?].self, forKey: .values).map { $0 ?? .nan }
  }

  /// Encodes moments and values, what is not finite as `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(times, forKey: .times)
    try container.encode(values.map { $0.isFinite ? $0 : nil }, forKey: .values)
  }
}
