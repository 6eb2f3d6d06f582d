import Diagnostics
import Ingest
import LinearAlgebra
import Telemetry
import Testing

/// A second header among the rows.
@Suite struct StrayHeaderTests {
  private let scratch = Scratch()

  private func fault(_ text: String) throws -> Fault? {
    let path = try scratch.file(text)
    do throws(Fault) {
      let format = try CSVSniffer.sniff(file: path)
      for blockBytes in [40, 1 << 20] {
        _ = try CSVReader(
          format: format, options: CSVReaderOptions(maxQuarantined: 1, blockBytes: blockBytes)
        ).read(file: path)
      }
      return nil
    } catch { return error }
  }

  private static func rows(_ range: Range<Int>) -> String {
    range.map { "2024-01-01T00:00:\(10 + $0),\($0),\(100 + $0)\n" }.joined()
  }

  private func read(_ text: String, blockBytes: Int) throws -> IngestedFile {
    let path = try scratch.file(text)
    return try CSVReader(
      format: try CSVSniffer.sniff(file: path), options: CSVReaderOptions(blockBytes: blockBytes)
    ).read(file: path)
  }

  @Test(
    "rows below a header with the columns in another order are read by their names, and that is said"
  )
  func reordered() throws {
    for blockBytes in [1, 40, 1 << 20] {
      let file = try read(
        "time,A,B\n" + Self.rows(0..<9) + "time,B,A\n" + Self.rows(9..<18) + "time,A,B\n"
          + Self.rows(18..<20), blockBytes: blockBytes)
      #expect(file.frame.tags.map(\.id) == ["A", "B"])
      #expect(
        (0..<20).map { file.frame.values[$0, 0] }
          == (0..<20).map { Double((9..<18).contains($0) ? 100 + $0 : $0) })
      #expect(
        (0..<20).map { file.frame.values[$0, 1] }
          == (0..<20).map { Double((9..<18).contains($0) ? $0 : 100 + $0) })
      #expect(file.counts.quarantined == 0)
      #expect(file.counts.otherLines == 2)
      #expect(
        file.notices.map(\.text) == [
          "2 other headers stand among the rows, the first on line 11; rows are read by the names above "
            + "them"
        ])
    }
  }

  @Test(
    "the file's own header, cut off, is a refused row: inside a quote, or before the long form's value",
    arguments: [
      ("time,A,B\n" + Self.rows(0..<9), "time,A,\"\n"),
      ("time,A,Bad\n" + Self.rows(0..<9), "time,A,\"B"),
      (
        "tag,time,value\n"
          + (0..<9).map { "T\($0 % 2),2024-01-01T00:00:\(10 + $0),\($0).5\n" }.joined(),
        "tag,time\n"
      ),
      (
        "tag,value,time\n"
          + (0..<9).map { "T\($0 % 2),\($0).5,2024-01-01T00:00:\(10 + $0)\n" }.joined(),
        "tag,value\n"
      ),
      (
        "tag,value,time,quality\n"
          + (0..<9).map { "T\($0 % 2),\($0).5,2024-01-01T00:00:\(10 + $0),Good\n" }.joined(),
        "tag,value,time\n"
      ),
      (
        "tag,value,time\n"
          + (0..<9).map { "T\($0 % 2),\($0).5,2024-01-01T00:00:\(10 + $0)\n" }.joined(),
        "\"text\nof\",value,time\n"
      ),
      (",Line 1,Line 1\ntime,A,Bad\n" + Self.rows(0..<9), "time,A,B"),
    ])
  func torn(rows: String, header: String) throws {
    let file = try read(rows + header, blockBytes: 1 << 20)
    #expect(file.counts.stored == 9)
    #expect(file.counts.quarantined == 1)
  }

  @Test("lines of refused rows below another header are those of the file")
  func lines() throws {
    for blockBytes in [1, 40, 1 << 20] {
      let file = try read(
        "time,A,B\n" + Self.rows(0..<9) + "time,B,A\n" + Self.rows(9..<18) + "x,1,2\n",
        blockBytes: blockBytes)
      #expect(file.quarantine.map(\.line) == [21])
      #expect(
        file.notices.map(\.text).first?.hasPrefix("another header stands on line 11;") == true)
    }
  }

  @Test(
    "a second header with other columns refuses the file, whether there are as many or not",
    arguments: ["time,C,D", "time,A,B,C", "stamp,A,B", "time, B"])
  func otherColumns(header: String) throws {
    let fault = try fault("time,A,B\n" + Self.rows(0..<9) + header + "\n" + Self.rows(9..<18))
    #expect(fault?.problem.hasPrefix("a second header with other columns stands among") == true)
    #expect(fault?.place?.line == 11)
  }

  @Test("the same header once more and rows of words without numbers refuse nothing")
  func sameHeader() throws {
    #expect(try fault("time,A,B\n" + Self.rows(0..<9) + "time,A,B\n" + Self.rows(9..<18)) == nil)
    // A line that was cut off, as a logger's that lost its power.
    #expect(try fault("time,A,B\n" + Self.rows(0..<9) + "time,A\n" + Self.rows(9..<18)) == nil)
    #expect(try fault("time,A,B\n" + Self.rows(0..<9) + "end,of,file\n") == nil)
    #expect(try fault("time,A,B\n" + Self.rows(0..<9) + "n/a,A,7\n" + Self.rows(9..<18)) == nil)
  }

  private static func annotated(_ header: String, _ rows: [String]) -> String {
    "#datatype,string,long,string\n#group,false,false,true\n#default,_result,,\n" + header + "\n"
      + rows.joined(separator: "\n") + "\n\n"
  }

  @Test(
    "tables of annotated CSV are read by the names of each, whatever their order and their tags")
  func annotatedTables() throws {
    let first = (0..<6).map { ",,0,2024-01-01T00:00:0\($0)Z,\($0).5,level,tank" }
    let second = (0..<6).map { ",,1,pipe,2024-01-01T00:00:0\($0)Z,flow,\($0)" }
    let third = (0..<6).map { ",,2,2024-01-01T00:00:0\($0)Z,\($0 + 10),P-1,speed,pump" }
    for blockBytes in [1, 60, 1 << 20] {
      let file = try read(
        Self.annotated(",result,table,_time,_value,_field,_measurement", first)
          + Self.annotated(",result,table,_measurement,_time,_field,_value", second)
          + Self.annotated(",result,table,_time,_value,host,_field,_measurement", third),
        blockBytes: blockBytes)
      #expect(file.frame.tags.map(\.id) == ["level.tank", "flow.pipe", "speed.pump.P-1"])
      #expect((0..<6).map { file.frame.values[$0, 0] } == (0..<6).map { Double($0) + 0.5 })
      #expect((0..<6).map { file.frame.values[$0, 1] } == (0..<6).map { Double($0) })
      #expect((0..<6).map { file.frame.values[$0, 2] } == (0..<6).map { Double($0 + 10) })
      #expect(file.counts.quarantined == 0)
    }
  }

  @Test("a table of annotated CSV without the column of values refuses the file at its line")
  func annotatedOther() throws {
    let first = (0..<6).map { ",,0,2024-01-01T00:00:0\($0)Z,\($0).5,level,tank" }
    let second = (0..<6).map { ",,1,2024-01-01T00:00:0\($0)Z,level,tank,\($0)" }
    let fault = try fault(
      Self.annotated(",result,table,_time,_value,_field,_measurement", first)
        + Self.annotated(",result,table,_time,_field,_measurement,count", second))
    #expect(fault?.problem.hasPrefix("a second header with other columns stands among") == true)
    #expect(fault?.place?.line == 15)
  }
}
