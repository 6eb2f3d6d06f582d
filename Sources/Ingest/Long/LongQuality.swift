internal import Telemetry

/// What a historian's word or number for a value's quality means.
///
/// Numbers mean what their column's ``QualityScale`` says. Beside those of OPC Data Access numbers beyond
/// 65,535 are status codes of OPC UA, and those between are a vendor's, and doubtful.
enum LongQuality {
  private static let good: Set<String> = [
    "good", "ok", "valid", "normal", "raw", "measured", "true", "g", "a", "",
    // German, French, Spanish, Italian, Dutch, Portuguese.
    "gut", "gültig", "bon", "bonne", "valide", "bueno", "buena", "válido", "válida", "buono",
    "buona", "valido", "valida", "goed", "geldig", "bom", "boa",
  ]
  private static let doubtful: Set<String> = [
    "uncertain", "questionable", "substituted", "annotated", "suspect", "doubtful", "estimated",
    "manual", "interpolated", "u", "q", "s",
  ]

  /// The quality of a value with this text; texts that are not known are doubtful.
  static func meaning(of text: String, on scale: QualityScale = .dataAccess) -> CellQuality {
    if let number = QualityTally.number(of: text) { return meaning(of: number, on: scale) }
    if let inner = unbracketed(text) { return meaning(of: inner, on: scale) }
    if let word = behindNumber(text) { return meaning(of: word, on: scale) }
    let word = text.lowercased()
    if good.contains(word) { return .measured }
    if doubtful.contains(word) || word.hasPrefix("uncertain") { return .suspect }
    if word.hasPrefix("good") { return .measured }
    return word.hasPrefix("bad") || missing.contains(word) ? .missing : .suspect
  }

  /// What stands in the brackets around a text, as in `[Good]`; nil where there are none.
  static func unbracketed(_ text: String) -> String? {
    guard text.utf8.count > 2, let first = text.first, let last = text.last,
      ["[]", "()", "{}", "<>"].contains("\(first)\(last)")
    else { return nil }
    var inner = text.dropFirst().dropLast()
    while inner.first == " " { inner.removeFirst() }
    while inner.last == " " { inner.removeLast() }
    return String(inner)
  }

  /// The word behind a number that stands for the same, `Good` of `192 - Good`; nil without one.
  static func behindNumber(_ text: String) -> String? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let rest = text.dropFirst(digits.count)
    let word = rest.drop { " -:=".contains($0) }
    guard !digits.isEmpty, word.count < rest.count, word.first?.isLetter == true else { return nil }
    return String(word)
  }

  /// Whether a word's meaning is known.
  static func isKnown(_ text: String) -> Bool {
    if let inner = unbracketed(text) ?? behindNumber(text) { return isKnown(inner) }
    let word = text.lowercased()
    return good.contains(word) || doubtful.contains(word) || missing.contains(word)
      || plainStart(word) != nil
  }

  /// Whether a word can hardly be anything but a quality: `Normal` and `Manual` may be states.
  static func isPlain(_ text: String) -> Bool {
    if let inner = unbracketed(text) ?? behindNumber(text) { return isPlain(inner) }
    return plainStart(text.lowercased()) != nil
  }

  /// The quality that a text in small letters begins with, as `bad, no communication` does.
  private static func plainStart(_ text: String) -> String? {
    plain.first { word in
      text.hasPrefix(word) && text.dropFirst(word.count).first?.isLetter != true
    }
  }

  private static let plain = [
    "good", "bad", "uncertain", "questionable", "ok", "valid", "invalid", "gut", "schlecht",
    "gültig",
    "ungültig", "bon", "bonne", "mauvais", "mauvaise", "valide", "invalide", "bueno", "buena",
    "malo",
    "mala", "válido", "válida", "buono", "buona", "cattivo", "cattiva", "goed", "slecht", "geldig",
    "ongeldig", "bom", "boa", "ruim",
  ]

  private static func meaning(of number: Int, on scale: QualityScale) -> CellQuality {
    switch (scale, number) {
    case (.dataAccess, 192...255): .measured
    case (.dataAccess, 64...191): .suspect
    case (.dataAccess, 0...63): .missing
    case (.dataAccess, 65_536...0x3fff_ffff): .measured
    case (.dataAccess, 0x8000_0000...0xffff_ffff): .missing
    case (.dataAccess, _): .suspect
    case (.unified, _):
      switch UInt32(truncatingIfNeeded: number) >> 30 {
      case 0: .measured
      case 1: .suspect
      default: .missing
      }
    case (.zeroIsGood, 0), (.flag, 1), (.percent, 100): .measured
    case (.zeroIsGood, 16): .suspect
    case (.zeroIsGood, _), (.flag, 0), (.percent, 0): .missing
    case (.flag, _), (.percent, _): .suspect
    }
  }

  private static let missing: Set<String> = [
    "bad", "invalid", "error", "failed", "fail", "false", "stale", "no data", "nodata", "missing",
    "schlecht", "ungültig", "störung", "fehler", "gestört", "mauvais", "mauvaise", "invalide",
    "défaut", "erreur", "malo", "mala", "inválido", "inválida", "cattivo", "cattiva", "errore",
    "slecht", "ongeldig", "fout", "ruim", "erro", "offline", "comm fail", "not connected", "b",
    "i/o timeout", "timeout",
  ]
}
