internal import Diagnostics

/// Finds out on which scale a quality column counts.
enum QualityChoice {
  /// Keeps one column of qualities, and sets the scale that its sampled numbers show.
  static func choose(
    _ table: SampledTable, format: inout CSVFormat, _ declared: FormatDeclaration
  ) {
    keepOne(&format, declared.quality)
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
    format.qualityColumn = format.columns[index].name
    format.qualityBasis = .assumed
    if declared.quality == nil, tally.isUnclear(QualityChoice.name(of: format)) {
      format.columns[index].content = .text
      format.notices.append(
        "\(start(format)) \(tally.shown) in the sample, which is no quality that is known; it is not used. "
          + "If it tells what values are worth, declare it: "
          + TagParts.declaration(format, quality: name))
      return
    }
    guard let (scale, isSure) = tally.scale(QualityChoice.name(of: format)) else {
      // A column of nothing but 0 says nothing, unless somebody says that it does.
      if declared.quality == nil, tally.shown != "no numbers" { format.qualityScale = .zeroIsGood }
      // Words need no scale.
      if tally.shown == "no numbers" { format.qualityBasis = nil }
      return
    }
    format.qualityScale = scale
    if isSure { (format.qualityBasis, format.sampledScale) = (.shown, scale) }
    format.evidence.append(
      "quality: in column '\(name)' \(scale.text); \(tally.shown) in the sample")
    if !isSure {
      format.notices.append(
        "\(start(format)) it is taken that \(scale.text), because \(tally.shown) in the sample; where that "
          + "is wrong, leave it out: data.format: { leave-out: [\(name)] }")
    }
  }

  private static func start(_ format: CSVFormat) -> String {
    "column '\(CellText.cleaned(format.qualityColumn ?? ""))':"
  }

  /// Reads the numbers of a format's quality column by the scale that another file shows.
  static func take(_ scale: QualityScale, as file: String, _ format: inout CSVFormat) {
    guard let index = format.columns.firstIndex(where: { $0.name == format.qualityColumn }) else {
      return
    }
    let name = CellText.cleaned(format.columns[index].name)
    let doubts = ["\(start(format)) it is taken that ", "\(start(format)) "]
    format.notices.removeAll { notice in
      notice.hasPrefix(doubts[0])
        || notice.hasPrefix(doubts[1]) && notice.contains("which is no quality that is known")
        || notice.hasPrefix("column '\(name)' is 0 in every sampled record")
    }
    format.evidence.removeAll { $0.hasPrefix("quality: in column '\(name)'") }
    format.columns[index].content = .quality
    (format.qualityScale, format.sampledScale, format.qualityBasis) = (scale, scale, .siblings)
    format.notices.append(
      "\(start(format)) its numbers do not show in this file what is good; \(scale.text), as in \(file)"
    )
  }

  /// What the name of a format's quality column says of its numbers.
  static func name(of format: CSVFormat) -> QualityName {
    let column = format.columns.first { $0.content == .quality }
    return column.map { name(of: $0.name) } ?? .other
  }

  private static func name(of column: String) -> QualityName {
    let key = HeaderWords.key(column)
    if validity.contains(key) { return .validity }
    return column.contains("%") || percent.contains(where: key.contains) ? .percent : .other
  }

  /// The notice where the whole file shows another scale than the sample did.
  static func wholeNotice(_ format: CSVFormat, _ scale: QualityScale, _ shown: String) -> String {
    let name = format.columns.first { $0.content == .quality }?.name ?? ""
    return
      "column '\(CellText.cleaned(name))'\(inWhole)\(shown), so that \(scale.text), not as the "
      + "sample seemed to say"
  }

  /// Whether a notice is one of ``wholeNotice(_:_:_:)``.
  static func isOfWhole(_ notice: String) -> Bool { notice.contains(inWhole) }

  private static let inWhole = ": in the whole file "
  private static let validity: Set<String> = ["validity", "valid", "isvalid", "isgood", "good"]

  private static let percent = ["percent", "pct", "prozent", "pourcent", "porcent", "porcentaje"]

  /// A record has one quality: the declared one or OPC's own where several columns tell it, else the first
  /// with a known name that is no share of what is good.
  private static func keepOne(_ format: inout CSVFormat, _ declared: String?) {
    let all = format.columns.indices.filter { format.columns[$0].content == .quality }
    guard all.count > 1 else { return }
    let kept =
      all.first { format.columns[$0].name == declared }
      ?? all.first { HeaderWords.key(format.columns[$0].name) == "opcquality" }
      ?? all.first {
        QualityColumns.isNamed(format.columns[$0].name)
          && name(of: format.columns[$0].name) != .percent
      }
      ?? all.first { name(of: format.columns[$0].name) != .percent } ?? all[0]
    for index in all where index != kept {
      format.columns[index].content = .text
      format.evidence.append(
        "quality: '\(CellText.cleaned(format.columns[kept].name))' preferred to "
          + "'\(CellText.cleaned(format.columns[index].name))'")
    }
  }
}
