internal import Diagnostics

/// Names columns of a wide table that may be the names of machines or of tags, and are read as
/// measured.
enum NamingDoubts {
  /// How many of a column's texts a sentence shows.
  private static let shown = 3
  /// The least share of rows whose text is not that of the row before, where nothing comes in turn.
  private static let leastChanges = 0.25
  /// The fewest rows that say how often texts change.
  private static let fewestRows = 8

  /// Adds a doubt for each column whose name speaks for names and whose few whole numbers or texts come
  /// in turn, change often, or stand beside one column of values.
  static func add(
    _ table: SampledTable, to format: inout CSVFormat, _ declared: FormatDeclaration
  ) {
    guard format.shape == .wide, format.hasHeader, declared.unit == nil, declared.value == nil,
      !format.columns.contains(where: { $0.content == .unit })
    else { return }
    let value = format.columns.first {
      $0.content.isTag && HeaderWords.values.contains(HeaderWords.key($0.name))
    }?.name
    for (index, column) in format.columns.enumerated()
    where column.content == .number || column.content == .category {
      guard column.name != value, speaks(column.name),
        column.content == .category || NumberedNames.areHeld(by: index, of: table, format)
      else { continue }
      let turns = TurnTaking(index, of: table, format)
      let isMachine = EntityName.isMachine(column.name)
      let isState =
        column.content == .number && NumberedNames.areStates(index, of: table, format)
      let isOften =
        turns.rows >= fewestRows && turns.names > 1 && turns.changes >= leastChanges && !isState
      guard turns.isInTurn || isOften && (isMachine || value != nil) else { continue }
      format.notices.append(
        sentence(column.name, value, examples: examples(index, table, format), turns))
    }
  }

  private static let reading = "is read as measured:"

  /// Whether a notice is such a doubt.
  static func isOne(_ notice: String) -> Bool {
    notice.contains(reading)
  }

  /// Whether a name says that a machine, a place, a tag or anything else is named.
  private static func speaks(_ name: String) -> Bool {
    EntityName.isMachine(name) || EntityName.isPlace(name) || EntityName.isName(name)
      || HeaderWords.tags.contains(HeaderWords.key(name)) && !name.contains(where: \.isNumber)
  }

  private static func sentence(
    _ name: String, _ value: String?, examples: String, _ turns: TurnTaking
  ) -> String {
    let name = CellText.cleaned(name)
    let tags =
      value.map {
        "; where it names the tag whose value '\(CellText.cleaned($0))' is, data.format: { tag: \(name), "
          + "value: \(CellText.cleaned($0)) }"
      } ?? ""
    return
      "column '\(name)' (\(examples)) \(turns.isInTurn ? "comes in turn" : "changes from row to row") and "
      + "\(reading) where it names the machine that a row is of, its rows are mixed up; declare "
      + "it, data.format: { unit: \(name) }\(tags); where it is measured, data.format: { unit: '' }"
  }

  private static func examples(
    _ index: Int, _ table: SampledTable, _ format: CSVFormat
  ) -> String {
    var texts: [[UInt8]] = []
    for cell in table.column(index, withFirst: !format.hasHeader, limit: .max)
    where !cell.isEmpty && !texts.contains(cell) {
      texts.append(cell)
      if texts.count > shown { break }
    }
    return texts.prefix(shown).map { CellText.shown($0) }.joined(separator: ", ")
      + (texts.count > shown ? " …" : "")
  }
}
