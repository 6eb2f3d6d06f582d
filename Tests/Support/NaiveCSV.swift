public import Telemetry

internal import Foundation

/// The obviously correct CSV reader: Strings, one character after the other, no thought for speed.
///
/// Shares no code with `Ingest`. Quotes that nobody closes are not for it.
public struct NaiveCSV {
  /// What a row came to.
  public enum Row: Equatable {
    /// Its moment (nil without a time column) and its numbers, NaN where missing.
    case good(time: Timestamp?, values: [Double])
    /// Why it is refused.
    case bad(String)
  }

  /// The fields between delimiters; nil for runs of blanks.
  public var delimiter: Unicode.Scalar?
  /// Whether the first record holds names.
  public var hasHeader: Bool
  /// The columns' names.
  public var names: [String]
  /// The index of the time column.
  public var timeColumn: Int?
  /// Columns that are not looked at.
  public var ignored: Set<Int> = []
  /// Reads a time.
  public var time: (String) -> Timestamp?
  /// How the time format is called in a message.
  public var timePattern: String

  /// Makes a reader.
  public init(
    delimiter: Unicode.Scalar?, hasHeader: Bool, names: [String], timeColumn: Int?,
    timePattern: String = "", time: @escaping (String) -> Timestamp? = { _ in nil }
  ) {
    self.delimiter = delimiter
    self.hasHeader = hasHeader
    self.names = names
    self.timeColumn = timeColumn
    self.timePattern = timePattern
    self.time = time
  }

  /// Every data row with the line it begins on.
  public func rows(_ text: String) -> [(line: Int, row: Row)] {
    var result: [(line: Int, row: Row)] = []
    var isHeader = hasHeader
    for (line, record) in records(text) {
      let blank = CharacterSet(charactersIn: delimiter == "\t" ? " \r" : " \t\r")
      if record.trimmingCharacters(in: blank).isEmpty { continue }
      if isHeader {
        isHeader = false
        continue
      }
      result.append((line, row(fields(record))))
    }
    return result
  }

  /// The first record's fields.
  public func header(_ text: String) -> [String] {
    records(text).first.map { fields($0.text).map(\.content) } ?? []
  }

  private func row(_ fields: [(content: String, isBroken: Bool)]) -> Row {
    if fields.count != names.count {
      return .bad("\(fields.count) field\(fields.count == 1 ? "" : "s") instead of \(names.count)")
    }
    var values: [Double] = []
    var moment: Timestamp?
    for (i, field) in fields.enumerated() {
      if field.isBroken { return .bad("column '\(names[i])': text after the closing quote") }
      if ignored.contains(i) { continue }
      if i == timeColumn {
        if field.content.isEmpty { return .bad("column '\(names[i])': the time is empty") }
        moment = time(field.content)
        if moment == nil {
          return .bad(
            "column '\(names[i])': '\(field.content)' is not a time written \(timePattern)")
        }
      } else if ["", "na", "nan", "null"].contains(field.content.lowercased()) {
        values.append(.nan)
      } else if let value = Self.number(field.content) {
        if value.isInfinite {
          return .bad("column '\(names[i])': '\(field.content)' is beyond the range of a number")
        }
        values.append(value)
      } else {
        return .bad("column '\(names[i])': '\(field.content)' is not a number")
      }
    }
    return .good(time: moment, values: values)
  }

  /// What `strtod` makes of a text that is written as a decimal number and nothing else.
  public static func number(_ text: String) -> Double? {
    // Not `$`, which line ends and form feeds may follow.
    guard
      text.range(
        of: #"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\z"#, options: .regularExpression)
        != nil
    else { return nil }
    return strtod(text, nil)
  }

  private func records(_ text: String) -> [(line: Int, text: String)] {
    let hasLF = text.unicodeScalars.contains("\n")
    let lineEnd: Unicode.Scalar = hasLF ? "\n" : "\r"
    var result: [(line: Int, text: String)] = []
    var line = 1
    var first = 1
    var current = String.UnicodeScalarView()
    var isQuoted = false
    for scalar in text.unicodeScalars {
      if scalar == "\"" { isQuoted.toggle() }
      if scalar == lineEnd {
        line += 1
        if !isQuoted {
          result.append((first, String(current)))
          current = .init()
          first = line
          continue
        }
      }
      current.append(scalar)
    }
    if !current.isEmpty { result.append((first, String(current))) }
    return result
  }

  private func fields(_ record: String) -> [(content: String, isBroken: Bool)] {
    var scalars = Array(record.unicodeScalars)
    while scalars.last == "\r" { scalars.removeLast() }
    var fields: [[Unicode.Scalar]] = [[]]
    var isQuoted = false
    for scalar in scalars {
      if scalar == "\"" { isQuoted.toggle() }
      let ends = delimiter.map { $0 == scalar } ?? (scalar == " " || scalar == "\t")
      if ends && !isQuoted { fields.append([]) } else { fields[fields.count - 1].append(scalar) }
    }
    if delimiter == nil { fields.removeAll { $0.isEmpty } }
    let blanks = CharacterSet(charactersIn: " \t")
    return fields.map { field in
      var text = String(String.UnicodeScalarView(field)).trimmingCharacters(in: blanks)
      guard text.hasPrefix("\"") else { return (text, false) }
      text.removeFirst()
      let halves = text.replacingOccurrences(of: "\"\"", with: "\u{1}").components(
        separatedBy: "\"")
      let content = halves[0].replacingOccurrences(of: "\u{1}", with: "\"")
      let after = halves.dropFirst().joined().trimmingCharacters(in: blanks)
      return (content.trimmingCharacters(in: blanks), !after.isEmpty)
    }
  }
}
