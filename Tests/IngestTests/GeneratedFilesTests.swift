import Diagnostics
import Foundation
import Ingest
import IngestOracle
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite struct GeneratedFilesTests {
  @Test("the stream gives every row of 500 random files in order, whatever the pieces it comes in")
  func stream() throws {
    let scratch = Scratch()
    var streamed = 0
    var differences: [String] = []
    for seed in 0..<1_000 {
      var generator = SeededGenerator(root: 7, stage: "stream", index: seed)
      let file = GeneratedFile(&generator, isClean: false)
      // A stream is plain text with a row per moment.
      guard !file.plan.isLong, file.plan.encoding == .utf8, file.plan.packing == .none else {
        continue
      }
      streamed += 1
      let path = try scratch.file(file.bytes)
      let tags = file.format.tagNames.reversed() as [String]
      let reader = NaiveReader(try NaiveFormat(file.format))
      let entries = reader.entries(file.unpacked)
      var stream: CSVRowStream
      do throws(Fault) {
        stream = try CSVRowStream(
          path, tags: tags, format: file.format,
          readings: reader.read(file.unpacked).categories.mapValues {
            // A column of texts stays one where no row gives it a text.
            TagReading(categories: $0.isEmpty ? ["none"] : $0)
          })
      } catch {
        #expect(entries.isEmpty, "seed \(seed): \(error)")
        continue
      }
      var difference: String?
      for entry in entries where difference == nil {
        let row = try stream.next()
        let isSame =
          switch (row, entry.reason) {
          case (.row(let time, let values), nil):
            time.nanoseconds == entry.time
              && values.map(\.bitPattern).elementsEqual(
                entry.values.reversed().map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern })
          case (.bad(_, let line, let reason), let expected?):
            line == entry.line && reason == expected
          default: false
          }
        if !isSame { difference = "\(row.map { "\($0)" } ?? "nothing") for \(entry)" }
      }
      if difference == nil, let row = try stream.next() { difference = "\(row) at the end" }
      if let difference { differences.append("seed \(seed): \(difference)") }
    }
    #expect(
      differences.isEmpty,
      "\(differences.count) of \(streamed):\n\(differences.prefix(12).joined(separator: "\n"))")
    #expect(streamed >= 300)
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
