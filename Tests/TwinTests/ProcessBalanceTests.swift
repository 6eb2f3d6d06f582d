import Diagnostics
import Ingest
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Accounts of true values")
struct ProcessBalanceTests {
  // The rows told in both courses, those that close, and the tolerances.
  private func closing(
    _ balance: any ProcessBalance, _ own: Matrix, _ other: Matrix, at times: [Timestamp]
  ) -> (told: Int, closed: Int) {
    var (told, closed) = (0, 0)
    for (a, b) in zip(balance.accounts(of: own, at: times), balance.accounts(of: other, at: times))
    {
      #expect(a.of == b.of && a.tolerance > 0)
      for (x, y) in zip(a.unexplained, b.unexplained) where !(x - y).isNaN {
        told += 1
        if abs(x - y) <= b.tolerance { closed += 1 }
      }
    }
    return (told, closed)
  }

  // A course with a leap of a level from a row on, as if water came from nowhere.
  private func leaping(_ truth: Matrix, _ tag: Int, by metres: Double, in rows: Range<Int>)
    -> Matrix
  {
    var values = truth
    for row in rows where row % 2 == 0 { values[row, tag] += metres }
    return values
  }

  private func check(
    _ plant: some ClosedLoop, driving tap: TestTap, level: Int, from start: Timestamp, steps: Int
  ) throws {
    let balance = try #require(plant.balance)
    func run(_ tap: some LoopTap) throws -> LoopTrace {
      var (tap, generator) = (tap, SeededGenerator(seed: 5))
      return try plant.run(from: start, steps: steps, tap: &tap, generator: &generator)
    }
    let (plain, driven) = (try run(OpenLine()), try run(tap))
    #expect(!plain.truth.hasSameBits(as: driven.truth))
    let same = closing(balance, plain.truth, plain.truth, at: plain.times)
    #expect(same.told > 0 && same.told == same.closed)
    let other = closing(balance, driven.truth, plain.truth, at: plain.times)
    // A pump may run for a part of a row between two readings that are alike.
    #expect(Double(other.closed) >= 0.95 * Double(other.told), "\(other)")
    let rows = steps / 2..<steps / 2 + 40
    let leapt = leaping(driven.truth, level, by: 1.5, in: rows)
    let broken = closing(balance, leapt, plain.truth, at: plain.times)
    #expect(broken.closed <= other.closed - 30, "\(broken)")
  }

  @Test("of a network close whatever is driven otherwise, and not where water comes from nowhere")
  func network() throws {
    let tags = try TagsFile.read("\(RealRecords.root)/Examples/riverbend/tags.csv")
      .map { Tag(id: $0.tag, role: $0.role ?? .sensor, unit: $0.unit, element: $0.element) }
    let twin = try RiverbendNetwork.twin(tags: tags)
    let pump = try #require(tags.firstIndex { $0.id == "S_PU1" })
    let level = try #require(tags.firstIndex { $0.id == "L_T2" })
    try check(
      twin, driving: TestTap(from: 60, until: 90, driving: [pump: 0]), level: level,
      from: RiverbendNetwork.start, steps: 288)
  }

  @Test("of learned stocks close within what recorded rows leave open")
  func stocks() throws {
    let (twin, _) = try defaultProcess().calibrate(
      SimulatedTanks(rows: 3_000, seed: 2).record, seed: 4, threads: 1, progress: NoProgress())
    let pump = try #require(twin.tags.firstIndex { $0.id == "S_PU1" })
    let level = try #require(twin.tags.firstIndex { $0.id == "L_T1" })
    try check(
      twin, driving: TestTap(from: 60, until: 75, driving: [pump: 0]), level: level,
      from: DetectionData.time(0), steps: 288)
  }

  @Test("are none where measurements close no part of a network")
  func none() throws {
    #expect(try RiverbendNetwork.twin().balance == nil)
  }
}
