internal import Foundation

/// What a wall clock's time means in a zone, found by asking the zone about every offset it may have.
struct NaiveClock {
  private let zone: TimeZone?

  /// A clock in a zone; UTC where no zone has that name.
  init(_ name: String) { zone = name == "UTC" ? nil : TimeZone(identifier: name) }

  /// The moments, in nanoseconds since 1970, at which the clocks show this; none, one or two.
  func moments(_ local: Int64) -> [Int64] {
    guard let zone else { return [local] }
    let second: Int64 = 1_000_000_000
    let floor = local >= 0 ? local / second : -((-local + second - 1) / second)
    func offset(_ seconds: Int64) -> Int64 {
      Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }
    let offsets = Set([-1, 0, 1].map { offset(floor + $0 * 86_400) })
    return offsets.filter { offset(floor - $0) == $0 }.map { local - $0 * second }.sorted()
  }
}
