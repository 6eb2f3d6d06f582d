import Diagnostics
import Foundation
import LinearAlgebra
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("Ingesting telemetry") struct IngestTelemetryTests {
  /// 2026-01-01.
  private static let start: Int64 = 1_767_225_600_000_000_000

  @Test(
    "files that come one by one leave the partitions of all at once, and only new ones are read")
  func incremental() throws {
    let day = TinyPlant.day
    let texts = (0..<4).map { TinyPlant.csv($0 * day..<($0 + 1) * day) }
    let once = try TinyPlant.files(
      Dictionary(uniqueKeysWithValues: texts.enumerated().map { ("in-\($0).csv", $1) }))
    try once.run(only: .ingest)
    let daily = try TinyPlant.files([:])
    for (index, text) in texts.enumerated() {
      try daily.write(text, to: "in-\(index).csv")
      let listener = RecordingListener()
      try daily.run(only: .ingest, listener: listener)
    }
    let (a, b) = (try once.store().manifest, try daily.store().manifest)
    #expect(a.partitions.map(\.sha256) == b.partitions.map(\.sha256))
    #expect(a.sources == b.sources)
    #expect(a.statistics == b.statistics)
    #expect(a.rows == 4 * day)
  }

  @Test(
    "a copy of a file beside it is read, and its rows are duplicates",
    arguments: ["in-a.csv", "in-z.csv"])
  func copy(name: String) throws {
    let plant = try TinyPlant.files(["in-m.csv": TinyPlant.csv(0..<TinyPlant.day)])
    try plant.run(only: .ingest)
    try plant.write(TinyPlant.csv(0..<TinyPlant.day), to: name)
    try plant.run(only: .ingest)
    let store = try plant.store()
    #expect(store.manifest.sources.map(\.duplicates).reduce(0, +) == TinyPlant.day)
    #expect(store.manifest.rows == TinyPlant.day)
    #expect(try store.verify(threads: 2).isEmpty)
  }

  @Test("rows of several units are stored by moment and unit, and no detector is trained on them")
  func units() throws {
    var text = "date,serial_number,model,failure,smart_1_raw\n"
    for day in 1...3 {
      for unit in 0..<20 {
        text += "2013-04-0\(day),S\(unit),\(unit % 2 == 0 ? "A1" : "B2"),0,\(unit * day)\n"
      }
    }
    let plant = try TinyPlant.files(["in.csv": text])
    try plant.run(only: .ingest)
    let store = try plant.store()
    #expect(store.manifest.hasUnits)
    #expect(store.manifest.rows == 60)
    #expect(store.tags.map(\.id) == ["model", "failure", "smart_1_raw"])
    let fault = fault { try plant.run() }
    #expect(
      fault?.problem
        == "the telemetry's rows are of several units, of which no detector is trained")
  }

  @Test("a row per tag and moment becomes a row per moment; a bad quality is a missing cell")
  func longForm() throws {
    var text = "tag,time,value,quality\n"
    for tag in ["LIT_101", "FIT_101"] {
      for minute in 0..<30 {
        let stamp = "2026-01-01 00:\(minute < 10 ? "0" : "")\(minute):00"
        let isBad = tag == "FIT_101" && minute == 7
        text += "\(tag),\(stamp),\(minute).5,\(isBad ? "Bad" : "Good")\n"
      }
    }
    let plant = try TinyPlant.files(["in.csv": text])
    try plant.run(only: .ingest)
    let frame = try plant.store().frame()
    #expect(frame.tags.map(\.id) == ["LIT_101", "FIT_101"])
    #expect(frame.count == 30)
    #expect(frame.values[7, 0] == 7.5)
    #expect(frame.values[7, 1].isNaN)
    #expect(frame.values[8, 1] == 8.5)
  }

  @Test("files of different tags and the same moments are joined cell by cell")
  func joined() throws {
    func file(_ tag: String, _ offset: Int) -> String {
      "time,\(tag)\n" + (0..<9).map { "2026-01-01 00:0\($0),\($0 + offset)\n" }.joined()
    }
    let plant = try TinyPlant.files(["in-a.csv": file("a", 0), "in-b.csv": file("b", 100)])
    try plant.run(only: .ingest)
    let store = try plant.store()
    let frame = try store.frame()
    #expect(frame.count == 9)
    #expect(frame.values.column(0) == (0..<9).map(Double.init))
    #expect(frame.values.column(1) == (100..<109).map(Double.init))
    for source in store.manifest.sources {
      #expect(source.rowsRead == source.rowsStored + source.rowsQuarantined + source.duplicates)
    }
  }

  @Test("a grid holds the mean of each interval up to its stamp, and is made anew with the data")
  func grid() throws {
    let text = "time,a\n" + (1...60).map { "\(TinyPlant.time($0)),\($0)\n" }.joined()
    let plant = try TinyPlant.files(
      ["in.csv": text], "  resample: { every: 1h, by: mean, largest-gap: 2h }\n",
      judgedFrom: "03:00")
    try plant.run(only: .ingest)
    let frame = try plant.store("store/tiny/grid").frame()
    #expect(frame.count == 10)
    // Rows 1 to 6 stand at 00:10 to 01:00.
    #expect(frame.times[0] == Timestamp(iso8601: "2026-01-01T01:00:00Z"))
    #expect(frame.values.column(0).prefix(2) == [3.5, 9.5])
  }

  @Test("a file without its mark is left for the next run; with none at all the run is too early")
  func settled() throws {
    let plant = try TinyPlant.files(
      ["in-1.csv": TinyPlant.csv(0..<200), "in-2.csv": TinyPlant.csv(200..<300)],
      "  settled: done\n")
    let early = fault { try plant.run(only: .ingest) }
    #expect(early?.kind == .tryLater)
    try plant.write("", to: "in-1.csv.done")
    let listener = RecordingListener()
    try plant.run(only: .ingest, listener: listener)
    #expect(try plant.store().manifest.rows == 200)
    #expect(
      listener.all.contains {
        $0.contains("there is no in-2.csv.done beside the file; it is left for the next run")
      })
    try plant.write("", to: "in-2.csv.done")
    try plant.run(only: .ingest)
    #expect(try plant.store().manifest.rows == 300)
  }

  @Test("a stored file that is written again keeps its earlier rows until it is settled")
  func writtenAgain() throws {
    let plant = try TinyPlant.files(
      ["in-1.csv": TinyPlant.csv(0..<200), "in-2.csv": TinyPlant.csv(200..<300)],
      "  settled: done\n")
    for name in ["in-1.csv.done", "in-2.csv.done"] { try plant.write("", to: name) }
    try plant.run(only: .ingest)
    let before = try plant.store().manifest
    try plant.write(TinyPlant.csv(0..<199), to: "in-1.csv")
    try FileManager.default.removeItem(atPath: plant.folder.file("in-1.csv.done"))
    try plant.write(TinyPlant.csv(300..<310), to: "in-3.csv")
    try plant.write("", to: "in-3.csv.done")
    let listener = RecordingListener()
    try plant.run(only: .ingest, listener: listener)
    let held = try plant.store().manifest
    #expect(held.rows == 310)
    #expect(Array(held.partitions.prefix(2)) == before.partitions)
    #expect(
      listener.all.contains {
        $0.contains("left for the next run, until then the store keeps its earlier rows")
      })
    // Other settings ask for the file itself.
    try plant.configure("  settled: done\n", "  settled: done\n  duplicates: first\n")
    let early = fault { try plant.run(only: .ingest) }
    #expect(early?.kind == .tryLater)
    #expect(early?.problem == "the file must be read again, and may still be written")
    #expect(try plant.store().manifest.rows == 310)
    try plant.write("", to: "in-1.csv.done")
    try plant.run(only: .ingest)
    #expect(try plant.store().manifest.rows == 309)
  }

  /// Writes into a file once its first window was read.
  private struct Rewriter: RunListener {
    let path: String
    var digit = "7"
    func advance(_ stage: String, done: Int, of total: Int) {
      guard stage == "ingest", let file = FileHandle(forUpdatingAtPath: path) else { return }
      file.seek(toFileOffset: UInt64(max(0, total - 2)))
      file.write(Data(digit.utf8))
    }
    func began(_ run: String, _ asOf: Timestamp, seed: UInt64) {}
    func finished(_ stage: String, _ line: String, seconds: Double) {}
    func notice(_ notice: Notice) {}
  }

  @Test("a file that is written to while it is read is not stored under the digest that it had")
  func changedMeanwhile() throws {
    // More than two windows of 8 MiB: the second one is read while the first is parsed.
    let row = (0..<40).map { "\($0).25" }.joined(separator: ",")
    let text =
      "time," + (0..<40).map { "T\($0)" }.joined(separator: ",") + "\n"
      + (0..<80_000).map { "\(1_767_225_600 + 60 * $0),\(row)\n" }.joined()
    #expect(text.utf8.count > 17 << 20)
    let plant = try TinyPlant.files(["in.csv": text])
    let found = fault {
      try plant.run(only: .ingest, listener: Rewriter(path: plant.folder.file("in.csv")))
    }
    #expect(found?.kind == .tryLater)
    #expect(
      found?.problem.hasPrefix("the file changed while it was read: its SHA-256 was ") == true)
    #expect(
      found?.hint == "run again when nobody writes it; data.settled says when a file is complete")
    #expect(!FileManager.default.fileExists(atPath: plant.folder.file("store/tiny/store.json")))
    try plant.run(only: .ingest)
    #expect(try plant.store().frame().values.column(39).last == 39.27)
    // What was written may be taken back before it is read, but not before it is looked at.
    let other = try TinyPlant.files(["in.csv": text])
    let same = fault {
      try other.run(
        only: .ingest, listener: Rewriter(path: other.folder.file("in.csv"), digit: "5"))
    }
    #expect(
      same?.problem == "the file changed while it was read: somebody wrote to it or replaced it")
    #expect(same?.kind == .tryLater)
    try other.run(only: .ingest)
    #expect(try other.store().frame().values.column(39).last == 39.25)
  }

  @Test("a file that is gone is named with the rows that leave the store; a renamed one is not")
  func vanished() throws {
    let plant = try TinyPlant.files(
      ["in-1.csv": TinyPlant.csv(0..<200), "in-2.csv": TinyPlant.csv(200..<300)])
    try plant.run(only: .ingest)
    let files = FileManager.default
    try files.moveItem(atPath: plant.folder.file("in-2.csv"), toPath: plant.folder.file("in-3.csv"))
    var listener = RecordingListener()
    try plant.run(only: .ingest, listener: listener)
    #expect(try plant.store().manifest.rows == 300)
    #expect(!listener.all.contains { $0.contains("no longer") })
    try files.removeItem(atPath: plant.folder.file("in-3.csv"))
    listener = RecordingListener()
    try plant.run(only: .ingest, listener: listener)
    #expect(try plant.store().manifest.rows == 200)
    #expect(
      listener.all.contains {
        $0.contains("'in-3.csv' is no longer among the files: its 100 rows leave the store")
      })
  }

  @Test("ingest alone does not ask what is trained or judged")
  func alone() throws {
    let plant = try TinyPlant.files(["in.csv": TinyPlant.csv(0..<20)], judgedFrom: "00:00")
    #expect(throws: Fault.self) { try plant.run() }
    try plant.run(only: .ingest)
    #expect(try plant.store().manifest.rows == 20)
  }

  @Test("texts, scales and words for no value travel with the store's tags")
  func readings() throws {
    let modes = ["idle", "filling", "draining, slowly"]
    let rows = (1...60).map {
      "\(TinyPlant.time($0)),\($0),\"\(modes[$0 % 3])\"\n"
    }
    let plant = try TinyPlant.files(
      ["in.csv": "time,a,mode\n" + rows.joined()],
      "  tags: tags.csv\n  missing: [lost]\n", judgedFrom: "03:00")
    try plant.write("tag,unit,raw-unit,offset,missing\na,m,ft,1,5;off-line\n", to: "tags.csv")
    try plant.run(only: .ingest)
    let store = try plant.store()
    // (x + 1) ft in m.
    #expect(
      store.tags.map(\.reading) == [
        TagReading(
          factor: 0.3048, addend: 0.3048, missing: [5], missingWords: ["lost", "off-line"]),
        TagReading(
          missingWords: ["lost"], categories: ["filling", "draining, slowly", "idle"]),
      ])
    let frame = try store.frame()
    let reading = try #require(store.tags[0].reading)
    #expect(frame.values.column(0)[0] == reading(1))
    #expect(frame.values.column(0)[4].isNaN && reading(5).isNaN)
  }

  @Test("a clock that jumps, history that comes later and stamps of tomorrow are named")
  func clocks() throws {
    func text(_ minutes: some Sequence<Int>) -> String {
      "time,a\n"
        + minutes.map {
          "\(Timestamp(nanoseconds: Self.start + Int64($0) * 60_000_000_000)),\($0)\n"
        }
        .joined()
    }
    // Put back by an hour in the middle, as a logger's clock in autumn.
    let plant = try TinyPlant.files(
      ["in-1.csv": text(Array(0..<100) + Array(40..<140))], judgedFrom: "03:00")
    let first = RecordingListener()
    try plant.run(only: .ingest, listener: first)
    #expect(
      first.all.contains {
        $0.contains(
          "the clock seems to be put back by 1h between 2026-01-01T01:39:00Z and "
            + "2026-01-01T00:40:00Z")
      })
    try plant.write(text(20..<30), to: "in-2.csv")
    try plant.write(text(9_000_000..<9_000_002), to: "in-3.csv")
    let second = RecordingListener()
    try plant.run(only: .ingest, listener: second)
    #expect(
      second.all.contains {
        $0.contains(
          "10 rows filled in later, from 2026-01-01T00:20:00Z to 2026-01-01T00:29:00Z: an earlier "
            + "ingest already reached 2026-01-01T02:19:00Z")
      })
    #expect(
      second.all.contains { $0.contains("the newest sample is at 2043-02-11T00:01:00Z, later") })
    // The store does not tell in which order its files came.
    let sources = try plant.store().manifest.sources
    #expect(!sources.contains { $0.notices.contains { $0.contains("filled in later") } })
  }

  @Test("gaps are counted over files that share a stretch of time")
  func gaps() throws {
    func text(_ minutes: [Int]) -> String {
      "time,a\n"
        + minutes.map { "\(Timestamp(nanoseconds: Self.start + Int64($0) * 60_000_000_000)),1\n" }
        .joined()
    }
    // Even minutes in one file, odd ones in another: no gap but the one from 30 to 50.
    let even = Array(stride(from: 0, to: 30, by: 2)) + Array(stride(from: 50, to: 80, by: 2))
    let plant = try TinyPlant.files(
      ["in-1.csv": text(even), "in-2.csv": text(even.map { $0 + 1 })],
      "  interval: 1min\n", judgedFrom: "03:00")
    let listener = RecordingListener()
    try plant.run(only: .ingest, listener: listener)
    #expect(try plant.store().manifest.rows == 60)
    #expect(
      listener.all.contains { $0.contains("60 rows × 1 tag, 2 files · 1 gap") }, "\(listener.all)")
  }

  @Test("an Arrow file makes the store that its CSV makes")
  func arrow() throws {
    let text = TinyPlant.csv(0..<300)
    let plant = try TinyPlant.files(["in.csv": text])
    try plant.run(only: .ingest)
    let store = try plant.store()
    let other = try TinyPlant.files([:])
    try ArrowFile.write(
      ArrowBatch(frame: try store.frame()), to: other.folder.file("in.csv"))
    try other.run(only: .ingest)
    let again = try other.store()
    #expect(again.manifest.partitions.map(\.sha256) == store.manifest.partitions.map(\.sha256))
    #expect(again.tags == store.tags)
  }

  @Test("records of one tag and moment are settled by the policy in the long form, too")
  func longDuplicates() throws {
    var text = "tag,time,value\n"
    for minute in 10..<50 {
      for tag in ["A", "B"] { text += "\(tag),2026-01-01 00:\(minute):00,\(minute)\n" }
    }
    text += "A,2026-01-01 00:15:00,25\nA,2026-01-01 00:15:00,26\n"
    for (policy, value) in [("first", 15.0), ("last", 26), ("mean", 22)] {
      let plant = try TinyPlant.files(["in.csv": text], "  duplicates: \(policy)\n")
      try plant.run(only: .ingest)
      let frame = try plant.store().frame()
      #expect(frame.values.column(0)[5] == value, "\(policy)")
    }
    let strict = try TinyPlant.files(["in.csv": text], "  duplicates: error\n")
    #expect(
      fault { try strict.run(only: .ingest) }?.problem
        == "tag 'A' has two records of 2026-01-01T00:15:00Z")
  }

  @Test("tags that are numbers and tags that are switches share the values of a long file")
  func longWords() throws {
    var text = "tag,time,value\n"
    for minute in 10..<50 {
      let stamp = "2026-01-01 00:\(minute):00"
      text += "LIT,\(stamp),\(minute).5\nPUMP,\(stamp),\(minute % 3 == 0 ? "ON" : "OFF")\n"
    }
    let plant = try TinyPlant.files(["in.csv": text])
    try plant.run(only: .ingest)
    let frame = try plant.store().frame()
    #expect(frame.values.column(0).prefix(3) == [10.5, 11.5, 12.5])
    #expect(frame.values.column(1).prefix(3) == [0, 0, 1])
  }

  @Test("numbers that are declared to mean that nothing was measured are missing in every tag")
  func numericSentinels() throws {
    var text = "time,A,B\n"
    for minute in 10..<40 {
      text += "2026-01-01 00:\(minute):00,\(minute % 3 == 0 ? "-9999.0" : "\(minute)"),-9999\n"
    }
    let plant = try TinyPlant.files(["in.csv": text], "  missing: [-9999, ERR]\n")
    try plant.run(only: .ingest)
    let store = try plant.store()
    let frame = try store.frame()
    #expect(frame.values.column(0).prefix(3).map { $0.isNaN } == [false, false, true])
    #expect(frame.values.column(1).allSatisfy { $0.isNaN })
    #expect(store.tags[0].reading?.missing == [-9999])
  }

  @Test("rows that stand twice among those of devices do not make them one device")
  func repeatedUnits() throws {
    var text = "device,time,temp\n"
    for minute in 0..<1_000 {
      for device in ["a", "b"] {
        let row =
          "\(device),\(Timestamp(nanoseconds: Self.start + Int64(minute) * 60_000_000_000)),\(minute)\n"
        text += minute % 25 == 0 ? row + row : row
      }
    }
    let plant = try TinyPlant.files(["in.csv": text])
    try plant.run(only: .ingest)
    let store = try plant.store()
    #expect(store.manifest.hasUnits)
    #expect(store.manifest.rows == 2_000)
    #expect(store.manifest.sources[0].duplicates == 80)
  }

  @Test("the explained account is the store's, and one stamp of next year does not hide silence")
  func account() throws {
    let plant = try TinyPlant.files(
      [
        "in.csv": TinyPlant.csv(0..<50)
          + TinyPlant.csv(40..<50).split(separator: "\n").dropFirst()
          .joined(separator: "\n") + "\n"
      ],
      judgedFrom: "03:00")
    let outcome = try plant.run(only: .ingest)
    #expect(
      outcome.explanation?.contains("60 read = 50 stored + 0 quarantined + 10 duplicates") == true)
    let last = TinyPlant.csv(49..<50).split(separator: "\n")[1]
      .replacing(TinyPlant.time(49), with: "2043-01-01T00:00:00Z")
    let late = try TinyPlant.files(
      ["in.csv": TinyPlant.csv(0..<49) + last + "\n"], "  freshness: 26h\n", judgedFrom: "03:00")
    let silent = fault { try late.run(only: .ingest) }
    #expect(silent?.kind == .tryLater)
    #expect(silent?.problem.contains("later than now") == true)
  }

  @Test("Ignition's history table, a column per type of value, is the long form")
  func ignition() throws {
    var text = "tagid,intvalue,floatvalue,stringvalue,datevalue,dataintegrity,t_stamp\n"
    for minute in 0..<30 {
      let stamp = Self.start / 1_000_000 + Int64(minute) * 60_000
      text +=
        "1,,\(minute).25,,,192,\(stamp)\n2,\(minute % 2),,,,\(minute == 7 ? 0 : 192),\(stamp)\n"
        + "3,,,\(minute < 20 ? "Idle" : "Fill"),,192,\(stamp)\n"
    }
    let plant = try TinyPlant.files(["in.csv": text])
    try plant.run(only: .ingest)
    let store = try plant.store()
    let frame = try store.frame()
    #expect(frame.tags.map(\.id) == ["1", "2", "3"])
    #expect(frame.count == 30)
    #expect(frame.values.column(0).prefix(3) == [0.25, 1.25, 2.25])
    #expect(frame.values.column(1).prefix(3) == [0, 1, 0])
    // Quality 0 is OPC's "bad".
    #expect(frame.values[7, 1].isNaN)
    #expect(frame.values.column(2)[19...20] == [0, 1])
    #expect(store.tags[2].reading?.categories == ["Idle", "Fill"])
    #expect(store.manifest.sources[0].rowsRead == 90)
  }
}
