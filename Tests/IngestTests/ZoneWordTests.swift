import Diagnostics
import Ingest
import LinearAlgebra
import Telemetry
import Testing

/// Stamps that name their zone by a word.
@Suite struct ZoneWordTests {
  private let scratch = Scratch()

  private func read(_ rows: [String], zone: String = "UTC") throws -> IngestedFile {
    let path = try scratch.file("time,A\n" + rows.joined(separator: "\n") + "\n")
    return try CSVReader(
      format: try CSVSniffer.sniff(file: path), options: CSVReaderOptions(timeZone: zone)
    ).read(file: path)
  }

  private func times(_ file: IngestedFile) -> [String] { file.frame.times.map { "\($0)" } }

  @Test("CEST and CET alternate: the hour that comes twice is told apart by them")
  func autumn() throws {
    let file = try read([
      "2023-10-29 01:30:00 CEST,1", "2023-10-29 02:30:00 CEST,2", "2023-10-29 02:30:00 CET,3",
      "2023-10-29 03:30:00 CET,4",
    ])
    #expect(
      times(file) == [
        "2023-10-28T23:30:00Z", "2023-10-29T00:30:00Z", "2023-10-29T01:30:00Z",
        "2023-10-29T02:30:00Z",
      ])
    #expect(file.counts.quarantined == 0)
    #expect(file.notices.isEmpty)
    #expect(
      file.format.evidence.contains(
        "zones: stamps name 'CEST' +02:00 (central Europe in summer) and 'CET' +01:00 (central Europe)"
      ))
  }

  @Test(
    "words with one meaning, and those that everybody reads as American, are read without a doubt",
    arguments: [
      ("04/25/2019 19:19:40 EST", "2019-04-26T00:19:40Z"),
      ("25.04.2019 19:19:40 MESZ", "2019-04-25T17:19:40Z"),
      ("2019-04-25T19:19:40PDT", "2019-04-26T02:19:40Z"),
      ("2019-04-25 19:19:40 MSK", "2019-04-25T16:19:40Z"),
      ("Thu Apr 25 19:19:40 CEST 2019", "2019-04-25T17:19:40Z"),
      ("4/25/2019 7:19:40 PM EDT", "2019-04-25T23:19:40Z"),
    ])
  func unambiguous(stamp: String, moment: String) throws {
    let file = try read([stamp + ",1"])
    #expect(times(file) == [moment])
    #expect(file.notices.isEmpty)
  }

  @Test("a word of several places is read as the usual one, with a doubt that names all meanings")
  func ambiguous() throws {
    let file = try read(["2019-04-25 19:19:40 IST,1", "2019-04-25 19:19:45 IST,2"])
    #expect(times(file) == ["2019-04-25T13:49:40Z", "2019-04-25T13:49:45Z"])
    #expect(
      file.notices.map(\.text) == [
        "column 'time': 'IST' is read as +05:30 (India); it may also be +01:00 (Ireland in summer) or "
          + "+02:00 (Israel): set timezone: to the plant's zone, which decides"
      ])
  }

  @Test(
    "a declared time zone decides between a word's meanings",
    arguments: [
      ("IST", "Asia/Jerusalem", "2019-04-25T17:19:40Z"),
      ("IST", "Europe/Dublin", "2019-04-25T18:19:40Z"),
      ("CST", "Asia/Shanghai", "2019-04-25T11:19:40Z"),
      ("BST", "Europe/London", "2019-04-25T18:19:40Z"),
      ("EST", "Australia/Brisbane", "2019-04-25T09:19:40Z"),
    ])
  func declared(word: String, zone: String, moment: String) throws {
    let file = try read(["2019-04-25 19:19:40 \(word),1"], zone: zone)
    #expect(times(file) == [moment])
    #expect(file.notices.isEmpty)
  }

  @Test("a zone with none of a word's offsets does not decide")
  func undecided() throws {
    let file = try read(["2019-04-25 19:19:40 CST,1"], zone: "Europe/Berlin")
    #expect(times(file) == ["2019-04-26T01:19:40Z"])
    #expect(file.notices.count == 1)
  }

  @Test("a stream reads words as files are read")
  func stream() throws {
    let path = try scratch.file("time,A\n2019-04-25 19:19:40 IST,1\n2019-04-25 19:19:45 XQT,1\n")
    var rows = try CSVRowStream(path, tags: ["A"], timeZone: "Asia/Jerusalem")
    let first = try rows.next()
    guard case .row(let time, _)? = first else {
      Issue.record("\(String(describing: first))")
      return
    }
    #expect("\(time)" == "2019-04-25T17:19:40Z")
    guard case .bad(_, 3, let reason)? = try rows.next() else {
      Issue.record("a word that nobody knows was read")
      return
    }
    #expect(reason.hasSuffix("write an offset like -05:00, or leave it out and set timezone:"))
  }
}
