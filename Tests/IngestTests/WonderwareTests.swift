import Diagnostics
import Ingest
import LinearAlgebra
import Telemetry
import Testing

/// Exports of Wonderware's history with all their columns are tables of the long form.
@Suite struct WonderwareTests {
  private let scratch = Scratch()

  private static let header =
    "DateTime,TagName,Value,vValue,Quality,QualityDetail,OPCQuality,wwTagKey,wwRowCount,wwResolution,"
    + "wwEdgeDetection,wwRetrievalMode,wwTimeDeadband,wwValueDeadband,wwTimeZone,wwVersion,wwCycleCount,"
    + "wwTimeStampRule,wwInterpolationType,wwQualityRule,wwStateCalc,StateTime,PercentGood,wwParameters,"
    + "StartDateTime,SourceTag,SourceServer,wwFilter,wwValueSelector,wwMaxStates"

  private func export(_ minutes: Int) throws -> String {
    var text = Self.header + "\n"
    for minute in 0..<minutes {
      let stamp = "2024-03-14 10:\(minute < 10 ? "0" : "")\(minute):00.0000000"
      for (key, tag) in ["FIT_1", "LIT_1", "PIT_1"].enumerated() {
        let isBad = minute == 4 && key == 1
        text +=
          "\(stamp),\(tag),\(minute).\(key)5,\(minute).\(key)5,\(isBad ? 1 : 0),"
          + "\(isBad ? 24 : 192),\(isBad ? 0 : 192),\(key + 1_041),\(minute % 3 * 100),\(minute),None,Cyclic,"
          + "0,0,UTC,Latest,\(minute),End,Linear,Extended,NULL,\(minute * 60_000),\(isBad ? 0 : 100),,"
          + "2024-03-14 09:59:00.0000000,\(tag)_SRC,HIST01,NoFilter,Auto,10\n"
      }
    }
    return try scratch.file(text)
  }

  @Test("the columns that tell of the query are left out, OPC's quality is used")
  func full() throws {
    let path = try export(12)
    let format = try CSVSniffer.sniff(file: path)
    #expect(format.shape == .long)
    func names(_ content: CSVFormat.Content) -> [String] {
      format.columns.filter { $0.content == content }.map(\.name)
    }
    #expect(names(.time) == ["DateTime"])
    #expect(names(.tag) == ["TagName"])
    #expect(names(.value) == ["Value"])
    #expect(names(.quality) == ["OPCQuality"])
    #expect(names(.number) == [] && names(.category) == [] && names(.unit) == [])
    let read = try CSVReader(format: format).read(file: path)
    #expect(read.frame.tags.map(\.id) == ["FIT_1", "LIT_1", "PIT_1"])
    #expect(read.frame.count == 12)
    #expect(read.frame.values[3, 2] == 3.25)
    #expect(read.frame.values[4, 1].isNaN)
    #expect(read.counts.quarantined == 0)
  }

  @Test("a number that each tag has one of is no measurement; one that differs within a tag is")
  func keys() throws {
    func format(_ key: (Int, Int) -> Int) throws -> CSVFormat {
      let path = try scratch.file(
        "time,tag,value,extra\n"
          + (0..<30).map {
            "2024-03-14 10:0\($0 / 5):0\($0 % 5),T\($0 % 3),\($0).5,\(key($0, $0 % 3))\n"
          }
          .joined())
      return try CSVSniffer.sniff(file: path)
    }
    #expect(try format { 7 * $1 + 3 }.shape == .long)
    #expect(try format { row, _ in row * row % 17 }.shape == .wide)
  }
}
