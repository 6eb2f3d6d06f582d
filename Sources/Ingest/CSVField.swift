/// Fields of CSV files that Tocsin writes.
public enum CSVField {
  /// A text as a CSV field: quoted where it must be, defused where a spreadsheet would run it.
  ///
  /// A field that begins with `= + - @`, a tab or a carriage return and is not a number gets a `'`
  /// in front; one that holds a comma, a quote, a line end or blanks at its ends is put in quotes.
  public static func escaped(_ text: String) -> String { quoted(defused(text)) }

  /// The text with a `'` in front where a spreadsheet would run it.
  static func defused(_ text: String) -> String {
    // Unicode would fold "\r\n" and combining marks into one Character: look at the bytes.
    if let first = text.utf8.first, "=+-@\t\r".utf8.contains(first),
      NumberText.value(of: Array(text.utf8)) == nil
    {
      return "'" + text
    }
    return text
  }

  /// The text in quotes where it holds a comma, the separator, a quote, a line end or blanks at its ends.
  static func quoted(_ text: String, separator: UInt8 = UInt8(ascii: ",")) -> String {
    let isPlain =
      !text.utf8.contains {
        $0 == 0x2c || $0 == 0x22 || $0 == 10 || $0 == 13 || $0 == separator
      }
      && text.utf8.first != 32 && text.utf8.last != 32
    if isPlain { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted.unicodeScalars.append(scalar) }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
