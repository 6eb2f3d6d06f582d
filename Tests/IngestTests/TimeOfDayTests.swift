import Ingest
import Testing

@Suite struct TimeOfDayTests {
  private func read(_ text: String) -> Int64? {
    Array(text.utf8).withUnsafeBufferPointer { ClockOfDay.read($0) }
  }

  @Test("times of day in a column of their own are nanoseconds since midnight")
  func readings() {
    let second: Int64 = 1_000_000_000
    let evening = (19 * 3_600 + 19 * 60) * second
    for (text, expected) in [
      ("19:19:40", evening + 40 * second), (" 19:19:40 ", evening + 40 * second),
      ("19:19:40.5", evening + 40_500_000_000), ("19:19:40,123456789", evening + 40_123_456_789),
      ("19.19.40", evening + 40 * second), ("7:19 PM", evening), ("7:19PM", evening),
      ("07:19 p.m.", evening), ("1919", evening), ("191940", evening + 40 * second),
      ("19", 19 * 3_600 * second), ("7", 7 * 3_600 * second), ("0", 0), ("00:00", 0),
      ("12 AM", 0), ("12:00 PM", 12 * 3_600 * second), ("8:59:02", 32_342 * second),
      ("24:00", 86_400 * second), ("24", 86_400 * second), ("240000", 86_400 * second),
      ("23:59:60", 86_400 * second),
    ] { #expect(read(text) == expected, "\(text)") }
  }

  @Test("what may be something else than a time of day is refused")
  func refusals() {
    for text in [
      "", " ", "19.25", "19.2", "915", "91940", "25", "24:01", "19:60", "19:1", "19:19:61",
      "19:19:",
      "19:19Z", "19:19:40+01:00", "13:00 PM", "0:30 AM", "-1", "1e1", "19:19:40 x", "AM", "99",
      "2400.5",
    ] { #expect(read(text) == nil, "\(text)") }
  }
}
