internal import Foundation

/// Numbers as people read them: few digits, thousands separated, never "nan".
package enum NumberText {
  /// What stands where a number is not known.
  package static let unknown = "–"

  /// A whole number with commas: `26,064`.
  package static func count(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }

  /// A number with a fixed count of decimals, 0 to 9; `-0.0` reads `0.0`.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    let decimals = min(max(decimals, 0), 9)
    let power = pow(10, Double(decimals))
    guard value.isFinite else { return unknown }
    guard let scaled = Int(exactly: (value.magnitude * power).rounded()) else {
      return scientific(value, digits: 3)
    }
    let unit = Int(power)
    let sign = value < 0 && scaled != 0 ? "-" : ""
    if decimals == 0 { return sign + count(scaled) }
    let fraction = String(scaled % unit)
    return sign + count(scaled / unit) + "."
      + String(repeating: "0", count: decimals - fraction.count) + fraction
  }

  /// A number with `digits` significant digits and no trailing zeros: `0.00123`, `12.5`, `1,234`.
  package static func significant(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite else { return unknown }
    if value == 0 { return "0" }
    let exponent = Int(log10(value.magnitude).rounded(.down))
    if exponent < -5 || exponent > 8 { return scientific(value, digits: digits) }
    return trimmed(fixed(value, decimals: digits - 1 - exponent))
  }

  /// The decimals that tell expected and seen values apart and show three digits of the larger one.
  package static func decimals(for values: [Double]) -> Int {
    let finite = values.filter(\.isFinite)
    guard let largest = finite.map(\.magnitude).max(), largest > 0 else { return 0 }
    if finite.allSatisfy({ $0 == $0.rounded() }) { return 0 }
    let spread = (finite.max() ?? 0) - (finite.min() ?? 0)
    let forSize = 2 - Int(log10(largest).rounded(.down))
    let forSpread = spread > 0 ? 1 - Int(log10(spread).rounded(.down)) : 0
    return min(max(0, forSize, min(forSpread, forSize + 2)), 6)
  }

  /// A share in percent: `0%`, `<0.1%`, `4.2%`, `38%`, `>99.9%`, `100%`.
  package static func percent(_ share: Double) -> String {
    guard share.isFinite else { return unknown }
    let percent = share * 100
    if percent == 0 || percent == 100 { return fixed(percent, decimals: 0) + "%" }
    if percent > 0, percent < 0.1 { return "<0.1%" }
    if percent > 99.9, percent < 100 { return ">99.9%" }
    let decimals = percent.magnitude < 10 || percent > 99 ? 1 : 0
    return trimmed(fixed(percent, decimals: decimals)) + "%"
  }

  /// `1 tag`, `2 tags`, `1,204 rows`.
  package static func counted(_ value: Int, _ singular: String, _ plural: String? = nil) -> String {
    count(value) + " " + (value == 1 ? singular : plural ?? singular + "s")
  }

  /// A number for SVG coordinates: one decimal, no separators, no exponent.
  package static func coordinate(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let tenths = Int((min(max(value, -1e6), 1e6) * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let rest = tenths.magnitude % 10
    return sign + String(tenths.magnitude / 10) + (rest == 0 ? "" : "." + String(rest))
  }

  // `3.1e-13`, `1e-9`: no padding of the exponent.
  private static func scientific(_ value: Double, digits: Int) -> String {
    let parts = String(format: "%.\(max(digits - 1, 0))e", value).split(separator: "e")
    guard parts.count == 2, let exponent = Int(parts[1]) else { return unknown }
    return trimmed(String(parts[0])) + "e\(exponent)"
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
