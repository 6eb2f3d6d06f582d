import Diagnostics
import Foundation
import Ingest
import LinearAlgebra
import Synchronization
import Telemetry
import Testing

@Suite struct CSVReaderTests {
  private let scratch = Scratch()

  private func read(
    _ text: String, _ options: CSVReaderOptions = .init(), threads: Int = 1
  ) throws -> IngestedFile {
    let path = try scratch.file(text)
    return try CSVReader(format: try CSVSniffer.sniff(file: path), options: options)
      .read(file: path, threads: threads)
  }

  @Test("rows are sorted by time; of repeated times the last in the file stays, or the first")
  func duplicates() throws {
    let text = "time,a\n2020-01-03,3\n2020-01-01,1\n2020-01-03,4\n2020-01-01,2\n2020-01-02,9\n"
    let last = try read(text)
    #expect(last.frame.values.elements == [2, 9, 4])
    #expect(last.counts == RowCounts(read: 5, stored: 3, duplicates: 2))
    #expect(
      last.notices.map(\.text) == [
        "2 rows earlier than the row before, the first by 2d at 2020-01-01T00:00:00Z; sorted by time",
        "2 rows of 5 had the time of another row; the last value of each tag stays",
      ])
    let first = try read(text, .init(duplicates: .first))
    #expect(first.frame.values.elements == [1, 9, 3])
  }

  @Test("rows of one moment are joined cell by cell: a missing cell displaces no measured one")
  func sparseRows() throws {
    let text =
      "time,a,b,c\n2020-01-01,1,,\n2020-01-01,,2,\n2020-01-02,3,4,\n2020-01-02,5,,6\n2020-01-03,,,\n"
      + "2020-01-03,7,,\n"
    let last = try read(text)
    #expect(last.frame.values.column(0) == [1, 5, 7])
    #expect(last.frame.values.column(1).prefix(2) == [2, 4])
    #expect(last.frame.values.column(2)[1] == 6)
    #expect(last.quality == [0, 0, 0, 0, 0, 2, 2, 0, 2])
    #expect(last.counts == RowCounts(read: 6, stored: 3, duplicates: 3))
    let first = try read(text, .init(duplicates: .first))
    #expect(first.frame.values.column(0) == [1, 3, 7])
    #expect(first.counts == last.counts)
    // In the long form, too: a record that says nothing of its tag displaces none that does.
    let long =
      "tag,time,value\n" + (10..<20).map { "A,2020-01-01 00:\($0):00,\($0)\n" }.joined()
      + "A,2020-01-01 00:11:00,Bad\nA,2020-01-01 00:12:00,5\n"
    #expect(try read(long).frame.values.column(0).prefix(3) == [10, 11, 5])
    #expect(try read(long, .init(duplicates: .first)).frame.values.column(0)[2] == 12)
  }

  @Test("missing cells are NaN with the quality missing, all others measured")
  func quality() throws {
    let file = try read("time,a,b\n2020-01-01,,1\n2020-01-02,NULL,2\n2020-01-03,5,\"\"\n")
    #expect(file.quality == [2, 2, 0, 0, 0, 2])
    #expect(file.frame.values[0, 0].isNaN)
    #expect(file.frame.values[2, 0] == 5)
  }

  @Test("the interval is the commonest distance; larger ones by half are gaps")
  func spacing() throws {
    let file = try read(
      "time,a\n2020-01-01 00:00,1\n2020-01-01 00:10,1\n2020-01-01 00:20,1\n"
        + "2020-01-01 00:35,1\n2020-01-01 00:51,1\n2020-01-01 01:01,1\n")
    #expect(file.sampleInterval == TimeSpan(seconds: 600))
    #expect(file.gaps == 1)
    let one = try read("time,a\n2020-01-01 00:00,1\n")
    #expect(one.sampleInterval == nil)
    #expect(one.gaps == 0)
  }

  @Test("steps count refused rows, so that a refused row leaves a gap")
  func steps() throws {
    let text = "a,b\n1,1\n2,x\n3,1\n4,1\n5,1\n6,1\n"
    let file = try read(text, .init(blockBytes: 5))
    #expect(file.isStepped)
    #expect(file.frame.times.map(\.nanoseconds) == [0, 2, 3, 4, 5])
    #expect(file.gaps == 1)
    let seconds = try read(text, .init(stepInterval: TimeSpan(seconds: 60)))
    #expect(seconds.frame.times.last == Timestamp(nanoseconds: 300_000_000_000))
    #expect(seconds.sampleInterval == TimeSpan(seconds: 60))
  }

  @Test("quoted fields may hold delimiters, quotes and line ends, which count as lines")
  func quotes() throws {
    let text =
      "time,note,a\n2020-01-01,\"x, \"\"y\"\"\nz\",1\n2020-01-02, \"\" ,x\n"
      + (3...9).map { "2020-01-0\($0),\"\n\n\",\"\($0)\"\n" }.joined()
    for blockBytes in [1, 7, 16, 33, 1_000] {
      let file = try read(text, .init(blockBytes: blockBytes), threads: 2)
      #expect(file.counts == RowCounts(read: 9, stored: 8, quarantined: 1))
      #expect(file.quarantine.map(\.line) == [4])
      #expect(file.frame.values.column(1) == [1, 3, 4, 5, 6, 7, 8, 9])
    }
  }

  @Test("any number of threads and any block size give the same file")
  func threads() throws {
    var text = "time,a,b\r\n"
    var generator = SeededGenerator(seed: 3)
    for i in 0..<3_000 {
      let stamp = Timestamp(nanoseconds: Int64(i / 2 * 7 % 5_000) * 60_000_000_000)
      text += "\(stamp),\(generator.uniform()),\(i % 50 == 7 ? "x" : "1")\r\n"
    }
    let one = try read(text)
    for (threads, blockBytes) in [(1, 999), (2, 1_000), (3, 4_096), (8, 77)] {
      let other = try read(text, .init(blockBytes: blockBytes), threads: threads)
      #expect(
        other.frame.values.elements.map(\.bitPattern)
          == one.frame.values.elements.map(\.bitPattern))
      #expect(other.frame.times == one.frame.times)
      #expect(other.quarantine == one.quarantine)
      #expect(other.notices == one.notices)
      #expect(other.counts == one.counts)
      #expect(other.sha256 == one.sha256)
    }
    #expect(one.sha256 == SHA256.hash(text))
    #expect(one.bytes == text.utf8.count)
  }

  @Test("without a digest a file is read the same, and its SHA-256 is empty")
  func withoutDigest() throws {
    let text = "time,a\n2026-01-01T00:00:00Z,1\n2026-01-01T00:01:00Z,x\n2026-01-01T00:02:00Z,3\n"
    var options = CSVReaderOptions(maxQuarantined: 1)
    let digested = try read(text, options)
    options.isDigested = false
    let plain = try read(text, options)
    #expect(plain.sha256.isEmpty && !digested.sha256.isEmpty)
    #expect(plain.bytes == digested.bytes)
    #expect(plain.frame.values.elements == digested.frame.values.elements)
    #expect(plain.counts == digested.counts && plain.quarantine == digested.quarantine)
  }

  @Test("progress tells bytes in order up to the file's length")
  func progress() throws {
    final class Log: Diagnostics.Progress {
      let done = Mutex<[Int]>([])
      func advance(_ stage: String, done: Int, of total: Int) {
        self.done.withLock { $0.append(done) }
      }
    }
    let text = "a,b\n" + (0..<500).map { "\($0),1\n" }.joined()
    let path = try scratch.file(text)
    let log = Log()
    _ = try CSVReader(
      format: try CSVSniffer.sniff(file: path), options: .init(blockBytes: 400)
    ).read(file: path, threads: 2, progress: log)
    let done = log.done.withLock { $0 }
    #expect(done == done.sorted())
    #expect(done.last == text.utf8.count)
  }

  @Test("naive times are of the zone given; a zone in the text wins")
  func zones() throws {
    let file = try read(
      "time,a\n2026-01-01 00:00,1\n2026-07-01 00:00,1\n2026-08-01T00:00:00Z,1\n",
      .init(timeZone: "America/Chicago"))
    #expect(
      file.frame.times.map(\.description) == [
        "2026-01-01T06:00:00Z", "2026-07-01T05:00:00Z", "2026-08-01T00:00:00Z",
      ])
  }

  @Test("times that the clocks skipped are refused")
  func skippedTimes() throws {
    let file = try read(
      "time,a\n2026-03-08 01:30,1\n2026-03-08 02:30,1\n2026-03-08 03:30,1\n",
      .init(timeZone: "America/Chicago", maxQuarantined: 0.5))
    #expect(
      file.quarantine.map(\.reason) == [
        "the time 2026-03-08 02:30 does not exist in America/Chicago: the clocks were put forward "
          + "over it"
      ])
    #expect(
      file.frame.times.map(\.description) == ["2026-03-08T07:30:00Z", "2026-03-08T08:30:00Z"])
  }

  @Test("an hour that comes twice is taken in the file's order, forwards and backwards")
  func repeatedHour() throws {
    let stamps = [
      "00:30", "01:00", "01:30", "01:00", "01:30", "02:00",
    ].map { "2026-11-01 \($0)" }
    let expected = [
      "05:30", "06:00", "06:30", "07:00", "07:30", "08:00",
    ].map { "2026-11-01T\($0):00Z" }
    let options = CSVReaderOptions(timeZone: "America/Chicago", blockBytes: 30)
    let forwards = try read("time,a\n" + stamps.map { "\($0),1\n" }.joined(), options)
    #expect(forwards.frame.times.map(\.description) == expected)
    #expect(
      forwards.notices.map(\.text) == [
        "4 rows lie in an hour that comes twice in America/Chicago; taken in the file's order"
      ])
    let backwards = try read("time,a\n" + stamps.reversed().map { "\($0),1\n" }.joined(), options)
    #expect(backwards.frame.times.map(\.description) == expected)
  }

  @Test(
    "every zone hour of a year round trips through its local time",
    arguments: [
      "Europe/Berlin", "America/Chicago", "Australia/Lord_Howe", "Asia/Kathmandu",
      "Africa/Casablanca",
    ])
  func everyHour(zone: String) throws {
    let rules = try #require(TimeZone(identifier: zone))
    var text = "time,a\n"
    var expected: [Timestamp] = []
    for halfHour in 0..<(365 * 48) {
      let seconds = 1_767_225_600 + halfHour * 1_800
      let offset = rules.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
      let local = Timestamp(nanoseconds: Int64(seconds + offset) * 1_000_000_000)
      text += "\(local.minuteText),1\n"
      expected.append(Timestamp(nanoseconds: Int64(seconds) * 1_000_000_000))
    }
    let file = try read(text, .init(timeZone: zone, blockBytes: 100_000), threads: 2)
    #expect(file.frame.times == expected)
  }

  @Test("a refused row's offset counts the byte order mark, as an editor does")
  func markedOffset() throws {
    let text = "\u{feff}time,LIT\n2024-01-01 00:00:00,1\nBAD,2\n2024-01-01 00:01:00,3\n"
    let scratch = Scratch()
    let path = try scratch.file(text)
    let read = try CSVReader(
      format: try CSVSniffer.sniff(file: path), options: CSVReaderOptions(maxQuarantined: 1)
    ).read(file: path)
    #expect(read.quarantine.map(\.byteOffset) == [34])
    #expect(read.quarantine.map(\.line) == [3])
  }
}
