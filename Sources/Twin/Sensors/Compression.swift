public import Diagnostics
public import Telemetry

/// A way in which a historian keeps fewer values of a tag than it is sent.
///
/// A value that is missing is always kept as missing, at its row: historians store bad quality at once.
public protocol Compression: Sendable, Catalogued {
  /// Reads the settings, of which the type's id is the first key; what is wrong is added to the fields'
  /// problems.
  init(_ fields: inout Fields)
  /// The settings as numbers, by name.
  var numbers: [String: Double] { get }
  /// Makes one from its numbers; nil where one is missing or cannot be.
  init?(numbers: [String: Double])
  /// Whether rows between two kept values are given back on the line between them, so that they are known only
  /// when the second is kept; else the value that was kept last is given back, which is known at once.
  static var isInterpolating: Bool { get }
  /// By how much what is given back may differ from what was sent, in the tag's unit; nil where nothing says.
  var tolerance: Double? { get }
  /// What the historian gives back, row by row, of what it was sent; NaN = missing.
  func givenBack(_ values: [Double], at times: [Timestamp]) -> [Double]
}

extension Compression {
  /// None.
  public var tolerance: Double? { nil }

  /// Reads `longest`, seconds; nil where it is not said.
  static func longest(_ fields: inout Fields) -> Double? {
    fields.optionalSpan("longest", in: TimeSpan(seconds: 1)...Compressions.longestSpan)?.seconds
  }

  /// A number that must be there, not negative.
  static func number(_ name: String, in numbers: [String: Double]) -> Double? {
    numbers[name].flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
  }
}
