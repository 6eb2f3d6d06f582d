import Diagnostics
import Ingest
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

  @Test("a second header with the columns in another order refuses the file at its line")
  func reordered() throws {
    let fault = try fault("time,A,B\n" + Self.rows(0..<9) + "time,B,A\n" + Self.rows(9..<18))
    #expect(fault?.kind == .badData)
    #expect(
      fault?.problem
        == "a second header with the columns in another order stands among the rows: 'time,B,A', "
        + "the first is 'time,A,B'")
    #expect(fault?.place?.line == 11)
    #expect(fault?.hint?.hasPrefix("split the file before this line") == true)
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

  @Test("a second block of annotated CSV with other columns refuses the file")
  func annotated() throws {
    let first = (0..<6).map { ",,0,2024-01-01T00:00:0\($0)Z,\($0).5,level,tank\n" }.joined()
    let second = (0..<6).map { ",,1,tank,2024-01-01T00:01:0\($0)Z,flow,\($0)\n" }.joined()
    let fault = try fault(
      "#datatype,string,long,dateTime:RFC3339,double,string,string\n"
        + "#group,false,false,false,false,true,true\n#default,_result,,,,,\n"
        + ",result,table,_time,_value,_field,_measurement\n" + first
        + "\n#datatype,string,long,string,dateTime:RFC3339,string,long\n"
        + "#group,false,false,true,false,true,false\n#default,_result,,,,,\n"
        + ",result,table,_measurement,_time,_field,_value\n" + second)
    #expect(fault?.problem.hasPrefix("a second header with the columns in another order") == true)
    #expect(fault?.place?.line == 15)
  }
}
