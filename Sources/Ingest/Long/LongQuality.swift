internal import Telemetry

/// What a historian's word or number for a value's quality means.
///
/// Numbers up to 255 are those of OPC Data Access 3.0, whose two upper bits say bad (0), uncertain (1) or
/// good (3); numbers beyond 65,535 are status codes of OPC UA (part 4, 7.39), whose two upper bits of 32 say
/// good (0), uncertain (1) or bad (2). Numbers between are a vendor's, and doubtful.
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
  static func meaning(of text: String) -> CellQuality {
    let word = text.lowercased()
    if let number = Int(word) {
      switch number {
      case 192...255: return .measured
      case 64...191: return .suspect
      case 0...63: return .missing
      case 65_536...0x3fff_ffff: return .measured
      case 0x8000_0000...0xffff_ffff: return .missing
      default: return .suspect
      }
    }
    if good.contains(word) { return .measured }
    if doubtful.contains(word) || word.hasPrefix("uncertain") { return .suspect }
    if word.hasPrefix("good") { return .measured }
    return word.hasPrefix("bad") || missing.contains(word) ? .missing : .suspect
  }

  private static let missing: Set<String> = [
    "bad", "invalid", "error", "failed", "fail", "false", "stale", "no data", "nodata", "missing",
    "schlecht", "ungültig", "störung", "fehler", "gestört", "mauvais", "mauvaise", "invalide",
    "défaut", "erreur", "malo", "mala", "inválido", "inválida", "cattivo", "cattiva", "errore",
    "slecht", "ongeldig", "fout", "ruim", "erro", "offline", "comm fail", "not connected", "b",
    "i/o timeout", "timeout",
  ]
}
