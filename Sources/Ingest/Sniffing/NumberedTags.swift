internal import Diagnostics

/// Finds columns whose numbers are the tags' names in the long form, as registers and channels have
/// them.
enum NumberedTags {
  /// Words for values that are as well words for one measurement of several.
  private static let looseValues: Set<String> = ["v", "pv", "data", "reading"]

  /// Those of some columns of a few whole numbers that name tags beside a column of values.
  ///
  /// A word for tags says so; a word that says only that something is named, or a word for values that
  /// may be a measurement's, does where rows of one moment have different numbers, or these come in turn.
  static func among(
    _ numbers: [Int], _ values: [Int], of table: SampledTable, _ format: CSVFormat
  ) -> [Int] {
    let isLoose = values.allSatisfy {
      looseValues.contains(HeaderWords.key(format.columns[$0].name))
    }
    let named = numbers.filter { index in
      let name = format.columns[index].name
      guard !name.contains(where: \.isNumber), !QualityColumns.isNamed(name),
        HeaderWords.tags.contains(HeaderWords.key(name))
      else { return false }
      return !isLoose || isInterleaved(index, of: table, format)
    }
    if !named.isEmpty { return named }
    return numbers.filter {
      EntityName.isName(format.columns[$0].name) && isInterleaved($0, of: table, format)
    }
  }

  /// Whether rows of one moment have different names each, or these come in turn.
  private static func isInterleaved(
    _ index: Int, of table: SampledTable, _ format: CSVFormat
  ) -> Bool {
    ContentChoice.repeatsTimes(table, index, format)
      || TurnTaking(index, of: table, format).isInTurn
  }

  /// The doubt about tags that only a word like `id` speaks for.
  static func note(_ named: [Int], _ format: inout CSVFormat) {
    for index in named {
      let name = CellText.cleaned(format.columns[index].name)
      guard EntityName.isName(name), !HeaderWords.tags.contains(HeaderWords.key(name)) else {
        continue
      }
      format.notices.append(
        "column '\(name)' is taken for the tags' names, for its numbers come in turn beside one column "
          + "of values; where it names machines, declare it, data.format: { unit: \(name) }")
    }
  }
}
