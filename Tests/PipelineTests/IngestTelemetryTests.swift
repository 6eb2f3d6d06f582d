import Diagnostics
import Foundation
import LinearAlgebra
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("Ingesting telemetry") struct IngestTelemetryTests {
  private static func store(_ plant: TinyPlant, _ path: String = "store/tiny") throws -> Store {
    try Store(opening: plant.folder.file(path))
  }

  /// A plant of files alone.
  private static func plant(
    _ files: [String: String], _ data: String = "", judgedFrom time: String = "00:05"
  ) throws -> TinyPlant {
    let plant = try TinyPlant(
      rows: 0..<1,
      configuration:
        """
        plant: tiny
        train: { normal: { wait: 0s } }
        evaluate: { from: 2026-01-01T\(time):00Z }
        data:
          telemetry: in*.csv
        \(data)
        """
    )
    for (name, text) in files { try plant.write(text, to: name) }
    return plant
  }

  @Test(
    "files that come one by one leave the partitions of all at once, and only new ones are read")
  func incremental() throws {
    let day = TinyPlant.day
    let texts = (0..<4).map { TinyPlant.csv($0 * day..<($0 + 1) * day) }
    let once = try Self.plant(
      Dictionary(uniqueKeysWithValues: texts.enumerated().map { ("in-\($0).csv", $1) }))
    try once.run(only: .ingest)
    let daily = try Self.plant([:])
    for (index, text) in texts.enumerated() {
      try daily.write(text, to: "in-\(index).csv")
      let listener = RecordingListener()
      try daily.run(only: .ingest, listener: listener)
    }
    let (a, b) = (try Self.store(once).manifest, try Self.store(daily).manifest)
    #expect(a.partitions.map(\.sha256) == b.partitions.map(\.sha256))
    #expect(a.sources == b.sources)
    #expect(a.statistics == b.statistics)
    #expect(a.rows == 4 * day)
  }

  @Test("rows of several units are stored by moment and unit, and no detector is trained on them")
  func units() throws {
    var text = "date,serial_number,model,failure,smart_1_raw\n"
    for day in 1...3 {
      for unit in 0..<20 {
        text += "2013-04-0\(day),S\(unit),\(unit % 2 == 0 ? "A1" : "B2"),0,\(unit * day)\n"
      }
    }
    let plant = try Self.plant(["in.csv": text])
    try plant.run(only: .ingest)
    let store = try Self.store(plant)
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
    let plant = try Self.plant(["in.csv": text])
    try plant.run(only: .ingest)
    let frame = try Self.store(plant).frame()
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
    let plant = try Self.plant(["in-a.csv": file("a", 0), "in-b.csv": file("b", 100)])
    try plant.run(only: .ingest)
    let store = try Self.store(plant)
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
    let plant = try Self.plant(
      ["in.csv": text], "  resample: { every: 1h, by: mean, largest-gap: 2h }\n",
      judgedFrom: "03:00")
    try plant.run(only: .ingest)
    let frame = try Self.store(plant, "store/tiny/grid").frame()
    #expect(frame.count == 10)
    // Rows 1 to 6 stand at 00:10 to 01:00.
    #expect(frame.times[0] == Timestamp(iso8601: "2026-01-01T01:00:00Z"))
    #expect(frame.values.column(0).prefix(2) == [3.5, 9.5])
  }

  @Test("a file without its mark is left for the next run; with none at all the run is too early")
  func settled() throws {
    let plant = try Self.plant(
      ["in-1.csv": TinyPlant.csv(0..<200), "in-2.csv": TinyPlant.csv(200..<300)],
      "  settled: done\n")
    let early = fault { try plant.run(only: .ingest) }
    #expect(early?.kind == .tryLater)
    try plant.write("", to: "in-1.csv.done")
    let listener = RecordingListener()
    try plant.run(only: .ingest, listener: listener)
    #expect(try Self.store(plant).manifest.rows == 200)
    #expect(
      listener.all.contains {
        $0.contains("there is no in-2.csv.done beside the file; it is left for the next run")
      })
    try plant.write("", to: "in-2.csv.done")
    try plant.run(only: .ingest)
    #expect(try Self.store(plant).manifest.rows == 300)
  }

  @Test("what breaks the contract is flagged and told, or ends the run")
  func contract() throws {
    let text = "time,a\n" + (1...50).map { "\(TinyPlant.time($0)),\($0)\n" }.joined()
    let plant = try Self.plant(["in.csv": text], "  tags: tags.csv\n", judgedFrom: "03:00")
    try plant.write("tag,unit,raw-unit,max\na,m,ft,15\n", to: "tags.csv")
    let listener = RecordingListener()
    try plant.run(only: .ingest, listener: listener)
    let store = try Self.store(plant)
    let frame = try store.frame()
    #expect(frame.values[0, 0] == 0.3048)
    // 50 ft are 15.24 m.
    #expect(try store.quality()[49] == CellQuality.suspect.rawValue)
    #expect(listener.all.contains { $0.contains("above 15") || $0.contains("15 m") })
    try plant.write("tag,unit,raw-unit,max,on-violation\na,m,ft,15,error\n", to: "tags.csv")
    #expect(throws: Faults.self) { try plant.run(only: .ingest) }
  }

  @Test("silence for longer than allowed ends the run by the wall clock, with exit code 75")
  func silence() throws {
    let plant = try Self.plant(["in.csv": TinyPlant.csv(0..<300)], "  freshness: 26h\n")
    let old = fault { try plant.run(only: .ingest) }
    #expect(old?.kind == .tryLater)
    #expect(old?.problem.hasPrefix("newest sample of tiny is ") == true)
  }
}
