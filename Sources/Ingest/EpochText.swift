internal import Telemetry

/// Counts since 1970, read with whole numbers only so that no nanosecond is lost.
enum EpochText {
  /// Reads a count of units, with a fraction or an exponent perhaps; nil where it is not that or
  /// lies outside 1678 to 2261.
  ///
  /// Digits below a nanosecond are dropped.
  @inline(__always)
  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, nanosecondsPerUnit unit: UInt64
  ) -> ClockReading? {
    guard let count = DecimalCount(bytes),
      let nanoseconds = count.scaled(by: unit, rounds: false)
    else { return nil }
    return .instant(Timestamp(nanoseconds: count.isNegative ? -nanoseconds : nanoseconds))
  }

  private static let second: Int64 = 1_000_000_000
  /// 1973-03-03 to 2096-10-02: seconds of ten digits and milliseconds of thirteen do not overlap.
  private static let named = 100_000_000 * second..<4_000_000_000 * second
  /// 1990 to 2060.
  private static let unnamed = 631_152_000 * second..<2_840_140_800 * second

  /// Whether numbers are meant as moments.
  ///
  /// Under a name that says time: all of them in 1973 to 2096, and ascending unless the name says
  /// nothing else, like `timestamp`. In a first column without a name: ascending in 1990 to 2060.
  ///
  /// - Parameter moments: what the numbers say; they are read where the name leaves it open.
  static func isPlausible(
    column name: String, index: Int, moments: @autoclosure () -> [ClockReading]
  ) -> Bool {
    let time = TimeName(name)
    let range: Range<Int64>
    if time.isTime && !time.isDuration {
      range = named
    } else if index == 0, time.isMissing {
      range = unnamed
    } else {
      return false
    }
    let moments = moments()
    guard !moments.isEmpty else { return false }
    var previous = Int64.min
    for case .instant(let stamp) in moments {
      guard range.contains(stamp.nanoseconds) else { return false }
      guard stamp.nanoseconds >= previous || time.isPlain else { return false }
      previous = stamp.nanoseconds
    }
    return true
  }
}
