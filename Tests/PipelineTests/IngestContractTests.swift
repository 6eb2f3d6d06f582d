import Diagnostics
import Foundation
import LinearAlgebra
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("The contract and the freshness of what is ingested") struct IngestContractTests {
  @Test("the contract's gap and rate hold from file to file, read at once or night by night")
  func borders() throws {
    func file(_ minutes: Range<Int>, _ first: Int) -> String {
      "time,a\n"
        + minutes.map {
          "2026-01-01 0\($0 / 60):\($0 % 60 < 10 ? "0" : "")\($0 % 60),"
            + "\($0 == minutes.lowerBound ? first : 1)\n"
        }.joined()
    }
    for isNightly in [false, true] {
      let plant = try TinyPlant.files(["in-1.csv": file(0..<100, 1)], "  tags: tags.csv\n")
      try plant.write("tag,role,gap,rate\na,sensor,10min,1\n", to: "tags.csv")
      if isNightly { try plant.run(only: .ingest) }
      try plant.write(file(200..<250, 9_000), to: "in-2.csv")
      let listener = RecordingListener()
      try plant.run(only: .ingest, listener: listener)
      #expect(
        listener.all.contains {
          $0.contains(
            "a: 1 gap longer than 10min, the first of 1 h 41 min after 2026-01-01T01:39:00Z")
        }, "\(listener.all)")
      #expect(
        listener.all.contains {
          $0.contains(
            "a: 1 value changing faster than 1/s, the first 9000 at 2026-01-01T03:20:00Z")
        }, "\(listener.all)")
      try plant.write("tag,role,gap,on-violation\na,sensor,10min,error\n", to: "tags.csv")
      #expect(throws: Faults.self) { try plant.run(only: .ingest) }
    }
  }

  @Test("a file is judged by the end of the one before it, whichever of them came first")
  func laterNeighbour() throws {
    func file(_ hour: Int, _ first: Int) -> String {
      "time,a\n"
        + (0..<60).map { "2026-01-01 0\(hour):\($0 < 10 ? "0" : "")\($0),\($0 == 0 ? first : 1)\n" }
        .joined()
    }
    let tags = "tag,role,rate\na,sensor,0.01\n"
    let texts = ["in-1.csv": file(1, 1), "in-2.csv": file(2, 50), "in-3.csv": file(3, 1)]
    let once = try TinyPlant.files(texts, "  tags: tags.csv\n")
    try once.write(tags, to: "tags.csv")
    try once.run(only: .ingest)
    let nightly = try TinyPlant.files([:], "  tags: tags.csv\n")
    try nightly.write(tags, to: "tags.csv")
    for name in ["in-3.csv", "in-2.csv", "in-1.csv"] {
      try nightly.write(texts[name] ?? "", to: name)
      try nightly.run(only: .ingest)
    }
    let (a, b) = (try once.store().manifest, try nightly.store().manifest)
    #expect(a.partitions.map(\.sha256) == b.partitions.map(\.sha256))
    #expect(a.sources == b.sources)
  }

  @Test("a declared tag that no file has is told, and ends the run where that is asked for")
  func absent() throws {
    let text = "time,a,b\n" + (0..<50).map { "\(TinyPlant.time($0)),\($0),1\n" }.joined()
    let plant = try TinyPlant.files(["in.csv": text], "  tags: tags.csv\n", judgedFrom: "03:00")
    try plant.write("tag,role\na,sensor\nb,sensor\nzulu,sensor\n", to: "tags.csv")
    let listener = RecordingListener()
    try plant.run(only: .ingest, listener: listener)
    #expect(listener.all.contains { $0.contains("zulu: declared, but no file has such a column") })
    #expect(try plant.store().tags.map(\.id) == ["a", "b"])
    try plant.write(
      "tag,role,on-violation\na,sensor,\nb,sensor,\nzulu,sensor,error\n", to: "tags.csv")
    #expect(throws: Faults.self) { try plant.run(only: .ingest) }
  }

  @Test("the plant's limit holds for a tag that fell silent, not for one that often is")
  func silentTag() throws {
    // Every 10 min to 2026-01-03; a ends a day before, b comes once a day.
    let rows = 0..<433
    let text =
      "time,a,b,c\n"
      + rows.map {
        "\(TinyPlant.time($0)),\($0 < 289 ? "\($0)" : ""),\($0 % 144 == 0 ? "7" : ""),\($0)\n"
      }
      .joined()
    let plant = try TinyPlant.files(["in.csv": text], "  freshness: 20h\n", judgedFrom: "03:00")
    let silent = fault { try plant.run(asOf: "2026-01-04T01:00:00Z", only: .ingest) }
    #expect(silent?.kind == .tryLater)
    #expect(silent?.problem == "newest sample of a is 25 h old, limit 20 h")
    // A tag that is no longer measured is retired, or has a limit of its own.
    for own in ["none", "26h"] {
      let mended = try TinyPlant.files(
        ["in.csv": text], "  freshness: 20h\n  tags: tags.csv\n", judgedFrom: "03:00")
      try mended.write("tag,role,freshness\na,sensor,\(own)\n", to: "tags.csv")
      #expect(fault { try mended.run(asOf: "2026-01-04T01:00:00Z", only: .ingest) } == nil)
    }
  }

  @Test("what breaks the contract is flagged and told, or ends the run")
  func contract() throws {
    let text = "time,a\n" + (1...50).map { "\(TinyPlant.time($0)),\($0)\n" }.joined()
    let plant = try TinyPlant.files(["in.csv": text], "  tags: tags.csv\n", judgedFrom: "03:00")
    try plant.write("tag,unit,raw-unit,max\na,m,ft,15\n", to: "tags.csv")
    let listener = RecordingListener()
    try plant.run(only: .ingest, listener: listener)
    let store = try plant.store()
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
    let plant = try TinyPlant.files(["in.csv": TinyPlant.csv(0..<300)], "  freshness: 26h\n")
    let old = fault { try plant.run(only: .ingest) }
    #expect(old?.kind == .tryLater)
    #expect(old?.problem.hasPrefix("newest sample of tiny is ") == true)
  }
}
