internal import Telemetry

/// Zones that stamps name by letters: `CET`, `CEST`, `EST`.
///
/// A word that several places claim has several meanings: the first is the usual one, and the plant's
/// time zone decides where it is one of the others' own.
enum ZoneWords {
  /// What a word says.
  struct Meaning: Sendable, Equatable {
    /// Minutes east of Greenwich.
    var minutes: Int
    /// Whose clocks show it.
    var place: String
  }

  /// The longest word.
  static let longest = 5

  /// The usual meaning of the letters of a word, packed by ``key(_:)``; nil for words that are not
  /// known.
  static func minutes(_ key: UInt64) -> Int? { usual[key] }

  /// The letters of a word as one number; nil where they are no capital letters, or not two to five.
  static func key(_ word: some Collection<UInt8>) -> UInt64? {
    guard (2...longest).contains(word.count) else { return nil }
    var key: UInt64 = 0
    for byte in word {
      guard byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z") else { return nil }
      key = key << 8 | UInt64(byte)
    }
    return key
  }

  /// The known words among the parts of a stamp.
  static func word(in stamp: some Collection<UInt8>) -> String? {
    for part in stamp.split(separator: 32) {
      let letters = part.reversed().prefix { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }
      // `10:00CET` too, but not the `T` of `2024-01-01T10:00`.
      guard let key = key(Array(letters.reversed())), usual[key] != nil else { continue }
      return String(decoding: letters.reversed(), as: UTF8.self)
    }
    return nil
  }

  /// What a word means where the plant's clocks show some offsets, and whether they decide.
  static func meaning(
    _ word: String, offsets: Set<Int>
  ) -> (meaning: Meaning, isDecided: Bool, others: [Meaning])? {
    guard let meanings = table[word], let usual = meanings.first else { return nil }
    let own = meanings.filter { offsets.contains($0.minutes) }
    let taken = own.count == 1 ? own[0] : usual
    return (
      taken, meanings.count == 1 || own.count == 1 || conventional.contains(word),
      meanings.filter { $0 != taken }
    )
  }

  /// What must be added to moments that were read by the usual meanings: nanoseconds by word, for
  /// those words only of which the plant's zone says another meaning.
  static func corrections(offsets: Set<Int>) -> [String: Int64] {
    var corrections: [String: Int64] = [:]
    for (word, meanings) in table where meanings.count > 1 {
      guard let (meaning, _, _) = meaning(word, offsets: offsets), meaning != meanings[0] else {
        continue
      }
      corrections[word] = Int64(meanings[0].minutes - meaning.minutes) * 60_000_000_000
    }
    return corrections
  }

  /// What a person should know of the words in a column's stamps: those of which nothing says which
  /// of their meanings holds.
  static func notices(_ words: [String], column: String, offsets: Set<Int>) -> [String] {
    words.compactMap { word in
      guard let (meaning, isDecided, others) = meaning(word, offsets: offsets), !isDecided else {
        return nil
      }
      return "column '\(column)': '\(word)' is read as \(shown(meaning)); it may also be "
        + others.map(shown).joined(separator: " or ")
        + ": set timezone: to the plant's zone, which decides"
    }
  }

  /// `+05:30 (India)`.
  static func shown(_ meaning: Meaning) -> String {
    let minutes = abs(meaning.minutes)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return (meaning.minutes < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60)
      + " (\(meaning.place))"
  }

  private static let usual: [UInt64: Int] = {
    var usual: [UInt64: Int] = [:]
    for (word, meanings) in table {
      if let key = key(Array(word.utf8)) { usual[key] = meanings[0].minutes }
    }
    return usual
  }()

  /// Words of which everybody expects the first meaning: the other one is rare.
  private static let conventional: Set<String> = ["EST", "CDT", "MST", "PST"]

  private static func one(_ minutes: Int, _ place: String) -> [Meaning] {
    [Meaning(minutes: minutes, place: place)]
  }

  /// Minutes east of Greenwich by word; the usual meaning first.
  private static let table: [String: [Meaning]] = [
    "WET": one(0, "western Europe"), "WEST": one(60, "western Europe in summer"),
    "CET": one(60, "central Europe"), "CEST": one(120, "central Europe in summer"),
    "MET": one(60, "central Europe"), "MEST": one(120, "central Europe in summer"),
    "MEZ": one(60, "central Europe"), "MESZ": one(120, "central Europe in summer"),
    "EET": one(120, "eastern Europe"), "EEST": one(180, "eastern Europe in summer"),
    "MSK": one(180, "Moscow"), "MSD": one(240, "Moscow in summer"), "TRT": one(180, "Turkey"),
    "BST": one(60, "Britain in summer") + one(360, "Bangladesh"),
    "IST": one(330, "India") + one(60, "Ireland in summer") + one(120, "Israel"),
    "IDT": one(180, "Israel in summer"), "PKT": one(300, "Pakistan"),
    "NST": one(-210, "Newfoundland"), "NDT": one(-150, "Newfoundland in summer"),
    "AST": one(-240, "Atlantic Canada") + one(180, "Arabia"),
    "ADT": one(-180, "Atlantic Canada in summer"),
    "EST": one(-300, "US Eastern") + one(600, "eastern Australia"),
    "EDT": one(-240, "US Eastern in summer"),
    "CST": one(-360, "US Central") + one(480, "China") + one(570, "central Australia"),
    "CDT": one(-300, "US Central in summer") + one(-240, "Cuba in summer"),
    "MST": one(-420, "US Mountain") + one(480, "Malaysia"),
    "MDT": one(-360, "US Mountain in summer"),
    "PST": one(-480, "US Pacific") + one(480, "Philippines"),
    "PDT": one(-420, "US Pacific in summer"), "AKST": one(-540, "Alaska"),
    "AKDT": one(-480, "Alaska in summer"), "HST": one(-600, "Hawaii"), "BRT": one(-180, "Brazil"),
    "SAST": one(120, "South Africa"), "WAT": one(60, "western Africa"),
    "CAT": one(120, "central Africa"), "EAT": one(180, "eastern Africa"),
    "ICT": one(420, "Indochina"), "WIB": one(420, "western Indonesia"),
    "HKT": one(480, "Hong Kong"), "SGT": one(480, "Singapore"), "JST": one(540, "Japan"),
    "KST": one(540, "Korea"), "AWST": one(480, "western Australia"),
    "ACST": one(570, "central Australia"), "ACDT": one(630, "central Australia in summer"),
    "AEST": one(600, "eastern Australia"), "AEDT": one(660, "eastern Australia in summer"),
    "NZST": one(720, "New Zealand"), "NZDT": one(780, "New Zealand in summer"),
  ]
}

extension LocalClock {
  /// The offsets that the zone's clocks show in the course of a year, minutes east of Greenwich.
  var offsets: Set<Int> {
    var clock = self
    var offsets: Set<Int> = []
    let noon: Int64 = 43_200
    for month in 1...12 {
      let days = Int64(Timestamp.daysFromCivil(year: 2024, month: month, day: 15))
      let local = Timestamp(nanoseconds: (days * 86_400 + noon) * 1_000_000_000)
      guard case .exact(let stamp) = clock.moment(of: .local(local)) else { continue }
      offsets.insert(Int((local.nanoseconds - stamp.nanoseconds) / 60_000_000_000))
    }
    return offsets
  }
}
