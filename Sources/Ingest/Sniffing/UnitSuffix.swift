/// Units that stand behind the numbers of cells: `10%`, `3 mm`, `12.5 °C`.
enum UnitSuffix {
  /// The longest text that may be one, in bytes.
  private static let longest = 16

  /// A cell's number and the unit behind it; nil where it is anything else.
  ///
  /// A text that is no known unit counts only where a blank stands before it.
  static func split(_ cell: [UInt8], decimalMark: String) -> (number: [UInt8], unit: String)? {
    guard let first = cell.first, cell.count <= 60,
      first &- 48 <= 9 || [0x2b, 0x2d, 0x2e, 0x2c].contains(first)
    else { return nil }
    // The number ends before the first character that no number is written with.
    let mark = decimalMark == "," ? UInt8(ascii: ",") : UInt8(ascii: ".")
    let plain = cell.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.map { NumberText.scan($0, 0, bytes.count, mark: mark).end } ?? 0
    }
    // Most cells are numbers, with nothing behind them.
    if plain == cell.count { return nil }
    let grouped =
      cell.firstIndex { byte in
        byte &- 48 > 9 && ![0x2b, 0x2d, 0x2e, 0x2c, 0x27, 0x20].contains(byte)
      } ?? cell.count
    var end = max(plain, grouped)
    while end > 0, cell[end - 1] == 32 { end -= 1 }
    var start = end
    while start < cell.count {
      if cell[start] == 32 {
        start += 1
      } else if cell[start] == 0xc2, start + 1 < cell.count, cell[start + 1] == 0xa0 {
        start += 2
      } else {
        break
      }
    }
    let text = cell[start...]
    guard end > 0, let letter = text.first, text.count <= longest,
      !text.contains(32), isLetter(letter) || letter == UInt8(ascii: "%") || letter >= 0x80
    else { return nil }
    let shown = String(decoding: text, as: UTF8.self)
    guard UnitText.isKnown(shown) || start > end else { return nil }
    return (Array(cell[..<end]), shown)
  }

  /// The same in a file of a known format, where the number is one.
  static func split(_ cell: [UInt8], _ format: CSVFormat) -> (number: [UInt8], unit: String)? {
    guard let found = split(cell, decimalMark: format.decimalMark),
      CellKind(found.number, format) == .number, CellKind(cell, format) == .text,
      ClockOfDay.read(cell) == nil
    else { return nil }
    return found
  }

  /// Whether a cell is a number with a unit that is known.
  static func isMeasured(_ cell: [UInt8], decimalMark: String) -> Bool {
    guard let (number, unit) = split(cell, decimalMark: decimalMark), UnitText.isKnown(unit) else {
      return false
    }
    return CellKind(number, decimalMark: decimalMark) == .number
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 }
}
