internal import Diagnostics

/// Tells columns of numbers, switch states, categories, units and other texts apart.
enum ContentChoice {
  /// A column with more different texts than these is no column of categories.
  private static let mostCategories = 32
  /// How many of a column's texts a message shows.
  private static let shown = 3

  /// What one column's sampled cells are.
  private struct Tally {
    var values = ValueTally()
    var distinct: [[UInt8]: Int] = [:]
    var examples: [[UInt8]] = []
    /// Whether no cell holds anything.
    var isEmpty = true
    /// How many cells are a number with each unit behind it.
    var units: [String: Int] = [:]
  }

  /// Decides every column that is a number so far; the columns of time stay.
  ///
  /// - Parameter findsUnits: Whether columns of units' names are looked for: nobody has declared one.
  static func choose(_ table: SampledTable, format: inout CSVFormat, findsUnits: Bool) {
    let numbers = format.columns.indices.filter { format.columns[$0].content == .number }
    let tallies = tallies(table, of: numbers, format)
    for (index, tally) in zip(numbers, tallies) {
      let name = format.columns[index].name
      let filled = tally.values.numbers + tally.values.texts
      if tally.isEmpty, leavesOut(index, &format) { continue }
      guard tally.values.texts > 0 else {
        // Counts of a unit are names too, where rows of one moment have different ones.
        if filled > 0, findsUnits { _ = takesUnits(table, index, &format, areNumbers: true) }
        continue
      }
      var column = format.columns[index]
      if takesUnit(tally, &column, &format) {
        format.columns[index] = column
        continue
      }
      let examples = tally.examples.prefix(shown).map { "'\(CellText.shown($0))'" }
        .joined(separator: ", ")
      if tally.values.isSwitch {
        format.columns[index].content = .word
        format.columns[index].states = tally.values.stateNames
        format.evidence.append("switch: column '\(name)' holds \(examples), read as 1 and 0")
      } else if findsUnits, takesUnits(table, index, &format) {
        continue
      } else if tally.values.numbers > tally.values.texts {
        format.notices.append(
          "column '\(name)' holds numbers, and text in \(tally.values.texts) of \(filled) sampled cells "
            + "(\(examples)); if it means that nothing was measured, declare it: data.missing")
      } else if tally.distinct.count <= mostCategories,
        tally.values.texts >= 2 * tally.distinct.count
      {
        format.columns[index].content = .category
        // Two words for one state are told apart here: a start is not a run.
        if tally.values.hasStates {
          let states = tally.values.stateNames
          format.columns[index].states = states
          format.evidence.append(
            "switch: '\(CellText.cleaned(states[0]))' and '\(CellText.cleaned(states[1]))' in column "
              + "'\(name)' are 0 and 1 as in files that hold nothing else, other words follow from 2 on"
          )
        }
        format.evidence.append(
          "categories: column '\(name)' holds \(tally.distinct.count) different texts in "
            + "\(filled) sampled cells (\(examples))")
      } else {
        format.columns[index].content = .text
        format.notices.append(
          "column '\(name)' holds text ('\(CellText.shown(tally.examples.first ?? []))') "
            + "and is left out")
      }
    }
  }

  /// Leaves out a column that has no name of its own either, as several delimiters behind every line make.
  private static func leavesOut(_ index: Int, _ format: inout CSVFormat) -> Bool {
    let noName = HeaderChoice.noName(index, format.columns[index].name)
    guard format.notices.contains(noName) else { return false }
    format.columns[index].content = .text
    format.notices.removeAll { $0 == noName }
    format.notices.append(
      "column \(index + 1) has no name, and no cell in the sample; it is left out")
    return true
  }

  /// Reads a column as numbers where all of its texts are numbers with one unit behind them; names the
  /// units where there are several.
  private static func takesUnit(
    _ tally: Tally, _ column: inout CSVFormat.Column, _ format: inout CSVFormat
  ) -> Bool {
    let measured = tally.units.values.reduce(0, +)
    let filled = tally.values.numbers + tally.values.texts
    guard measured > 0, measured == tally.values.texts else { return false }
    let name = CellText.cleaned(column.name)
    let units = tally.units.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard units.count == 1 else {
      let counts = units.prefix(5).map { "'\(CellText.cleaned($0.key))' in \($0.value)" }
      format.notices.append(
        "column '\(name)' holds numbers in different units (\(counts.joined(separator: ", ")) of "
          + "\(filled) sampled cells) and is not read as numbers; write them in one unit")
      return false
    }
    let unit = units[0].key
    column.suffix = unit
    if let declared = column.unit, declared != unit {
      format.notices.append(
        "column '\(name)': its header says '\(CellText.cleaned(declared))', its cells "
          + "'\(CellText.cleaned(unit))'; the cells' unit is taken")
    }
    column.unit = unit
    format.evidence.append(
      "unit: '\(CellText.cleaned(unit))' stands behind the numbers of column '\(name)' in "
        + "\(measured) of \(filled) sampled cells")
    if tally.values.numbers > 0 || !UnitText.isKnown(unit) {
      format.notices.append(
        "column '\(name)': '\(CellText.cleaned(unit))' behind the numbers is taken for their unit"
          + (tally.values.numbers > 0
            ? "; \(tally.values.numbers) of \(filled) sampled cells have none and are read in it, too"
            : ""))
    }
    return true
  }

  /// What the cells of some columns are: one pass over the rows, of which most cells may be empty.
  private static func tallies(
    _ table: SampledTable, of columns: [Int], _ format: CSVFormat
  ) -> [Tally] {
    var tallies = [Tally](repeating: Tally(), count: columns.count)
    for record in table.head.dropFirst(format.hasHeader ? 1 : 0)
    where record.fields.count == table.width {
      for (place, index) in columns.enumerated()
      where index < table.width && !record.fields[index].isEmpty {
        tallies[place].isEmpty = false
        // Most cells are plain numbers.
        if record.areNumbers[index] {
          tallies[place].values.addNumber()
        } else {
          add(record.fields[index], to: &tallies[place], format)
        }
      }
    }
    return tallies
  }

  private static func add(_ cell: [UInt8], to tally: inout Tally, _ format: CSVFormat) {
    switch CellKind(cell, format) {
    case .missing: break
    case .number: tally.values.addNumber()
    case .text, .time:
      _ = cell.withUnsafeBufferPointer { tally.values.add($0) }
      if let (_, unit) = UnitSuffix.split(cell, format) { tally.units[unit, default: 0] += 1 }
      if tally.distinct[cell] != nil || tally.distinct.count <= mostCategories {
        if tally.distinct[cell] == nil { tally.examples.append(cell) }
        tally.distinct[cell, default: 0] += 1
      }
    }
  }

  /// Takes a column for the units' names where its name says a machine, and rows of one moment have
  /// different ones or these come in turn.
  ///
  /// Numbers that come in turn are names where they are a few whole ones, and no state's 0 and 1.
  private static func takesUnits(
    _ table: SampledTable, _ index: Int, _ format: inout CSVFormat, areNumbers: Bool = false
  ) -> Bool {
    let name = format.columns[index].name
    // Of several such columns the first names the units: a table has one column of them.
    guard EntityName.isMachine(name), !format.columns.contains(where: { $0.content == .unit })
    else {
      return false
    }
    let mayBeNames = !areNumbers || NumberedNames.areHeld(by: index, of: table, format)
    if mayBeNames, repeatsTimes(table, index, format, often: areNumbers) {
      format.evidence.append("unit: column '\(name)' names the units of rows of one moment")
    } else if format.isTimed, mayBeNames, TurnTaking(index, of: table, format).isInTurn,
      !areNumbers || !NumberedNames.areStates(index, of: table, format)
    {
      format.evidence.append("unit: column '\(name)' names units that are polled in turn")
      format.notices.append(
        "column '\(CellText.cleaned(name))' is taken for the names of units, for they come in turn; where it "
          + "is measured, data.format: { unit: '' }")
    } else {
      return false
    }
    format.columns[index].content = .unit
    return true
  }

  /// Whether rows share their moment, and no two of these rows the column's text.
  ///
  /// - Parameter often: Whether a fifth of the rows must: a row that was exported twice with another number
  ///   names nothing.
  static func repeatsTimes(
    _ table: SampledTable, _ index: Int, _ format: CSVFormat, often: Bool = false
  ) -> Bool {
    let times = format.columns.indices.filter {
      format.columns[$0].content.isTime
    }
    guard !times.isEmpty else { return false }
    var seen: Set<[UInt8]> = []
    var moments: Set<[UInt8]> = []
    var rows = 0
    for record in table.head.dropFirst(format.hasHeader ? 1 : 0)
    where record.fields.count == table.width {
      rows += 1
      let moment: [UInt8] = times.reduce(into: []) { $0 += record.fields[$1] + [0] }
      moments.insert(moment)
      seen.insert(moment + [0] + record.fields[index])
    }
    // Some rows may stand twice; rows that all stand twice have no units.
    if often, (rows - moments.count) * 5 < rows { return false }
    return moments.count < rows && seen.count > moments.count && seen.count * 10 >= rows * 9
  }
}
