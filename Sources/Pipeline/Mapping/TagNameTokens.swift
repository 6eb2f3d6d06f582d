internal import Telemetry

/// What a tag's name says: tokens, the quantity they stand for, ids of elements among them.
struct TagNameTokens: Sendable {
  /// Upper-case runs of letters and digits; `LIT101` also gives `LIT` and `101`.
  let tokens: [String]
  /// The first token, where a name has at least three parts and it is no abbreviation: a station.
  let area: String?
  /// The controller that the name names, as the site writes it: `PLC3`, `rtu12`; nil without one.
  let controller: String?
  /// What the abbreviations stand for; nil where they do not say.
  let quantity: MeasuredQuantity?
  /// Whether a pump, a valve or a tank is named.
  let element: ElementWord?

  enum ElementWord: Sendable { case pump, valve, tank }

  private static let quantities: [(MeasuredQuantity, Set<String>)] = [
    (.level, ["LIT", "LT", "LI", "LEV", "LVL", "LEVEL", "L"]),
    (.head, ["HEAD", "HGL"]),
    (.pressure, ["PIT", "PT", "PI", "PRS", "PRESS", "PRESSURE", "P"]),
    (.flow, ["FIT", "FT", "FI", "FLW", "FLOW", "F", "Q"]),
    (.status, ["ST", "S", "STS", "STAT", "STATUS", "RUN", "RUNNING", "ZS", "XS", "ON"]),
    (.speed, ["SIC", "SPD", "SPEED", "SC"]),
    (.setting, ["SP", "SET", "SETPOINT", "SETTING"]),
    (.demand, ["DEM", "DEMAND"]),
  ]
  private static let controllers: Set<String> = ["PLC", "RTU", "PAC", "DCS", "CPU"]
  private static let elements: [(ElementWord, Set<String>)] = [
    (.pump, ["PU", "PMP", "PUMP"]), (.valve, ["V", "VLV", "VALVE", "FCV", "PRV", "PSV"]),
    (.tank, ["T", "TK", "TNK", "TANK", "RES"]),
  ]

  init(_ name: String) {
    var parts: [String] = []
    var tokens: [String] = []
    for part in name.uppercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
      parts.append(String(part))
      tokens.append(String(part))
      let letters = part.prefix { $0.isLetter }
      if letters.count < part.count, !letters.isEmpty {
        tokens.append(String(letters))
        tokens.append(String(part.dropFirst(letters.count)))
      }
    }
    self.tokens = tokens
    controller = Self.controller(name)
    // A whole part (F, LIT) says more than the letters of an id (T of T1). Of several the last
    // abbreviation of two letters or more counts: before it stand stations, which may be called S or ST.
    let long = parts.filter { $0.count > 1 }
    quantity =
      Self.first(of: long.reversed(), in: Self.quantities)
      ?? Self.first(of: parts, in: Self.quantities)
      ?? Self.first(of: tokens.filter { $0.count > 1 }, in: Self.quantities)
    element = Self.first(of: tokens, in: Self.elements)
    let front = parts.first.flatMap { Self.first(of: [$0], in: Self.quantities) }
    area = parts.count >= 3 && (front == nil || front != quantity) ? parts[0] : nil
  }

  // `PLC3`, or `PLC` with a number of its own behind it.
  private static func controller(_ name: String) -> String? {
    let parts = name.split(whereSeparator: { !$0.isLetter && !$0.isNumber })
    for (index, part) in parts.enumerated() {
      let letters = part.prefix { $0.isLetter }
      guard controllers.contains(letters.uppercased()) else { continue }
      let rest = part.dropFirst(letters.count)
      if !rest.isEmpty { return rest.allSatisfy(\.isNumber) ? String(part) : nil }
      guard index + 1 < parts.count, parts[index + 1].allSatisfy(\.isNumber) else { continue }
      return String(part) + parts[index + 1]
    }
    return nil
  }

  private static func first<Word>(of tokens: [String], in words: [(Word, Set<String>)]) -> Word? {
    for token in tokens {
      if let word = words.first(where: { $0.1.contains(token) }) { return word.0 }
    }
    return nil
  }

  /// Whether an element's id stands in the name as a token; one of digits alone, which may as well be a loop's
  /// number, only where the name begins with it and has but one word more.
  func names(_ id: String) -> Bool {
    let own = id.uppercased()
    guard own.contains(where: \.isNumber) else { return false }
    return own.contains { $0.isLetter }
      ? tokens.contains(own) : tokens.count == 2 && tokens.first == own
  }
}
