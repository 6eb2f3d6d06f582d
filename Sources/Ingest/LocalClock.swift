package import Diagnostics
internal import Foundation
package import Telemetry

/// Turns what a wall clock shows into a moment, by the rules of one time zone.
///
/// When clocks are put forward, the skipped times do not exist; when they are put back, some come
/// twice. Both are told, not guessed: the caller decides. Changes of the zone's offset are looked
/// up once per year, whatever their cause and size, and the offset is kept per day, so a row costs
/// no look-up in the zone's rules.
package struct LocalClock: Sendable {
  /// What a reading means.
  package enum Moment: Equatable, Sendable {
    /// One moment.
    case exact(Telemetry.Timestamp)
    /// Two moments, the earlier before the clocks were put back.
    case twice(earlier: Telemetry.Timestamp, later: Telemetry.Timestamp)
    /// No moment: the clocks were put forward over it.
    case skipped
  }

  /// The zone's name, as the user gave it.
  package let name: String
  private let zone: TimeZone?
  private let fixedOffset: Int64
  private var day = Int64.min
  private var offsetOfDay: Int64?
  private var years: [Int: [Change]] = [:]

  /// Whether every reading is one moment.
  var isFixed: Bool { zone == nil }

  /// A moment from which on another offset holds.
  private struct Change {
    var at: Int64
    var before: Int64
    var after: Int64
  }

  /// A clock in a zone: an IANA name like `Europe/Berlin`, or an offset like `+05:30`.
  ///
  /// - Throws: ``Fault`` of kind `configuration` where no zone has that name or the offset lies
  ///   outside -18:00 to +18:00.
  package init(timeZone name: String) throws(Fault) {
    self.name = name
    if ["UTC", "Z", "GMT", "Etc/UTC"].contains(name) {
      zone = nil
      fixedOffset = 0
      return
    }
    if let minutes = Self.fixedOffset(name) {
      guard abs(minutes) <= 18 * 60 else {
        throw Fault(
          .configuration,
          "the time zone '\(name)' is \(abs(minutes) / 60) h \(abs(minutes) % 60) min off UTC; "
            + "offsets lie in -18:00 to +18:00")
      }
      zone = nil
      fixedOffset = Int64(minutes) * 60
      return
    }
    guard let zone = TimeZone(identifier: name) else {
      let known = TimeZone.knownTimeZoneIdentifiers
      throw Fault(
        .configuration, "unknown time zone '\(name)'",
        hint: Suggestion.nearest(to: name, in: known.sorted()).map { "did you mean '\($0)'?" }
          ?? "IANA names, like UTC, Europe/Berlin or America/Chicago")
    }
    self.zone = zone
    fixedOffset = 0
  }

  /// The minutes of `+05:30`, `-0500`, `+05`, `UTC+5` or `GMT-3`; nil for names.
  private static func fixedOffset(_ name: String) -> Int? {
    let bytes = Array(name.utf8)
    let isNamed = name.hasPrefix("UTC") || name.hasPrefix("GMT")
    return bytes.withUnsafeBufferPointer { bytes in
      var text = ClockText(bytes)
      if isNamed { text.at = 3 }
      guard let minutes = text.offset(leastHourDigits: 1), text.isAtEnd else { return nil }
      return minutes
    }
  }

  /// The moment of a reading.
  ///
  /// - Complexity: O(1) but for the first reading of a year.
  package mutating func moment(of reading: ClockReading) -> Moment {
    let local: Telemetry.Timestamp
    switch reading {
    case .instant(let stamp): return .exact(stamp)
    case .local(let stamp): local = stamp
    }
    guard zone != nil else { return .exact(Self.shift(local, fixedOffset)) }
    let seconds = Self.floor(local.nanoseconds, 1_000_000_000)
    let today = Self.floor(seconds, 86_400)
    if today != day {
      day = today
      offsetOfDay = offset(ofDay: today)
    }
    if let offsetOfDay { return .exact(Self.shift(local, offsetOfDay)) }
    return moment(of: local, seconds)
  }

  /// The offset that holds all day; nil where it may change.
  private mutating func offset(ofDay day: Int64) -> Int64? {
    // Wall clocks run up to 18 h ahead or behind.
    let from = day * 86_400 - 64_800
    let to = day * 86_400 + 151_200
    var offset: Int64?
    for year in Self.year(from)...Self.year(to) {
      for change in changes(in: year) {
        if change.at > from && change.at <= to { return nil }
        if change.at <= from { offset = change.after }
        if change.at > to, offset == nil { offset = change.before }
      }
    }
    return offset ?? self.offset(at: from)
  }

  /// The moments at which the zone's clocks show a time: every offset that holds near it is tried.
  private mutating func moment(of local: Telemetry.Timestamp, _ seconds: Int64) -> Moment {
    var offsets: [Int64] = [offset(at: seconds - 64_800)]
    for year in Self.year(seconds - 64_800)...Self.year(seconds + 64_800) {
      for change in changes(in: year) where abs(change.at - seconds) <= 64_800 {
        offsets.append(change.after)
      }
    }
    // A reading is a moment under an offset only if that offset holds at that moment; the greatest
    // offset gives the earliest moment.
    let valid = offsets.filter { offset(at: seconds - $0) == $0 }
    guard let greatest = valid.max(), let least = valid.min() else { return .skipped }
    if greatest == least { return .exact(Self.shift(local, greatest)) }
    return .twice(earlier: Self.shift(local, greatest), later: Self.shift(local, least))
  }

  /// The changes of the offset in a year of UTC, found by looking at every day and then between two
  /// that differ.
  private mutating func changes(in year: Int) -> [Change] {
    if let known = years[year] { return known }
    // Hostile stamps may lie in every year there is: 600 lists of a few changes each.
    var found: [Change] = []
    let first = Int64(Timestamp.daysFromCivil(year: year, month: 1, day: 1)) * 86_400
    let end = Int64(Timestamp.daysFromCivil(year: year + 1, month: 1, day: 1)) * 86_400
    var start = first
    var before = offset(at: start)
    while start < end {
      let next = start + 86_400
      let after = offset(at: next)
      if after != before {
        var low = start
        var high = next
        while high - low > 1 {
          let middle = low + (high - low) / 2
          if offset(at: middle) == before { low = middle } else { high = middle }
        }
        found.append(Change(at: high, before: before, after: after))
      }
      before = after
      start = next
    }
    years[year] = found
    return found
  }

  private func offset(at seconds: Int64) -> Int64 {
    guard let zone else { return fixedOffset }
    return Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
  }

  private static func year(_ seconds: Int64) -> Int {
    Timestamp.civilFromDays(Int(floor(seconds, 86_400))).year
  }

  private static func floor(_ a: Int64, _ b: Int64) -> Int64 { a / b - (a % b < 0 ? 1 : 0) }

  private static func shift(_ local: Telemetry.Timestamp, _ offset: Int64) -> Telemetry.Timestamp {
    local - TimeSpan(nanoseconds: offset * 1_000_000_000)
  }
}
