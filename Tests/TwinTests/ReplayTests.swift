import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Replayed innovations")
struct ReplayTests {
  // Expected plus innovation, the innovation being recorded minus expected, is what was recorded. But a flow
  // follows its level and the level its flow: two passes leave a tenth of what the historian rounds to.
  static let tolerance = 0.001

  /// The recorded row that a simulated one equals; nil where there is none.
  static func twinRow(of row: [Double], in record: ProcessRecord) -> Int? {
    (1..<record.count).first { i in
      row.indices.allSatisfy { abs(row[$0] - record.values[i, $0]) < Self.tolerance }
    }
  }

  @Test("give back the recorded rows, for as long as nothing switches")
  func replay() throws {
    let record = SimulatedTanks(rows: 2_000, seed: 1).record
    let twin = try identified(record)
    var found = 0
    var followed = 0
    for seed in 1...30 as ClosedRange<UInt64> {
      // Another time of the week for each: few recorded rows share one.
      let moment = newYear + .hours(5.5) * Int(seed)
      var tap = OpenLine()
      var generator = SeededGenerator(seed: seed)
      let trace = try twin.run(from: moment, steps: 12, tap: &tap, generator: &generator)
      guard let start = Self.twinRow(of: trace.truth.row(0), in: record) else { continue }
      found += 1
      // A run begins at the record's time of the week.
      #expect(
        abs(TimeOfWeek.share(record.times[start]) - TimeOfWeek.share(moment)) < 1e-12)
      for step in 1..<12 {
        let states = twin.structure.actuators
        let row = start + step
        guard row < record.count,
          states.allSatisfy({ record.values[row, $0] == record.values[row - 1, $0] })
        else { break }
        followed += 1
        for j in twin.tags.indices {
          #expect(
            abs(trace.truth[step, j] - record.values[row, j]) < Self.tolerance,
            "seed \(seed), step \(step), \(twin.tags[j].id)")
        }
      }
    }
    // In some tenth of the rows something switches, and a controller between rows need not act in the same.
    #expect(found >= 20)
    #expect(followed >= 50, "\(found) \(followed)")
  }

  @Test("come in blocks: a shorter block joins other stretches sooner")
  func blocks() throws {
    let record = SimulatedTanks(rows: 2_000, seed: 2).record
    func twin(_ hours: Double) throws -> IdentifiedTwin {
      try IdentifiedTwin(record, ridge: 1e-4, block: .hours(hours), margin: 0.15, threads: 1)
    }
    let (day, hour) = (try twin(24), try twin(1))
    #expect(day.blockRows == 48)
    #expect(hour.blockRows == 2)
    // The same chance begins both in the same row; two rows on, the shorter block is over.
    let (long, short) = (day.run(48, OpenLine()), hour.run(48, OpenLine()))
    #expect(long.agrees(with: short, on: 0..<2))
    #expect(!long.truth.hasSameBits(as: short.truth))
    // No block is shorter than a row.
    let least = try IdentifiedTwin(
      record, ridge: 1e-4, block: TimeSpan(seconds: 1), margin: 0.15, threads: 1)
    #expect(least.blockRows == 1)
  }

  @Test("keep what the record says of tags together: correlations stay")
  func together() throws {
    let record = SimulatedTanks(rows: 3_000, seed: 3).record
    let (_, fidelity) = try defaultProcess().calibrate(
      record, seed: 2, threads: 2, progress: NoProgress())
    // 900 unseen rows hold 16 cycles of a tank: correlations of such series differ by 0.1 by chance.
    #expect(fidelity.meanCorrelationDifference ?? 9 < 0.1)
    #expect(fidelity.meanKS ?? 9 < 0.15)
  }
}
