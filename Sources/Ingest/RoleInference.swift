public import Telemetry

/// Guesses what a column stands for from its name and its values; `tags.csv` overrides it.
public enum RoleInference {
  /// The likely role, and why, in half a sentence.
  ///
  /// In this order: names of ground truth → label; names of targets → setpoint; names of states
  /// with at most 3 whole values → status; 2 or 3 whole values from 0 to 3 → status; else sensor.
  public static func infer(
    _ id: String, _ statistics: ColumnStatistics
  ) -> (role: TagRole, reason: String) {
    let words = words(of: id)
    if let word = words.first(where: labelWords.contains) {
      return (.label, "the name has the word '\(word)'")
    }
    if let word = words.first(where: setpointWords.contains) {
      return (.setpoint, "the name has the word '\(word)'")
    }
    if statistics.isDiscrete(limit: 3) {
      if let word = words.first(where: statusWords.contains) {
        return (.status, "the name has the word '\(word)' and \(list(statistics)) are its values")
      }
      if let distinct = statistics.distinct, distinct.count > 1,
        statistics.minimum >= 0, statistics.maximum <= 3
      {
        return (.status, "\(list(statistics)) are its only values")
      }
    }
    return (.sensor, "nothing in its name or values says otherwise")
  }

  /// The likely role of a column of texts: ground truth by its name or its texts, else a status.
  public static func infer(_ id: String, texts: [String]) -> (role: TagRole, reason: String) {
    if let word = words(of: id).first(where: labelWords.contains) {
      return (.label, "the name has the word '\(word)'")
    }
    let known = texts.filter { attackWords.contains($0.lowercased()) }
    if let first = known.first, known.count * 2 > texts.count {
      return (.label, "its texts name attacks, like '\(first)'")
    }
    return (.status, "it holds \(texts.count) different text\(texts.count == 1 ? "" : "s")")
  }

  private static let attackWords: Set<String> = [
    "normal", "attack", "benign", "ddos", "dos", "injection", "backdoor", "password", "ransomware",
    "scanning", "xss", "mitm", "replay", "malware", "spoofing", "bruteforce", "anomaly", "fault",
  ]
  private static let labelWords: Set<String> = [
    "label", "labels", "attack", "attacks", "att", "anomaly", "anomalies", "outlier", "changepoint",
  ]
  private static let setpointWords: Set<String> = ["sp", "setpoint", "setpt", "target"]
  private static let statusWords: Set<String> = [
    "s", "st", "status", "state", "mode", "on", "open", "run", "running",
  ]

  /// The lowercased words of a name: `isAnomaly`, `ATT_FLAG` and `TIC101.SP` are split where case
  /// or letters end.
  static func words(of id: String) -> [String] {
    var words: [String] = []
    var word = ""
    var previousIsLower = false
    for character in id {
      let isLower = character.isLowercase
      if !character.isLetter || (character.isUppercase && previousIsLower) {
        if !word.isEmpty { words.append(word) }
        word = ""
      }
      if character.isLetter { word += character.lowercased() }
      previousIsLower = isLower
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  private static func list(_ statistics: ColumnStatistics) -> String {
    let texts = (statistics.distinct ?? []).map { String(Int($0)) }
    guard let last = texts.last, texts.count > 1 else { return texts.first ?? "" }
    return texts.dropLast().joined(separator: ", ") + " and " + last
  }
}
