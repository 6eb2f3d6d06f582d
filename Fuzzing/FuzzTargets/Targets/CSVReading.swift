import Diagnostics
import Foundation
import Ingest
import IngestOracle
import Telemetry
import TestSupport

/// The reader against the naive reader, under the format that the sniffer finds.
enum CSVReading: FuzzTarget {
  static let id = "csv"
  static let summary =
    "The CSV reader gives the naive reader's cells, qualities, counts and refusals."
  static let longest = 2_048

  static func run(_ bytes: [UInt8]) {
    // Other ways in have targets of their own: packed and Arrow files are not for the naive reader.
    if ArrowInput.isArrow(head: bytes) || bytes.starts(with: [0x1f, 0x8b])
      || bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd])
    {
      return
    }
    let path = ScratchFile.write(bytes, "x.csv")
    guard let format = reading({ try CSVSniffer.sniff(file: path) }) else { return }
    guard isKnownToNaiveReader(format) else {
      _ = reading { try CSVReader(format: format).read(file: path, threads: 1) }
      return
    }
    // What must not matter is drawn from the bytes: the same bytes give the same run.
    var generator = SeededGenerator(
      seed: bytes.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 })
    let options = CSVReaderOptions(
      maxQuarantined: 1, duplicates: generator.next() % 2 == 0 ? .first : .last,
      stepInterval: TimeSpan(nanoseconds: generator.next() % 2 == 0 ? 1 : 60_000_000_000),
      blockBytes: 1 + Int(generator.next() % 400),
      windowBytes: [700, 5_000, 8 << 20][Int(generator.next() % 3)])
    guard let naive = reading({ try NaiveFormat(format, options, ownStamps: false) }) else {
      return
    }
    let read = reading {
      try CSVReader(format: format, options: options).read(file: path, threads: 1)
    }
    // A second header, or no column of numbers, refuses a whole file; the naive reader knows no such rules.
    guard let read else { return }
    let table = NaiveReader(naive).read(bytes)
    if let difference = OracleComparison.difference(table, read) { broken(difference) }
  }

  /// Whether the naive reader has all that a format uses; what it lacks is only held not to trap.
  private static func isKnownToNaiveReader(_ format: CSVFormat) -> Bool {
    format.zoneWords == nil && format.isHeaderCommented != true
  }
}
