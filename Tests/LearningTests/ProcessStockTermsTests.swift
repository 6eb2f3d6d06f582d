import Foundation
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("The terms of the equations of stocks")
struct ProcessStockTermsTests {
  @Test(
    "are as many as they say, and every place is written",
    arguments: [(0, 0, 0), (1, 0, 0), (2, 3, 0), (1, 2, 3), (4, 1, 5)], [false, true])
  func count(shape: (Int, Int, Int), isObserver: Bool) {
    let (stocks, flows, actuators) = shape
    let tags = stocks + flows + actuators
    let terms = StockTerms(
      stocks: Array(0..<stocks), flows: Array(stocks..<stocks + flows),
      actuators: Array(stocks + flows..<tags),
      offStates: [Double](repeating: 0, count: actuators), isObserver: isObserver)
    let row = (0..<tags).map { Double($0) + 0.5 }
    // A place more than there are terms: it must stay as it is.
    var cells = [Double](repeating: .nan, count: terms.count + 1)
    terms.write(
      .init(
        before: row, now: row, week: [Double](repeating: 0.25, count: TimeOfWeek.count),
        sinceSwitch: [Int](repeating: 3, count: actuators)), into: &cells)
    #expect(cells.dropLast().allSatisfy { $0.isFinite })
    #expect(cells[terms.count].isNaN)
  }

  @Test("are stocks and flows before, flows and their squares now, states before, and the week")
  func plain() {
    let terms = StockTerms(
      stocks: [0], flows: [1], actuators: [2], offStates: [4], isObserver: false)
    var cells = [Double](repeating: .nan, count: terms.count)
    let week = (0..<TimeOfWeek.count).map { Double($0) / 100 }
    // The state now and the stock now must not matter: a forged command moves no water by itself.
    for now in [[.nan, 7, 4.0], [99, 7, 5]] {
      terms.write(
        .init(before: [3, 5, 4], now: now, week: week, sinceSwitch: [0]), into: &cells)
      #expect(cells == [3, 5, 7, 49, 0] + week)
    }
    terms.write(
      .init(before: [3, 5, 1], now: [0, 7, 4], week: week, sinceSwitch: [0]), into: &cells)
    #expect(cells == [3, 5, 7, 49, 1] + week)
  }

  @Test("of an observer add the state now, flow by state, and how long ago it switched")
  func observer() {
    let terms = StockTerms(
      stocks: [0], flows: [1], actuators: [2], offStates: [0], isObserver: true)
    var cells = [Double](repeating: .nan, count: terms.count)
    let week = [Double](repeating: 0, count: TimeOfWeek.count)
    for (state, since) in [(1.0, 0), (1, 7), (1, 8), (1, 500), (0, 2)] {
      terms.write(
        .init(before: [3, 5, 0], now: [9, 7, state], week: week, sinceSwitch: [since]),
        into: &cells)
      let added = Array(cells[(5 + TimeOfWeek.count)...])
      var sides = [Double](repeating: 0, count: 18)
      let start = state == 1 ? 9 : 0
      if since < 8 { sides[start + since] = 1 }
      // Two days and more are all the same: 48 rows.
      sides[start + 8] = log(1 + Double(min(since, 48)))
      #expect(added == [state, 7 * state] + sides)
    }
  }

  @Test("of a missing state are missing, so that its row is not fitted to")
  func missing() {
    let terms = StockTerms(
      stocks: [0], flows: [], actuators: [1], offStates: [0], isObserver: false)
    var cells = [Double](repeating: 0, count: terms.count)
    terms.write(
      .init(
        before: [1, .nan], now: [1, 0], week: [Double](repeating: 0, count: TimeOfWeek.count),
        sinceSwitch: [0]), into: &cells)
    #expect(cells[1].isNaN)
  }
}

@Suite("The clock of switches")
struct ProcessSwitchClockTests {
  @Test("counts rows since each actuator switched, from 0 in the row of the switch")
  func counts() {
    var clock = SwitchClock(tags: [0, 2])
    #expect(clock.rows == [1_000, 1_000])
    let rows: [([Double], [Int])] = [
      ([0, 5, 1], [1_000, 1_000]), ([0, 6, 1], [1_000, 1_000]), ([1, 7, 1], [0, 1_000]),
      ([1, 8, 0], [1, 0]), ([1, 9, 0], [2, 1]), ([0, 9, 0], [0, 2]),
    ]
    for (row, wanted) in rows {
      clock.advance(row)
      #expect(clock.rows == wanted)
    }
  }

  @Test("takes a missing state for unchanged, and sees the switch behind it")
  func missing() {
    var clock = SwitchClock(tags: [0])
    for value in [0.0, 1, 1] { clock.advance([value]) }
    #expect(clock.rows == [1])
    clock.advance([.nan])
    // The text promises "counts as unchanged": a row more has passed.
    #expect(clock.rows == [2])
    clock.advance([1])
    #expect(clock.rows == [3])
    clock.advance([.nan])
    clock.advance([0])
    #expect(clock.rows == [0])
  }

  @Test("never counts beyond a thousand")
  func most() {
    var clock = SwitchClock(tags: [0])
    for row in 0..<3_000 { clock.advance([row < 5 ? 0 : 1]) }
    #expect(clock.rows == [1_000])
  }
}
