internal import Diagnostics
internal import Telemetry

/// Cells of an Arrow file as text that reads back to the same value.
package enum ArrowCellText {
  /// Powers of ten that numbers with few decimals are scaled by.
  private static let scales: [Double] = [1, 10, 100, 1e3, 1e4, 1e5, 1e6]
  /// Whole numbers up to here are exact.
  private static let exact = 9_007_199_254_740_992.0

  /// A number; nothing where there is none.
  ///
  /// A quotient of two exact numbers is rounded once, as reading its digits is: where
  /// n / 10ᵏ = value, the digits of n with k decimals read back to it. The rest is written with the
  /// fewest digits that do.
  package static func append(_ value: Double, to text: inout [UInt8]) {
    if value.isNaN { return }
    for (decimals, scale) in scales.enumerated() {
      let scaled = (value * scale).rounded()
      guard scaled.magnitude < exact else { break }
      guard scaled / scale == value, scaled != 0 || value.sign == .plus else { continue }
      var whole = UInt64(scaled.magnitude)
      if value < 0 { text.append(UInt8(ascii: "-")) }
      guard decimals > 0 else {
        append(digits: whole, atLeast: 1, to: &text)
        return
      }
      let divisor = UInt64(scale)
      append(digits: whole / divisor, atLeast: 1, to: &text)
      text.append(UInt8(ascii: "."))
      whole %= divisor
      append(digits: whole, atLeast: decimals, to: &text)
      return
    }
    text += value.description.utf8
  }

  /// A whole number.
  package static func append(_ value: Int64, to text: inout [UInt8]) {
    if value < 0 { text.append(UInt8(ascii: "-")) }
    append(digits: value.magnitude, atLeast: 1, to: &text)
  }

  /// A moment in nanoseconds from 1970, ISO 8601.
  package static func append(_ nanoseconds: Int64, hasZone: Bool, to text: inout [UInt8]) {
    let moment = Timestamp(nanoseconds: nanoseconds).description
    text += hasZone ? moment.utf8[...] : moment.utf8.dropLast()
  }

  /// Seconds from midnight as `HH:MM:SS` with the fraction there is; nothing where there is none.
  package static func append(timeOfDay seconds: Double, to text: inout [UInt8]) {
    guard seconds >= 0, seconds <= 86_400 else { return }
    let nanoseconds = UInt64((seconds * 1e9).rounded())
    let whole = nanoseconds / 1_000_000_000
    append(digits: whole / 3_600, atLeast: 2, to: &text)
    text.append(UInt8(ascii: ":"))
    append(digits: whole / 60 % 60, atLeast: 2, to: &text)
    text.append(UInt8(ascii: ":"))
    append(digits: whole % 60, atLeast: 2, to: &text)
    let fraction = nanoseconds % 1_000_000_000
    if fraction > 0 {
      text.append(UInt8(ascii: "."))
      append(digits: fraction, atLeast: 9, to: &text)
    }
  }

  /// Decimal digits with leading zeros.
  private static func append(digits value: UInt64, atLeast width: Int, to text: inout [UInt8]) {
    let start = text.count
    var rest = value
    repeat {
      text.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0 || text.count - start < width
    text[start...].reverse()
  }
}
