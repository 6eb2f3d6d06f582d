public import Diagnostics
public import Telemetry

/// What a time field says, before the time zone is applied.
public enum ClockReading: Sendable, Equatable {
  /// The field names its zone or counts from the epoch: a moment.
  case instant(Telemetry.Timestamp)
  /// A wall clock's date and time, kept as if it were UTC.
  case local(Telemetry.Timestamp)
}

extension ClockReading {
  /// A day and a time of day: the moment.
  func advanced(by nanoseconds: Int64) -> ClockReading {
    switch self {
    case .instant(let stamp):
      .instant(Telemetry.Timestamp(nanoseconds: stamp.nanoseconds &+ nanoseconds))
    case .local(let stamp):
      .local(Telemetry.Timestamp(nanoseconds: stamp.nanoseconds &+ nanoseconds))
    }
  }
}

/// How moments are written in a column; one file in `TimeFormats/` and one line in the catalog
/// each.
public protocol TimeFormat: Catalogued, Sendable {
  /// The format as people write it: `dd/mm/yy HH[:mm[:ss]]`.
  static var pattern: String { get }

  /// Whether a plain number can be a moment: `1388966400`, `20190425`.
  static var readsNumbers: Bool { get }

  /// Reads one field without blanks at its ends; nil where it is not written so or no such date
  /// exists.
  ///
  /// `24:00` is the next midnight. A leap second `:60` is read as the second after it, because a
  /// ``Telemetry/Timestamp`` counts none; fractions are kept to the nanosecond, digits below are
  /// dropped. Must not trap on any bytes nor allocate. Called once per row, from several threads.
  func read(_ bytes: UnsafeBufferPointer<UInt8>) -> ClockReading?

  /// Whether a column may be meant as time at all, judged by its name, place and sampled fields.
  ///
  /// Formats that plain numbers satisfy use this to leave measurements alone.
  func admits(column name: String, index: Int, fields: [[UInt8]]) -> Bool
}

extension TimeFormat {
  /// A number is none.
  public static var readsNumbers: Bool { false }

  /// Any column that parses.
  public func admits(column name: String, index: Int, fields: [[UInt8]]) -> Bool { true }

  /// Reads a field kept in an array.
  func read(_ field: [UInt8]) -> ClockReading? { field.withUnsafeBufferPointer(read) }
}
