import Diagnostics
import Ingest
import Telemetry

/// Made-up exports of one process value, by a seed.
enum ProfileExports {
  /// Stamps, values and qualities of one tag.
  struct Column {
    var times: [Timestamp] = []
    var values: [Double] = []

    mutating func add(_ second: Double, _ value: Double) {
      times.append(
        Timestamp(nanoseconds: 1_700_000_000_000_000_000 + Int64((second * 1e9).rounded())))
      values.append(value)
    }

    /// The profile of the rows cut into batches.
    func profile(cut: Int? = nil, units: [Int32]? = nil) -> TagProfile {
      var profile = TagProfile()
      let quality = values.map {
        ($0.isNaN ? CellQuality.missing : CellQuality.measured).rawValue
      }
      var start = 0
      while start < values.count {
        let end = min(values.count, start + (cut ?? values.count))
        values.withUnsafeBufferPointer { values in
          quality.withUnsafeBufferPointer { quality in
            profile.merge(
              TagProfile(
                times: Array(times[start..<end]),
                values: UnsafeBufferPointer(rebasing: values[start..<end]),
                quality: UnsafeBufferPointer(rebasing: quality[start..<end]),
                units: units.map { Array($0[start..<end]) }))
          }
        }
        start = end
      }
      return profile
    }
  }

  /// A process value each second: a slow swing, a wandering load and the sensor's noise.
  static func process(seconds: Int, noise: Double, _ generator: inout SeededGenerator) -> [Double] {
    let period = 2_000 + 4_000 * generator.uniform()
    let phase = 6 * generator.uniform()
    var load = 0.0
    return (0..<seconds).map { second in
      load = load * 0.999 + 0.02 * generator.gaussian()
      let swing = 5 * sine(2 * Double.pi * Double(second) / period + phase)
      return 50 + swing + load + noise * generator.gaussian()
    }
  }

  // A polynomial in place of the C library: the same bits everywhere.
  private static func sine(_ angle: Double) -> Double {
    var x = angle.truncatingRemainder(dividingBy: 2 * Double.pi)
    if x > Double.pi { x -= 2 * Double.pi }
    let y = x * x
    return x * (1 - y / 6 * (1 - y / 20 * (1 - y / 42 * (1 - y / 72 * (1 - y / 110)))))
  }

  static func rounded(_ value: Double, _ decimals: Int) -> Double {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    return (value * scale).rounded() / scale
  }

  /// Polled at an even pace, rounded.
  static func raw(
    _ signal: [Double], every: Int, decimals: Int, jitter: Double,
    _ generator: inout SeededGenerator
  ) -> Column {
    var column = Column()
    for second in stride(from: 0, to: signal.count, by: every) {
      column.add(
        Double(second) + jitter * generator.uniform(), rounded(signal[second], decimals))
    }
    return column
  }

  /// Kept where the value left a band around the last one that was kept, or a longest time passed.
  static func exceptions(_ signal: [Double], band: Double, longest: Int, decimals: Int) -> Column {
    var column = Column()
    var last = Double.infinity
    var at = 0
    for (second, exact) in signal.enumerated() {
      let value = rounded(exact, decimals)
      guard (value - last).magnitude > band || second - at >= longest else { continue }
      column.add(Double(second), value)
      (last, at) = (value, second)
    }
    return column
  }

  /// The last value kept, at an even pace.
  static func held(_ kept: Column, every: Int, seconds: Int) -> Column {
    var column = Column()
    var index = 0
    for second in stride(from: 0, to: seconds, by: every) {
      let now = Timestamp(nanoseconds: 1_700_000_000_000_000_000 + Int64(second) * 1_000_000_000)
      while index + 1 < kept.times.count, kept.times[index + 1] <= now { index += 1 }
      column.times.append(now)
      column.values.append(kept.values[index])
    }
    return column
  }

  /// A swinging door: points are dropped while one line from the last kept point passes all of them
  /// within `deviation`.
  static func swingingDoor(_ signal: [Double], deviation: Double, decimals: Int) -> Column {
    var column = Column()
    var origin = (second: 0.0, value: rounded(signal[0], decimals))
    var snapshot = origin
    var upper = -Double.infinity
    var lower = Double.infinity
    column.add(origin.second, origin.value)
    for second in 1..<signal.count {
      let value = rounded(signal[second], decimals)
      let distance = Double(second) - origin.second
      upper = max(upper, (value - deviation - origin.value) / distance)
      lower = min(lower, (value + deviation - origin.value) / distance)
      if upper > lower {
        column.add(snapshot.second, snapshot.value)
        origin = snapshot
        let rest = Double(second) - origin.second
        upper = (value - deviation - origin.value) / rest
        lower = (value + deviation - origin.value) / rest
      }
      snapshot = (Double(second), value)
    }
    return column
  }

  /// The points on straight lines between those kept, at an even pace.
  static func interpolated(_ kept: Column, every: Int, seconds: Int, decimals: Int?) -> Column {
    var column = Column()
    var index = 0
    for second in stride(from: 0, to: seconds, by: every) {
      let now = Timestamp(nanoseconds: 1_700_000_000_000_000_000 + Int64(second) * 1_000_000_000)
      while index + 1 < kept.times.count, kept.times[index + 1] <= now { index += 1 }
      guard index + 1 < kept.times.count, now >= kept.times[index] else { break }
      let share =
        (now - kept.times[index]).seconds / (kept.times[index + 1] - kept.times[index]).seconds
      let value = kept.values[index] + share * (kept.values[index + 1] - kept.values[index])
      column.times.append(now)
      column.values.append(decimals.map { rounded(value, $0) } ?? value)
    }
    return column
  }
}
