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
