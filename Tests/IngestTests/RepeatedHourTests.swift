import Diagnostics
import Foundation
import Ingest
import IngestOracle
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

/// Stamps of an hour that comes twice (Europe/Berlin, 2024-10-27, 02:00 to 03:00).
@Suite struct RepeatedHourTests {
  private let scratch = Scratch()

  private func read(_ lines: [String], blockBytes: Int = 60) throws -> IngestedFile {
    let path = try scratch.file(lines.joined(separator: "\n") + "\n")
    return try read(path, CSVSniffer.sniff(file: path), blockBytes)
  }

  private func read(
    _ path: String, _ format: CSVFormat, _ blockBytes: Int
  ) throws -> IngestedFile {
    try CSVReader(format: format, options: options(blockBytes)).read(file: path)
  }

  private func options(_ blockBytes: Int) -> CSVReaderOptions {
    CSVReaderOptions(timeZone: "Europe/Berlin", blockBytes: blockBytes)
  }

  /// The stamp of minutes after midnight as the clock shows it, put back at 03:00.
  private func stamp(_ minute: Int) -> String {
    let shown = minute < 180 ? minute : minute - 60
    return "2024-10-27 " + String(format: "%02d:%02d", shown / 60, shown % 60)
  }

  /// The moment of these minutes.
  private func moment(_ minute: Int) -> Timestamp {
    Timestamp(nanoseconds: 1_729_980_000_000_000_000 + Int64(minute) * 60_000_000_000)
  }

  private func moments(_ minutes: [Int]) -> [Timestamp] { minutes.map(moment) }

  /// Whether each row's value is its minute, and nothing was lost.
  private func isWhole(_ file: IngestedFile, _ minutes: [Int]) -> Bool {
    file.frame.times == moments(minutes)
      && file.frame.values.elements.prefix(minutes.count).elementsEqual(minutes.map(Double.init))
  }

  private let tens = Array(stride(from: 90, through: 270, by: 10))

  @Test(
    "a stamp that stands still is a row exported twice, not the second pass", arguments: [120, 180])
  func repeatedRow(minute: Int) throws {
    let rows = (tens + [minute]).sorted()
    let wide = try read(["time,A"] + rows.map { "\(stamp($0)),\($0)" })
    let long = try read(["time,tag,value"] + rows.map { "\(stamp($0)),A,\($0)" })
    for file in [wide, long] {
      #expect(isWhole(file, tens))
      #expect(file.counts.duplicates == 1)
      #expect(!file.notices.contains { $0.text.contains("earlier") })
    }
  }

  @Test(
    "a gap that ends the first pass early leaves a step back that is no disorder",
    arguments: [(150, 180), (145, 180), (155, 190), (150, 190)])
  func gap(from: Int, through: Int) throws {
    let rows = Array(stride(from: 90, through: 270, by: 5)).filter { $0 < from || $0 >= through }
    #expect(isWhole(try read(["time,A"] + rows.map { "\(stamp($0)),\($0)" }), rows))
  }

  @Test("rows more than half an hour apart step back by less", arguments: [35, 40, 45, 50])
  func slow(pace: Int) throws {
    for first in stride(from: 0, to: pace, by: 5) {
      let rows = Array(stride(from: first, through: 400, by: pace))
      let file = try read(["time,A"] + rows.map { "\(stamp($0)),\($0)" })
      #expect(isWhole(file, rows), "\(pace) min from \(first)")
    }
  }

  @Test("machines that are polled in turn share the clock's step back")
  func inTurn() throws {
    for pace in [10, 30] {
      let rows = Array(stride(from: 0, through: 400, by: pace))
      let text = rows.map { "\(stamp($0)),M\($0 / pace % 4),\($0)" }
      let path = try scratch.file((["time,machine,A"] + text).joined(separator: "\n") + "\n")
      var declared = FormatDeclaration()
      declared.unit = "machine"
      let file = try read(path, CSVSniffer.sniff(file: path, declared: declared), 60)
      #expect(file.frame.times == moments(rows), "every \(pace) min")
    }
  }

  @Test("a file of hours that begins with the hour has both its passes")
  func begun() throws {
    let rows = [120, 180, 240, 300, 360]
    #expect(isWhole(try read(["time,A"] + rows.map { "\(stamp($0)),\($0)" }), rows))
  }

  @Test("units and tags have passes of their own, beside or behind each other")
  func series() throws {
    let halves = Array(stride(from: 0, through: 1_200, by: 30))
    let beside = halves.flatMap { minute in ["P1", "P2"].map { (minute, $0) } }
    let behind = ["P1", "P2"].flatMap { name in halves.map { ($0, name) } }
    for rows in [beside, behind, beside.reversed(), behind.reversed()] {
      let wide = try read(["time,pump,flow"] + rows.map { "\(stamp($0.0)),\($0.1),\($0.0)" })
      #expect(wide.counts.duplicates == 0)
      #expect(wide.frame.times == moments(halves.flatMap { [$0, $0] }))
      let long = try read(["time,tag,value"] + rows.map { "\(stamp($0.0)),\($0.1),\($0.0)" })
      #expect(long.counts.duplicates == 0)
      #expect(isWhole(long, halves))
    }
  }

  @Test("two rows a minute with stamps of whole minutes stay in their pass")
  func twoAMinute() throws {
    let minutes = Array(100..<260)
    let file = try read(
      ["time,A"] + minutes.flatMap { ["\(stamp($0)),0", "\(stamp($0)),\($0)"] }, blockBytes: 1_000)
    #expect(isWhole(file, minutes))
    #expect(file.counts.duplicates == minutes.count)
  }

  @Test("neighbours that are swapped are disorder, also where the passes meet")
  func disorder() throws {
    let minutes = Array(100..<260)
    for offset in 0..<7 {
      var rows = minutes
      for at in stride(from: offset, to: rows.count - 1, by: 7) { rows.swapAt(at, at + 1) }
      let wide = try read(["time,A"] + rows.map { "\(stamp($0)),\($0)" }, blockBytes: 1_000)
      #expect(isWhole(wide, minutes), "wide, swapped from \(offset)")
      let long = try read(["time,tag,value"] + rows.map { "\(stamp($0)),A,\($0)" })
      #expect(isWhole(long, minutes), "long, swapped from \(offset)")
    }
  }

  @Test("rows an hour apart show the hour by a stamp that stands still")
  func hourly() throws {
    let hours = [0, 60, 120, 180, 240, 300]
    #expect(isWhole(try read(["time,A"] + hours.map { "\(stamp($0)),\($0)" }), hours))
    #expect(isWhole(try read(["time,A"] + hours.reversed().map { "\(stamp($0)),\($0)" }), hours))
  }

  @Test("a gap within the second pass does not end it; history filled in later begins anew")
  func gaps() throws {
    let gap = [100, 120, 150, 170, 180, 220, 230, 240]
    #expect(isWhole(try read(["time,A"] + gap.map { "\(stamp($0)),\($0)" }), gap))
    let late = "2024-10-28 12:00,-1"
    let filled = try read(["time,A", late] + tens.map { "\(stamp($0)),\($0)" })
    #expect(Array(filled.frame.times.dropLast()) == moments(tens))
  }

  @Test("a live stream follows the same rule, per unit")
  func stream() throws {
    let rows = [150, 160, 170, 170, 180, 190, 181, 200]
    let path = try scratch.file(
      (["time,pump,flow"] + rows.flatMap { ["\(stamp($0)),P1,1", "\(stamp($0)),P2,1"] })
        .joined(separator: "\n") + "\n")
    var stream = try CSVRowStream(path, tags: ["flow"], timeZone: "Europe/Berlin")
    var times: [Timestamp] = []
    while let row = try stream.next() {
      if case .row(let time, _) = row { times.append(time) }
    }
    #expect(times == moments(rows.flatMap { [$0, $0] }))
  }

  @Test(
    "the naive reader agrees on rows that are cut, swapped and repeated at random",
    arguments: 0..<40)
  func oracle(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let pace = generator.pick([1, 2, 10, 15, 30, 60])
    var rows = Array(stride(from: 0, through: 420, by: pace))
    if generator.oneIn(3) { rows.reverse() }
    rows = rows.flatMap { minute in
      generator.oneIn(12) ? [] : generator.oneIn(12) ? [minute, minute] : [minute]
    }
    for at in rows.indices.dropLast() where generator.oneIn(10) { rows.swapAt(at, at + 1) }
    let isLong = generator.oneIn(2)
    let text =
      (isLong ? "time,tag,value\n" : "time,A\n")
      + rows.enumerated().map {
        "\(stamp($1)),\(isLong ? generator.pick(["A,", "B,"]) : "")\($0)\n"
      }.joined()
    let path = try scratch.file(text)
    let format = try CSVSniffer.sniff(file: path)
    let naive = NaiveReader(try NaiveFormat(format, options(100))).read(Array(text.utf8))
    #expect(OracleComparison.difference(naive, try read(path, format, 100)) == nil)
  }
}
