import Diagnostics
import Ingest
import Testing

/// Tables in which each value has a column of times of its own.
@Suite struct TimePairsTests {
  private let scratch = Scratch()

  private func fault(_ header: String, shift: Int = 7) throws -> Fault? {
    let rows = (0..<9).map {
      "2024-01-01 00:0\($0):00,\($0).5,2024-01-01 00:0\($0):\(10 + shift),1\($0)\n"
    }
    let path = try scratch.file(header + "\n" + rows.joined())
    do throws(Fault) {
      _ = try CSVSniffer.sniff(file: path)
      return nil
    } catch { return error }
  }

  @Test(
    "pairs of times and values are refused with the pairs' names: a row is not one moment",
    arguments: ["t1,A,t2,B", "A Time,A,B Time,B", "Time,A,Time,B", "TimeA,A,TimeB,B"])
  func refused(header: String) throws {
    let fault = try #require(try fault(header))
    #expect(fault.kind == .badData)
    let names = header.split(separator: ",").map(String.init)
    let second = names[2] == names[0] ? "Time_2" : names[2]
    #expect(
      fault.problem
        == "columns '\(names[0])', '\(second)' each hold the times of the values behind them; a row is "
        + "not one moment")
    #expect(
      fault.hint
        == "write each pair to a file of its own (\(names[0]) with A; \(second) with B), or a row per "
        + "value: tag,time,value; data.format: { time: \(names[0]) } takes its times for all")
  }

  @Test("pairs of days and values are pairs, too")
  func days() throws {
    let rows = (1...9).map { "2024-01-0\($0),\($0).5,2024-02-0\($0),1\($0)\n" }.joined()
    let path = try scratch.file("Date,A,Date,B\n" + rows)
    let fault = #expect(throws: Fault.self) { try CSVSniffer.sniff(file: path) }
    #expect(fault?.problem.hasPrefix("columns 'Date', 'Date_2' each hold the times") == true)
  }

  @Test("a person may say that one column's times hold for all")
  func declared() throws {
    let rows = (0..<9).map {
      "2024-01-01 00:0\($0):00,\($0).5,2024-01-01 00:0\($0):17,1\($0)\n"
    }
    let path = try scratch.file("t1,A,t2,B\n" + rows.joined())
    var declared = FormatDeclaration()
    declared.time = ["t1"]
    let format = try CSVSniffer.sniff(file: path, declared: declared)
    #expect(format.columns.map(\.content) == [.time, .number, .text, .number])
  }

  @Test(
    "a row's stamps of source and server, of start and end are no pairs",
    arguments: [
      "SourceTimestamp,A,ServerTimestamp,B", "start_time,A,end_time,B", "time,A,received,B",
    ])
  func twoStamps(header: String) throws {
    #expect(try fault(header) == nil)
  }

  @Test("columns that repeat one time mean one moment")
  func sameTimes() throws {
    let rows = (0..<9).map { "2024-01-01 00:0\($0):00,\($0).5,2024-01-01 00:0\($0):00,1\($0)\n" }
    let path = try scratch.file("t1,A,t2,B\n" + rows.joined())
    #expect(try CSVSniffer.sniff(file: path).tagNames == ["A", "B"])
  }
}
