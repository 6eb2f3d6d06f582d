import Diagnostics
import Foundation
import Ingest
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite struct GeneratedFilesTests {
  @Test(
    "2,000 random files with bad rows read as the naive reader reads them, in blocks of any size")
  func likeNaive() throws {
    let scratch = Scratch()
    var kinds: [String: Int] = [:]
    for seed in 0..<2_000 {
      var generator = SeededGenerator(root: 5, stage: "generated", index: seed)
      let file = GeneratedFile(&generator, isClean: false)
      let path = try scratch.file(file.text)
      let options = CSVReaderOptions(
        maxQuarantined: 1, blockBytes: Int.random(in: 1...400, using: &generator))
      let expected = Expected(file)
      let read: IngestedFile
      do throws(Fault) {
        read = try CSVReader(format: file.format, options: options).read(file: path, threads: 2)
      } catch {
        #expect(
          expected.times.isEmpty && expected.read == expected.bad.count, "seed \(seed): \(error)")
        #expect(error.kind == .badData)
        continue
      }
      #expect(read.counts.read == expected.read, "seed \(seed)")
      #expect(
        read.counts.read
          == read.counts.stored + read.counts.quarantined + read.counts.duplicates)
      #expect(read.quarantine.map(\.reason) == expected.bad.map(\.reason), "seed \(seed)")
      #expect(read.quarantine.map(\.line) == expected.bad.map(\.line), "seed \(seed)")
      #expect(read.frame.times == expected.times, "seed \(seed)")
      #expect(read.counts.duplicates == expected.duplicates, "seed \(seed)")
      #expect(read.sha256 == SHA256.hash(file.text))
      guard read.frame.times == expected.times else { continue }
      for (i, row) in expected.values.enumerated() {
        for (j, value) in row.enumerated() {
          let cell = read.frame.values[i, j]
          #expect(
            cell.bitPattern == value.bitPattern || (cell.isNaN && value.isNaN),
            "seed \(seed) row \(i) column \(j): \(cell) for \(value)")
        }
      }
      for entry in read.quarantine {
        kinds[String(entry.reason.split(separator: ":").last ?? ""), default: 0] += 1
        let bytes = Array(file.text.utf8)
        #expect(bytes[entry.byteOffset...].starts(with: entry.text.utf8))
      }
    }
    // The generator must reach every kind of bad row, or the comparison says little.
    for reason in [
      " text after the closing quote", " the time is empty", " 'I/O Timeout' is not a number",
      " '1.2.3' is not a number", " '1e999' is beyond the range of a number",
      " '31/02/20 25' is not a time written dd/mm/yy HH[", "3 fields instead of 2",
    ] {
      #expect(kinds.contains { $0.key.hasPrefix(reason) || reason.contains("[") }, "\(reason)")
    }
  }

  @Test("500 clean random files are sniffed as they were written")
  func sniffed() throws {
    for seed in 0..<500 {
      var generator = SeededGenerator(root: 6, stage: "sniffed", index: seed)
      let file = GeneratedFile(&generator, isClean: true)
      let found = try CSVSniffer.sniff(bytes: Array(file.text.utf8), name: "x.csv")
      #expect(found.dialect == file.format.dialect, "seed \(seed)\n\(file.text)")
      #expect(found.lineEnd == file.format.lineEnd, "seed \(seed)")
      #expect(found.hasHeader == file.format.hasHeader, "seed \(seed)\n\(file.text)")
      #expect(found.timeFormat == file.format.timeFormat, "seed \(seed)\n\(file.text)")
      #expect(found.columns == file.format.columns, "seed \(seed)\n\(file.text)")
    }
  }

  @Test("the stream gives every row of 500 random files in order, whatever the pieces it comes in")
  func stream() throws {
    let scratch = Scratch()
    for seed in 0..<500 {
      var generator = SeededGenerator(root: 7, stage: "stream", index: seed)
      let file = GeneratedFile(&generator, isClean: false)
      let path = try scratch.file(file.text)
      let tags = file.format.tagNames.reversed() as [String]
      var stream = try CSVRowStream(path, tags: tags, format: file.format)
      let rows = file.oracle.rows(file.text)
      for (number, expected) in rows.enumerated() {
        let row = try stream.next()
        switch (row, expected.row) {
        case (.row(let time, let values), .good(let expectedTime, let expectedValues)):
          #expect(time == expectedTime ?? Timestamp(nanoseconds: Int64(number)), "seed \(seed)")
          #expect(
            values.map(\.bitPattern).elementsEqual(
              expectedValues.reversed().map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern }),
            "seed \(seed)")
        case (.bad(_, let line, let reason), .bad(let expectedReason)):
          #expect(line == expected.line, "seed \(seed)")
          #expect(reason == expectedReason, "seed \(seed)")
        default: Issue.record("seed \(seed) row \(number): \(String(describing: row))")
        }
      }
      #expect(try stream.next() == nil)
    }
  }

  @Test("5,000 random byte strings are refused or read, and never trap")
  func fuzz() throws {
    let scratch = Scratch()
    let alphabet =
      Array("0123456789.,;|\t \"\"\r\n-+eENAn/:TZ\u{e9}=x".utf8) + [0, 0xff, 0xef, 0xbb]
    for seed in 0..<5_000 {
      var generator = SeededGenerator(root: 8, stage: "fuzz", index: seed)
      let count = Int.random(in: 0...120, using: &generator)
      let bytes = (0..<count).map { _ in
        seed % 3 == 0
          ? UInt8.random(in: 0...255, using: &generator)
          : alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
      }
      let path = try scratch.file(bytes)
      let options = CSVReaderOptions(
        timeZone: seed % 2 == 0 ? "UTC" : "America/Chicago", maxQuarantined: 1,
        blockBytes: 1 + seed % 50)
      if let format = try? CSVSniffer.sniff(file: path) {
        let one = try? CSVReader(format: format, options: options).read(file: path, threads: 1)
        if let one {
          let counts = one.counts
          #expect(counts.read == counts.stored + counts.quarantined + counts.duplicates)
          let whole = try CSVReader(
            format: format,
            options: .init(timeZone: options.timeZone, maxQuarantined: 1)
          ).read(file: path, threads: 2)
          #expect(whole.quarantine == one.quarantine, "seed \(seed)")
          #expect(whole.frame.times == one.frame.times, "seed \(seed)")
        }
        if var stream = try? CSVRowStream(path, tags: format.tagNames, format: format) {
          var rows = 0
          while try stream.next() != nil { rows += 1 }
          if let one { #expect(rows == one.counts.read, "seed \(seed)") }
        }
      }
      _ = try? TagsFile.read(path)
      _ = try? EventsFile.read(path)
    }
  }
}

/// What the naive reader and a plain sort make of a file.
private struct Expected {
  var read = 0
  var bad: [(line: Int, reason: String)] = []
  var times: [Timestamp] = []
  var values: [[Double]] = []
  var duplicates = 0

  init(_ file: GeneratedFile) {
    var good: [(time: Timestamp, row: Int, values: [Double])] = []
    for (line, row) in file.oracle.rows(file.text) {
      switch row {
      case .bad(let reason): bad.append((line, reason))
      case .good(let time, let values):
        good.append((time ?? Timestamp(nanoseconds: Int64(read)), read, values))
      }
      read += 1
    }
    var last: [Timestamp: Int] = [:]
    for (i, row) in good.enumerated() { last[row.time] = i }
    let kept = last.values.map { good[$0] }.sorted { $0.time < $1.time }
    times = kept.map(\.time)
    values = kept.map(\.values)
    duplicates = good.count - kept.count
  }
}
