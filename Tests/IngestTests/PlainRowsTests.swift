import Diagnostics
import Foundation
import Ingest
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

/// Rows that are read between marks, against what each of their fields says.
@Suite struct PlainRowsTests {
  private static let tags = 9

  /// A number as text, in any of the ways that plants write one, and its value; nil for an empty field.
  private func number(_ generator: inout SeededGenerator) -> (text: String, value: Double?) {
    func digits(_ count: Int) -> String {
      (0..<count).reduce(into: "") { text, _ in text += String(generator.from(0, 9)) }
    }
    let sign = generator.pick(["", "", "", "-"])
    let text: String
    switch generator.from(0, 9) {
    case 0: return ("", nil)
    case 1: text = sign + digits(generator.from(1, 20))
    case 2: text = sign + digits(generator.from(0, 9)) + "." + digits(generator.from(1, 9))
    case 3: text = sign + digits(generator.from(1, 9)) + "."
    case 4: text = sign + digits(generator.from(1, 12)) + "." + digits(generator.from(0, 18))
    case 5:
      text = sign + digits(generator.from(1, 3)) + "e" + generator.pick(["-", "+", ""]) + digits(2)
    case 6: text = "+" + digits(2) + "." + digits(2)
    case 7: text = sign + "0." + digits(generator.from(1, 14))
    // Numbers with decimals as many as the ones before, and some with fewer digits than these.
    default: text = sign + digits(generator.from(1, 4)) + "." + digits(4)
    }
    return (text, strtod(text, nil))
  }

  /// The field as it may be written, with a mark or a delimiter nowhere but where it belongs.
  private func written(_ text: String, _ generator: inout SeededGenerator) -> String {
    switch generator.from(0, 11) {
    case 0: "\"\(text)\""
    case 1: " \(text)"
    case 2: "\(text) "
    case 3: "\" \(text)\" "
    default: text
    }
  }

  @Test("each number of a plain row is strtod's, bit for bit, whatever stands around it")
  func numbers() throws {
    let scratch = Scratch()
    for seed in 0..<60 {
      var generator = SeededGenerator(root: 11, stage: "plain-rows", index: seed)
      let lineEnd = generator.pick(["\n", "\r\n"])
      // Files without quotes and blanks are read by one path, others by both in turn.
      let isBare = generator.from(0, 1) == 0
      var expected: [[Double?]] = []
      var text = "time," + (0..<Self.tags).map { "T\($0)" }.joined(separator: ",") + lineEnd
      for row in 0..<300 {
        let cells = (0..<Self.tags).map { _ in number(&generator) }
        expected.append(cells.map(\.value))
        let fields = cells.map { isBare ? $0.text : written($0.text, &generator) }
        text +=
          "2024-03-01T\(two(row / 60)):\(two(row % 60)):00Z," + fields.joined(separator: ",")
          + lineEnd
      }
      let path = try scratch.file(Array(text.utf8))
      var options = CSVReaderOptions()
      options.blockBytes = generator.pick([1 << 20, 3_000, 257])
      options.windowBytes = generator.pick([8 << 20, 9_000])
      let read = try CSVReader(format: try CSVSniffer.sniff(file: path), options: options).read(
        file: path)
      try #require(
        read.counts.stored == expected.count, "seed \(seed): \(read.quarantine.first?.reason ?? "")"
      )
      try #require(read.frame.tags.count == Self.tags)
      for (row, cells) in expected.enumerated() {
        for (tag, cell) in cells.enumerated() {
          let value = read.frame.values[row, tag]
          #expect(
            cell.map { $0.bitPattern == value.bitPattern } ?? value.isNaN,
            "seed \(seed), row \(row), T\(tag): \(value) instead of \(cell.map { "\($0)" } ?? "missing")"
          )
        }
      }
    }
  }

  @Test("a record with one byte of another kind says what it says without plain rows around it")
  func others() throws {
    let scratch = Scratch()
    let row = "12.5,3.25,-7.5,closed,4"
    // What a record with the byte at the place becomes must not depend on the records around it: alone in a
    // file it is read by the other reader, for the first record never is a plain row.
    let bytes = Array("0.,;\"\0\r\n -+ex\t".utf8)
    for place in 0...row.utf8.count {
      for byte in bytes {
        var changed = Array(row.utf8)
        changed.insert(byte, at: place)
        func file(_ first: [[UInt8]], _ last: [[UInt8]]) throws -> IngestedFile {
          var text = Array("a,b,c,d,e\n".utf8)
          for record in first + [changed] + last { text += record + [10] }
          var format = try CSVSniffer.sniff(
            file: try scratch.file(Array("a,b,c,d,e\n\(row)\n\(row)\n".utf8)))
          format.columns[3].content = .category
          var options = CSVReaderOptions()
          options.maxQuarantined = 1
          return try CSVReader(format: format, options: options).read(file: try scratch.file(text))
        }
        let plain = [UInt8](row.utf8)
        let around = [[UInt8]](repeating: plain, count: 8)
        let alone = try? file([], around)
        let among = try file(around, around)
        guard let alone else { continue }
        #expect(among.counts.read == alone.counts.read + 8)
        #expect(among.counts.quarantined == alone.counts.quarantined)
        #expect(among.quarantine.map(\.reason) == alone.quarantine.map(\.reason))
        #expect(among.quarantine.map(\.text) == alone.quarantine.map(\.text))
        let stored = alone.counts.stored
        for back in 1...max(1, min(stored, 10)) where stored > 0 {
          for tag in 0..<alone.frame.tags.count {
            let (a, b) = (
              alone.frame.values[stored - back, tag],
              among.frame.values[among.counts.stored - back, tag]
            )
            #expect(
              a.bitPattern == b.bitPattern || tag == 3, "byte \(byte) at \(place), tag \(tag)")
          }
        }
      }
    }
  }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
