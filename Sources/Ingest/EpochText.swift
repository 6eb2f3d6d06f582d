internal import Telemetry

/// Counts since 1970, read with whole numbers only so that no nanosecond is lost.
enum EpochText {
  /// Reads `[-]digits[.digits]` units; nil where it is not that or lies outside 1678 to 2261.
  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, nanosecondsPerUnit unit: Int64
  ) -> ClockReading? {
    var text = ClockText(bytes)
    let isNegative = text.take(UInt8(ascii: "-"))
    // 12 digits of seconds or 15 of milliseconds pass every representable year.
    guard let whole = text.digits(1, 15) else { return nil }
    var nanoseconds: Int64 = 0
    if text.take(UInt8(ascii: ".")) {
      guard let billionths = text.fraction() else { return nil }
      nanoseconds = Int64(billionths) / (1_000_000_000 / unit)
    }
    let (product, overflow) = Int64(whole).multipliedReportingOverflow(by: unit)
    guard text.isAtEnd, !overflow, product < 9_200_000_000_000_000_000 else { return nil }
    let value = product + nanoseconds
    return .instant(Timestamp(nanoseconds: isNegative ? -value : value))
  }

  /// Whether numbers are meant as moments: 1973 to 2096, ascending, in a column that may hold time.
  static func isPlausible(
    column name: String, index: Int, moments: [ClockReading]
  ) -> Bool {
    let lower = name.lowercased()
    let named =
      ["time", "date", "epoch", "stamp"].contains { lower.contains($0) }
      || ["ts", "t"].contains(lower)
    guard named || index == 0, !moments.isEmpty else { return false }
    var previous = Int64(100_000_000) * 1_000_000_000
    for case .instant(let stamp) in moments {
      guard stamp.nanoseconds >= previous, stamp.nanoseconds < 4_000_000_000_000_000_000 else {
        return false
      }
      previous = stamp.nanoseconds
    }
    return true
  }
}
