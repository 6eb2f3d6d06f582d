internal import Diagnostics

/// Finds columns whose numbers are the tags' names in the long form, as registers and channels have
/// them.
enum NumberedTags {
  /// Those of some columns of a few whole numbers that name tags beside a column of values.
  ///
  /// A word for tags says so where rows of one moment have different numbers, these come in turn, or time
  /// begins anew with each: `signal` and `item` may as well be measured. So does a word that says only that
  /// something is named, but for the last; one like `TagID` needs none of these. 0 and 1 are states.
  static func among(
    _ numbers: [Int], _ values: [Int], of table: SampledTable, _ format: CSVFormat
  ) -> [Int] {
    let numbers = numbers.filter { !NumberedNames.areStates($0, of: table, format) }
    let named = numbers.filter { index in
      let name = format.columns[index].name
      guard !name.contains(where: \.isNumber), !QualityColumns.isNamed(name),
        HeaderWords.tags.contains(HeaderWords.key(name))
      else { return false }
      return isSure(HeaderWords.key(name)) || isInterleaved(index, of: table, format)
        || beginsAnew(index, of: table, format)
    }
    if !named.isEmpty { return named }
    return numbers.filter {
      EntityName.isName(format.columns[$0].name) && isInterleaved($0, of: table, format)
    }
  }

  /// Whether a word for tags says that they are numbered.
  private static func isSure(_ key: String) -> Bool {
    key == "ioa"
      || ["id", "no", "nr", "number", "nummer", "index", "address"].contains(where: key.hasSuffix)
  }

  /// Whether rows of one moment have different names each, or these come in turn.
  private static func isInterleaved(
    _ index: Int, of table: SampledTable, _ format: CSVFormat
  ) -> Bool {
    ContentChoice.repeatsTimes(table, index, format, often: true)
      || TurnTaking(index, of: table, format).isInTurn
  }

  /// Whether the rows of each number stand together, and time steps back where another begins.
  private static func beginsAnew(
    _ index: Int, of table: SampledTable, _ format: CSVFormat
  ) -> Bool {
    guard let time = format.columns.firstIndex(where: { $0.content.isTime }) else { return false }
    let rows = table.head.dropFirst(format.hasHeader ? 1 : 0)
      .filter { $0.fields.count == table.width }.map { ($0.fields[index], $0.fields[time]) }
    let changes = zip(rows, rows.dropFirst()).filter { $0.0 != $1.0 }
    // The sample may hold one number alone, and another further on.
    return !changes.isEmpty
      && changes.allSatisfy { before, now in now.1.lexicographicallyPrecedes(before.1) }
      && Set(rows.map(\.0)).count == changes.count + 1
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
