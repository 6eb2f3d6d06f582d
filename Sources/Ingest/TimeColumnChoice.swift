internal import Diagnostics
internal import Telemetry

/// Finds the column that holds the rows' moments, or the two that hold their days and times of day,
/// and how they are written.
enum TimeColumnChoice {
  /// The share of filled cells that must parse; the rows of the others are refused by the reader.
  static let share = 0.5
  /// How many cells tell whether a column is worth a closer look.
  private static let probe = 200

  /// Sets the columns of the rows' moments; without any, rows are steps.
  ///
  /// Only columns that still count as numbers are looked at. Others of them that read as time
  /// become text, with a notice.
  ///
  /// - Parameter isDeclared: whether a person says that they hold time: then numbers are taken for
  ///   epochs or serials whatever the columns are called.
  /// - Returns: the columns that read as moments, the chosen one among them.
  @discardableResult
  static func choose(
    _ table: SampledTable, format: inout CSVFormat, isDeclared: Bool = false
  ) -> [Int] {
    let columns = SampledColumns(table, withFirst: !format.hasHeader)
    var candidates: [TimeCandidate] = []
    for index in format.columns.indices where format.columns[index].content == .number {
      let probe = columns.filled(index, limit: probe)
      let name = format.columns[index].name
      let formats = TimeFormatChoice.plausible(
        column: isDeclared && name != "time_s" ? "timestamp" : name, index: index, probe)
      if formats.isEmpty { continue }
      let filled = columns[index].filter { !$0.isEmpty }
      guard let choice = TimeFormatChoice(filled, of: formats, share: share) else { continue }
      candidates.append(TimeCandidate(index: index, name: name, choice: choice))
    }
    let clocks = clockColumns(columns, format, candidates)
    for i in candidates.indices where candidates[i].isDateOnly {
      candidates[i].clock = clock(for: candidates[i], among: clocks, format)
    }
    // A column of days alone may be one of the parts.
    if candidates.allSatisfy({ $0.isDateOnly && $0.clock == nil })
      || isDeclared && format.columns.count(where: { $0.content == .number }) > 2,
      DateColumns.take(columns, clocks: clocks, &format)
    {
      return []
    }
    guard let best = candidates.max(by: { $0.isWorse(than: $1) }) else {
      if let elapsed = ElapsedTime.column(columns, format) {
        ElapsedTime.take(elapsed, &format)
        return [elapsed]
      }
      tellNone(columns, clocks, &format)
      return []
    }
    if !isDeclared, let elapsed = elapsedColumn(beside: best, columns, format) {
      format.columns[best.index].content = .text
      format.evidence.append("no time: no column says each row's moment, rows are steps")
      format.notices.append(
        "column '\(best.name)' stays the same while '\(format.columns[elapsed].name)' runs; "
          + "neither is each row's moment, and '\(best.name)' is left out")
      return []
    }
    take(best, columns, &format)
    zones(columns[best.index], &format)
    tellOthers(best, candidates, clocks, &format)
    // A column of days may stand beside one of whole stamps.
    let isByDays = candidates.allSatisfy { $0.isDateOnly }
    return candidates.filter { $0.clock == nil && (isByDays || !$0.isDateOnly) }.map(\.index)
  }

  /// Columns that read as times of day, but are no dates.
  private static func clockColumns(
    _ columns: SampledColumns, _ format: CSVFormat, _ candidates: [TimeCandidate]
  ) -> [Int] {
    let taken = Set(candidates.map(\.index))
    return format.columns.indices.filter { index in
      guard !taken.contains(index), format.columns[index].content == .number else { return false }
      return ClockColumn.holds(
        columns.filled(index, limit: probe), named: format.columns[index].name, share: share)
    }
  }

  /// The clock that belongs to a date: the one with a name for it, else the next to it.
  private static func clock(
    for date: TimeCandidate, among clocks: [Int], _ format: CSVFormat
  ) -> Int? {
    func rank(_ index: Int) -> (Int, Int) {
      let name = TimeName(format.columns[index].name)
      let named = (name.isClock || name.isHour) && !name.isEdge && !name.isDuration
      return (named ? 0 : 1, abs(index - date.index))
    }
    return clocks.min { rank($0) < rank($1) }
  }

  /// A column that counts from near zero while the chosen stamps stay the same for long: seconds
  /// within each test or cycle.
  private static func elapsedColumn(
    beside best: TimeCandidate, _ columns: SampledColumns, _ format: CSVFormat
  ) -> Int? {
    // Ten rows of one stamp each: less are duplicates, or a coarse clock.
    guard best.clock == nil, best.choice.moments.count >= best.choice.runs * 10 else { return nil }
    return format.columns.indices.first { index in
      let name = TimeName(format.columns[index].name)
      return index != best.index && (name.isTime || name.isDuration)
        && ElapsedColumn.holds(columns[index], beside: columns[best.index], format)
    }
  }

  private static func take(
    _ best: TimeCandidate, _ columns: SampledColumns, _ format: inout CSVFormat
  ) {
    let choice = best.choice
    format.timeFormat = choice.id
    format.isDateOrderOpen = choice.isDateOrderOpen
    format.dateOrder = choice.dateOrder
    if let clock = best.clock, DateColumns.takeTimeOfDay(columns, clock: clock, &format) {
      format.columns[best.index].content = .date
      format.evidence.append(
        "time: column '\(best.name)' reads as \(choice.pattern) in \(choice.parsed) of "
          + "\(choice.all) sampled rows")
    } else if let clock = best.clock {
      format.columns[best.index].content = .date
      format.columns[clock].content = .clock
      format.evidence.append(
        "time: column '\(best.name)' reads as \(choice.pattern) in \(choice.parsed) of "
          + "\(choice.all) sampled rows, column '\(format.columns[clock].name)' as the time of day")
    } else {
      format.columns[best.index].content = .time
      format.evidence.append(
        "time: column '\(best.name)' reads as \(choice.pattern) in \(choice.parsed) of "
          + "\(choice.all) sampled rows")
    }
    format.notices += choice.notices(column: best.name)
  }

  /// Notes the words for zones among the stamps.
  private static func zones(_ cells: [[UInt8]], _ format: inout CSVFormat) {
    var words: Set<String> = []
    for cell in cells where cell.contains(where: { $0 >= 65 && $0 <= 90 && $0 != 84 && $0 != 90 }) {
      if let word = ZoneWords.word(in: cell) { words.insert(word) }
    }
    guard !words.isEmpty else { return }
    format.zoneWords = words.sorted()
    let shown = words.sorted().compactMap { word in
      ZoneWords.meaning(word, offsets: []).map { "'\(word)' \(ZoneWords.shown($0.meaning))" }
    }
    format.evidence.append("zones: stamps name \(shown.joined(separator: " and "))")
  }

  /// Names the columns that read as time too, and why they were not taken.
  private static func tellOthers(
    _ best: TimeCandidate, _ candidates: [TimeCandidate], _ clocks: [Int],
    _ format: inout CSVFormat
  ) {
    for other in candidates where other.index != best.index {
      let reason = best.advantage(over: other)
      format.columns[other.index].content = .text
      format.evidence.append("time: '\(best.name)' preferred to '\(other.name)': \(reason)")
      format.notices.append(
        "column '\(other.name)' holds times too and is left out; the rows' times are those of "
          + "'\(best.name)' (\(reason))")
    }
    for clock in clocks where clock != best.clock {
      let cells = format.columns[clock].content
      // An hour's number beside a full stamp may be a measurement.
      guard cells == .number, best.clock != nil else { continue }
      format.columns[clock].content = .text
      format.notices.append(
        "column '\(format.columns[clock].name)' holds times of day too and is left out")
    }
  }

  /// Says that there is no time, and what came near it.
  private static func tellNone(
    _ columns: SampledColumns, _ clocks: [Int], _ format: inout CSVFormat
  ) {
    format.evidence.append("no time: no column reads as moments, rows are steps")
    for clock in clocks
    where !ClockColumn.isNumbers(columns[clock]) || !TimeName(format.columns[clock].name).isHour {
      let name = format.columns[clock].name
      format.unreadTime = format.unreadTime ?? name
      format.notices.append(
        "column '\(CellText.cleaned(name))' holds times of day, and no column holds their days: export the "
          + "date, too, or say how far apart the rows are, data.interval")
    }
    for index in format.columns.indices {
      for cell in columns.filled(index, limit: probe) {
        guard let zone = ZoneAbbreviation.find(in: cell) else { continue }
        format.notices.append(
          "column '\(format.columns[index].name)' is not read as time: "
            + ZoneAbbreviation.reason(zone))
        break
      }
    }
  }
}
