import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("A process that runs free")
struct FreeRunProcessTests {
  private static let tags = PumpedTanks.tags + [Tag(id: "FA"), Tag(id: "FB")]
  private static let interval = DetectionData.interval

  /// Two tanks with meters behind their pumps.
  private static func plant(_ rows: Int, seed: UInt64, from: Int = 0) -> Frame {
    let frame = PumpedTanks.frame(rows: rows, seed: seed, from: from)
    return Frame(
      times: frame.times, tags: tags,
      values: Matrix(
        rowMajor: frame.rowLists.map { $0 + [$0[3] * (8 + 0.1 * $0[0]), 12 * $0[4]] }))
  }

  private static func record(_ frame: Frame) -> ProcessRecord {
    ProcessRecord(
      tags: frame.tags, interval: interval, times: frame.times, values: frame.values,
      follows: frame.times.indices.map { $0 > 0 })
  }

  private static func freeRun(span: Int = 40) throws -> FreeRunProcess {
    let record = record(plant(3_000, seed: 1))
    return FreeRunProcess(
      try OneStepProcess(record, ridge: 1e-4), record: record, span: span)
  }

  private static func values(_ freeRun: FreeRunProcess, _ frame: Frame) -> Matrix {
    var state = freeRun.initialState()
    return freeRun.values(frame, interval: interval, state: &state)
  }

  @Test("stocks and what follows from them have values, states and constants none")
  func structure() throws {
    let freeRun = try Self.freeRun()
    #expect(freeRun.tags.map { Self.tags[$0].id } == ["LA", "LB", "W", "FA", "FB"])
  }

  @Test("values are those of the equations row by row from the last beginning, in plain loops")
  func equalsNaive() throws {
    let freeRun = try Self.freeRun()
    let process = freeRun.process
    let frame = Self.plant(130, seed: 2, from: 4_000)
    let found = Self.values(freeRun, frame)
    // The row in which the older run began: 0 alone, from row 20 on every 20 rows the other one.
    func beginning(_ row: Int) -> Int { row < 40 ? 0 : (row / 20 - 1) * 20 }
    for row in 0..<130 {
      var cells = frame.values.row(beginning(row))
      for step in beginning(row)..<row {
        let (before, now) = (frame.values.row(step), frame.values.row(step + 1))
        // Recorded cells but for what the run has itself; stocks first, since others follow from them.
        var (past, next) = (before, now)
        for tag in freeRun.tags.prefix(2) { past[tag] = cells[tag] }
        past[2] = cells[2]
        let stocks = expected(process, next, past, frame.times[step + 1])
        for tag in freeRun.tags.prefix(2) { next[tag] = stocks[tag] }
        let others = expected(process, next, past, frame.times[step + 1])
        for tag in freeRun.tags.prefix(2) { cells[tag] = stocks[tag] }
        for tag in freeRun.tags.dropFirst(2) { cells[tag] = others[tag] }
      }
      for (k, tag) in freeRun.tags.enumerated() {
        #expect(
          abs(found[row, k] - cells[tag]) < 1e-9 * max(1, abs(cells[tag])), "row \(row), tag \(tag)"
        )
      }
    }
  }

  private func expected(
    _ process: OneStepProcess, _ now: [Double], _ before: [Double], _ time: Timestamp
  ) -> [Double] {
    process.expected(
      Matrix(rowMajor: [now]), previous: Matrix(rowMajor: [before]), times: [time]
    ).row(0)
  }

  @Test("a level that is falsified does not draw its run after it until the run begins anew")
  func isFree() throws {
    let freeRun = try Self.freeRun(span: 60)
    let usual = Self.plant(400, seed: 3, from: 4_000)
    let forged = usual.changing { i, j, value in i >= 100 && j == 0 ? value - 1.8 : value }
    let (plain, found) = (Self.values(freeRun, usual), Self.values(freeRun, forged))
    // Runs begin at rows 0, 30, 60, …: the first that looks at a forged row begins at 120, and counts from 150 on.
    for row in 0..<150 { #expect(found[row, 0] == plain[row, 0], "row \(row)") }
    // Use that nobody measures moves the level by 0.046 a row: 0.35 in 60 rows.
    #expect(abs(plain[149, 0] - usual.values[149, 0]) < 0.9)
    #expect(abs(found[149, 0] - forged.values[149, 0]) > 0.9)
    // Runs that began at forged readings count from then on.
    #expect(found[150, 0] != plain[150, 0])
  }

  @Test("one missing cell is bridged; two rows without it, a gap and an unknown gate end the runs")
  func missing() throws {
    let freeRun = try Self.freeRun()
    let usual = Self.plant(100, seed: 4, from: 4_000)
    func afterLosing(_ rows: Range<Int>, _ tags: Set<Int>) -> Matrix {
      Self.values(
        freeRun,
        usual.changing { i, j, value in rows.contains(i) && tags.contains(j) ? .nan : value })
    }
    let whole = Self.values(freeRun, usual)
    // A pump that stands in three rows: the neighbour says what was lost.
    let row = try #require(
      (45..<55).first { row in (row - 1...row + 1).allSatisfy { usual.values[$0, 5] == 0 } })
    let bridged = afterLosing(row..<row + 1, [5])
    for i in 0..<100 { #expect(bridged[i, 0] == whole[i, 0], "row \(i)") }
    // What is read in row 52 begins, for row 51 lacks a reading.
    let ended = afterLosing(50..<52, [5])
    #expect(ended[50, 0].isFinite && ended[51, 0].isNaN && ended[52, 0] == usual.values[52, 0])
    // A stock's own reading is needed only where a run begins.
    let blind = afterLosing(45..<55, [0])
    for row in 45..<55 { #expect(blind[row, 0] == whole[row, 0]) }
    let cut = usual.selectingRows(Array(0..<50) + Array(53..<100))
    let found = Self.values(freeRun, cut)
    #expect(found[49, 0] != cut.values[49, 0] && found[50, 0] == cut.values[50, 0])
  }

  @Test("any cut of the rows gives the same bits, a state written out and read back too")
  func cuts() throws {
    let freeRun = try Self.freeRun()
    let frame = PumpedTanks.damaged(Self.plant(300, seed: 5, from: 4_000), seed: 5)
    let whole = Self.values(freeRun, frame)
    for size in [1, 7, 64] {
      var state = freeRun.initialState()
      var start = 0
      while start < frame.count {
        let end = min(start + size, frame.count)
        let part = freeRun.values(
          frame.rows(start..<end), interval: Self.interval, state: &state)
        for i in start..<end {
          #expect(part.row(i - start).map(\.bitPattern) == whole.row(i).map(\.bitPattern))
        }
        start = end
      }
    }
  }

  @Test("no forged number leads a run beyond the bounds of normal time")
  func bounded() throws {
    let freeRun = try Self.freeRun()
    let frame = Self.plant(200, seed: 6, from: 4_000).changing { i, j, value in
      i > 50 && j > 4 ? 1e300 : value
    }
    let found = Self.values(freeRun, frame)
    for (k, tag) in freeRun.tags.enumerated() {
      let isWithin = (0..<200).allSatisfy {
        found[$0, k] >= freeRun.low[tag] && found[$0, k] <= freeRun.high[tag]
      }
      #expect(isWithin, "tag \(tag)")
    }
  }
}
