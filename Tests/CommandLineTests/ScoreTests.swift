import Foundation
import TestSupport
import Testing

@Suite("Scoring", .timeLimit(.minutes(2)))
struct ScoreTests {
  private static func score(_ arguments: [String], input: String? = nil) throws -> Tool.Outcome {
    let plant = try FinishedPlant.shared
    let folder = try TemporaryFolder()
    var handle: FileHandle?
    if let input {
      try Data(input.utf8).write(to: URL(fileURLWithPath: folder.file("in")))
      handle = FileHandle(forReadingAtPath: folder.file("in"))
    }
    return try plant.tool.start(
      ["score", "--model", "models/tiny/current"] + arguments, input: handle
    ).wait()
  }

  @Test("one output row per input row, in order, bad ones with a reason and without a score")
  func badRows() throws {
    var lines = TinyPlant.csv(0..<8).split(separator: "\n").map(String.init)
    lines.insert("garbage", at: 3)
    lines[5] = lines[5].replacing(/,.*?,/, with: ",x,", maxReplacements: 1)
    lines.append(lines[1])
    lines.append("\(TinyPlant.time(8)),,,,,,")
    let text = lines.joined(separator: "\n") + "\n"
    let outcome = try Self.score(["-"], input: text)
    #expect(outcome.status == 0)
    let rows = outcome.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(rows.count == lines.count)
    #expect(rows[0] == ["timestamp", "score", "alarm", "reason"])
    #expect(
      rows.map { $0[0] }
        == ["timestamp", TinyPlant.time(0), TinyPlant.time(1), ""]
        + (2...7).map(TinyPlant.time) + [TinyPlant.time(0), TinyPlant.time(8)])
    #expect(rows.dropFirst().allSatisfy { $0.count == 4 && $0[2] == "0" })
    #expect(rows[3] == ["", "", "0", "line 4: 1 field instead of 7"])
    #expect(rows[5] == [TinyPlant.time(3), "", "0", "line 6: column 'L_T1': 'x' is not a number"])
    #expect(
      rows[10] == [
        TinyPlant.time(0), "", "0", "not after the row before it (\(TinyPlant.time(7)))",
      ])
    for index in [1, 2, 4, 6, 7, 8, 9, 11] {
      #expect(Double(rows[index][1]) != nil, "\(rows[index])")
    }
  }

  @Test("rows that cannot be read count as silence, and lasting silence alarms")
  func unreadable() throws {
    var lines = TinyPlant.csv(0..<300).split(separator: "\n").map(String.init)
    for index in 100..<lines.count {
      lines[index] = lines[index].replacing(/,.*?,/, with: ",burst,", maxReplacements: 1)
    }
    let rows = try Self.score(["-"], input: lines.joined(separator: "\n") + "\n").output
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows[100][1...2] == ["", "0"])
    #expect(rows[290][2] == "1")
    #expect(rows[290][3] == "line 291: column 'L_T1': 'burst' is not a number")
  }

  @Test("a file, standard input, and a file cut in two give the same bytes")
  func sameBytes() throws {
    let text = TinyPlant.csv(0..<TinyPlant.rows)
    let whole = try Self.score(["data.csv"])
    #expect(whole.status == 0)
    #expect(whole.errors == "")
    #expect(whole.output.split(separator: "\n").count == TinyPlant.rows + 1)
    #expect(try Self.score(["-"], input: text).output == whole.output)
    let folder = try TemporaryFolder()
    for (index, rows) in [0..<1_001, 1_001..<TinyPlant.rows].enumerated() {
      try Data(TinyPlant.csv(rows).utf8).write(
        to: URL(fileURLWithPath: folder.file("\(index).csv")))
    }
    #expect(
      try Self.score([folder.file("0.csv"), folder.file("1.csv")]).output == whole.output)
    // An alarm was on in both attacks, with a reason where it began.
    let rows = whole.output.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    for attack in TinyPlant.attacks {
      #expect(rows[attack].contains { $0[2] == "1" && $0[3].contains("(expected ") })
    }
  }

  @Test("'-' answers each row before the next one comes")
  func streaming() throws {
    let plant = try FinishedPlant.shared
    let batch = try Self.score(["data.csv"]).output.split(separator: "\n").map(String.init)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Tool.path))
    process.arguments = ["score", "--model", "models/tiny/current", "-"]
    process.currentDirectoryURL = URL(fileURLWithPath: plant.folder.path)
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    defer { if process.isRunning { process.terminate() } }
    var pending: [UInt8] = []
    func answer() -> String {
      while true {
        if let end = pending.firstIndex(of: 10) {
          let line = String(decoding: pending[..<end], as: UTF8.self)
          pending.removeFirst(end + 1)
          return line
        }
        let data = output.fileHandleForReading.availableData
        if data.isEmpty { return "the output ended" }
        pending += data
      }
    }
    let header = "time,\(TinyPlant.tags.joined(separator: ","))\n"
    try input.fileHandleForWriting.write(contentsOf: Data(header.utf8))
    for row in 0..<40 {
      try input.fileHandleForWriting.write(contentsOf: Data((TinyPlant.line(row) + "\n").utf8))
      if row == 0 { #expect(answer() == batch[0]) }
      #expect(answer() == batch[row + 1])
    }
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(pending == [] && output.fileHandleForReading.availableData.isEmpty)
  }

  @Test("rows at another interval than the model's are scored with one warning that names both")
  func otherInterval() throws {
    func every(_ step: Int, _ rows: Int) throws -> Tool.Outcome {
      let lines = stride(from: 0, to: step * rows, by: step).map { TinyPlant.line($0) + "\n" }
      return try Self.score(
        ["-"], input: "time,\(TinyPlant.tags.joined(separator: ","))\n" + lines.joined())
    }
    let warning =
      "warning: rows come every 1h, the model was trained on rows every 10min: what judges a row by the rows "
      + "before it has no score; bring the rows to its interval, or train a model on these\n"
    for rows in [4, 21, 60] {
      let hourly = try every(6, rows)
      #expect(hourly.status == 0)
      #expect(hourly.errors == warning, "\(rows) rows")
      #expect(hourly.output.split(separator: "\n").count == rows + 1)
    }
    // Three rows may be two gaps.
    #expect(try every(6, 3).errors == "")
    #expect(try every(1, 60).errors == "")
    // A gap of a day among rows that come in time is none of it.
    let gap = (Array(0..<30) + Array(174..<190)).map { TinyPlant.line($0) + "\n" }.joined()
    let header = "time,\(TinyPlant.tags.joined(separator: ","))\n"
    #expect(try Self.score(["-"], input: header + gap).errors == "")
    let fast = (0..<30).map { row in
      let minute = row < 10 ? "0\(row)" : "\(row)"
      let cells = TinyPlant.line(row).split(separator: ",").dropFirst().joined(separator: ",")
      return "2026-01-01T00:\(minute):00Z,\(cells)\n"
    }.joined()
    #expect(
      try Self.score(["-"], input: header + fast).errors
        == "warning: rows come every 1min, the model was trained on rows every 10min: changes from row to row are "
        + "smaller than what it was trained on; bring the rows to its interval, or train a model on these\n"
    )
  }

  @Test("columns are found by name, in any order, and others are ignored")
  func columnOrder() throws {
    let lines = TinyPlant.csv(0..<50).split(separator: "\n").map { line in
      let cells = line.split(separator: ",").map(String.init)
      return (cells[1...].reversed() + [cells[0], "x"]).joined(separator: ",")
    }
    let swapped = try Self.score(["-"], input: lines.joined(separator: "\n") + "\n")
    let plain = try Self.score(["-"], input: TinyPlant.csv(0..<50))
    #expect(plain.status == 0)
    #expect(swapped.output == plain.output)
  }

  @Test("no model, no file, an empty input: 66, 66, 65")
  func refusals() throws {
    let plant = try FinishedPlant.shared
    let noModel = try plant.tool.run("score", "--model", "nowhere", "data.csv")
    #expect(noModel.status == 66)
    #expect(
      noModel.errors == "error: the folder holds no model: SHA256SUMS is missing\n  at nowhere\n")
    let noFile = try Self.score(["none.csv"])
    #expect(noFile.status == 66)
    #expect(noFile.errors == "error: the file does not exist\n  at none.csv\n")
    let empty = try Self.score(["-"], input: "")
    #expect(empty.status == 65)
    #expect(empty.errors == "error: the file is empty\n  at standard input\n")
    let zone = try Self.score(["--timezone", "Mars/Base", "data.csv"])
    #expect(zone.status == 64)
    #expect(zone.errors.contains("unknown time zone 'Mars/Base'"))
  }
}
