import Diagnostics
import Foundation
import Ingest
import Telemetry
import Testing

/// Clocks that step and history that was filled in later, in files of several tags or units.
@Suite struct SeriesJumpsTests {
  private let scratch = Scratch()

  private func notices(_ header: String, _ rows: [String]) throws -> [String] {
    let path = try scratch.file(([header] + rows).joined(separator: "\n") + "\n")
    return try CSVReader(
      format: CSVSniffer.sniff(file: path), options: CSVReaderOptions(duplicates: .last)
    ).read(file: path).notices.map(\.text).filter {
      $0.contains("clock") || $0.contains("earlier")
    }
  }

  /// The stamp of a minute from 08:00 on.
  private func stamp(_ minute: Int) -> String {
    "2024-03-25 " + String(format: "%02d:%02d:00", 8 + minute / 60, minute % 60)
  }

  private let back =
    "the clock seems to be put back by 1h between 2024-03-25T12:59:00Z and 2024-03-25T12:00:00Z"
  private let forward =
    "the clock seems to be put forward by 1h, or rows are missing, between 2024-03-25T12:59:00Z and "
    + "2024-03-25T14:00:00Z"

  @Test("a clock that all tags or units share is named once, as of a file without them")
  func shared() throws {
    func rows(_ names: [String], jump: Int) -> [String] {
      (0..<600).flatMap { minute in
        names.map { "\(stamp(minute < 300 ? minute : minute + jump)),\($0),\(minute % 9)" }
      }
    }
    #expect(
      try notices("time,tag,value", rows(["A", "B"], jump: -60)) == [
        "2 rows earlier than the row of the same tag before, the first by 59min at "
          + "2024-03-25T12:00:00Z ('A'); sorted by time", back,
      ])
    #expect(try notices("time,tag,value", rows(["A", "B"], jump: 60)) == [forward])
    #expect(
      try notices("time,machine,temp", rows(["m1", "m2"], jump: -60)) == [
        "2 rows earlier than the row of the same unit before, the first by 59min at "
          + "2024-03-25T12:00:00Z ('m1'); sorted by time", back,
      ])
    #expect(try notices("time,machine,temp", rows(["m1", "m2"], jump: 60)) == [forward])
  }

  @Test("the tags of a clock that steps alone are named, wherever their rows stand")
  func alone() throws {
    let names = ["A", "B", "C", "D", "E"]
    func row(_ minute: Int, _ name: String, _ jumping: [String]) -> String {
      "\(stamp(minute >= 300 && jumping.contains(name) ? minute + 60 : minute)),\(name),\(minute % 9)"
    }
    let beside = (0..<600).flatMap { minute in names.map { row(minute, $0, ["B"]) } }
    #expect(try notices("time,tag,value", beside) == [forward + " (1 of 5 tags: 'B')"])
    let behind = names.flatMap { name in (0..<600).map { row($0, name, ["A", "B", "D", "E"]) } }
    #expect(
      try notices("time,tag,value", behind) == [forward + " (4 of 5 tags: 'A', 'B', 'D' …)"])
  }

  @Test("history of one tag that stands behind later rows is named")
  func filledInLater() throws {
    let rows = (0..<600).flatMap { minute -> [String] in
      let both = ["\(stamp(minute)),A,\(minute % 9)", "\(stamp(minute)),B,\(minute % 7)"]
      let kept = (200..<260).contains(minute) ? [both[0]] : both
      return minute == 500 ? kept + (200..<260).map { "\(stamp($0)),B,\($0 % 7)" } : kept
    }
    #expect(
      try notices("time,tag,value", rows) == [
        "1 row earlier than the row of the same tag before, the first by 5h at "
          + "2024-03-25T11:20:00Z ('B'); sorted by time",
        "the clock seems to be put forward by 1h, or rows are missing, between "
          + "2024-03-25T11:19:00Z and 2024-03-25T12:20:00Z (1 of 2 tags: 'B')",
      ])
  }

  @Test("tags that come when they change have no pace, and no clock that steps")
  func changes() throws {
    let rows = (0..<600).filter { $0 * $0 % 7 < 3 && !(200..<261).contains($0) }.map {
      "\(stamp($0 + $0 * $0 % 5)),A,\($0)"
    }
    #expect(try !notices("time,tag,value", rows).contains { $0.contains("clock") })
  }
}
