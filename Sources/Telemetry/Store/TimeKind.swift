/// What the time axis of a store or file counts.
public enum TimeKind: String, Sendable, Codable, CaseIterable {
  /// Moments: the Arrow column `time`, nanoseconds since 1970 in UTC.
  case clock
  /// Row numbers of data without a clock: the Arrow column `step`, 64-bit integers.
  ///
  /// In memory a step stands in ``Timestamp/nanoseconds``.
  case step

  /// The name of the Arrow column.
  public var columnName: String {
    switch self {
    case .clock: "time"
    case .step: "step"
    }
  }

  /// The moments that can be written as a date: the years 1678 to 2261; every step.
  var limits: ClosedRange<Int64> {
    switch self {
    case .step: .min ... .max
    case .clock:
      Self.startOfYear(1678)...Self.startOfYear(2262) - 1
    }
  }

  private static func startOfYear(_ year: Int) -> Int64 {
    Int64(Timestamp.daysFromCivil(year: year, month: 1, day: 1)) * 86_400_000_000_000
  }
}
