internal import Diagnostics

/// Finds the columns of a long table that tell what values are worth, by their names and their cells.
///
/// Historians name them as they like (`DataQuality`, `QualityText`, `State`): taken for a part of the
/// tags' names, such a column would split each tag into a good one and a bad one.
enum QualityColumns {
  /// What a column is.
  enum Verdict: Equatable {
    /// It tells what values are worth.
    case quality
    /// Its name seems to say so, and its cells do not.
    case unsure
    /// Something else.
    case other
  }

  /// Words that make any name that of a quality.
  private static let words: Set<String> = [
    "quality", "qual", "qualities", "status", "validity", "confidence", "reliability", "integrity",
    "flag", "flags", "qualitat", "qualitaet", "gute", "guete", "qualite", "statut", "calidad",
    "qualita", "kwaliteit", "qualidade",
  ]
  /// Those that stand at an end of a name without a mark between: `dataquality`, `qualitatscode`.
  private static let ends = [
    "quality", "status", "validity", "confidence", "qualitat", "qualitaet", "qualite", "calidad",
    "kwaliteit", "qualidade",
  ]

  /// Whether a column has one of the names that only qualities have.
  static func isNamed(_ name: String) -> Bool {
    HeaderWords.qualities.contains(HeaderWords.key(name))
  }

  /// Whether a name speaks of a quality, among other words perhaps.
  static func isLike(_ name: String) -> Bool {
    let key = HeaderWords.key(name)
    return ends.contains { key.hasPrefix($0) || key.hasSuffix($0) }
      || TimeName.words(name).contains { words.contains(HeaderWords.key($0)) }
  }

  /// Judges a column beside those of the tags' names, the values and the times.
  static func verdict(_ table: SampledTable, _ index: Int, _ format: CSVFormat) -> Verdict {
    let name = format.columns[index].name
    if isNamed(name) { return .quality }
    let cells =
      (table.column(index, withFirst: false, limit: .max)
      + table.further.compactMap { index < $0.count ? $0[index] : nil }).filter { !$0.isEmpty }
    guard !cells.isEmpty else { return .other }
    var distinct: [[UInt8]: Int] = [:]
    for cell in cells { distinct[cell, default: 0] += 1 }
    var (numbers, known) = (0, 0)
    var (isWhole, isPlain) = (true, false)
    for (cell, count) in distinct {
      let text = String(decoding: cell, as: UTF8.self)
      if NumberText.value(of: cell, mark: 0x2e) != nil || QualityTally.number(of: text) != nil {
        numbers += count
        isWhole = isWhole && QualityTally.number(of: text) != nil
      } else if LongQuality.isKnown(text) {
        known += count
        isPlain = isPlain || LongQuality.isPlain(text)
      }
    }
    // All words are known, and one of them says nothing else: that needs no name.
    if known == cells.count, isPlain { return .quality }
    guard isLike(name) else { return .other }
    let isConfidence = HeaderWords.key(name).contains("confidence")
    if numbers == cells.count { return isWhole && !isConfidence ? .quality : .unsure }
    return (known + numbers) * 2 >= cells.count && isPlain ? .quality : .unsure
  }

  /// Some of a column's texts, as sentences show them.
  static func shown(_ table: SampledTable, _ index: Int) -> String {
    var shown: [String] = []
    for cell in table.column(index, withFirst: false, limit: .max) where !cell.isEmpty {
      let text = "'\(CellText.shown(cell))'"
      if !shown.contains(text) { shown.append(text) }
      if shown.count == 3 { break }
    }
    return shown.joined(separator: ", ")
  }
}
