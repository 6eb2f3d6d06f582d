internal import Diagnostics

/// What a record's refusal says of its fields.
extension RowParser {
  /// Why a record with a NUL byte among others is refused.
  static let someNUL = "a NUL byte stands in the row"
  /// Why a record of NUL bytes alone is refused.
  static let onlyNUL = "nothing but NUL bytes, as a logger leaves that was cut off"

  /// Why a record is refused whose columns name a day like 30 February.
  static let noSuchDay = "the columns of year, month and day name no day that there is"

  /// Says that a field is not the part of a moment that it should be.
  func notAPart(_ column: String, _ part: DatePart, _ text: String) -> String {
    "column '\(column)': "
      + (text.isEmpty ? "the \(part.rawValue) is empty" : "'\(text)' is no \(part.rawValue)")
  }

  /// Says that a text that belongs to a tag of numbers is none.
  func notANumber(
    _ bytes: UnsafeBufferPointer<UInt8>, _ place: Text, column: String
  ) -> String {
    guard let base = bytes.baseAddress else { return "" }
    return notANumber(column, shown(base, place.start..<place.end), isSwitch: false)
  }

  func notANumber(_ column: String, _ text: String, isSwitch: Bool) -> String {
    "column '\(column)': '\(text)' is not \(isSwitch ? "a switch's state" : "a number")"
  }

  /// A field's content as a message shows it, doubled quotes of a quoted field as one.
  func shown(_ bytes: UnsafePointer<UInt8>, _ content: Range<Int>) -> String {
    let text = UnsafeBufferPointer(start: bytes + content.lowerBound, count: content.count)
    var before = content.lowerBound - 1
    while before > 0, bytes[before] == 32 || bytes[before] == 9 { before -= 1 }
    guard before >= 0, bytes[before] == 0x22 else { return CellText.shown(text) }
    // More bytes than are shown, so that a cut is still seen as one.
    var single: [UInt8] = []
    var at = 0
    while at < text.count, single.count <= 64 {
      if text[at] == 0x22, at + 1 < text.count, text[at + 1] == 0x22 { at += 1 }
      single.append(text[at])
      at += 1
    }
    return CellText.shown(single)
  }
}
