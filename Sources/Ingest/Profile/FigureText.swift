/// Figures in sentences.
enum FigureText {
  /// Four significant digits without an exponent where that is short: `0.012`, `12.4`, `1203`.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    if value == 0 { return "0" }
    let magnitude = value.magnitude
    guard magnitude >= 1e-6, magnitude < 1e15 else { return scientific(value) }
    if magnitude >= 1_000 { return String(Int(value.rounded())) }
    var digits = 3
    var bound = 10.0
    while magnitude >= bound {
      digits -= 1
      bound *= 10
    }
    bound = 1
    while magnitude < bound {
      digits += 1
      bound /= 10
    }
    // Leading zeros are no significant digits: one of them was counted for 0.5.
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let whole = Int((magnitude * scale).rounded())
    var text = String(whole)
    text = String(repeating: "0", count: Swift.max(0, digits + 1 - text.count)) + text
    if digits > 0 {
      text.insert(".", at: text.index(text.endIndex, offsetBy: -digits))
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return (value < 0 ? "-" : "") + text
  }

  /// Three digits and a power of ten: `1.23e-09`.
  private static func scientific(_ value: Double) -> String {
    var exponent = 0
    var mantissa = value.magnitude
    while mantissa < 1 {
      mantissa *= 10
      exponent -= 1
    }
    while mantissa >= 9.995 {
      mantissa /= 10
      exponent += 1
    }
    return "\(value < 0 ? "-" : "")\(number((mantissa * 100).rounded() / 100))e\(exponent)"
  }

  /// A share from 0 to 1 in percent, never rounded to all or nothing: `99.9 %`, `0.1 %`.
  static func percent(_ share: Double) -> String {
    guard share.isFinite else { return "–" }
    if share <= 0 { return "0 %" }
    if share >= 1 { return "100 %" }
    let percent = share * 100
    if percent >= 99.5 { return "\(number((Swift.min(99.9, percent) * 10).rounded() / 10)) %" }
    if percent < 0.1 { return "below 0.1 %" }
    return "\(number(percent < 10 ? (percent * 10).rounded() / 10 : percent.rounded())) %"
  }

  /// Thousands parted by commas: `8,761`.
  static func count(_ count: Int) -> String {
    var digits = String(count.magnitude)
    var at = digits.count - 3
    while at > 0 {
      digits.insert(",", at: digits.index(digits.startIndex, offsetBy: at))
      at -= 3
    }
    return (count < 0 ? "-" : "") + digits
  }

  /// `1 row`, `8,761 rows`.
  static func counted(_ count: Int, _ noun: String) -> String {
    "\(self.count(count)) \(noun)\(count == 1 ? "" : "s")"
  }
}
