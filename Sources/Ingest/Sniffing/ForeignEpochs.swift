internal import Diagnostics
internal import Telemetry

/// Counts of other beginnings than 1970: Windows' file times, .NET's ticks, seconds since 2000 or 2001,
/// GPS and NTP.
///
/// A moment that is wrong by decades is worse than none, and one that is likely wrong is told.
enum ForeignEpochs {
  private static let day: Int64 = 86_400
  /// Hundreds of nanoseconds since 1601 in the years 1990 to 2040.
  private static let fileTimes: ClosedRange<Int64> =
    122_761_440_000_000_000...138_539_808_000_000_000
  /// Hundreds of nanoseconds since the year 1 in the years 1990 to 2040.
  private static let ticks: ClosedRange<Int64> = 627_667_488_000_000_000...643_445_856_000_000_000
  /// How many cells are looked at.
  private static let probe = 200

  /// The name of what some counts are that would be nanoseconds of a few months of 1974 or 1990 else;
  /// nil where they may be nanoseconds since 1970.
  static func name(ofNanoseconds moments: [ClockReading]) -> String? {
    let counts = moments.compactMap { moment -> Int64? in
      if case .instant(let stamp) = moment { stamp.nanoseconds } else { nil }
    }
    guard !counts.isEmpty else { return nil }
    if counts.allSatisfy(fileTimes.contains) {
      return "hundreds of nanoseconds since 1601, a Windows FILETIME,"
    }
    return counts.allSatisfy(ticks.contains)
      ? "hundreds of nanoseconds since the year 1, ticks of .NET," : nil
  }

  /// Tells of the columns whose counts seem to begin elsewhere; takes those for no measurements that
  /// can be nothing else.
  static func note(_ table: SampledTable, _ format: inout CSVFormat, isDeclared: Bool) {
    for index in format.columns.indices
    where format.columns[index].content == .number {
      let name = format.columns[index].name
      let words = TimeName(name)
      let isGPS = HeaderWords.key(name).contains("gpstime")
      guard words.isTime && !words.isDuration || words.isMissing && index == 0 || isGPS else {
        continue
      }
      let cells = cells(table, index, format)
      if cells.isEmpty { continue }
      let readings = cells.compactMap { EpochNanoseconds().read($0) }
      guard readings.count == cells.count else { continue }
      let what =
        self.name(ofNanoseconds: readings) ?? (isGPS ? "seconds since 1980, GPS time," : nil)
      guard let what else { continue }
      format.columns[index].content = .text
      if !format.isTimed { format.unreadTime = format.unreadTime ?? name }
      format.notices.append(
        "column '\(CellText.cleaned(name))' seems to count \(what) like '\(CellText.shown(cells[0]))', "
          + "which is not read: export yyyy-mm-dd HH:MM:SS, or say how far apart the rows are, "
          + "data.interval")
    }
    if !isDeclared { noteYears(table, &format) }
  }

  /// Doubts moments before 2000 and after 2060.
  private static func noteYears(_ table: SampledTable, _ format: inout CSVFormat) {
    guard format.elapsedFrom == nil, let id = format.timeFormat, id.hasPrefix("epoch-"),
      let index = format.timeColumn,
      let reader = try? TimeFormatCatalog.catalog.product(named: id)
    else { return }
    let cells = cells(table, index, format)
    let seconds = cells.compactMap { cell -> Int64? in
      guard case .instant(let stamp)? = reader.read(cell) else { return nil }
      return stamp.nanoseconds / 1_000_000_000
    }
    let (name, words) = (format.columns[index].name, type(of: reader).pattern)
    // Counts of a run's own clock are told elsewhere.
    guard let first = seconds.first, name.lowercased() != "time_s" else { return }
    let isGPS = HeaderWords.key(name).contains("gps")
    guard isGPS || year(first) < 2000 || year(first) > 2060 else { return }
    var others: [String] = []
    for (start, what) in [
      (315_964_800, "1980, as GPS counts"), (946_684_800, "2000"), (978_307_200, "2001"),
      (-2_208_988_800, "1900, as NTP counts"), (-2_082_844_800, "1904"),
    ] as [(Int64, String)] where (2005...2040).contains(year(first + start)) {
      others.append("since \(what): \(year(first + start))")
    }
    if id == EpochMilliseconds.id, (2005...2040).contains(year(first * 10)) {
      others.append("as hundredths of a second: \(year(first * 10))")
    }
    format.notices.append(
      "column '\(CellText.cleaned(name))' reads as \(words), of the year \(year(first)) "
        + "('\(CellText.shown(cells[0]))')"
        + (others.isEmpty
          ? "" : "; other counts would be of another (\(others.joined(separator: ", ")))")
        + ": where it counts otherwise, export yyyy-mm-dd HH:MM:SS")
  }

  private static func cells(
    _ table: SampledTable, _ index: Int, _ format: CSVFormat
  ) -> [[UInt8]] {
    table.filled(index, withFirst: !format.hasHeader, limit: probe)
  }

  private static func year(_ seconds: Int64) -> Int {
    Timestamp.civilFromDays(Int(seconds / day - (seconds % day < 0 ? 1 : 0))).year
  }
}
