/// A time of day in a column of its own, beside a column of days.
package enum ClockOfDay {
  /// As people write it.
  package static let pattern = "HH:mm[:ss[.fff]]"

  /// Reads `19:19:40`, `9:05 PM`, `19.19.40`, `1919`, `191940` or `19` as nanoseconds since
  /// midnight; nil where it is none of these.
  ///
  /// `24:00` is 24 h, the next midnight. `:60` is read as the second after it (see ``TimeFormat``).
  /// `19.25`, `915` and zones are refused. Blanks at the ends do not count.
  package static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    var text = ClockText(bytes)
    _ = text.blanks()
    guard let time = text.timeOfDay(halves: true) else { return nil }
    if !text.isAtEnd { _ = text.blanks() }
    return text.isAtEnd ? time : nil
  }

  /// Reads a field kept in an array.
  static func read(_ field: [UInt8]) -> Int64? { field.withUnsafeBufferPointer { read($0) } }
}
