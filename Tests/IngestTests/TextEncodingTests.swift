import Diagnostics
import Foundation
import Ingest
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

/// Text that is not UTF-8, and how that is found out.
@Suite struct TextEncodingTests {
  private let scratch = Scratch()

  /// Decodes bytes that come in the pieces given.
  private func decoded(
    _ pieces: [[UInt8]], _ encoding: CSVFormat.Encoding
  ) -> (text: [UInt8], replaced: Int) {
    var decoder = TextDecoder(encoding)
    var text: [UInt8] = []
    for piece in pieces { decoder.decode(piece, into: &text) }
    decoder.finish(into: &text)
    return (text, decoder.replaced)
  }

  private func problem(_ bytes: [UInt8]) throws -> Fault? {
    let path = try scratch.file(bytes)
    do throws(Fault) {
      _ = try CSVSniffer.sniff(file: path)
      return nil
    } catch { return error }
  }

  @Test("every character of UTF-16 reads as Swift writes it in UTF-8, cut anywhere")
  func utf16() throws {
    // The ends of each length of UTF-8, both ends of the surrogates, and their neighbours.
    let text = "a\u{7f}\u{80}\u{7ff}\u{800}\u{d7ff}\u{e000}\u{ffff}\u{10000}\u{10ffff}𝄞z"
    for encoding in [CSVFormat.Encoding.utf16LittleEndian, .utf16BigEndian] {
      let bytes = GeneratedFilePacking.encoded(text, encoding, hasByteOrderMark: false)
      for cut in 0...bytes.count {
        let found = decoded([Array(bytes[..<cut]), Array(bytes[cut...])], encoding)
        #expect(found.text == Array(text.utf8), "\(encoding), cut at \(cut)")
        #expect(found.replaced == 0)
      }
      #expect(decoded(bytes.map { [$0] }, encoding).text == Array(text.utf8))
    }
  }

  @Test("random units of UTF-16 decode as Swift's own decoder does, unpaired surrogates too")
  func unpaired() throws {
    var generator = SeededGenerator(seed: 16)
    for round in 0..<500 {
      // Half of the units are surrogates, in any order.
      let units = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
        Bool.random(using: &generator)
          ? UInt16.random(in: 0xd800...0xdfff, using: &generator)
          : UInt16.random(in: 0...0xffff, using: &generator)
      }
      let expected = Array(String(decoding: units, as: UTF16.self).utf8)
      let bytes = units.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
      let cut = Int.random(in: 0...bytes.count, using: &generator)
      let found = decoded([Array(bytes[..<cut]), Array(bytes[cut...])], .utf16LittleEndian)
      #expect(found.text == expected, "round \(round)")
    }
    #expect(decoded([[0x61, 0, 0x62]], .utf16LittleEndian).text == Array("a\u{fffd}".utf8))
    #expect(decoded([[0x61, 0, 0x62]], .utf16LittleEndian).replaced == 1)
    #expect(decoded([[0xd8, 0]], .utf16BigEndian).text == Array("\u{fffd}".utf8))
  }

  @Test("Windows-1252 follows the table of the Encoding Standard; undefined bytes are C1 controls")
  func windows1252() {
    let text = decoded([(0...255).map { UInt8($0) }], .latin1).text
    let scalars = Array(String(decoding: text, as: UTF8.self).unicodeScalars)
    #expect(scalars.count == 256)
    let upper = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ"
    #expect(Array(scalars[0x80..<0xa0]) == Array(upper.unicodeScalars))
    for byte in Array(0..<0x80) + Array(0xa0...0xff) {
      #expect(scalars[byte].value == UInt32(byte))
    }
  }

  @Test(
    "the beginning tells the encoding, with its reason",
    arguments: [
      ([0xef, 0xbb, 0xbf, 0x61], .utf8, 3, nil),
      (
        [0xff, 0xfe, 0x61, 0], .utf16LittleEndian, 2,
        "UTF-16, little-endian, by its byte order mark"
      ),
      ([0xfe, 0xff, 0, 0x61], .utf16BigEndian, 2, "UTF-16, big-endian, by its byte order mark"),
      (
        [0x61, 0, 0x2c, 0, 0x62, 0], .utf16LittleEndian, 0,
        "UTF-16, little-endian: 3 of the first 3 characters have a zero as their second byte"
      ),
      (
        [0, 0x61, 0, 0x2c, 0, 0x62], .utf16BigEndian, 0,
        "UTF-16, big-endian: 3 of the first 3 characters have a zero as their first byte"
      ),
      ([0x61, 0xb0, 0x43], .latin1, 0, "windows-1252: 1 of the sampled bytes are no UTF-8"),
      ([0x61, 0xc2, 0xb0], .utf8, 0, nil),
      // A character cut by the end of the sample is no error; an overlong one and a surrogate are.
      ([0x61, 0xe6, 0xbc], .utf8, 0, nil),
      ([0xc0, 0xaf, 0x61], .latin1, 0, "windows-1252: 2 of the sampled bytes are no UTF-8"),
      (
        [0x61, 0x61, 0xed, 0xa0, 0x80, 0x61], .latin1, 0,
        "windows-1252: 3 of the sampled bytes are no UTF-8"
      ),
      ([], .utf8, 0, nil),
    ] as [([UInt8], CSVFormat.Encoding, Int, String?)])
  func detection(
    head: [UInt8], encoding: CSVFormat.Encoding, markBytes: Int, evidence: String?
  ) {
    let finding = TextEncoding.detect(head: head)
    #expect(finding.encoding == encoding)
    #expect(finding.markBytes == markBytes)
    #expect(finding.evidence == evidence)
  }

  @Test("one file in each encoding, with and without mark, packed or not, gives the same table")
  func sameTable() throws {
    // Long enough that the file goes on after what is sampled at its beginning.
    let remark = String(repeating: "wie üblich ", count: 12)
    var text = "Zeit;Füllstand °C;Größe;Bemerkung\n"
    for row in 0..<9_000 {
      text +=
        "2024-01-\(10 + row / 1_800) \(10 + row / 300 % 6):\(10 + row / 60 % 5 * 10):"
        + "\(row % 60 / 10)\(row % 10);\(row % 997),5;\(row * 31 % 89);\(remark)\(row)\n"
    }
    let plain = try scratch.file(text)
    let format = try CSVSniffer.sniff(file: plain)
    let expected = try CSVReader(format: format).read(file: plain)
    #expect(expected.frame.tags.map(\.id) == ["Füllstand °C", "Größe"])
    #expect(expected.counts.quarantined == 0)
    for encoding in CSVFormat.Encoding.allCases {
      for hasMark in encoding == .latin1 ? [false] : [true, false] {
        let bytes = GeneratedFilePacking.encoded(text, encoding, hasByteOrderMark: hasMark)
        for packed in [bytes, GeneratedFilePacking.zstd(bytes, parts: 2)] {
          let path = try scratch.file(packed, "y.csv")
          let found = try CSVSniffer.sniff(file: path)
          let file = try CSVReader(format: found).read(file: path, threads: 2)
          #expect(found.encoding == encoding)
          #expect(found.hasByteOrderMark == (encoding == .utf8 && hasMark))
          #expect(file.frame.tags == expected.frame.tags)
          #expect(file.frame.times == expected.frame.times)
          #expect(file.frame.values == expected.frame.values)
          #expect(file.counts == expected.counts)
          #expect(file.sha256 == SHA256.hash(packed))
        }
      }
    }
  }

  @Test("a byte that is no UTF-8 far into a plain file is seen in the pieces that are sampled")
  func farIn() throws {
    let filler = String(repeating: "ok ", count: 20)
    var rows = (0..<60_000).map { "\($0),12.5,\(filler)" }
    // The sampled pieces are spread over the rest: one row in 300 is met.
    for row in stride(from: 30_000, to: 60_000, by: 300) { rows[row] += "°" }
    let text = "t,a,state\n" + rows.joined(separator: "\n")
    let path = try scratch.file(
      GeneratedFilePacking.encoded(text, .latin1, hasByteOrderMark: false))
    #expect(try CSVSniffer.sniff(file: path).encoding == .latin1)
  }

  @Test("a declared encoding is taken as declared")
  func declared() throws {
    // Two characters in Windows-1252, one in UTF-8.
    let path = try scratch.file(Array("t,Ã¼\n1,2\n3,4\n".utf8.filter { $0 != 0 }))
    var declared = FormatDeclaration()
    declared.encoding = .latin1
    let format = try CSVSniffer.sniff(file: path, declared: declared)
    #expect(format.encoding == .latin1)
    #expect(format.columns.map(\.name) == ["t", "ÃƒÂ¼"])
    #expect(format.evidence.contains("encoding windows-1252: declared so"))
    #expect(try CSVReader(format: format).read(file: path).counts.stored == 2)
  }

  @Test("a stream's mark tells its encoding, its format where there is none")
  func stream() throws {
    func value(_ bytes: [UInt8], _ tag: String, _ encoding: CSVFormat.Encoding?) throws -> Double? {
      let pipe = Pipe()
      try pipe.fileHandleForWriting.write(contentsOf: bytes)
      try pipe.fileHandleForWriting.close()
      let format = encoding.map {
        CSVFormat(
          dialect: "comma-separated", encoding: $0, hasHeader: true,
          columns: [.init(name: tag, content: .number)], timeFormat: nil)
      }
      var stream = try CSVRowStream(
        descriptor: pipe.fileHandleForReading.fileDescriptor, name: "pipe", tags: [tag],
        format: format)
      guard case .row(_, let values)? = try stream.next() else { return nil }
      return values.first
    }
    let text = "b,ü\n1,2\n3,4\n"
    func bytes(_ encoding: CSVFormat.Encoding, _ hasMark: Bool) -> [UInt8] {
      GeneratedFilePacking.encoded(text, encoding, hasByteOrderMark: hasMark)
    }
    for encoding in CSVFormat.Encoding.allCases where encoding != .latin1 {
      #expect(try value(bytes(encoding, true), "ü", nil) == 2)
      #expect(try value(bytes(encoding, true), "ü", .latin1) == 2)
      #expect(try value(bytes(encoding, false), "ü", .utf8) == 2)
    }
    #expect(try value(bytes(.latin1, false), "ü", .latin1) == 2)
  }

  @Test("UTF-32, spreadsheets, Parquet and NUL bytes are refused by name")
  func refused() throws {
    #expect(
      try problem([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0])
        == Fault(
          .badData, "the file is UTF-32 text, which is not read",
          at: Place(file: "\(scratch.path)/x.csv"), hint: "convert it: iconv -f UTF-32 -t UTF-8"))
    #expect(
      try problem([0x50, 0x4b, 3, 4, 20, 0])?.problem
        == "the file is a ZIP archive or a spreadsheet, not CSV text")
    // Packed things are refused as what is in them.
    #expect(
      try problem(GeneratedFilePacking.gzip(Array("PAR1...".utf8), parts: 1))?.problem
        == "the file is a Parquet file, not CSV text")
    #expect(try problem([0xff, 0xfe])?.problem == "the file is empty")
    #expect(try problem(GeneratedFilePacking.gzip([], parts: 1))?.problem == "the file is empty")
  }

  @Test("a table whose lines are columns reads as the turned one")
  func transposed() throws {
    var declared = FormatDeclaration()
    declared.isTransposed = true
    let upright = try scratch.file(
      "time;\"a;1\";b\n2024-01-01 00:00;1,5;2\n2024-01-01 00:01;;3\n2024-01-01 00:02;4,5;-7\n",
      "u.csv")
    let lying = Array(
      "time;2024-01-01 00:00;2024-01-01 00:01;2024-01-01 00:02\r\n\"a;1\";1,5;;4,5\r\nb;2;3;-7\r\n"
        .utf8)
    let expected = try CSVReader(format: try CSVSniffer.sniff(file: upright)).read(file: upright)
    for bytes in [lying, GeneratedFilePacking.gzip(lying, parts: 2)] {
      let path = try scratch.file(bytes, "l.csv")
      let format = try CSVSniffer.sniff(file: path, declared: declared)
      #expect(format.isTransposed)
      let file = try CSVReader(format: format).read(file: path)
      #expect(file.frame.tags.map(\.id) == ["a;1", "b"])
      #expect(file.frame.times == expected.frame.times)
      #expect(
        file.frame.tags.indices.flatMap { tag in
          file.frame.times.indices.map { file.frame.values[$0, tag].bitPattern }
        }
          == expected.frame.tags.indices.flatMap { tag in
            expected.frame.times.indices.map { expected.frame.values[$0, tag].bitPattern }
          })
      #expect(file.quality == expected.quality)
      #expect(file.bytes == bytes.count)
      #expect(file.sha256 == SHA256.hash(bytes))
      var stream = try CSVRowStream(path, tags: ["b"], format: format)
      #expect(try stream.nextBatch(max: 9).count == 3)
    }
    let ragged = try scratch.file("time,1,2\na,3\n")
    do throws(Fault) {
      _ = try CSVSniffer.sniff(file: ragged, declared: declared)
      Issue.record("the file was read")
    } catch {
      #expect(
        error
          == Fault(
            .badData, "a table of columns needs lines of one length: 2 fields after lines of 3",
            at: Place(file: ragged, line: 2)))
    }
  }

  @Test(
    "Python's codecs and this decoder agree on a text of all scripts",
    .enabled(if: ExternalTools.python != nil, "TOCSIN_PYTHON is not set"))
  func python() throws {
    let script = """
      import sys
      folder = sys.argv[1]
      points = [p for p in range(0x20, 0x110000, 7) if not 0xd800 <= p < 0xe000]
      text = ''.join(map(chr, points))
      for name in ('utf-8', 'utf-16-le', 'utf-16-be'):
        open(f'{folder}/{name}', 'wb').write(text.encode(name))
      western = bytes(b for b in range(256) if b not in (0x81, 0x8d, 0x8f, 0x90, 0x9d))
      open(f'{folder}/cp1252', 'wb').write(western)
      open(f'{folder}/western', 'wb').write(western.decode('cp1252').encode('utf-8'))
      """
    _ = try ExternalTools.runPython(try scratch.file(script, "codecs.py"), [scratch.path])
    func bytes(_ name: String) throws -> [UInt8] {
      Array(try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/\(name)")))
    }
    let utf8 = try bytes("utf-8")
    #expect(decoded([try bytes("utf-16-le")], .utf16LittleEndian).text == utf8)
    #expect(decoded([try bytes("utf-16-be")], .utf16BigEndian).text == utf8)
    #expect(decoded([try bytes("cp1252")], .latin1).text == (try bytes("western")))
  }
}
