internal import Diagnostics
internal import Foundation
internal import Telemetry

/// Turns what a wall clock shows into a moment, by the rules of one time zone.
///
/// When clocks are put forward, the skipped times do not exist; when they are put back, an hour
/// comes twice. Both are told, not guessed: the caller decides. The offset is kept per day, so a
/// row costs no look-up in the zone's rules.
struct LocalClock {
  /// What a reading means.
  enum Moment: Equatable {
    /// One moment.
    case exact(Telemetry.Timestamp)
    /// Two moments, the earlier before the clocks were put back.
    case twice(earlier: Telemetry.Timestamp, later: Telemetry.Timestamp)
    /// No moment: the clocks were put forward over it.
    case skipped
  }

  /// The zone's IANA name.
  let name: String
  private let zone: TimeZone?
  private var day = Int64.min
  private var offsetOfDay: Int64?

  /// A clock in a zone.
  ///
  /// - Throws: ``Fault`` of kind `configuration` where no zone has that name.
  init(timeZone name: String) throws(Fault) {
    self.name = name
    if ["UTC", "Z", "GMT", "Etc/UTC"].contains(name) {
      zone = nil
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
  }

  /// The moment of a reading.
  mutating func moment(of reading: ClockReading) -> Moment {
    guard case .local(let local) = reading, let zone else {
      switch reading {
      case .instant(let stamp), .local(let stamp): return .exact(stamp)
      }
    }
    let second: Int64 = 1_000_000_000
    let seconds = local.nanoseconds / second - (local.nanoseconds % second < 0 ? 1 : 0)
    let today = seconds / 86_400 - (seconds % 86_400 < 0 ? 1 : 0)
    if today != day {
      day = today
      let before = Self.offset(of: zone, at: (today - 1) * 86_400)
      let after = Self.offset(of: zone, at: (today + 2) * 86_400)
      offsetOfDay = before == after ? before : nil
    }
    if let offsetOfDay { return .exact(Self.shift(local, offsetOfDay)) }
    let before = Self.offset(of: zone, at: seconds - 86_400)
    let after = Self.offset(of: zone, at: seconds + 86_400)
    // A reading is a moment under an offset only if that offset holds at that moment.
    let holdsBefore = Self.offset(of: zone, at: seconds - before) == before
    let holdsAfter = Self.offset(of: zone, at: seconds - after) == after
    switch (holdsBefore, holdsAfter) {
    case (true, true) where before != after:
      // The greater offset is the earlier moment.
      return .twice(
        earlier: Self.shift(local, max(before, after)), later: Self.shift(local, min(before, after))
      )
    case (true, _): return .exact(Self.shift(local, before))
    case (_, true): return .exact(Self.shift(local, after))
    case (false, false): return .skipped
    }
  }

  private static func offset(of zone: TimeZone, at seconds: Int64) -> Int64 {
    Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
  }

  private static func shift(_ local: Telemetry.Timestamp, _ offset: Int64) -> Telemetry.Timestamp {
    local - TimeSpan(nanoseconds: offset * 1_000_000_000)
  }
}
