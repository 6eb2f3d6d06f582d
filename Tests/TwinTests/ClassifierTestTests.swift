import Telemetry
import Testing
import Twin

@Suite("How well a classifier tells simulated days (C2ST)")
struct ClassifierTestTests {
  private func auroc(
    _ simulated: (inout [Double], Int) -> Void, memory: Double = 0.5, seed: UInt64 = 1,
    threads: Int = 1
  ) throws -> Fidelity.Telling {
    try ClassifierTest.of(
      recorded: DayRecords.record(days: 70, seed: 10 + seed),
      simulated: DayRecords.record(
        days: 70, seed: 20 + seed, memory: memory, change: simulated),
      seed: seed, threads: threads)
  }

  @Test("does not tell days of the same law", arguments: 1...3)
  func alike(seed: UInt64) throws {
    let told = try auroc({ _, _ in }, seed: seed)
    // Standard error of the area of 70 and 70 days: 0.049; five seeds share the days.
    #expect(abs((told.auroc.number ?? 0) - 0.5) < 0.13)
    #expect(told.days == 70)
    #expect(told.deviation != nil)
  }

  @Test("tells another mean, another roughness and another memory")
  func unlike() throws {
    let shifted = try auroc({ column, _ in for row in column.indices { column[row] += 3 } })
    #expect(shifted.auroc.number ?? 0 > 0.98)
    let rough = try auroc({ column, tag in
      if tag == 1 { for row in column.indices where row % 2 == 0 { column[row] += 3 } }
    })
    #expect(rough.auroc.number ?? 0 > 0.95)
    #expect(try auroc({ _, _ in }, memory: 0.95).auroc.number ?? 0 > 0.8)
  }

  @Test("gives the same bits on one thread and on two")
  func threads() throws {
    #expect(try auroc({ _, _ in }, threads: 1) == auroc({ _, _ in }, threads: 2))
  }

  @Test("is undefined, with both numbers, where days or weeks are few")
  func few() throws {
    let short = try ClassifierTest.of(
      recorded: DayRecords.record(days: 20, seed: 1),
      simulated: DayRecords.record(days: 20, seed: 2), seed: 1, threads: 1)
    #expect(
      short.auroc
        == .undefined(
          "unseen time holds 20 whole days in 3 weeks, 30 in 5 are needed"))
    #expect(short.deviation == nil)
    let none = try ClassifierTest.of(
      recorded: DayRecords.record(days: 0, seed: 1),
      simulated: DayRecords.record(days: 0, seed: 2), seed: 1, threads: 1)
    #expect(none.auroc.number == nil)
  }
}
