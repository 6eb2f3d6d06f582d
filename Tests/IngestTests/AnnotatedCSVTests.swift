import Diagnostics
import Ingest
import Telemetry
import Testing

/// What InfluxDB writes beside telemetry.
@Suite struct AnnotatedCSVTests {
  private let scratch = Scratch()

  @Test("the columns that number tables and name the query's span are left out without a doubt")
  func bookkeeping() throws {
    let rows = (0..<9).map {
      ",,\($0 / 5),2024-01-01T00:00:00Z,2024-01-02T00:00:00Z,2024-01-01T00:00:0\($0)Z,\($0).5,"
        + ($0 < 5 ? "level" : "flow") + ",tank\n"
    }
    let format = try CSVSniffer.sniff(
      file: try scratch.file(
        "#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string\n"
          + "#group,false,false,true,true,false,false,true,true\n#default,_result,,,,,,,\n"
          + ",result,table,_start,_stop,_time,_value,_field,_measurement\n" + rows.joined()))
    #expect(format.notices.isEmpty)
    #expect(format.shape == .long)
    #expect(
      format.columns.map(\.content) == [
        .text, .text, .text, .text, .text, .time, .value, .tag, .tag,
      ])
    #expect(
      format.evidence.contains(
        "annotated CSV of InfluxDB: 'result', 'table', '_start', '_stop' tell of the query and are left "
          + "out"))
  }

  @Test("an error that InfluxDB answered is no telemetry: the file is refused with its text")
  func error() throws {
    let path = try scratch.file(
      "#datatype,string,string\n#group,true,true\n#default,,\n,error,reference\n"
        + ",Failed to parse query,897\n")
    let fault = #expect(throws: Fault.self) { try CSVSniffer.sniff(file: path) }
    #expect(fault?.kind == .badData)
    #expect(
      fault?.problem
        == "the file is no telemetry but an error that InfluxDB answered: 'Failed to parse query'")
    #expect(fault?.place?.line == 5)
  }

  @Test("a stream is refused at a second header, whose rows would stand under wrong names")
  func stream() throws {
    let path = try scratch.file(
      "time,A,B\n2024-01-01T00:00:00,1,2\ntime,B,A\n2024-01-01T00:00:01,2,1\n")
    let format = try CSVSniffer.sniff(
      file: try scratch.file("time,A,B\n2024-01-01T00:00:00,1,2\n", "first.csv"))
    var rows = try CSVRowStream(path, tags: ["A", "B"], format: format)
    #expect(try rows.next() != nil)
    let fault = #expect(throws: Fault.self) { try rows.next() }
    #expect(
      fault?.problem
        == "a second header with the columns in another order stands among the rows: 'time,B,A', the "
        + "first is 'time,A,B'")
    #expect(fault?.place?.line == 3)
  }
}
