/// Finds the mark between groups of three digits.
enum ThousandsChoice {
  /// The marks that are looked for, as bytes of UTF-8; the no-break spaces count as blanks.
  private static let marks = [",", ".", " ", "'", "\u{a0}", "\u{202f}"]

  /// Sets the mark that the most cells need to be numbers.
  static func choose(_ table: SampledTable, format: inout CSVFormat) {
    let decimal = format.decimalMark == "," ? UInt8(ascii: ",") : UInt8(ascii: ".")
    var counts = [Int](repeating: 0, count: marks.count)
    for record in table.head.dropFirst() {
      for (cell, isNumber) in zip(record.fields, record.areNumbers)
      where !isNumber && cell.count > 4 && (cell.first ?? 0) < 58 && holdsMark(cell, decimal) {
        let field = UnitSuffix.split(cell, decimalMark: format.decimalMark)?.number ?? cell
        guard NumberText.value(of: field, mark: decimal) == nil else { continue }
        for (index, mark) in marks.enumerated() where mark != format.decimalMark {
          if number(field, decimal, mark) { counts[index] += 1 }
        }
      }
    }
    guard let best = counts.indices.max(by: { (counts[$0], -$0) < (counts[$1], -$1) }),
      counts[best] > 0
    else { return }
    format.thousandsMark = marks[best]
    format.evidence.append(
      "thousands mark '\(marks[best])': \(counts[best]) sampled cells are numbers with it only")
  }

  /// Whether a cell has a byte that another mark than the decimal one is written with.
  private static func holdsMark(_ cell: [UInt8], _ decimal: UInt8) -> Bool {
    cell.contains { byte in
      switch byte {
      case 0x20, 0x27, 0x2c, 0x2e, 0x80...: byte != decimal
      default: false
      }
    }
  }

  static func number(_ field: [UInt8], _ decimal: UInt8, _ mark: String) -> Bool {
    field.withUnsafeBufferPointer {
      GroupedNumber.value($0, mark: decimal, thousands: Array(mark.utf8)) != nil
    }
  }

  /// Whether a cell is a number under some mark.
  static func isGrouped(_ field: [UInt8], decimalMark: String) -> Bool {
    guard field.count > 4, (field.first ?? 0) < 58 else { return false }
    let decimal = decimalMark == "," ? UInt8(ascii: ",") : UInt8(ascii: ".")
    return marks.contains { $0 != decimalMark && number(field, decimal, $0) }
  }
}
