/// How a source's own cells become a tag's values: what ingest does, and a runtime must do too.
public struct TagReading: Sendable, Hashable, Codable {
  /// What a number is multiplied by; not 0.
  public var factor: Double
  /// What is added then.
  public var addend: Double
  /// Numbers of the source that stand for no value.
  public var missing: [Double]
  /// Words of the source that stand for no value.
  public var missingWords: [String]
  /// The texts that stand for the values 0, 1, 2 …; empty where cells are numbers.
  public var categories: [String]

  /// Makes a reading; the default leaves numbers as they are.
  public init(
    factor: Double = 1, addend: Double = 0, missing: [Double] = [], missingWords: [String] = [],
    categories: [String] = []
  ) {
    self.factor = factor
    self.addend = addend
    self.missing = missing
    self.missingWords = missingWords
    self.categories = categories
  }

  /// Whether values are the source's numbers as they are.
  public var isPlain: Bool { self == TagReading() }

  /// Whether numbers are scaled.
  public var isScaled: Bool { factor != 1 || addend != 0 }

  /// The value of a source's number; NaN where there is none.
  @inlinable
  public func callAsFunction(_ number: Double) -> Double {
    if !missing.isEmpty, missing.contains(number) { return .nan }
    return isScaled ? number * factor + addend : number
  }
}
