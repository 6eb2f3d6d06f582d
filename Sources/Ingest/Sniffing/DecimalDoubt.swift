internal import Diagnostics

/// Tells a decimal comma from a comma between thousands, and names columns where both would do.
enum DecimalDoubt {
  /// What a comma in a number can be.
  private enum Comma {
    /// A decimal mark: other than three digits follow, or a 0 stands alone before it, or points between
    /// thousands do.
    case decimal
    /// A mark between thousands: there are several, or a point follows.
    case thousands
    /// Either: `1,500`.
    case open
  }

  /// Whether some field has a comma that can only be a decimal mark, and none has one that cannot.
  static func isDecimalComma(in records: [[[UInt8]]]) -> Bool {
    var isDecimal = false
    for field in records.joined() {
      switch comma(field) {
      case .thousands: return false
      case .decimal: isDecimal = true
      case .open, nil: break
      }
    }
    return isDecimal
  }

  /// Adds a notice for each column of numbers whose commas can be read both ways, where no other
  /// number of the file tells.
  static func add(_ table: SampledTable, to format: inout CSVFormat, _ declared: FormatDeclaration)
  {
    // A decimal comma is weighed with the decimal point, by ``MarkChoice``.
    guard format.decimalMark != ",", format.thousandsMark == ",", format.marks == nil,
      declared.decimalMark == nil, declared.thousandsMark == nil
    else { return }
    var found: [(name: String, example: [UInt8])] = []
    for (index, column) in format.columns.enumerated()
    where column.content == .number || column.content == .value {
      var example: [UInt8]?
      for cell in table.column(index, withFirst: !format.hasHeader, limit: .max) {
        switch comma(cell) {
        // One such number tells how the file writes all of them.
        case .decimal, .thousands: return
        case .open: example = example ?? cell
        case nil: break
        }
      }
      if let example { found.append((column.name, example)) }
    }
    for (name, example) in found {
      let text = CellText.shown(example)
      let value = String(decoding: example.filter { $0 != UInt8(ascii: ",") }, as: UTF8.self)
      let fraction = String(
        decoding: example.map { $0 == UInt8(ascii: ",") ? UInt8(ascii: ".") : $0 }, as: UTF8.self)
      format.notices.append(
        "column '\(CellText.cleaned(name))' holds '\(text)', which is "
          + "read as \(value) and may mean \(fraction); if it does, declare it: "
          + "data.format: { decimal: \",\" }")
    }
  }

  /// What the comma in a text that is a number is; nil where it is none, or has no comma.
  private static func comma(_ field: [UInt8]) -> Comma? {
    guard field.count <= 40, field.contains(UInt8(ascii: ",")) else { return nil }
    if NumberText.value(of: field, mark: UInt8(ascii: ",")) == nil {
      if ThousandsChoice.number(field, UInt8(ascii: ","), ".") { return .decimal }
      return ThousandsChoice.number(field, UInt8(ascii: "."), ",") ? .thousands : nil
    }
    // A number with one comma: is it a group of thousands too?
    guard ThousandsChoice.number(field, UInt8(ascii: "."), ",") else { return .decimal }
    return field.first { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") } == UInt8(ascii: "0")
      ? .decimal : .open
  }
}
