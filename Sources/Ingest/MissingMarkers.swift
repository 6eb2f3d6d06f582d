/// What stands in a cell where there is no measurement, besides nothing at all.
public enum MissingMarkers {
  /// What spreadsheets, databases and historians write, whatever its case.
  ///
  /// Other words refuse the row, unless they are declared.
  public static let standard = [
    "NA", "N/A", "NaN", "null", "(null)", "nil", "none", "-", "--", "?", "#N/A", "#VALUE!", "#NUM!",
    "1.#QNAN", "-1.#IND", "1.#INF", "inf", "-inf", "Infinity", "-Infinity", "Bad", "Bad Input",
    "I/O Timeout", "IO Timeout", "Timeout", "No Data", "NoData", "No Result", "Pt Created",
    "Point Created", "Comm Fail", "Not Connect", "Not Connected", "Scan Off", "Scan Timeout",
    "Shutdown", "Calc Failed", "Configure", "Invalid", "Unavailable", "Bad Quality",
    "Out of Service", "Over Range", "Under Range", "missing",
  ]

  /// The longest of them, in bytes.
  static let longest = standard.map(\.utf8.count).max() ?? 0
  private static let lowercased = Set(standard.map { $0.lowercased() })

  /// Whether a text is one of them.
  static func contain(_ field: [UInt8]) -> Bool {
    field.count <= longest
      && lowercased.contains(String(decoding: field, as: UTF8.self).lowercased())
  }
}
