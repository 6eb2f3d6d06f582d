import Diagnostics
import Foundation
import Ingest
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

/// Real files against the naive reader, cell by cell.
@Suite(.enabled(if: Datasets.folder != nil, "TOCSIN_DATASETS is not set"))
struct RealDataTests {
  private func compare(
    _ file: IngestedFile, _ oracle: NaiveCSV, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let text = String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: file.file)), as: UTF8.self)
    let rows = oracle.rows(text)
    #expect(file.counts.read == rows.count, sourceLocation: sourceLocation)
    var stored = 0
    var wrong = 0
    for (_, row) in rows {
      guard case .good(let time, let values) = row else { continue }
      guard stored < file.frame.count else { break }
      if let time, file.frame.times[stored] != time { wrong += 1 }
      for (j, value) in values.enumerated() {
        let read = file.frame.values[stored, j]
        if read.bitPattern != value.bitPattern && !(read.isNaN && value.isNaN) { wrong += 1 }
        let quality = file.quality[j * file.frame.count + stored]
        if quality != (value.isNaN ? CellQuality.missing : .measured).rawValue { wrong += 1 }
      }
      stored += 1
    }
    #expect(wrong == 0, sourceLocation: sourceLocation)
    #expect(stored == file.counts.stored, sourceLocation: sourceLocation)
    #expect(file.sha256 == SHA256.hash(Array(text.utf8)), sourceLocation: sourceLocation)
  }

  private func read(_ name: String, blockBytes: Int = 4 << 20) throws -> IngestedFile {
    let path = datasetPath(name)
    let format = try CSVSniffer.sniff(file: path)
    return try CSVReader(format: format, options: .init(blockBytes: blockBytes))
      .read(file: path, threads: 2)
  }

  private func dayMonthYearHour(_ text: String) -> Timestamp? {
    let halves = text.split(separator: " ")
    let date = halves[0].split(separator: "/").compactMap { Int($0) }
    guard halves.count == 2, date.count == 3, let hour = Int(halves[1]) else { return nil }
    return Timestamp(year: 2000 + date[2], month: date[1], day: date[0], hour: hour)
  }

  @Test(
    "BATADAL is read whole: dd/mm/yy HH, CRLF, blanks before names and values",
    arguments: [
      ("BATADAL_dataset03.csv", 8_761, 44, "2014-01-06T00:00:00Z", "2015-01-06T00:00:00Z"),
      ("BATADAL_dataset04.csv", 4_177, 44, "2016-07-04T00:00:00Z", "2016-12-25T00:00:00Z"),
      ("BATADAL_test_dataset.csv", 2_089, 43, "2017-01-04T00:00:00Z", "2017-04-01T00:00:00Z"),
    ])
  func batadal(name: String, rows: Int, tags: Int, first: String, last: String) throws {
    let file = try read("batadal/\(name)", blockBytes: 100_000)
    #expect(file.counts == RowCounts(read: rows, stored: rows))
    #expect(file.frame.tags.count == tags)
    #expect(file.frame.tags.map(\.id).prefix(3) == ["L_T1", "L_T2", "L_T3"])
    #expect(file.frame.times.first?.description == first)
    #expect(file.frame.times.last?.description == last)
    #expect(file.sampleInterval == .hours(1))
    #expect(file.gaps == 0)
    #expect(file.format.timeFormat == "day-month-year-hour")
    #expect(file.notices == [])
    let roles = Dictionary(grouping: file.frame.tags, by: \.role).mapValues(\.count)
    #expect(roles[.label] == (tags == 44 ? 1 : nil))
    #expect(roles[.status] == 12)
    #expect(file.frame.tags.first { $0.id == "ATT_FLAG" }?.role == (tags == 44 ? .label : nil))
    try compare(
      file,
      NaiveCSV(
        delimiter: ",", hasHeader: true, names: file.format.columns.map(\.name), timeColumn: 0,
        time: dayMonthYearHour))
  }

  @Test("TEP is read whole: blanks between and before fields, exponents, no header, steps")
  func tep() throws {
    let file = try read("tep/d01.dat", blockBytes: 50_000)
    #expect(file.counts == RowCounts(read: 480, stored: 480))
    #expect(file.frame.tags.count == 52)
    #expect(file.frame.tags[0].id == "c01")
    #expect(file.frame.tags[51].id == "c52")
    #expect(file.isStepped)
    #expect(file.frame.times[479] == Timestamp(nanoseconds: 479))
    try compare(
      file,
      NaiveCSV(
        delimiter: nil, hasHeader: false, names: file.format.columns.map(\.name), timeColumn: nil))
  }

  @Test("C-MAPSS is read whole: blanks between and after fields, no header")
  func cmapss() throws {
    let file = try read("cmapss/test_FD001.txt", blockBytes: 65_536)
    #expect(file.counts == RowCounts(read: 13_096, stored: 13_096))
    #expect(file.frame.tags.count == 26)
    try compare(
      file,
      NaiveCSV(
        delimiter: nil, hasHeader: false, names: file.format.columns.map(\.name), timeColumn: nil))
  }

  @Test(
    "NAB is read whole: ISO times",
    arguments: [
      "realAWSCloudwatch/grok_asg_anomaly.csv", "realAWSCloudwatch/rds_cpu_utilization_e47b3b.csv",
    ])
  func nab(name: String) throws {
    let file = try read("nab/data/\(name)")
    #expect(file.format.timeFormat == "iso8601")
    #expect(file.counts.quarantined == 0)
    #expect(file.sampleInterval == TimeSpan(seconds: 300))
    if file.counts.duplicates == 0 {
      try compare(
        file,
        NaiveCSV(
          delimiter: ",", hasHeader: true, names: ["timestamp", "value"], timeColumn: 0,
          time: { Timestamp(iso8601: $0) }))
    }
  }

  @Test("unsorted rows and duplicates are settled and told")
  func dirty() throws {
    let file = try read("dirty_csv/unsorted_duplicates_machine_temperature.csv")
    #expect(file.counts.read == 22_695)
    #expect(
      file.counts.read
        == file.counts.stored + file.counts.quarantined + file.counts.duplicates)
    #expect(file.counts.duplicates > 0)
    #expect(zip(file.frame.times, file.frame.times.dropFirst()).allSatisfy { $0 < $1 })
    #expect(file.notices.contains { $0.text.contains("earlier than the row before") })
    #expect(file.notices.contains { $0.text.contains("had the time of another row") })
  }

  @Test("SKAB's semicolons and AI4I's tabs and texts are recognised")
  func others() throws {
    let skab = try read("skab/valve1/0.csv")
    #expect(skab.format.dialect == "semicolon-separated")
    #expect(skab.format.timeFormat == "iso8601")
    #expect(skab.counts.quarantined == 0)
    #expect(
      skab.frame.tags.filter { $0.role == .label }.map(\.id) == ["anomaly", "changepoint"])
    let ai4i = try read("ai4i2020/ai4i2020.csv")
    #expect(ai4i.format.dialect == "tab-separated")
    #expect(ai4i.counts == RowCounts(read: 10_000, stored: 10_000))
    #expect(ai4i.frame.tags.count == 13)
    #expect(
      ai4i.notices.map(\.text) == ["column 'Product ID' holds text ('M14860') and is left out"])
    #expect(ai4i.frame.tags[1].id == "Type")
    #expect(Set(ai4i.frame.values.column(1)) == [0, 1, 2])
    let remaining = try read("cmapss/RUL_FD001.txt")
    #expect(remaining.counts.stored == 100)
    #expect(remaining.frame.values.column(0).first == 112)
  }
}
