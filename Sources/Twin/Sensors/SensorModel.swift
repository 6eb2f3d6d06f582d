/// What a sensor makes of the true course of its tag.
///
/// In this order: the sensing element follows with a lag; the value is sampled, a little early; bias, drift and
/// noise come to it; it is rounded; the line drops out. Controllers and the historian get the same sample. All numbers
/// are in the tag's unit. A model without parts gives back the bits of the truth.
public struct SensorModel: Sendable, Equatable {
  /// The tag, as an index in the loop's tags.
  public var tag: Int
  /// The time constant of a first-order lag, seconds; 0: none.
  public var lag = 0.0
  /// What is added all the time.
  public var bias = 0.0
  /// What is added more for each day since the run began.
  public var drift = 0.0
  /// The standard deviation of white noise; nil: the noise that the twin's historian has anyway.
  public var noise: Double?
  /// The step to which values are rounded; nil: none.
  public var quantum: Double?
  /// How often and how long nothing comes; nil: never.
  public var dropout: SensorDropout?
  /// How many seconds before its row a sample is taken at the most; 0: at the row.
  public var jitter = 0.0

  /// A sensor that shows the truth.
  public init(tag: Int) { self.tag = tag }

  /// Whether nothing but the line's dropouts stands between the truth and the sample.
  var isPlain: Bool {
    lag == 0 && bias == 0 && drift == 0 && noise == nil && quantum == nil && jitter == 0
  }
}
