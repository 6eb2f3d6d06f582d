/// What the numbers of a quality column count as good.
///
/// Historians disagree: 192 is good to OPC Data Access 3.0, 0 to OPC UA (part 4, 7.39), to PI's status and
/// to Wonderware's quality, and 0 is bad to the first. A single number tells nothing; all of a column's
/// numbers together do.
public enum QualityScale: String, Sendable, Codable, CaseIterable {
  /// The two upper bits of eight: 192 to 255 are good, 64 to 191 doubtful, 0 to 63 bad.
  case dataAccess = "data-access"
  /// The two upper bits of 32: 0 is good, 1 doubtful, 2 and 3 are bad.
  case unified
  /// 0 is good, 16 doubtful, every other number bad.
  case zeroIsGood = "zero-is-good"
  /// 1 is good, 0 is bad.
  case flag
  /// 100 is good, 0 bad, what lies between doubtful.
  case percent

  /// The scale in words.
  var text: String {
    switch self {
    case .dataAccess: "192 to 255 are good, 64 to 191 doubtful and 0 to 63 bad"
    case .unified: "the two upper bits of 32 tell, 0 is good"
    case .zeroIsGood: "0 is good and other numbers are bad"
    case .flag: "1 is good and 0 is bad"
    case .percent: "100 is good and 0 is bad"
    }
  }
}

/// What the name of a quality column says of its numbers.
enum QualityName: Sendable {
  /// What is valid: then 1 is good.
  case validity
  /// What share is good: then 100 is.
  case percent
  /// Nothing.
  case other
}

/// Counts the numbers of a quality column.
struct QualityTally: Sendable {
  private static let mostDistinct = 4_096

  private var counts: [Int: Int] = [:]
  private var hasDataAccess = false
  private var hasUnified = false
  private var hasNegative = false
  private var hasPercentSign = false
  private var largest = Int.min

  /// A tally of nothing.
  init() {}

  /// Counts a text; what is no number is passed over.
  mutating func add(_ text: String, count: Int = 1) {
    guard count > 0, let number = Self.number(of: text) else { return }
    hasPercentSign = hasPercentSign || text.hasSuffix("%")
    hasUnified = hasUnified || number >= 65_536 || number < -65_536
    hasDataAccess = hasDataAccess || (64...127).contains(number) || (192...255).contains(number)
    hasNegative = hasNegative || number < 0
    largest = max(largest, number)
    if counts[number] != nil || counts.count < Self.mostDistinct {
      counts[number, default: 0] += count
    }
  }

  /// The whole number that a text is, in hexadecimal with `0x`; a percent sign behind it and brackets
  /// around it are passed over.
  static func number(of text: String) -> Int? {
    if let number = Int(text) { return number }
    if let last = text.utf8.last, last == UInt8(ascii: "%") {
      let text = text.dropLast()
      return number(of: String(text.last == " " ? text.dropLast() : text))
    }
    if let inner = LongQuality.unbracketed(text) { return number(of: inner) }
    let small = text.lowercased()
    if small.hasPrefix("0x") { return Int(small.dropFirst(2), radix: 16) }
    return Double(text).flatMap { Int(exactly: $0) }
  }

  /// The scale that the numbers show, and whether nothing else is likely; nil where they show none: there
  /// are none, or nothing but 0.
  ///
  /// - Parameter name: what the column's name says.
  func scale(_ name: QualityName) -> (scale: QualityScale, isSure: Bool)? {
    guard let common = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key else {
      return nil
    }
    if hasUnified { return (.unified, true) }
    if isPercent(name) { return (.percent, true) }
    if largest == 100, common == 100, !hasNegative { return (.percent, true) }
    if hasDataAccess { return (.dataAccess, true) }
    if hasNegative { return (.zeroIsGood, common == 0) }
    if name == .validity, largest == 1 || common == 1 { return (.flag, true) }
    if counts.count == 1, common == 0 { return nil }
    if common == 0 {
      // What Wonderware writes: bad, doubtful, not yet known.
      return (.zeroIsGood, Set(counts.keys).isSubset(of: [0, 1, 16, 133]))
    }
    return largest == 1 ? (.flag, false) : (.dataAccess, false)
  }

  /// Whether the numbers are shares of a hundred because the name or a sign says so.
  private func isPercent(_ name: QualityName) -> Bool {
    (name == .percent || hasPercentSign) && !hasNegative && largest <= 100
  }

  /// Whether the numbers are those of no scale: most would be bad, or 0 and 1 come alike often, as the states of
  /// a pump do.
  func isUnclear(_ name: QualityName) -> Bool {
    // OPC DA leaves 128 to 191 free, and PROFIBUS PA calls them good.
    if let common = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key,
      (128...191).contains(common), !hasUnified, name == .other
    {
      return true
    }
    guard name != .validity, !isPercent(name), !hasUnified, !hasDataAccess, !hasNegative,
      let common = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key
    else { return false }
    let all = counts.values.reduce(0, +)
    if largest == 1 {
      return min(counts[0, default: 0], counts[1, default: 0]) * 5 >= all
    }
    return common != 0 && !(largest == 100 && common == 100)
  }

  /// How many numbers were counted, and the commonest of them with its count, as evidence shows them.
  var shown: String {
    let all = counts.values.reduce(0, +)
    guard let common = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else {
      return "no numbers"
    }
    return "\(common.value) of \(all) are \(common.key)"
  }
}
