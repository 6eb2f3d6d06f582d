import Diagnostics
import Foundation
import Ingest
import LinearAlgebra
import Telemetry
import Testing

/// What a person reads when a file cannot be used.
@Suite struct BadInputTests {
  private let scratch = Scratch()

  private func fault(
    _ text: String, _ options: CSVReaderOptions = .init()
  ) throws -> Fault? {
    let path = try scratch.file(text, "x.csv")
    do throws(Fault) {
      let format = try CSVSniffer.sniff(file: path)
      _ = try CSVReader(format: format, options: options).read(file: path)
      return nil
    } catch {
      return error
    }
  }

  private func quarantine(_ text: String, timeZone: String = "UTC") throws -> [QuarantinedRow] {
    let path = try scratch.file(text)
    let format = try CSVSniffer.sniff(file: path)
    return try CSVReader(
      format: format, options: .init(timeZone: timeZone, maxQuarantined: 0.9)
    ).read(file: path).quarantine
  }

  @Test("an empty file, one with a header only, and blank lines only are told apart")
  func empty() throws {
    let empty = try fault("")
    #expect(empty?.problem == "the file is empty")
    #expect(empty?.kind == .badData)
    #expect(empty?.place?.file?.hasSuffix("/x.csv") == true)
    #expect(try fault("time,a\n")?.problem == "the file has a header but no rows")
    #expect(try fault("time,a\n\n  \n")?.problem == "the file has a header but no rows")
    #expect(try fault("time,a")?.problem == "the file has a header but no rows")
    #expect(try fault("\n\n")?.kind == .badData)
    #expect(try fault("\u{FEFF}")?.kind == .badData)
  }

  @Test("a file that is not there, a folder and a file without rights name the system's reason")
  func missing() throws {
    func problem(_ path: String) -> Fault? {
      do throws(Fault) {
        _ = try CSVSniffer.sniff(file: path)
        return nil
      } catch { return error }
    }
    #expect(
      problem("/nonexistent/x.csv")
        == Fault(
          .missingInput, "the file does not exist", at: Place(file: "/nonexistent/x.csv")))
    #expect(problem(scratch.path)?.problem == "this is a folder, not a file")
    #expect(problem(scratch.path)?.kind == .missingInput)
    let inFile = try scratch.file("a") + "/b"
    #expect(problem(inFile)?.problem == "cannot open the file: Not a directory")
    if getuid() != 0 {
      let path = try scratch.file("a,b\n1,2\n", "closed.csv")
      chmod(path, 0)
      #expect(problem(path)?.problem == "cannot open the file: Permission denied")
    }
    #expect(problem("/dev/null")?.problem == "this is not a regular file")
    #expect(problem("a\0b")?.problem == "the file's name contains a NUL character")
  }

  @Test("spreadsheets, Parquet, cut packed files and binary ones are called what they are")
  func binary() throws {
    func problem(_ bytes: [UInt8]) throws -> Fault? {
      let path = try scratch.file(bytes)
      do throws(Fault) {
        _ = try CSVSniffer.sniff(file: path)
        return nil
      } catch { return error }
    }
    #expect(
      try problem([0x1f, 0x8b, 8, 0])?.problem
        == "the gzip file is cut off: it ends after 4 bytes inside its data")
    #expect(try problem([0x50, 0x4b, 3, 4])?.hint == "export it as CSV")
    #expect(
      try problem(Array("a,b\n1,\0".utf8))?.problem
        == "the file is not text: a NUL byte stands at offset 6")
  }

  @Test("each kind of bad row goes to quarantine with its line, offset, reason and text")
  func rows() throws {
    let rows = try quarantine(
      """
      time,L_T1,L_T2
      2020-01-01 00:00,1,2
      2020-01-01 00:10,ERR 7,2
      2020-01-01 00:20,1
      2020-01-01 00:30,1,2,3,4

      never,1,2
      ,1,2
      2020-02-30 00:00,1,2
      2020-01-01 00:40,1e999,2
      2020-01-01 00:50,"1"5,2
      2020-01-01 01:00,1,+
      2020-01-01 01:10,1,2
      2020-01-01 01:20,NA,
      2020-01-01 01:30,"1,2

      """)
    #expect(
      rows.map { "\($0.line): \($0.reason)" } == [
        "3: column 'L_T1': 'ERR 7' is not a number",
        "4: 2 fields instead of 3",
        "5: 5 fields instead of 3",
        "7: column 'time': 'never' is not a time written yyyy-mm-dd[THH:mm[:ss[.fff]][zone]]",
        "8: column 'time': the time is empty",
        "9: column 'time': '2020-02-30 00:00' is not a time written "
          + "yyyy-mm-dd[THH:mm[:ss[.fff]][zone]]",
        "10: column 'L_T1': '1e999' is beyond the range of a number",
        "11: column 'L_T1': text after the closing quote",
        "12: column 'L_T2': '+' is not a number",
        "15: column 'L_T1': a quote is opened and not closed",
      ])
    #expect(rows.first?.byteOffset == 36)
    #expect(rows.first?.text == "2020-01-01 00:10,ERR 7,2")
    #expect(rows.last?.text == "2020-01-01 01:30,\"1,2")
  }

  @Test("two stray quotes cost their own lines, not the rows between them, whatever the block size")
  func strayQuotes() throws {
    // A quote that opens a number's field, one with text behind it, and a text that is truly of two lines.
    var text = "a,b,note\n"
    for i in 0..<4_000 {
      switch i % 1_000 {
      case 100: text += "\(i),\"0.5,ok\n"
      case 400: text += "\(i),0.5\",ok\n"
      case 500: text += "\(i),0.5,\"pump\n"
      case 700: text += "\(i),0.5,\"valve\n"
      case 900: text += "\(i),0.5,\"two,\nlines\"\n"
      default: text += "\(i),0.5,ok\n"
      }
    }
    let path = try scratch.file(text)
    for blockBytes in [100, 1_000, 4 << 20] {
      let format = CSVFormat(
        dialect: "comma-separated", hasHeader: true,
        columns: [
          .init(name: "a", content: .number), .init(name: "b", content: .number),
          .init(name: "note", content: .category),
        ],
        timeFormat: nil)
      let file = try CSVReader(format: format, options: .init(blockBytes: blockBytes))
        .read(file: path, threads: 2)
      #expect(file.counts.stored == 4_000 - 16)
      #expect(file.counts.quarantined == 16)
      #expect(
        Set(file.quarantine.map(\.reason)) == [
          "column 'b': a quote is opened and not closed",
          "column 'note': a quote is opened and not closed", "column 'b': '0.5\"' is not a number",
        ])
      // Two texts are left: "ok" and the one of two lines.
      #expect(Set(file.frame.values.column(2)) == [0, 1])
    }
  }

  @Test("a quote that nobody closes costs its own line only, whatever the block size")
  func openQuote() throws {
    var text = "a,b\n1,2\n\"3,4\n"
    for i in 0..<12_000 { text += "\(i),0.5\n" }
    let path = try scratch.file(text)
    for blockBytes in [1_000, 65_000, 4 << 20] {
      let format = CSVFormat(
        dialect: "comma-separated", hasHeader: true,
        columns: [.init(name: "a", content: .number), .init(name: "b", content: .number)],
        timeFormat: nil)
      let file = try CSVReader(format: format, options: .init(blockBytes: blockBytes))
        .read(file: path, threads: 2)
      #expect(
        file.counts == RowCounts(read: 12_002, stored: 12_001, quarantined: 1),
        "blocks of \(blockBytes)")
      #expect(file.quarantine.map(\.line) == [3])
    }
  }

  @Test("a file whose rows are all bad, or too many, stops with the first one's place")
  func tooMany() throws {
    let all = try fault("time,a,b\n2020-01-01,1\n2020-01-02,2\n")
    #expect(
      all?.problem == "none of the 2 rows can be used, the first because: 2 fields instead of 3")
    #expect(all?.place?.line == 2)
    #expect(
      try fault("time,a,b\n2020-01-01,1\n")?.problem
        == "the only row cannot be used: 2 fields instead of 3")
    let some = "time,a\n2020-01-01,1\n2020-01-02,x\n2020-01-03,1\n"
    let fault = try fault(some)
    #expect(
      fault?.problem
        == "1 of 3 rows cannot be used, at most 20 % are allowed; the first because: "
        + "column 'a': 'x' is not a number")
    #expect(fault?.place?.line == 3)
    #expect(try self.fault(some, .init(maxQuarantined: 0.125))?.problem.contains("12.5 %") == true)
    #expect(try self.fault(some, .init(maxQuarantined: 0.34)) == nil)
    // Exactly the share that is allowed passes.
    let fifth = "time,a\n" + (1...5).map { "2020-01-0\($0),\($0 == 3 ? "x" : "1")\n" }.joined()
    #expect(try self.fault(fifth) == nil)
  }

  @Test("a file without a column of numbers says what its columns hold")
  func noNumbers() throws {
    let fault = try fault("time,a\n2020-01-01,one\n2020-01-02,two\n")
    #expect(fault?.problem == "no column holds numbers")
    #expect(fault?.hint == "columns: 'time' time, 'a' text")
  }

  @Test("a file with another header than the format's is refused with both names")
  func otherHeader() throws {
    let format = try CSVSniffer.sniff(bytes: Array("time,a\n2020-01-01,1\n".utf8), name: "x")
    func problem(_ text: String) throws -> String? {
      let path = try scratch.file(text)
      do throws(Fault) {
        _ = try CSVReader(format: format).read(file: path)
        return nil
      } catch { return error.problem }
    }
    #expect(
      try problem("time,b\n2020-01-01,1\n") == "column 2 is called 'b', 'a' was expected")
    #expect(
      try problem("time,a,b\n2020-01-01,1,2\n")
        == "the header has 3 columns, 2 were expected")
    #expect(try problem("time , \"a\"\n2020-01-01,1\n") == nil)
  }

  @Test("a file that shrinks while it is read is an I/O fault with both lengths")
  func shrinks() throws {
    struct Cutter: Diagnostics.Progress {
      let path: String
      func advance(_ stage: String, done: Int, of total: Int) { truncate(path, 100) }
    }
    let rows = (0..<2_000).map { "\($0),1\n" }.joined()
    let path = try scratch.file("a,b\n" + rows)
    let format = try CSVSniffer.sniff(file: path)
    let size = 4 + rows.utf8.count
    do throws(Fault) {
      _ = try CSVReader(format: format, options: .init(blockBytes: 1_000, windowBytes: 4_000))
        .read(file: path, threads: 1, progress: Cutter(path: path))
      Issue.record("the file was read")
    } catch {
      #expect(error.kind == .io)
      #expect(
        error.problem.hasPrefix("the file shrank while it was read: \(size) bytes at first, "))
    }
  }

  @Test("unknown zones, dialects and time formats in a format are configuration faults")
  func configuration() throws {
    let path = try scratch.file("time,a\n2020-01-01,1\n")
    var format = try CSVSniffer.sniff(file: path)
    func problem(_ options: CSVReaderOptions = .init()) -> Fault? {
      do throws(Fault) {
        _ = try CSVReader(format: format, options: options).read(file: path)
        return nil
      } catch { return error }
    }
    let zone = problem(.init(timeZone: "America/Chicgo"))
    #expect(zone?.problem == "unknown time zone 'America/Chicgo'")
    #expect(zone?.hint == "did you mean 'America/Chicago'?")
    #expect(zone?.kind == .configuration)
    format.timeFormat = "iso8602"
    #expect(problem()?.problem == "unknown time format 'iso8602'")
    format.timeFormat = "iso8601"
    format.decimalMark = ""
    #expect(problem()?.problem == "the decimal mark must be '.' or ',', got ''")
    format.dialect = "comma"
    #expect(problem()?.problem == "unknown dialect 'comma'")
  }

  @Test("hostile cells are shown without control characters and cut at a character")
  func hostile() throws {
    let rows = try quarantine(
      "t,a,b\n1,1,1\n2,\u{1b}[31m\u{7}red,1\n3,\(String(repeating: "é", count: 150)),1\n4,4,4\n5,5,5\n"
    )
    try #require(rows.count == 2)
    #expect(rows[0].reason == "column 'a': '\u{FFFD}[31m\u{FFFD}red' is not a number")
    #expect(rows[1].reason == "column 'a': '\(String(repeating: "é", count: 20))…' is not a number")
    #expect(rows[1].text == "3," + String(repeating: "é", count: 99))
  }
}
