internal import Foundation

/// Numbers and times in the text of an `.inp` file, as EPANET reads them.
enum InpNumber {
  /// The number of a text as C's `strtod` reads it, nil where the text is none.
  ///
  /// As in EPANET an empty text is 0, and what follows the number is ignored where it begins with a
  /// byte above 127. Unlike EPANET, "nan" and "inf" are no numbers.
  static func double(_ bytes: ArraySlice<UInt8>) -> Double? {
    if let quick = decimal(bytes) { return quick }
    guard let (value, rest) = parse(bytes), rest <= 0, value.isFinite else { return nil }
    return value
  }

  /// The number that a text begins with, 0 without one (C's `atof`); nil where it is not finite.
  static func prefix(_ bytes: ArraySlice<UInt8>) -> Double? {
    guard let (value, _) = parse(bytes), value.isFinite else { return nil }
    return value
  }

  /// What `strtod` makes of a text, and the byte after the number as a signed one.
  private static func parse(_ bytes: ArraySlice<UInt8>) -> (value: Double, rest: Int8)? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { buffer in
      for (at, byte) in bytes.enumerated() { buffer[at] = CChar(bitPattern: byte) }
      buffer[bytes.count] = 0
      guard let base = buffer.baseAddress else { return nil }
      var end: UnsafeMutablePointer<CChar>?
      let value = strtod(base, &end)
      guard let end else { return nil }
      return (value, Int8(end.pointee))
    }
  }

  /// A plain decimal of at most 15 digits and 22 places, exactly; nil for every other text.
  ///
  /// Digits and power of ten are both exact, so their quotient is rounded once, as `strtod` rounds.
  private static func decimal(_ bytes: ArraySlice<UInt8>) -> Double? {
    var at = bytes.startIndex
    var isNegative = false
    if at < bytes.endIndex, bytes[at] == UInt8(ascii: "-") {
      isNegative = true
      at += 1
    }
    var digits = 0
    var places = 0
    var value: Int64 = 0
    var afterPoint = false
    while at < bytes.endIndex {
      let byte = bytes[at]
      if byte == UInt8(ascii: "."), !afterPoint {
        afterPoint = true
      } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
        value = value &* 10 &+ Int64(byte &- UInt8(ascii: "0"))
        digits += 1
        if afterPoint { places += 1 }
        if digits > 15 { return nil }
      } else {
        return nil
      }
      at += 1
    }
    guard digits > 0 else { return nil }
    let magnitude = Double(value) / powersOfTen[places]
    return isNegative ? -magnitude : magnitude
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]

  /// The whole number that a text begins with, 0 without one (C's `atol`), clamped to 64 bits.
  static func whole(_ bytes: ArraySlice<UInt8>) -> Int {
    var at = bytes.startIndex
    while at < bytes.endIndex, bytes[at] == 32 || (bytes[at] >= 9 && bytes[at] <= 13) { at += 1 }
    var isNegative = false
    if at < bytes.endIndex, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
      isNegative = bytes[at] == UInt8(ascii: "-")
      at += 1
    }
    var value = 0
    while at < bytes.endIndex, bytes[at] >= UInt8(ascii: "0"), bytes[at] <= UInt8(ascii: "9") {
      let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = shifted.addingReportingOverflow(Int(bytes[at] - UInt8(ascii: "0")))
      if overflow || carry { return isNegative ? .min : .max }
      value = sum
      at += 1
    }
    return isNegative ? -value : value
  }
}

extension InpLine {
  /// The number of a token, nil where it is none.
  func double(_ index: Int) -> Double? {
    index < tokens.count ? InpNumber.double(bytes[tokens[index]]) : nil
  }

  /// The number of a token.
  func number(_ index: Int) throws(InpFailure) -> Double {
    guard let value = double(index) else {
      throw InpFailure(index < tokens.count ? .number : .syntax, index < tokens.count ? index : nil)
    }
    return value
  }

  /// Hours of a time `h`, `h:mm` or `h:mm:ss`, with units or AM and PM in another token.
  ///
  /// - Returns: nil where EPANET's `hour` fails; negative hours fail as well.
  func hours(_ index: Int, units: Int? = nil) -> Double? {
    guard index < tokens.count else { return nil }
    var fields: [Double] = []
    for part in bytes[tokens[index]].split(separator: UInt8(ascii: ":")) {
      // EPANET writes past its three fields here.
      guard fields.count < 3, let value = InpNumber.double(part) else { return nil }
      fields.append(value)
    }
    let count = fields.count
    while fields.count < 3 { fields.append(0) }
    var hours = fields[0]
    let unit = units.flatMap { $0 < tokens.count && !tokens[$0].isEmpty ? $0 : nil }
    guard let unit else {
      if count > 1 { hours = hours + fields[1] / 60 + fields[2] / 3600 }
      return hours < 0 ? nil : hours
    }
    if count == 1 {
      let scaled: Double? =
        if token(unit, begins: "SEC") { hours / 3600 } else if token(unit, begins: "MIN") {
          hours / 60
        } else if token(unit, begins: "HOU") { hours } else if token(unit, begins: "DAY") {
          hours * 24
        } else { nil }
      if let scaled { return scaled < 0 ? nil : scaled }
    }
    if count > 1 { hours = hours + fields[1] / 60 + fields[2] / 3600 }
    guard hours >= 0, hours < 13 else { return nil }
    if token(unit, begins: "AM") { return hours >= 12 ? hours - 12 : hours }
    if token(unit, begins: "PM") { return hours >= 12 ? hours : hours + 12 }
    return nil
  }
}
