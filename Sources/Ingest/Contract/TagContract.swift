public import Diagnostics
public import Telemetry

/// What the numbers of a tag's column are, and what they must be; nil where nothing is declared.
public struct TagContract: Sendable, Equatable {
  /// What the file's number is multiplied by; not 0.
  public var scale: Double?
  /// What is added then.
  public var offset: Double?
  /// The unit of the result, converted to the tag's unit.
  public var rawUnit: String?
  /// The smallest value that is expected, in the tag's unit.
  public var min: Double?
  /// The largest value that is expected, in the tag's unit.
  public var max: Double?
  /// The largest change that is expected, in the tag's unit per second; above 0.
  public var rate: Double?
  /// The longest silence that is expected; above 0.
  public var gap: TimeSpan?
  /// How old the newest sample may be; above 0.
  public var freshness: TimeSpan?
  /// Whether any age will do, because the tag is no longer measured.
  public var isRetired = false
  /// Numbers of the file that stand for no value.
  public var missing: [Double]
  /// Words of the file that stand for no value.
  public var missingWords: [String]
  /// How samples become cells of an even grid.
  public var resample: ResampleMethod?
  /// What happens where the contract is broken.
  public var onViolation: ViolationPolicy

  /// Makes a contract.
  public init(
    scale: Double? = nil, offset: Double? = nil, rawUnit: String? = nil, min: Double? = nil,
    max: Double? = nil, rate: Double? = nil, gap: TimeSpan? = nil, freshness: TimeSpan? = nil,
    missing: [Double] = [], missingWords: [String] = [], resample: ResampleMethod? = nil,
    onViolation: ViolationPolicy = .flag
  ) {
    self.scale = scale
    self.offset = offset
    self.rawUnit = rawUnit
    self.min = min
    self.max = max
    self.rate = rate
    self.gap = gap
    self.freshness = freshness
    self.missing = missing
    self.missingWords = missingWords
    self.resample = resample
    self.onViolation = onViolation
  }

  /// What the file's numbers stand for, in a unit.
  ///
  /// - Throws: ``Fault`` of kind `configuration` where ``rawUnit`` cannot be converted.
  public func reading(in unit: String?) throws(Fault) -> TagReading {
    // w = (x · scale + offset) · f + o = x · (scale · f) + (offset · f + o)
    let conversion = try rawUnit.map { raw throws(Fault) in
      try UnitConversion(from: raw, to: unit ?? "")
    }
    let f = conversion?.factor ?? 1
    return TagReading(
      factor: (scale ?? 1) * f, addend: (offset ?? 0) * f + (conversion?.offset ?? 0),
      missing: missing, missingWords: missingWords)
  }
}
