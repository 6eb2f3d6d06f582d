/// One figure of the detector in use, beside what random scores reach.
public struct MetricFigure: Sendable, Codable, Equatable {
  /// What it is called: `Attacks caught at one false alarm a day`.
  public var name: String
  /// The value; nil where there is none.
  public var value: Double?
  /// Why there is none; nil where there is one.
  public var reason: String?
  /// Both ends of the interval in which the true value likely lies; nil where not known.
  public var low: Double?
  /// See ``low``.
  public var high: Double?
  /// What random scores reach; nil where not measured.
  public var random: Double?
  /// Why the value says nothing by itself; nil where it can be trusted.
  public var objection: String?

  /// Makes a figure.
  public init(
    name: String, value: Double? = nil, reason: String? = nil, low: Double? = nil,
    high: Double? = nil, random: Double? = nil, objection: String? = nil
  ) {
    self.name = name
    self.value = value
    self.reason = reason
    self.low = low
    self.high = high
    self.random = random
    self.objection = objection
  }
}
