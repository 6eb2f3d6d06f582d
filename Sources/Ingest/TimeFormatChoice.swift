internal import Diagnostics
internal import Telemetry

/// How the cells of one column are written: the format that reads most of them.
struct TimeFormatChoice {
  /// The format's id.
  let id: String
  /// As people write it.
  let pattern: String
  /// How many cells it reads.
  let parsed: Int
  /// How many cells there are.
  let all: Int
  /// What it reads, in the order of the file.
  let moments: [Timestamp]
  /// Whether all of them are midnights of a wall clock.
  let isDateOnly: Bool
  /// Runs of equal moments.
  let runs: Int
  /// Moments before their predecessors.
  let descents: Int
  private let tally: DateOrderTally
  private let isDayOrMonthFirst: Bool
  private let other: (pattern: String, count: Int, example: [UInt8])?

  /// A format and its place in the catalog.
  typealias Format = (id: String, format: any TimeFormat)

  /// The formats that read some of a column's first cells and may be meant.
  static func plausible(column name: String, index: Int, _ probe: [[UInt8]]) -> [Format] {
    guard !probe.isEmpty else { return [] }
    // Most columns are measurements, which most formats need not see.
    let texts = probe.filter { NumberText.value(of: $0) == nil }
    var formats: [Format] = []
    for (entry, format) in zip(
      TimeFormatCatalog.catalog.entries, TimeFormatCatalog.catalog.products)
    {
      let cells = type(of: format).readsNumbers ? probe : texts
      guard cells.contains(where: { format.read($0) != nil }),
        format.admits(column: name, index: index, fields: probe)
      else { continue }
      formats.append((entry.id, format))
    }
    return formats
  }

  /// The format that reads most cells, at least a share of them; nil where none does.
  ///
  /// On a tie the first in the catalog, but a year of two digits comes first where the moments then
  /// lie much closer together.
  init?(_ cells: [[UInt8]], of formats: [Format], share: Double) {
    var best: (format: Format, moments: [Reading])?
    var readings: [(format: Format, moments: [Reading])] = []
    for format in formats {
      let moments = Self.read(cells, format.format)
      readings.append((format, moments))
      guard Double(moments.count) >= share * Double(cells.count), !moments.isEmpty else { continue }
      if moments.count > (best?.moments.count ?? 0) {
        best = (format, moments)
      } else if let known = best, moments.count == known.moments.count,
        format.id == YearMonthDay.id,
        known.format.id == DayMonthYearHour.id || known.format.id == MonthDayYear.id,
        Self.travel(moments) * 10 < Self.travel(known.moments)
      {
        best = (format, moments)
      }
    }
    guard let best else { return nil }
    id = best.format.id
    pattern = type(of: best.format.format).pattern
    parsed = best.moments.count
    all = cells.count
    moments = best.moments.map(\.stamp)
    let day: Int64 = 86_400_000_000_000
    isDateOnly = best.moments.allSatisfy { $0.isLocal && $0.stamp.nanoseconds % day == 0 }
    var runs = moments.isEmpty ? 0 : 1
    var descents = 0
    for (a, b) in zip(moments, moments.dropFirst()) {
      if a != b { runs += 1 }
      if b < a { descents += 1 }
    }
    self.runs = runs
    self.descents = descents
    isDayOrMonthFirst = id == DayMonthYearHour.id || id == MonthDayYear.id
    var tally = DateOrderTally()
    if isDayOrMonthFirst {
      for cell in cells { cell.withUnsafeBufferPointer { tally.add($0) } }
    }
    self.tally = tally
    other = Self.other(cells, readings, than: best.format)
  }

  /// Whether every date may have the day or the month first.
  var isDateOrderOpen: Bool {
    guard isDayOrMonthFirst else { return false }
    return switch tally.verdict {
    case .open, .dayFirstBySteps, .monthFirstBySteps: true
    case .dayFirst, .monthFirst, .contradictory: false
    }
  }

  /// What the order of day and month rests on; nil where stamps are written otherwise.
  var dateOrder: CSVFormat.DateOrder? { isDayOrMonthFirst ? tally.basis : nil }

  /// What a person should know.
  func notices(column name: String) -> [String] {
    var notices: [String] = []
    if isDateOrderOpen { notices.append(DateOrderTally.sampleNotice(name, all)) }
    if isDayOrMonthFirst, tally.verdict == .contradictory {
      notices.append(DateOrderTally.contradiction(name, tally.dayFirst, tally.monthFirst))
    } else if let other {
      notices.append(
        "column '\(name)': \(other.count) of \(all) sampled times are not written \(pattern) but "
          + "\(other.pattern), like '\(CellText.shown(other.example))'; their rows will be refused")
    }
    return notices
  }

  private struct Reading {
    var stamp: Timestamp
    var isLocal: Bool
    var cell: Int
  }

  private static func read(_ cells: [[UInt8]], _ format: any TimeFormat) -> [Reading] {
    var moments: [Reading] = []
    for (index, cell) in cells.enumerated() {
      switch format.read(cell) {
      case .local(let stamp)?: moments.append(Reading(stamp: stamp, isLocal: true, cell: index))
      case .instant(let stamp)?: moments.append(Reading(stamp: stamp, isLocal: false, cell: index))
      case nil: break
      }
    }
    return moments
  }

  /// How far the moments go to and fro, in seconds.
  private static func travel(_ moments: [Reading]) -> Double {
    zip(moments, moments.dropFirst()).reduce(0) {
      $0 + abs(Double($1.1.stamp.nanoseconds) - Double($1.0.stamp.nanoseconds)) / 1e9
    }
  }

  /// Another format that reads most of the cells that the chosen one does not.
  private static func other(
    _ cells: [[UInt8]], _ readings: [(format: Format, moments: [Reading])], than best: Format
  ) -> (pattern: String, count: Int, example: [UInt8])? {
    let left = cells.filter { best.format.read($0) == nil }
    var found: (pattern: String, count: Int, example: [UInt8])?
    let isNumeric = best.id == DayMonthYearHour.id || best.id == MonthDayYear.id
    for (format, _) in readings where format.id != best.id && !left.isEmpty {
      // A date that no calendar has, like 31/04/19, is no year of two digits.
      let needsYear = isNumeric && format.id == YearMonthDay.id
      let read = left.filter {
        format.format.read($0) != nil && (!needsYear || $0.prefix(4).allSatisfy { $0 &- 48 <= 9 })
      }
      if read.count > (found?.count ?? 0), let example = read.first {
        found = (type(of: format.format).pattern, read.count, example)
      }
    }
    return found
  }
}
