internal import Diagnostics
internal import Telemetry

/// Reads the columns of `tags.csv` that make a contract; problems go to the table.
enum TagContractColumns {
  /// The columns' names.
  static let names = [
    "scale", "offset", "raw-unit", "min", "max", "rate", "gap", "freshness", "missing", "resample",
    "on-violation",
  ]

  /// Reads one row.
  static func read(_ row: TextTable.Row, _ table: inout TextTable) -> TagContract {
    var contract = TagContract()
    contract.scale = number("scale", row, &table)
    if contract.scale == 0 {
      contract.scale = nil
      table.faults.append(
        Fault(
          .badData, "the scale must be a number other than 0, got '\(shown("scale", row, table))'",
          at: table.place(row), hint: "a scale of 0 makes all values equal"))
    }
    contract.offset = number("offset", row, &table)
    contract.rawUnit = rawUnit(row, &table)
    contract.min = number("min", row, &table)
    contract.max = number("max", row, &table)
    if let low = contract.min, let high = contract.max, low >= high {
      table.faults.append(
        Fault(
          .badData,
          "min must be below max, got min '\(shown("min", row, table))' and "
            + "max '\(shown("max", row, table))'", at: table.place(row)))
    }
    contract.rate = rate(row, &table)
    contract.gap = span("gap", like: "15min", row, &table)
    if table.text("freshness", row) == "none" {
      contract.isRetired = true
    } else {
      contract.freshness = span("freshness", like: "26h", row, &table)
    }
    (contract.missing, contract.missingWords) = missing(row, table)
    contract.resample = word("resample", row, &table)
    contract.onViolation = word("on-violation", row, &table) ?? .flag
    return contract
  }

  private static func shown(
    _ column: String, _ row: TextTable.Row, _ table: TextTable
  ) -> String { CellText.shown(table.text(column, row).utf8) }

  private static func number(
    _ column: String, _ row: TextTable.Row, _ table: inout TextTable
  ) -> Double? {
    let text = table.text(column, row)
    if text.isEmpty { return nil }
    if let value = NumberText.value(of: Array(text.utf8)), value.isFinite { return value }
    table.faults.append(
      Fault(
        .badData, "the \(column) must be a number, got '\(CellText.shown(text.utf8))'",
        at: table.place(row)))
    return nil
  }

  private static func rawUnit(_ row: TextTable.Row, _ table: inout TextTable) -> String? {
    let text = table.text("raw-unit", row)
    if text.isEmpty { return nil }
    let unit = table.text("unit", row)
    if unit.isEmpty {
      table.faults.append(
        Fault(
          .badData, "the raw-unit is '\(CellText.shown(text.utf8))', but there is no unit",
          at: table.place(row), hint: "the unit says what it is converted to"))
      return nil
    }
    do throws(Fault) {
      _ = try UnitConversion(from: text, to: unit)
    } catch {
      table.faults.append(
        Fault(.badData, error.problem, at: table.place(row), hint: error.hint))
      return nil
    }
    return text
  }

  private static func rate(_ row: TextTable.Row, _ table: inout TextTable) -> Double? {
    let text = table.text("rate", row)
    if text.isEmpty { return nil }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(trimmed)
    if parts.count <= 2, let value = NumberText.value(of: Array(parts[0].utf8)), value > 0,
      value.isFinite, let span = period(parts.dropFirst().first ?? "s"), span > .zero
    {
      return value / span.seconds
    }
    table.faults.append(
      Fault(
        .badData,
        "the rate must be a number above 0 per unit of time, got '\(CellText.shown(text.utf8))'",
        at: table.place(row), hint: "like 0.5/min, 2/h, or 0.01 (per second)"))
    return nil
  }

  /// `min` is one minute, `5min` are five.
  private static func period(_ text: String) -> TimeSpan? {
    TimeSpan(text.first?.isLetter == true ? "1\(text)" : text)
  }

  private static func span(
    _ column: String, like example: String, _ row: TextTable.Row, _ table: inout TextTable
  ) -> TimeSpan? {
    let text = table.text(column, row)
    if text.isEmpty { return nil }
    if let span = TimeSpan(text), span > .zero { return span }
    table.faults.append(
      Fault(
        .badData,
        "the \(column) must be a length of time above 0, got '\(CellText.shown(text.utf8))'",
        at: table.place(row), hint: "like \(example)"))
    return nil
  }

  private static func missing(
    _ row: TextTable.Row, _ table: TextTable
  ) -> (numbers: [Double], words: [String]) {
    var numbers: [Double] = []
    var words: [String] = []
    for part in table.text("missing", row).split(separator: ";").map(trimmed) where !part.isEmpty {
      if let value = NumberText.value(of: Array(part.utf8)), value.isFinite {
        numbers.append(value)
      } else {
        words.append(part)
      }
    }
    return (numbers, words)
  }

  private static func word<Word: RawRepresentable & CaseIterable>(
    _ column: String, _ row: TextTable.Row, _ table: inout TextTable
  ) -> Word? where Word.RawValue == String {
    let text = table.text(column, row)
    if text.isEmpty { return nil }
    if let word = Word(rawValue: text.lowercased()) { return word }
    table.faults.append(
      Fault(
        .badData, "unknown \(column) '\(CellText.shown(text.utf8))'", at: table.place(row),
        hint: Suggestion.hint(for: text, in: Word.allCases.map(\.rawValue))))
    return nil
  }

  private static func trimmed(_ text: Substring) -> String {
    let start = text.drop { $0 == " " || $0 == "\t" }
    return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }
}
