import Ingest
import Telemetry
import Testing

@Suite struct SpacingTallyTests {
  private static let minute: Int64 = 60_000_000_000

  private static func tally(_ nanoseconds: [Int64]) -> SpacingTally {
    var tally = SpacingTally()
    tally.add(nanoseconds.map { Timestamp(nanoseconds: $0) })
    return tally
  }

  @Test(
    "the commonest distance is the interval, the shorter on a tie; longer ones by half are gaps")
  func interval() {
    let minutes: [Int64] = [0, 1, 2, 2, 5, 6, 4, 7]
    let tally = Self.tally(minutes.map { $0 * Self.minute })
    #expect(tally.interval == TimeSpan(nanoseconds: Self.minute))
    #expect(tally.gaps == 2)
    #expect(Self.tally([0, Self.minute, 3 * Self.minute]).interval?.nanoseconds == Self.minute)
    #expect(Self.tally([5]).interval == nil && Self.tally([5]).gaps == 0)
  }

  // Found by `make fuzz`: an Arrow file with stamps at both ends of 64 bits ended the process.
  @Test("stamps farther apart than 64 bits say are one gap")
  func ends() {
    let times = [.min, .max - 2 * Self.minute, .max - Self.minute, Int64.max]
    let tally = Self.tally(times)
    #expect(tally.interval == TimeSpan(nanoseconds: Self.minute))
    #expect(tally.gaps == 1)
    #expect(Self.tally([.min, .max]).interval == TimeSpan(nanoseconds: .max))
    #expect(Self.tally([.min, .max]).gaps == 0)
  }

  @Test("a file with such stamps is read, row by row")
  func file() throws {
    let scratch = Scratch()
    let rows = [Int64.min + 1, -9_000_000_000_000_000_000, 0, 9_000_000_000_000_000_000, .max]
    let text = "time_ns,a\n" + rows.map { "\($0),1.5\n" }.joined()
    let path = try scratch.file(text)
    let format = try CSVSniffer.sniff(file: path)
    let read = try CSVReader(format: format, options: .init(maxQuarantined: 1)).read(file: path)
    #expect(read.counts.read == 5)
    #expect(read.counts.stored + read.counts.quarantined == 5)
  }
}
