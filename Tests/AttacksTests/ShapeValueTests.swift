import Attacks
import Diagnostics
import Telemetry
import Testing
import Twin

/// A shape of YAML text; throws all problems.
private func shape(_ text: String) throws -> any TamperingShape {
  let problems = Problems()
  let shape = Shapes.catalog.make(try YAMLText.settings(text), problems: problems)
  try problems.throwIfAny()
  return try #require(shape)
}

/// What a shape makes of values, one every half hour, after a past.
private func carried(
  _ text: String, _ values: [Double], past: [Double] = [], channel: Channel = .historian,
  seed: UInt64 = 1
) throws -> [Double] {
  var running = try shape(text).begin()
  var generator = SeededGenerator(seed: seed)
  var past = past
  return values.enumerated().map { row, value in
    let result = running(
      value,
      TamperingMoment(
        elapsed: .hours(0.5) * row, interval: .hours(0.5), channel: channel, past: past,
        partner: row == 1 ? .nan : 9, untouched: 4), generator: &generator)
    past.append(result)
    return result
  }
}

@Suite("Values of shapes")
struct ShapeValueTests {
  private static let nan = Double.nan

  @Test(
    "A missing value stays missing where the shape changes what comes, and is replaced where it shows its own",
    arguments: [
      ("{ use: offset, by: 1 }", [7, nan, 9]),
      ("{ use: scale, factor: 2, about: 1 }", [11, nan, 15]),
      ("{ use: ramp, rate: 2 }", [7, nan, 11]),
      ("{ use: quantise, step: 4 }", [8, nan, 8]),
      ("{ use: polyline, points: [[0h, 0], [1h, 2]], added: true }", [6, nan, 10]),
      ("{ use: stealthy, bound: 3, step: 1, slack: 1, limit: 0 }", [3, nan, 4]),
      ("{ use: drop, probability: 1 }", [nan, nan, nan]),
      // The other tag is missing in the second row.
      ("{ use: swap, with: X }", [9, nan, 9]),
      // Two rows late: the past, then what came.
      ("{ use: delay, by: 1h }", [1, 2, 6]),
      ("{ use: delay, by: 30min }", [2, 6, nan]),
      ("{ use: constant, value: 5 }", [5, 5, 5]),
      ("{ use: override, value: 5 }", [5, 5, 5]),
      ("{ use: toggle, value: 5, other: 3, period: 1h }", [5, 3, 5]),
      ("{ use: freeze }", [2, 2, 2]),
      ("{ use: hold }", [6, 6, 6]),
      ("{ use: replay, back: 1h }", [1, 2, 1]),
      ("{ use: replay, back: 1h, clip: 30min }", [1, 1, 1]),
      ("{ use: polyline, points: [[0h, 0], [1h, 2]] }", [0, 1, 2]),
      ("{ use: covert }", [4, 4, 4]),
      ("{ use: covert, error: 0.5 }", [5, 4, 6]),
    ] as [(String, [Double])])
  func missing(text: String, expected: [Double]) throws {
    let found = try carried(text, [6, Self.nan, 8], past: [1, 2])
    #expect(found.map(\.bitPattern) == expected.map(\.bitPattern), "\(text): \(found)")
  }

  @Test("Hold takes the first value where the trigger's own is missing")
  func holdLater() throws {
    let found = try carried("{ use: hold }", [Self.nan, 3, 5])
    #expect(found[0].isNaN && found[1...] == [3, 3])
  }

  @Test("Without a past, what looks back goes on with the first value")
  func withoutPast() throws {
    for text in [
      "{ use: freeze }", "{ use: delay, by: 5h }", "{ use: replay, back: 5h }",
      "{ use: jitter, most: 5h }",
    ] {
      #expect(try carried(text, [6, 7, 8])[0] == 6, "\(text)")
    }
    #expect(try carried("{ use: delay, by: 1h }", [6, 7, 8, 9]) == [6, 6, 6, 7])
    #expect(
      try carried("{ use: stealthy, bound: 3 }", [6, 7]) == [6, 6], "nothing was heard to move")
  }

  @Test("Noise has the mean and deviation that it says, and its chance is the seed's")
  func noise() throws {
    let zeros = [Double](repeating: 0, count: 4_000)
    let found = try carried("{ use: noise, deviation: 2 }", zeros)
    let mean = found.reduce(0, +) / 4_000
    let deviation = (found.reduce(0) { $0 + $1 * $1 } / 4_000).squareRoot()
    // Five standard errors: 5 · 2 ÷ √4000 of the mean, 5 · 2 ÷ √8000 of the deviation.
    #expect(abs(mean) < 0.16 && abs(deviation - 2) < 0.12)
    #expect(try carried("{ use: noise, deviation: 2 }", [Self.nan])[0].isNaN)
    for text in [
      "{ use: noise, deviation: 2 }", "{ use: jitter, most: 3h }",
      "{ use: drop, probability: 0.5 }", "{ use: replay, back: 1h, noise: 1 }",
    ] {
      let values = (0..<50).map(Double.init)
      let bits = try [1, 1, 2].map {
        try carried(text, values, past: [1, 2], seed: $0).map(\.bitPattern)
      }
      #expect(bits[0] == bits[1] && bits[0] != bits[2], "\(text)")
    }
  }

  @Test("Jitter never shows an older row after a newer one and none later than it may be")
  func jitter() throws {
    let rows = (100..<600).map(Double.init)
    let found = try carried("{ use: jitter, most: 2h }", rows, past: [99])
    #expect(zip(found, found.dropFirst()).allSatisfy { $0 <= $1 })
    for (shown, row) in zip(found, rows) { #expect(shown <= row && shown >= max(99, row - 4)) }
    // Each of 0 to 4 rows late is drawn; the newest that came is late by all of them but the last few.
    let late = Set(zip(rows, found).map { $0 - $1 })
    #expect(late.isSuperset(of: [0, 1, 2]))
  }

  @Test("A stealthy drift goes as far as its detector lets it, and the detector never fires")
  func stealthy() throws {
    let truth = (0..<400).map { row in
      10 + (row % 7 == 0 ? 0.3 : 0) - (row % 3 == 0 ? 0.1 : 0)
    }
    let text = "{ use: stealthy, bound: -5, step: 0.5, slack: 0.2, limit: 1 }"
    let shown = try carried(text, Array(truth[200...]), past: Array(truth[..<200]))
    // The detector did not begin at the trigger.
    var sum = zip(truth[..<200], truth[1..<200]).reduce(0.0) { max(0, $0 + abs($1.1 - $1.0) - 0.2) }
    var largest = 0.0
    for (before, value) in zip([truth[199]] + shown, shown) {
      #expect(abs(value - before) <= 0.5 + 1e-12)
      sum = max(0, sum + abs(value - before) - 0.2)
      largest = max(largest, sum)
      #expect(sum <= 1 + 1e-9)
    }
    #expect(abs(largest - 1) < 1e-9, "all of the limit is used")
    // 5 units at 0.2 a row once the sum stands at its limit: there after 25 rows at the most.
    #expect(zip(shown, truth[200...]).dropFirst(30).contains { abs($0 - $1 + 5) < 1e-9 })
  }

  @Test(
    "What a detector is listened to, it never fires on: changes and their sum stay in what was heard"
  )
  func listened() throws {
    var generator = SeededGenerator(seed: 7)
    let truth = (0..<600).map { _ in generator.gaussian() }
    let shown = try carried(
      "{ use: stealthy, bound: 50 }", Array(truth[300...]), past: Array(truth[..<300]))
    let heard = zip(truth[..<300], truth[1..<300]).map { abs($1 - $0) }
    let slack = 2 * heard.reduce(0, +) / Double(heard.count)
    var (sum, limit) = (0.0, 0.0)
    for change in heard {
      sum = max(0, sum + change - slack)
      limit = max(limit, sum)
    }
    let step = try #require(heard.max())
    for (before, value) in zip([truth[299]] + shown, shown) {
      #expect(abs(value - before) <= step * (1 + 1e-12))
      sum = max(0, sum + abs(value - before) - slack)
      #expect(sum <= limit * (1 + 1e-9))
    }
    // Twice the mean change of |z − z′|, 2 · 2 ÷ √π = 2.26 a row: far away within 30 rows.
    #expect(shown[40] > 40)
  }
}
