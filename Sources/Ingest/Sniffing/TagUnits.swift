internal import Diagnostics

/// The units of tags in the long form, where a column of the records names them.
enum TagUnits {
  /// Whether a column is named for units, and all of its texts are known ones.
  static func areUnits(_ table: SampledTable, _ index: Int, _ format: CSVFormat) -> Bool {
    guard HeaderWords.units.contains(HeaderWords.key(format.columns[index].name)) else {
      return false
    }
    let texts = Set(table.column(index, withFirst: false, limit: .max)).subtracting([[]])
    return !texts.isEmpty
      && texts.allSatisfy { UnitText.isKnown(String(decoding: $0, as: UTF8.self)) }
  }

  /// Gives each tag the unit that its sampled records name, and tells of tags that have several.
  static func note(
    _ table: SampledTable, _ index: Int, _ tags: [Int], _ format: inout CSVFormat
  ) {
    var units: [String: [String]] = [:]
    for record in table.head.dropFirst() where record.fields.count == table.width {
      let unit = String(decoding: record.fields[index], as: UTF8.self)
      let tag = WordTagChoice.tagName(record.fields, tags)
      if !unit.isEmpty, units[tag]?.contains(unit) != true { units[tag, default: []].append(unit) }
    }
    let column = CellText.cleaned(format.columns[index].name)
    format.tagUnits = units.compactMapValues { $0.count == 1 ? $0[0] : nil }
    format.evidence.append("unit: column '\(column)' names the units of the tags")
    for (tag, several) in units.sorted(by: { $0.key < $1.key }) where several.count > 1 {
      format.notices.append(
        "tag '\(CellText.cleaned(tag))' comes in several units "
          + "(\(several.prefix(3).map { CellText.cleaned($0) }.joined(separator: ", "))), which are not "
          + "converted: export it in one")
    }
  }
}
