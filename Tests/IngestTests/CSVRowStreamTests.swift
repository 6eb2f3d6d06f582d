import Diagnostics
import Foundation
import Ingest
import Telemetry
import Testing

@Suite struct CSVRowStreamTests {
  private let scratch = Scratch()

  private func problem(_ text: String, tags: [String]) throws -> Fault? {
    let path = try scratch.file(text)
    do throws(Fault) {
      _ = try CSVRowStream(path, tags: tags)
      return nil
    } catch { return error }
  }

  @Test("rows give the tags asked for in their order; columns not asked for may hold anything")
  func order() throws {
    let path = try scratch.file(
      "time,x,b,a\n2020-01-01,hello,1,2\n2020-01-02,,NA,4\n\n2020-01-03,,5\nx,,5,6\n2020-01-05,,z,6\n"
    )
    var stream = try CSVRowStream(path, tags: ["a", "b"])
    let day = { (d: Int) in Timestamp(year: 2020, month: 1, day: d) ?? Timestamp(nanoseconds: 0) }
    #expect(try stream.next() == .row(time: day(1), values: [2, 1]))
    guard case .row(let time, let values)? = try stream.next() else {
      Issue.record("the second row is good")
      return
    }
    #expect(time == day(2))
    #expect(values[0] == 4)
    #expect(values[1].isNaN)
    #expect(
      try stream.nextBatch(max: 10) == [
        .bad(time: day(3), line: 5, reason: "3 fields instead of 4"),
        .bad(
          time: nil, line: 6,
          reason: "column 'time': 'x' is not a time written yyyy-mm-dd[THH:mm[:ss[.fff]][zone]]"),
        .bad(time: day(5), line: 7, reason: "column 'b': 'z' is not a number"),
      ])
    #expect(try stream.next() == nil)
    #expect(try stream.nextBatch(max: 3) == [])
  }

  @Test("missing tags are named with the nearest column")
  func missing() throws {
    let fault = try problem("time,L_T1,L_T2\n2020-01-01,1,2\n", tags: ["L_T1", "L_T3"])
    #expect(fault?.problem == "column 'L_T3' is missing")
    #expect(fault?.kind == .badData)
    #expect(fault?.hint == "did you mean 'L_T1'? known: L_T1, L_T2")
    #expect(
      try problem("time,L_T1\n2020-01-01,1\n", tags: ["A", "B", "C"])?.problem
        == "column 'A' is missing, and 'B', 'C'")
    #expect(try problem("", tags: [])?.problem == "the file is empty")
  }

  @Test("a header without rows gives no rows")
  func headerOnly() throws {
    var stream = try CSVRowStream(try scratch.file("time,a\n"), tags: ["a"])
    #expect(try stream.next() == nil)
  }

  @Test("a row that comes through a pipe is given before the next one is written")
  func pipe() throws {
    var ends: [Int32] = [0, 0]
    try #require(Foundation.pipe(&ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    defer { close(reading) }
    func send(_ text: String) {
      let bytes = Array(text.utf8)
      #expect(write(writing, bytes, bytes.count) == bytes.count)
    }
    send("time,a\n2020-01-01 00:00,1\n")
    // Nothing more is written until the row is there: a reader that waited would hang here.
    var stream = try CSVRowStream(descriptor: reading, name: "standard input", tags: ["a"])
    let start = Timestamp(year: 2020, month: 1, day: 1) ?? Timestamp(nanoseconds: 0)
    #expect(try stream.next() == .row(time: start, values: [1]))
    send("2020-01-01 00:01,2\n2020-01-01 00:02,\"3\"\n2020-01-01 00:0")
    #expect(
      try stream.nextBatch(max: 100) == [
        .row(time: start + TimeSpan(seconds: 60), values: [2]),
        .row(time: start + TimeSpan(seconds: 120), values: [3]),
      ])
    send("3,4\r\n")
    #expect(try stream.next() == .row(time: start + TimeSpan(seconds: 180), values: [4]))
    send("2020-01-01 00:04,5")
    close(writing)
    #expect(try stream.next() == .row(time: start + TimeSpan(seconds: 240), values: [5]))
    #expect(try stream.next() == nil)
    #expect(stream.name == "standard input")
  }

  @Test("bytes that come one by one give the same rows")
  func trickle() throws {
    let text =
      "\u{FEFF}time,note,a\r\n2020-01-01,\"x\r\ny \"\"\",1\r\n\r\n2020-01-02,,ugh\r\n2020-01-03,z,3"
    let path = try scratch.file(text)
    let format = try CSVSniffer.sniff(file: path)
    var whole = try CSVRowStream(path, tags: ["a"])
    var expected: [CSVRowStream.Row] = []
    while let row = try whole.next() { expected.append(row) }
    #expect(expected.count == 3)
    var ends: [Int32] = [0, 0]
    try #require(Foundation.pipe(&ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    defer { close(reading) }
    let writer = Thread {
      for byte in text.utf8 {
        var byte = byte
        _ = write(writing, &byte, 1)
        usleep(200)
      }
      close(writing)
    }
    writer.start()
    var stream = try CSVRowStream(descriptor: reading, name: "-", tags: ["a"], format: format)
    var rows: [CSVRowStream.Row] = []
    while let row = try stream.next() { rows.append(row) }
    #expect(rows == expected)
    #expect(
      rows[1]
        == .bad(
          time: Timestamp(year: 2020, month: 1, day: 2), line: 5,
          reason: "column 'a': 'ugh' is not a number"))
  }

  @Test("a known format finds its columns by name in another order")
  func reordered() throws {
    let format = try CSVSniffer.sniff(
      bytes: Array("time,a,b\n01/02/2020,1,2\n".utf8), name: "x")
    let path = try scratch.file("b,extra,time,a\n1,zzz,13/02/2020,2\n")
    var stream = try CSVRowStream(path, tags: ["a", "b"], format: format)
    #expect(
      try stream.next()
        == .row(
          time: Timestamp(year: 2020, month: 2, day: 13) ?? Timestamp(nanoseconds: 0),
          values: [2, 1]))
  }

  @Test("skipped local times are bad rows, repeated ones go on in time")
  func zones() throws {
    let path = try scratch.file(
      "time,a\n2026-03-08 02:30,1\n2026-11-01 01:00,1\n2026-11-01 01:30,1\n2026-11-01 01:00,1\n")
    var stream = try CSVRowStream(path, tags: ["a"], timeZone: "America/Chicago")
    let rows = try stream.nextBatch(max: 9)
    #expect(
      rows.first
        == .bad(
          time: nil, line: 2,
          reason:
            "the time 2026-03-08 02:30 does not exist in America/Chicago: the clocks were put "
            + "forward over it"))
    let times = rows.dropFirst().map { row -> String in
      if case .row(let time, _) = row { time.description } else { "" }
    }
    #expect(times == ["2026-11-01T06:00:00Z", "2026-11-01T06:30:00Z", "2026-11-01T07:00:00Z"])
  }

  @Test("a folder and a missing file are refused")
  func refused() {
    for (path, text) in [
      (scratch.path, "this is a folder, not a file"), ("/nonexistent", "the file does not exist"),
    ] {
      do throws(Fault) {
        _ = try CSVRowStream(path, tags: ["a"])
        Issue.record("\(path) was opened")
      } catch {
        #expect(error.problem == text)
        #expect(error.kind == .missingInput)
      }
    }
  }

  @Test(
    "a model's readings turn a stream's texts and numbers into the values that it was trained on")
  func readings() throws {
    let path = try scratch.file(
      "time,mode,level,code\n2020-01-01,idle,10,7\n2020-01-02,new,-1,8\n2020-01-03,busy,off-line,7\n"
    )
    var stream = try CSVRowStream(
      path, tags: ["level", "mode", "code"], missing: ["off-line"],
      readings: [
        "level": TagReading(factor: 0.5, addend: 1, missing: [-1], missingWords: ["off-line"]),
        "mode": TagReading(categories: ["busy", "idle"]),
        // Texts that look like numbers are texts where the model says so.
        "code": TagReading(categories: ["8", "7"]),
      ])
    var rows: [[Double]] = []
    while case .row(_, let values)? = try stream.next() { rows.append(values) }
    #expect(
      rows.map { $0.map { $0.isNaN ? -99 : $0 } } == [[6, 1, 1], [-99, -99, 0], [-99, 0, 1]])
  }
}
