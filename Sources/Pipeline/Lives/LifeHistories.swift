internal import Diagnostics
internal import Ingest
internal import LinearAlgebra
internal import Telemetry

/// The histories that a prognoser learns from, up to "now".
struct LifeHistories {
  let table: UnitTable
  /// The histories without anything that is later than now.
  let histories: UnitHistories
  let notices: [String]

  /// Reads the files of a plan.
  ///
  /// - Throws: ``Faults`` with every problem of the files.
  init(_ plan: PrognoserPlan, timeZone: String, asOf: Timestamp?) throws {
    var units: String?
    if case .file(let path) = plan.ends { units = path }
    table = try HistoriesFile.read(
      plan.histories, units: units, options: plan.options(timeZone: timeZone))
    let cut = Self.upTo(asOf, table)
    histories = cut
    var notices = table.notices.map { notice in
      [notice.place?.description, notice.text].compactMap { $0 }.joined(separator: " ")
    }
    let gone = table.histories.units.count - cut.units.count
    if gone > 0 {
      notices.append("\(plan.name): \(gone) units begin after now and are not looked at")
    }
    self.notices = notices
  }

  // A unit whose end lies ahead still runs; rows that lie ahead have not happened.
  private static func upTo(_ asOf: Timestamp?, _ table: UnitTable) -> UnitHistories {
    // 0 is a run without a clock and without --as-of: nothing lies ahead.
    guard let asOf, asOf.nanoseconds != 0, let seconds = table.histories.clock.seconds,
      !table.starts.isEmpty
    else {
      return table.histories
    }
    var result = table.histories
    result.units = table.histories.units.compactMap { unit in
      guard let start = table.starts[unit.unit] else { return unit }
      let now = (asOf - start).seconds / seconds
      guard unit.end > now else { return unit }
      let count = unit.ages.count { $0 <= now }
      guard count > 0 else { return nil }
      var cut = unit.prefix(count)
      cut.outcome = .running
      cut.end = cut.ages[count - 1]
      return cut
    }
    return result
  }
}

extension PrognoserPlan {
  /// How its files are read.
  func options(timeZone: String, ends outcome: UnitOutcome? = nil) -> HistoriesFileOptions {
    var all: UnitOutcome? = outcome
    if all == nil, case .all(let written) = ends { all = written }
    return HistoriesFileOptions(
      unit: unitColumn, position: isTime ? .time(ageColumn) : .age(ageColumn), clock: clock,
      columns: columns, features: features ?? [], leaveOut: leaveOut, ends: all,
      timeZone: timeZone)
  }
}
