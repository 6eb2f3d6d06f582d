internal import Diagnostics

/// Finds out on which scale a quality column counts.
enum QualityChoice {
  /// Keeps one column of qualities, and sets the scale that its sampled numbers show.
  static func choose(
    _ table: SampledTable, format: inout CSVFormat, _ declared: FormatDeclaration
  ) {
    keepOne(&format)
    guard let index = format.columns.firstIndex(where: { $0.content == .quality }) else { return }
    var tally = QualityTally()
    for cell in table.column(index, withFirst: !format.hasHeader, limit: .max)
      + table.further.compactMap({ index < $0.count ? $0[index] : nil })
    {
      tally.add(String(decoding: cell, as: UTF8.self))
    }
    let name = CellText.cleaned(format.columns[index].name)
    // Words and codes among numbers are qualities as well.
    format.notices.removeAll { $0.hasPrefix("column '\(name)' holds numbers, and text in") }
    if declared.quality == nil, tally.isUnclear(isValidity: isValidity(format)) {
      format.columns[index].content = .text
      format.notices.append(
        "column '\(name)': \(tally.shown) in the sample, which is no quality that is known; it is not used. "
          + "If it tells what values are worth, declare it: data.format: { quality: \(name) }")
      return
    }
    guard let (scale, isSure) = tally.scale(isValidity: isValidity(format)) else {
      // A column of nothing but 0 says nothing, unless somebody says that it does.
      if declared.quality == nil, tally.shown != "no numbers" { format.qualityScale = .zeroIsGood }
      return
    }
    format.qualityScale = scale
    format.evidence.append(
      "quality: in column '\(name)' \(scale.text); \(tally.shown) in the sample")
    if !isSure {
      format.notices.append(
        "column '\(name)': it is taken that \(scale.text), because \(tally.shown) in the sample; where that "
          + "is wrong, leave it out: data.format: { leave-out: [\(name)] }")
    }
  }

  /// Whether a format's quality column is named for what is valid.
  static func isValidity(_ format: CSVFormat) -> Bool {
    format.columns.contains {
      $0.content == .quality && validity.contains(HeaderWords.key($0.name))
    }
  }

  /// The notice where the whole file shows another scale than the sample did.
  static func wholeNotice(_ format: CSVFormat, _ scale: QualityScale, _ shown: String) -> String {
    let name = format.columns.first { $0.content == .quality }?.name ?? ""
    return
      "column '\(CellText.cleaned(name))': in the whole file \(shown), so that \(scale.text), not as the "
      + "sample seemed to say"
  }

  private static let validity: Set<String> = ["validity", "valid", "isvalid", "isgood", "good"]

  /// A record has one quality: OPC's own where several columns tell it, else the first.
  private static func keepOne(_ format: inout CSVFormat) {
    let all = format.columns.indices.filter { format.columns[$0].content == .quality }
    guard all.count > 1 else { return }
    let kept = all.first { HeaderWords.key(format.columns[$0].name) == "opcquality" } ?? all[0]
    for index in all where index != kept {
      format.columns[index].content = .text
      format.evidence.append(
        "quality: '\(CellText.cleaned(format.columns[kept].name))' preferred to "
          + "'\(CellText.cleaned(format.columns[index].name))'")
    }
  }
}
