import Diagnostics
import Ingest
import Telemetry
import Testing

/// What stands above the names and is none of them.
@Suite("Lines of titles above the names")
struct TitleLinesTests {
  private let scratch = Scratch()

  private func sniff(_ text: String) throws -> CSVFormat {
    let path = try scratch.file(text)
    let format = try CSVSniffer.sniff(file: path)
    let file = try CSVReader(format: format).read(file: path)
    #expect(file.counts.quarantined == 0)
    #expect(file.counts.stored == 20)
    return format
  }

  private func rows(_ row: (Int) -> String) -> String {
    (10..<30).map { "2024-03-25 08:\($0):00\(row($0))\n" }.joined()
  }

  @Test("a first line that says what stands between fields is no header, of two columns either")
  func separator() throws {
    for mark in [";", "\t", ",", "|"] {
      for (line, value) in [("sep=", "5"), ("SEP=", "1.5")] {
        for columns in 1...3 {
          let names = ["A", "B", "C"].prefix(columns)
          let format = try sniff(
            "\(line)\(mark)\ntime\(mark)\(names.joined(separator: mark))\n"
              + rows { _ in String(repeating: mark + value, count: columns) })
          #expect(format.tagNames == Array(names))
        }
      }
    }
    let decimal = try sniff("sep=;\ntime;A\n" + rows { ";\($0),5" })
    #expect(decimal.tagNames == ["A"])
    #expect(decimal.decimalMark == ",")
  }

  @Test("a key and a value that do not fill the columns are no part of the names")
  func keys() throws {
    let logger = try sniff(
      "Logger ABC123,,\nSite,Berlin,\ntime,A,B\n,°C,%\n,Avg,Max\n" + rows { ",\($0),3.0" })
    #expect(logger.tagNames == ["A", "B"])
    #expect(logger.columns.map(\.unit) == [nil, "°C", "%"])
    #expect(logger.notices.isEmpty)
    let report = try sniff(
      "Report;Plant 7\nFrom;2024-03-25\n\nZeit;A\n;bar\n" + rows { ";\($0)" })
    #expect(report.tagNames == ["A"])
    #expect(report.columns[1].unit == "bar")
    #expect(try sniff("Report;Plant 7\n\nZeit;A\n" + rows { ";\($0)" }).tagNames == ["A"])
  }

  @Test("names in several records stay; of two columns nothing tells them from a title but a doubt")
  func names() throws {
    #expect(
      try sniff(",Pump 1,\ntime,flow,head\n" + rows { ",\($0),1" }).tagNames
        == ["Pump 1 flow", "Pump 1 head"])
    #expect(
      try sniff("Tag,LIT101,FIT101\ntime,Level,Flow\n" + rows { ",\($0),1" }).tagNames
        == ["LIT101 Level", "FIT101 Flow"])
    let unclear = try sniff("Report;Plant 7\nZeit;A\n" + rows { ";\($0)" })
    #expect(
      unclear.notices == [
        "line 1 ('Report Plant 7') is taken for a part of the columns' names; where it is a title, "
          + "data.format: { skip-lines: 1 }"
      ])
  }
}
