import Diagnostics
import Ingest
import LinearAlgebra
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

  @Test(
    "tables of one answer with columns of their own are read by their own headers, words among them"
  )
  func tables() throws {
    func table(_ number: Int, _ values: (Int) -> String, _ tail: String, _ columns: String)
      -> String
    {
      "#datatype,string,long,dateTime:RFC3339,double,string,string\n"
        + ",result,table,_time,_value,_field,_measurement\(columns)\n"
        + (10..<40).map { ",,\(number),2024-01-01T00:00:\($0)Z,\(values($0)),\(tail)\n" }.joined()
        + "\n"
    }
    let path = try scratch.file(
      table(0, { "\($0).5" }, "level,tank,h1", ",host")
        + table(1, { $0 < 20 ? "Idle" : "Fill" }, "state,filler", ""))
    let read = try CSVReader(format: try CSVSniffer.sniff(file: path)).read(file: path)
    #expect(read.frame.tags.map(\.id) == ["level.tank", "state.filler"])
    #expect(read.counts.stored == 60)
    #expect(read.counts.quarantined == 0)
    #expect(read.frame.values.column(0).prefix(2) == [10.5, 11.5])
    #expect(read.frame.values.column(1)[9...10] == [0, 1])
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
