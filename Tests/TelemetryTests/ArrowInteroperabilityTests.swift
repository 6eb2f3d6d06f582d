import Diagnostics
import Foundation
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite(
  "Arrow files and other tools",
  .enabled(if: ExternalTools.python != nil, "TOCSIN_PYTHON is not set"))
struct ArrowInteroperabilityTests {
  private struct Expected: Codable {
    struct Column: Codable {
      var name: String
      var kind: String
      var values: [Cell]
    }
    enum Cell: Codable {
      case missing, whole(Int64), bits(String), text(String)

      func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .missing: try container.encodeNil()
        case .whole(let number): try container.encode(number)
        case .bits(let text), .text(let text): try container.encode(text)
        }
      }
      init(from decoder: any Decoder) throws { self = .missing }
    }
    var columns: [Column]
  }

  private static func hexadecimal(_ value: Double) -> String {
    let digits = String(value.bitPattern, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func expectation(of batch: ArrowBatch) throws -> Data {
    var columns = [
      Expected.Column(
        name: batch.timeKind.columnName, kind: batch.timeKind == .clock ? "time" : "step",
        values: batch.frame.times.map { .whole($0.nanoseconds) })
    ]
    if let units = batch.frame.units {
      columns.append(
        Expected.Column(
          name: UnitColumn.columnName, kind: "unit",
          values: (0..<units.count).map { .text(units[$0]) }))
    }
    for (index, tag) in batch.frame.tags.enumerated() {
      columns.append(
        Expected.Column(
          name: tag.id, kind: "float",
          values: batch.frame.values.column(index).map {
            $0.isNaN ? .missing : .bits(hexadecimal($0))
          }))
    }
    for column in batch.byteColumns {
      columns.append(
        Expected.Column(
          name: column.name, kind: "byte", values: column.values.map { .whole(Int64($0)) }))
    }
    return try JSONEncoder().encode(Expected(columns: columns))
  }

  private static func names(_ count: Int) -> [Tag] {
    let hostile = [
      "Füllstand Tank 3", "say \"hi\"", "two\nlines", "'; drop table x; --", "タグ", "=1+1",
      "a,b\tc", "<b>&amp;", "\u{1F6A8}", "{}[]:",
    ]
    return (0..<count).map {
      Tag(
        id: $0 < hostile.count ? hostile[$0] : "t\($0)", role: .actuator, unit: "m³/h",
        resolution: 0.01, element: "P\($0)", controller: "PLC\"1\"")
    }
  }

  private static let script = ReferenceScripts.path("arrow_check.py")

  private static let shapes = [(0, 3), (1, 1), (7, 2), (8, 12), (65, 3), (1_000, 20), (5, 0)]

  @Test("pyarrow, polars and duckdb see exactly the cells that were written, at one stride")
  func othersReadOurs() throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: 5)
    var paths: [String] = []
    for (rows, tags) in Self.shapes {
      for (kind, hasUnits) in [(TimeKind.clock, false), (.step, false), (.clock, true)] {
        var frame = RandomFrames.frame(
          rows: rows, tags: tags, missing: rows == 8 ? 0 : 0.2, using: &generator)
        frame.tags = Self.names(tags)
        if rows > 3, tags > 0 {
          frame.values[0, 0] = .infinity
          frame.values[1, 0] = -0.0
          frame.values[2, 0] = .leastNonzeroMagnitude
          frame.times[0] = Timestamp(nanoseconds: -1_234_567_891)
        }
        if hasUnits {
          let names = ["", "Pümpe \"1\"", "タグ", "\u{1F6A8}", "a\nb"]
          frame.units = UnitColumn(
            names: names,
            codes: (0..<rows).map { _ in Int32(generator.next() % UInt64(names.count)) })
        }
        let batch = ArrowBatch(
          frame: frame, timeKind: kind,
          byteColumns: ArrowBatch.qualityColumns(
            of: frame.tags, rows: rows,
            qualities: frame.values.elements.map { $0.isNaN ? 2 : 0 }),
          metadata: ["tocsin.plant": "näme"])
        let path = folder.file("\(rows)-\(tags)-\(kind)-\(hasUnits).arrow")
        try ArrowFile.write(batch, to: path)
        try Self.expectation(of: batch).write(to: URL(fileURLWithPath: path + ".json"))
        paths.append(path)
      }
    }
    // Throws with the first cell that differs.
    _ = try ExternalTools.runPython(Self.script, ["open"] + paths)
  }

  private struct Foreign: Decodable {
    var times: [Int64]
    var columns: [String: [String?]]
  }

  @Test("files of all numeric types by pyarrow and polars are read exactly, in every time unit")
  func oursReadsOthers() throws {
    let folder = try TemporaryFolder()
    _ = try ExternalTools.runPython(Self.script, ["write", folder.path])
    let expected = try JSONDecoder().decode(
      Foreign.self, from: Data(contentsOf: URL(fileURLWithPath: folder.file("expected.json"))))
    let names = folder.names.filter { $0.hasSuffix(".arrow") && !$0.hasPrefix("refuse") }
    #expect(names.count == 13)
    for name in names {
      let frame = try FrameArrow.read(from: folder.file(name))
      #expect(frame.times.map(\.nanoseconds) == expected.times, "\(name)")
      #expect(Set(frame.tags.map(\.id)) == Set(expected.columns.keys), "\(name)")
      for (index, tag) in frame.tags.enumerated() {
        let seen = frame.values.column(index).map { $0.isNaN ? nil : Self.hexadecimal($0) }
        #expect(seen == expected.columns[tag.id], "\(name): \(tag.id)")
      }
    }
  }

  @Test("what is not numbers, not ascending or compressed is refused by name")
  func refusals() throws {
    let folder = try TemporaryFolder()
    _ = try ExternalTools.runPython(Self.script, ["write", folder.path])
    let problems = [
      "utf8": "column 'pump' has the Arrow type utf8, which is not read",
      "large-utf8": "column 'pump' has the Arrow type large utf8, which is not read",
      "dictionary": "column 'pump' has the Arrow type dictionary, which is not read",
      "list": "column 'pump' has the Arrow type list, which is not read",
      "null": "column 'pump' has the Arrow type null, which is not read",
      "date": "column 'pump' has the Arrow type date, which is not read",
      "polars-text": "column 'x' has the Arrow type utf8 view, which is not read",
      "no-time": "the Arrow file has no timestamp column",
      "two-times": "the Arrow file has 2 timestamp columns: 'a', 'b'",
      "descending": "column 'time' does not ascend at row 1",
      "null-time": "column 'time' lacks 1 values",
      "far-time": "column 'time' has a time outside the years 1678 to 2261 in row 0",
      "lz4": "the Arrow file is compressed",
      "stream": "not an Arrow file: it does not begin with 'ARROW1'",
    ]
    let names = folder.names.filter { $0.hasPrefix("refuse") }
    #expect(names.count == problems.count)
    for (name, problem) in problems.sorted(by: { $0.key < $1.key }) {
      let path = folder.file("refuse-\(name).arrow")
      let fault = fault { try FrameArrow.read(from: path) }
      #expect(fault?.problem == problem, "\(name)")
      #expect(fault?.kind == .badData, "\(name)")
      #expect(fault?.place?.file == path, "\(name)")
    }
  }
}
