internal import Diagnostics

/// Finds year, month, day, hour, minute and second in columns of their own.
enum DateColumns {
  /// What headers call the parts, as ``HeaderWords/key(_:)`` writes them.
  private static let words: [(part: DatePart, names: Set<String>)] = [
    (.year, ["year", "yr", "yyyy", "jahr", "annee", "an", "ano", "anno", "jaar"]),
    (.month, ["month", "mon", "mo", "monat", "mois", "mes", "mese", "maand"]),
    (.day, ["day", "dayofmonth", "dd", "dy", "tag", "jour", "dia", "giorno", "dag"]),
    (
      .hour,
      ["hour", "hours", "hourofday", "hr", "hh", "stunde", "std", "heure", "hora", "ora", "uur"]
    ),
    (
      .minute,
      ["minute", "minutes", "min", "mn", "mi", "minuten", "minuto", "minutos", "minuti", "minuut"]
    ),
    (
      .second,
      [
        "second", "seconds", "sec", "ss", "sekunde", "sekunden", "sek", "seconde", "secondes",
        "segundo", "segundos", "secondo", "secondi",
      ]
    ),
  ]
  /// Names that mean two parts as small letters.
  private static let written: [String: DatePart] = [
    "YY": .year, "#YY": .year, "MM": .month, "mm": .minute,
  ]

  private static func part(of name: String) -> DatePart? {
    if let part = written[name] { return part }
    let key = HeaderWords.key(name)
    return words.first { $0.names.contains(key) }?.part
  }

  /// The columns that may be parts, by the part; the first of each name.
  private static func named(_ columns: SampledColumns, _ format: CSVFormat) -> [DatePart: Int] {
    var found: [DatePart: Int] = [:]
    for (index, column) in format.columns.enumerated() where column.content == .number {
      guard let part = part(of: column.name), found[part] == nil else { continue }
      let filled = columns[index].lazy.filter { !$0.isEmpty }
      let good = filled.count { part.read($0) != nil }
      if good > 0, good * 10 >= filled.count * 9 { found[part] = index }
    }
    return found
  }

  /// Takes year, month and day, and what there is of the time of day, for the rows' moments; false where
  /// they are not there, or many rows would be of one moment.
  static func take(
    _ columns: SampledColumns, clocks: [Int], _ format: inout CSVFormat
  ) -> Bool {
    guard format.hasHeader else { return false }
    let parts = named(columns, format)
    guard let year = parts[.year], let month = parts[.month], let day = parts[.day] else {
      return false
    }
    let clock = parts[.hour] == nil ? clocks.first : nil
    var used = [(DatePart.year, year), (.month, month), (.day, day)]
    if clock == nil { used += timeOfDay(parts) }
    let places = used.map(\.1) + (clock.map { [$0] } ?? [])
    guard isMostlyDistinct(columns, places) else {
      format.notices.append(
        "columns \(list(used, format)) name days, and many rows are of one day: their times of day are not "
          + "told; say how far apart the rows are, data.interval")
      format.unreadTime = format.columns[day].name
      return false
    }
    for (part, index) in used { mark(index, part, &format) }
    if let clock { format.columns[clock].content = .clock }
    format.evidence.append(
      "time: columns \(list(used, format)) are parts of each row's moment"
        + (clock.map { ", column '\(format.columns[$0].name)' is the time of day" } ?? ""))
    return true
  }

  /// Takes the parts of the time of day that stand beside a column of days.
  ///
  /// - Parameter clock: the column that was found to hold times of day.
  /// - Returns: whether these are taken instead of that column.
  static func takeTimeOfDay(
    _ columns: SampledColumns, clock: Int, _ format: inout CSVFormat
  ) -> Bool {
    let parts = named(columns, format)
    guard parts[.hour] == clock, parts[.minute] != nil else { return false }
    let used = timeOfDay(parts)
    for (part, index) in used { mark(index, part, &format) }
    format.evidence.append("time: columns \(list(used, format)) are parts of the time of day")
    return true
  }

  /// Hour, minute and second as far as each has the one before it.
  private static func timeOfDay(_ parts: [DatePart: Int]) -> [(DatePart, Int)] {
    var used: [(DatePart, Int)] = []
    for part in [DatePart.hour, .minute, .second] {
      guard let index = parts[part] else { break }
      used.append((part, index))
    }
    return used
  }

  private static func mark(_ index: Int, _ part: DatePart, _ format: inout CSVFormat) {
    format.columns[index].content = .part
    format.columns[index].part = part
  }

  private static func isMostlyDistinct(_ columns: SampledColumns, _ places: [Int]) -> Bool {
    let rows = places.map { columns[$0].count }.min() ?? 0
    var moments: Set<[UInt8]> = []
    for row in 0..<rows {
      moments.insert(places.reduce(into: []) { $0 += columns[$1][row] + [0] })
    }
    return moments.count * 2 >= rows
  }

  private static func list(_ used: [(DatePart, Int)], _ format: CSVFormat) -> String {
    let names = used.map { "'\(CellText.cleaned(format.columns[$0.1].name))'" }
    return names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
  }
}
