internal import Diagnostics
internal import Foundation
internal import Telemetry

/// Finds the zone that a file says its stamps are of, where the stamps themselves name none.
enum StatedZones {
  /// Names of columns that hold the rows' zones; digits and signs are passed over.
  private static let columns: Set<String> = [
    "tz", "timezone", "wwtimezone", "tzname", "timezonename", "timezoneid", "zeitzone",
    "fuseauhoraire", "zonahoraria", "fusoorario", "tijdzone",
  ]
  private static let offsetColumns = [
    "utcoffset", "gmtoffset", "timezoneoffset", "tzoffset", "offsetutc", "offsetgmt",
  ]
  private static let settings = [
    "time zone", "timezone", "time-zone", "time_zone", "zeitzone", "fuseau horaire",
    "zona horaria", "tijdzone", "tz",
  ]
  /// Lines among which a setting of an export is looked for.
  private static let mostLines = 64

  /// Windows' names of zones that exports are full of.
  private static let windows: [String: String] = [
    "utc": "UTC", "coordinated universal time": "UTC", "greenwich standard time": "UTC",
    "gmt standard time": "Europe/London", "w. europe standard time": "Europe/Berlin",
    "romance standard time": "Europe/Paris", "central europe standard time": "Europe/Budapest",
    "central european standard time": "Europe/Warsaw", "e. europe standard time": "Europe/Chisinau",
    "fle standard time": "Europe/Kyiv", "gtb standard time": "Europe/Bucharest",
    "russian standard time": "Europe/Moscow", "turkey standard time": "Europe/Istanbul",
    "eastern standard time": "America/New_York", "central standard time": "America/Chicago",
    "mountain standard time": "America/Denver", "pacific standard time": "America/Los_Angeles",
    "us mountain standard time": "America/Phoenix", "atlantic standard time": "America/Halifax",
    "e. south america standard time": "America/Sao_Paulo",
    "arabian standard time": "Asia/Dubai", "arab standard time": "Asia/Riyadh",
    "israel standard time": "Asia/Jerusalem", "south africa standard time": "Africa/Johannesburg",
    "india standard time": "Asia/Kolkata", "china standard time": "Asia/Shanghai",
    "singapore standard time": "Asia/Singapore", "tokyo standard time": "Asia/Tokyo",
    "korea standard time": "Asia/Seoul", "aus eastern standard time": "Australia/Sydney",
    "e. australia standard time": "Australia/Brisbane",
    "w. australia standard time": "Australia/Perth",
    "new zealand standard time": "Pacific/Auckland",
  ]

  /// Columns of zones beside the rows' times, which are no tags.
  static func takeColumns(_ table: SampledTable, _ format: inout CSVFormat) {
    guard format.isTimed else { return }
    for index in format.columns.indices
    where format.columns[index].content == .number {
      let name = format.columns[index].name
      let key = HeaderWords.key(name)
      let isOffset = offsetColumns.contains { key.hasPrefix($0) }
      guard isOffset || columns.contains(key) else { continue }
      var texts: [String] = []
      for cell in table.column(index, withFirst: !format.hasHeader, limit: .max)
        + table.further
        .compactMap({ index < $0.count ? $0[index] : nil }) where !cell.isEmpty
      {
        let text = String(decoding: cell, as: UTF8.self)
        if !texts.contains(text) { texts.append(text) }
        // A zone has a few offsets; what has more is a measurement.
        if texts.count > 4 { break }
      }
      guard (1...4).contains(texts.count),
        texts.allSatisfy({ Double($0) == nil || isOffset && isOffsetNumber($0) })
      else { continue }
      format.columns[index].content = .text
      guard isLocal(table, format) else { continue }
      let zone = texts.count == 1 ? zone(of: texts[0]) : nil
      format.statedZone = CSVFormat.StatedZone(
        text: texts.map { CellText.cleaned($0) }.joined(separator: "' and '"),
        origin: "column '\(CellText.cleaned(name))'", zone: zone)
    }
  }

  /// Looks for a zone in the names of the columns of time, then above the table.
  static func find(_ text: SampledText, _ table: SampledTable, _ format: inout CSVFormat) {
    guard format.isTimed, isLocal(table, format) else { return }
    for column in format.columns where column.content.isTime {
      guard let (text, zone) = part(of: column.name) else { continue }
      format.statedZone = CSVFormat.StatedZone(
        text: text, origin: "the name of column '\(CellText.cleaned(column.name))'", zone: zone)
      return
    }
    guard format.statedZone == nil else { return }
    let lines = text.head.split(
      maxSplits: 2 * mostLines, omittingEmptySubsequences: false,
      whereSeparator: { $0 == (format.lineEnd == .cr ? 13 : 10) })
    for (number, line) in lines.prefix(mostLines).enumerated() {
      let isComment = format.comment.map { line.starts(with: $0.utf8) } ?? false
      guard number < format.skippedLines || isComment, line.count <= 400 else { continue }
      guard let value = setting(in: String(decoding: line, as: UTF8.self)) else { continue }
      format.statedZone = CSVFormat.StatedZone(
        text: CellText.cleaned(value), origin: "line \(number + 1)", zone: zone(of: value))
      return
    }
  }

  /// The doubt where the zone that stamps are read by is not the stated one.
  static func notice(_ stated: CSVFormat.StatedZone, _ clock: LocalClock) -> String? {
    if let zone = stated.zone, let own = try? LocalClock(timeZone: zone) {
      let offsets = own.offsets
      // A word like CET is said of a clock that shows summer time, too.
      let isWord = !stated.text.contains { $0.isNumber } && zone != "UTC" && !zone.contains("/")
      if offsets == clock.offsets || isWord && offsets.isSubset(of: clock.offsets) { return nil }
    }
    let hint = stated.zone.map { "timezone: \($0)" } ?? "timezone: to the plant's zone"
    return "\(stated.origin) says '\(stated.text)', and stamps without a zone are read as of "
      + "\(clock.name): where that is wrong, set \(hint)"
  }

  /// The zone that a whole text names, in the words of `timezone:`; nil where it is not known.
  static func zone(of text: String) -> String? {
    let text = text.trimmingCharacters(in: CharacterSet(charactersIn: " \t\"'()[]"))
    if let known = windows[text.lowercased()] { return known }
    if text.contains("/") { return (try? LocalClock(timeZone: text)).map { _ in text } }
    if text == "0" || text == "Z" { return "UTC" }
    guard let (_, zone) = part(of: text) else { return offset(text) }
    return zone
  }

  /// A zone among the words of a name: `UTC+2`, `GMT-05:00`, `+01:00`, `CET`, `utc`, `Europe/Berlin`.
  static func part(of name: String) -> (text: String, zone: String)? {
    guard name.utf8.count <= 200 else { return nil }
    for word in name.split(whereSeparator: { " ()[],;\"'".contains($0) }) where word.contains("/") {
      let text = String(word)
      if (try? LocalClock(timeZone: text)) != nil { return (text, text) }
    }
    if let found = name.range(
      of: "(?i)(?:utc|gmt) ?[+\\u2212-] ?[0-9]{1,2}(?::?[0-9]{2})?(?![0-9])",
      options: .regularExpression)
    {
      let text = String(name[found])
      return offset(String(text.dropFirst(3))).map { (text, $0) }
    }
    if let found = name.range(
      of: "[+\\u2212-][0-9]{2}:[0-9]{2}(?![0-9:])", options: .regularExpression)
    {
      let text = String(name[found])
      return offset(text).map { (text, $0) }
    }
    for word in name.split(whereSeparator: { !$0.isLetter }) {
      let text = String(word)
      if let (meaning, _, _) = ZoneWords.meaning(text, offsets: []) {
        return (text, spelled(meaning.minutes))
      }
    }
    let key = HeaderWords.key(name)
    for word in ["utc", "gmt"] {
      if TimeName.words(name).contains(word) || key.hasPrefix(word) || key.hasSuffix(word) {
        return (word.uppercased(), "UTC")
      }
    }
    return nil
  }

  /// `GMT+02:00` of `+2`, `-0500` or `+05:30`; nil of what is no offset.
  private static func offset(_ text: String) -> String? {
    let plain = text.filter { $0 != " " }.replacing("\u{2212}", with: "-")
    guard let sign = plain.first, "+-".contains(sign) else { return nil }
    let parts = plain.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
    let digits = parts.joined()
    guard (1...4).contains(digits.count), parts.count <= 2, let number = Int(digits) else {
      return nil
    }
    let minutes = digits.count > 2 ? number / 100 * 60 + number % 100 : number * 60
    // Minutes alone, as `-300`, are told and not guessed.
    guard digits.count != 3 || parts.count == 2, minutes <= 14 * 60, minutes % 15 == 0 else {
      return nil
    }
    return spelled(sign == "-" ? -minutes : minutes)
  }

  /// Minutes east of Greenwich in the words of `timezone:`.
  private static func spelled(_ minutes: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    if minutes == 0 { return "UTC" }
    return (minutes < 0 ? "GMT-" : "GMT+") + two(abs(minutes) / 60) + ":" + two(abs(minutes) % 60)
  }

  private static func isOffsetNumber(_ text: String) -> Bool {
    Int(text).map { abs($0) <= 14 * 3_600 } ?? (Double(text).map { abs($0) <= 14 } ?? false)
  }

  /// What stands behind the words for a zone in a line: `CET` of `# Time zone: CET`.
  private static func setting(in line: String) -> String? {
    let text = line.lowercased()
    for name in settings {
      guard let found = text.range(of: name) else { continue }
      // Within a word it is another: `tz` of `blitz`.
      if found.lowerBound > text.startIndex,
        text[text.index(before: found.lowerBound)].isLetter
      {
        continue
      }
      // Small letters may be of another length than the line's own.
      let start = text.distance(from: text.startIndex, to: found.upperBound)
      let rest = line.dropFirst(start)
      guard let mark = rest.first, ":=,;\t\" ".contains(mark) else { continue }
      let value = rest.drop { ":=,;\t\"' ".contains($0) }
        .prefix { !",;\t\"\r".contains($0) }
      let trimmed = String(value).trimmingCharacters(in: .whitespaces)
      if !trimmed.isEmpty { return trimmed }
    }
    return nil
  }

  /// Whether the rows' stamps name no zone of their own.
  private static func isLocal(_ table: SampledTable, _ format: CSVFormat) -> Bool {
    guard let id = format.timeFormat, let index = format.timeColumn else { return format.isTimed }
    guard let reader = try? TimeFormatCatalog.catalog.product(named: id) else { return false }
    let cells = table.column(index, withFirst: !format.hasHeader, limit: 200)
    return cells.contains { cell in
      if case .local? = reader.read(cell) { true } else { false }
    }
  }
}
