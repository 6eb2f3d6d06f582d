import Diagnostics
import Foundation
import Ingest
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

/// Files that gzip and Zstandard packed.
@Suite struct BytesTests {
  private let scratch = Scratch()

  private static let zstdHint = "zstd -t tells more; fetch the file again"
  private static let gzipHint = "gzip -t tells more; fetch the file again"

  private func read(_ bytes: [UInt8], _ format: CSVFormat? = nil) throws(Fault) -> IngestedFile {
    let path: String
    do { path = try scratch.file(bytes, "x.csv") } catch {
      throw Fault(.io, "\(error)")
    }
    let found: CSVFormat
    if let format { found = format } else { found = try CSVSniffer.sniff(file: path) }
    return try CSVReader(format: found).read(file: path)
  }

  private func fault(_ bytes: [UInt8], _ format: CSVFormat? = nil) -> Fault? {
    do throws(Fault) {
      _ = try read(bytes, format)
      return nil
    } catch { return error }
  }

  private func isSame(_ one: IngestedFile, _ other: IngestedFile) -> Bool {
    one.frame.times == other.frame.times && one.frame.tags == other.frame.tags
      && one.quality == other.quality && one.counts == other.counts
      && cells(one) == cells(other)
  }

  private func cells(_ file: IngestedFile) -> [UInt64] {
    file.frame.tags.indices.flatMap { tag in
      file.frame.times.indices.map { file.frame.values[$0, tag].bitPattern }
    }
  }

  // Found by `make fuzz`: libzstd tells such an end as damage where it unpacks the frame at once, and not in pieces.
  @Test(
    "a zstd frame that ends before the length that it says is damaged, however much is asked for")
  func shortFrame() throws {
    let frame: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0x60, 0x7b, 0x4f, 0x05, 0x00, 0x00]
    for most in [1, 1_000, 1 << 20] {
      var bytes: [UInt8] = []
      var found: Fault?
      do throws(Fault) {
        let source = try ZstdSource(MemorySource(name: "x", frame))
        while try source.read(into: &bytes, atMost: most) {}
      } catch { found = error }
      #expect(found?.kind == .badData && bytes.isEmpty)
      #expect(found?.problem.hasPrefix("damaged zstd file: ") == true, "\(found?.problem ?? "")")
    }
  }

  @Test("a packed file gives the rows of the plain one, and is known by its bytes, not its name")
  func packed() throws {
    let plain = try read(Array(PackedSample.text.utf8))
    #expect(plain.counts.stored == 24)
    for (bytes, name) in [(PackedSample.gzip, "gzip"), (PackedSample.zstd, "zstd")] {
      let file = try read(bytes)
      #expect(isSame(file, plain), "\(name)")
      #expect(file.format.columns == plain.format.columns)
      #expect(file.format.evidence.contains("packed with \(name), by its first bytes"))
      // Length and digest are those of the file on disk.
      #expect(file.bytes == bytes.count)
      #expect(file.sha256 == SHA256.hash(bytes))
    }
  }

  @Test(
    "members and frames one after the other are one text; padding and skippable frames are none")
  func joined() throws {
    let whole = Array(PackedSample.text.utf8)
    let expected = try read(whole)
    let gzip = GeneratedFilePacking.gzip(whole, parts: 3)
    let zstd = GeneratedFilePacking.zstd(whole, parts: 3)
    let skippable: [UInt8] = [0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]
    #expect(isSame(try read(gzip), expected))
    #expect(isSame(try read(gzip + [UInt8](repeating: 0, count: 300_000)), expected))
    #expect(isSame(try read(zstd), expected))
    #expect(isSame(try read(skippable + zstd + skippable), expected))
    // An empty member, as bgzip puts at the end.
    #expect(isSame(try read(gzip + GeneratedFilePacking.gzip([], parts: 1)), expected))
  }

  @Test("a packed file that is cut off anywhere is refused with how much of it is there")
  func cutOff() throws {
    let format = try read(Array(PackedSample.text.utf8)).format
    for (bytes, name) in [(PackedSample.gzip, "gzip"), (PackedSample.zstd, "zstd")] {
      // Four bytes tell what it is.
      for count in 4..<bytes.count {
        #expect(
          fault(Array(bytes[..<count]), format)
            == Fault(
              .badData, "the \(name) file is cut off: it ends after \(count) bytes inside its data",
              at: Place(file: "\(scratch.path)/x.csv"),
              hint: "fetch it again, when its writer has finished"))
      }
      // Of several members or frames, too.
      let twice = bytes + bytes[..<20]
      #expect(
        fault(twice, format)?.problem
          == "the \(name) file is cut off: it ends after \(twice.count) bytes inside its data")
    }
  }

  @Test("damage is told with its place in the packed file and a way to find out more")
  func damaged() throws {
    func shown(_ bytes: [UInt8]) -> [String] {
      guard let fault = fault(bytes) else { return [] }
      #expect(fault.kind == .badData)
      return [fault.problem, fault.hint ?? ""]
    }
    var gzip = PackedSample.gzip
    let end = gzip.count
    gzip[end - 8] ^= 1
    #expect(
      shown(gzip) == [
        "damaged gzip file: incorrect data check at byte offset \(end - 4)",
        Self.gzipHint,
      ])
    gzip = PackedSample.gzip
    gzip[end - 1] ^= 1
    #expect(
      shown(gzip) == [
        "damaged gzip file: incorrect length check at byte offset \(end)", Self.gzipHint,
      ])
    #expect(
      shown(PackedSample.gzip + [0, 0, 7]) == [
        "damaged gzip file: the bytes at offset \(end + 2), after the packed data, are no gzip",
        Self.gzipHint,
      ])
    // libzstd does not say where; the message names the piece that it was given.
    var zstd = PackedSample.zstd
    zstd[zstd.count - 1] ^= 1
    let checksum = shown(zstd)
    #expect(
      checksum.first?.hasPrefix("damaged zstd file: Restored data doesn't match checksum") == true)
    #expect(checksum.last == Self.zstdHint)
    #expect(
      shown(PackedSample.zstd + [1, 2, 3, 4, 5]).first?.hasPrefix(
        "damaged zstd file: Unknown frame descriptor") == true)
  }

  @Test("a zstd file with a window of more than 128 MiB is refused with what to do")
  func window() throws {
    // RFC 8878, 3.1.1.1.2: window = 2^(10 + exponent); then one raw block.
    func file(exponent: UInt8) -> [UInt8] {
      [0x28, 0xb5, 0x2f, 0xfd, 0, exponent << 3, 8 << 3 | 1, 0, 0] + Array("a,b\n1,2\n".utf8)
    }
    #expect(fault(file(exponent: 17)) == nil)
    let refused = fault(file(exponent: 18))
    #expect(
      refused?.problem == "the zstd file needs a window of more than 128 MiB to unpack")
    #expect(
      refused?.hint == "pack it again without --long or --ultra, or unpack it first")
  }

  @Test("2,000 mutations of packed files: refused, or the very rows; never a wrong one")
  func mutations() throws {
    let plain = try read(Array(PackedSample.text.utf8))
    for (original, name) in [(PackedSample.gzip, "gzip"), (PackedSample.zstd, "zstd")] {
      var generator = SeededGenerator(root: 20_231_123, stage: name)
      var whole = 0
      for round in 0..<1_000 {
        var bytes = original
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          // The magic number stays: without it this is another kind of file.
          let place = Int.random(in: 4..<bytes.count, using: &generator)
          switch Int.random(in: 0..<5, using: &generator) {
          case 0: bytes.remove(at: place)
          case 1: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
          case 2: bytes[place] = UInt8.random(in: 0...255, using: &generator)
          case 3: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
          default: bytes.removeSubrange(place..<min(bytes.count, place + 9))
          }
          if bytes.count < 9 { break }
        }
        do throws(Fault) {
          let file = try read(bytes, plain.format)
          whole += 1
          // What no checksum covers: gzip's time, flags and system, zstd's window.
          if !isSame(file, plain) { Issue.record("\(name), round \(round): other rows") }
        } catch {
          #expect(error.kind == .badData, "\(name), round \(round): \(error)")
        }
      }
      #expect(whole < 100, "\(name): most mutations must be noticed")
    }
  }

  @Test("text that unpacks to many thousand times its length streams through")
  func ratio() throws {
    // 16 blocks of one repeated byte each (RFC 8878, 3.1.1.2.2): 2 MiB of empty lines in 84 bytes.
    var bytes: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0, 7 << 3]
    let text = Array("a,b\n1,2\n".utf8)
    bytes += [UInt8(text.count << 3), 0, 0] + text
    for _ in 0..<16 {
      let header = UInt32(1 << 17) << 3 | 1 << 1
      bytes += [UInt8(header & 0xff), UInt8(header >> 8 & 0xff), UInt8(header >> 16), 10]
    }
    bytes += [UInt8(text.count << 3 | 1), 0, 0] + text
    let file = try read(bytes)
    #expect(file.counts.stored == 2)
    #expect(file.counts.emptyLines == 16 << 17)
    #expect(file.bytes == bytes.count)
  }

  @Test("side files and streams may be packed, too")
  func elsewhere() throws {
    let path = try scratch.file(PackedSample.gzip, "x.csv")
    var stream = try CSVRowStream(path, tags: ["pump speed"])
    var rows = 0
    while let row = try stream.next() {
      if case .row = row { rows += 1 }
    }
    #expect(rows == 24)
    let lives = try scratch.file(GeneratedFilePacking.zstd(Array("12\n7\n".utf8), parts: 1), "r")
    #expect(try LivesFile.read(lives) == [12, 7])
  }

  @Test("a row of a packed stream is there as soon as its bytes have come")
  func stream() throws {
    // Each member ends with a line, as a writer that flushes makes them.
    let members = ["t,a\n1,2\n3,4\n", "5,6\n", "7,8\n"].map {
      GeneratedFilePacking.gzip(Array($0.utf8), parts: 1)
    }
    let pipe = Pipe()
    let writer = pipe.fileHandleForWriting
    try writer.write(contentsOf: members[0])
    var stream = try CSVRowStream(
      descriptor: pipe.fileHandleForReading.fileDescriptor, name: "pipe", tags: ["a"])
    func value(_ row: CSVRowStream.Row?) -> Double? {
      guard case .row(_, let values)? = row else { return nil }
      return values.first
    }
    #expect(value(try stream.next()) == 2)
    #expect(value(try stream.next()) == 4)
    try writer.write(contentsOf: members[1])
    #expect(value(try stream.next()) == 6)
    try writer.write(contentsOf: members[2])
    #expect(value(try stream.next()) == 8)
    try writer.close()
    #expect(try stream.next() == nil)
  }

  @Test(
    "what Python's gzip and Arrow's zstd pack, in any level and number of parts, reads as it was",
    .enabled(if: ExternalTools.python != nil, "TOCSIN_PYTHON is not set"))
  func python() throws {
    let script = """
      import gzip, sys, pyarrow
      folder = sys.argv[1]
      text = b't,a,b\\n' + b''.join(b'%d,%d.%d,x\\n' % (i, i * i % 977, i % 10) for i in range(60000))
      open(folder + '/plain.csv', 'wb').write(text)
      pieces = [text[i:i + 111111] for i in range(0, len(text), 111111)]
      for level in (1, 6, 9):
        with open(f'{folder}/gzip{level}.csv', 'wb') as file:
          for piece in pieces: file.write(gzip.compress(piece, level))
      for level in (1, 9):
        codec = pyarrow.Codec('zstd', compression_level=level)
        with open(f'{folder}/zstd{level}.csv', 'wb') as file:
          for piece in pieces: file.write(codec.compress(piece, asbytes=True))
        with pyarrow.CompressedOutputStream(f'{folder}/stream{level}.csv', 'zstd') as file:
          file.write(text)
      """
    _ = try ExternalTools.runPython(try scratch.file(script, "pack.py"), [scratch.path])
    let plain = try CSVReader(format: try CSVSniffer.sniff(file: "\(scratch.path)/plain.csv"))
      .read(file: "\(scratch.path)/plain.csv")
    #expect(plain.counts.stored == 60_000)
    for name in ["gzip1", "gzip6", "gzip9", "zstd1", "zstd9", "stream1", "stream9"] {
      let path = "\(scratch.path)/\(name).csv"
      let file = try CSVReader(format: try CSVSniffer.sniff(file: path)).read(
        file: path, threads: 2)
      #expect(isSame(file, plain), "\(name)")
    }
  }
}
