import Diagnostics
import Foundation
import Ingest
import IngestOracle
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

/// The reader against the naive reader and against the truth, on generated files.
///
/// `TOCSIN_GENERATED_FILES` says how many files; the first ones are the same for any number.
@Suite struct OracleTests {
  private static let files =
    ProcessInfo.processInfo.environment["TOCSIN_GENERATED_FILES"].flatMap { Int($0) } ?? 2_000

  /// What is wrong with the bad rows that the generator writes.
  private static let reasons = [
    "text after the closing quote", "a quote is opened and not closed", "is not a number",
    "is beyond the range of a number", "is not a switch's state", "the time is empty",
    "is not a time written", "the time of day is empty", "is not a time of day",
    "the unit's name is empty", "the tag's name is empty", " instead of ",
  ]

  /// Differences beyond these are counted, not shown.
  private static let shown = 12

  private func expectNone(
    _ differences: [String], of count: Int, atMost allowed: Int = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      differences.count <= allowed,
      """
      \(differences.count) of \(count):
      \(differences.prefix(Self.shown).joined(separator: "\n"))
      """,
      sourceLocation: sourceLocation)
  }

  /// Options that must not matter, and the policy, which does.
  private func options(_ generator: inout SeededGenerator) -> CSVReaderOptions {
    CSVReaderOptions(
      maxQuarantined: 1, duplicates: generator.pick([DuplicatePolicy.first, .last]),
      stepInterval: TimeSpan(nanoseconds: generator.pick([1, 60_000_000_000])),
      blockBytes: generator.from(1, 400), windowBytes: generator.pick([700, 5_000, 8 << 20]))
  }

  /// How the reader differs from the naive one under a format; nil where it does not.
  private func difference(
    _ file: GeneratedFile, _ format: CSVFormat, _ path: String, _ options: CSVReaderOptions,
    threads: Int, reasons: inout Set<String>
  ) throws -> String? {
    let table = NaiveReader(try NaiveFormat(format, options)).read(file.unpacked)
    for reason in Self.reasons
    where table.quarantine.contains(where: { $0.reason.contains(reason) }) {
      reasons.insert(reason)
    }
    do throws(Fault) {
      let read = try CSVReader(format: format, options: options).read(file: path, threads: threads)
      return OracleComparison.difference(table, read)
    } catch {
      // A file is refused as a whole where nothing in it can be used.
      return table.stored == 0 && error.kind == .badData ? nil : "\(error)"
    }
  }

  @Test("generated files with every defect read as the naive reader reads them")
  func dirty() throws {
    let scratch = Scratch()
    let path = try scratch.file([])
    let count = Self.files * 7 / 10
    var differences: [String] = []
    var reasons: Set<String> = []
    var sniffed = 0
    for seed in 0..<count {
      var generator = SeededGenerator(root: 5, stage: "generated", index: seed)
      let file = GeneratedFile(&generator, isClean: false)
      try scratch.overwrite(path, file.bytes)
      let options = options(&generator)
      if let found = try difference(
        file, file.format, path, options, threads: 1 + seed % 2, reasons: &reasons)
      {
        differences.append("seed \(seed), as written (\(file.format.dialect)): \(found)")
      }
      guard let format = try? CSVSniffer.sniff(file: path) else { continue }
      sniffed += 1
      // What the sniffer makes of a spoiled file may be wrong; the readers must agree on it.
      var unused: Set<String> = []
      if let found = try difference(file, format, path, options, threads: 1, reasons: &unused),
        format.columns.contains(where: { $0.content.isTag || $0.content == .value })
      {
        differences.append("seed \(seed), as sniffed: \(found)")
      }
    }
    expectNone(differences, of: count)
    #expect(sniffed * 10 >= count * 9)
    // The generator must reach every kind of bad row, or the comparison says little.
    for reason in Self.reasons { #expect(reasons.contains(reason), "\(reason)") }
  }

  @Test("clean generated files are sniffed as they were written and read as what was meant")
  func clean() throws {
    let scratch = Scratch()
    let path = try scratch.file([])
    let count = Self.files * 3 / 10
    var differences: [String] = []
    for seed in 0..<count {
      var generator = SeededGenerator(root: 6, stage: "sniffed", index: seed)
      let file = GeneratedFile(&generator, isClean: true)
      guard let truth = file.truth else { continue }
      try scratch.overwrite(path, file.bytes)
      do {
        let found = try CSVSniffer.sniff(file: path)
        if let difference = difference(found, file) {
          differences.append("seed \(seed): \(difference)\n\(file.text.prefix(600))")
          continue
        }
        let read = try CSVReader(format: found, options: .init(blockBytes: 300)).read(file: path)
        if let difference = OracleComparison.rows(truth, read) {
          differences.append("seed \(seed): \(difference)\n\(file.text.prefix(600))")
        }
        if read.counts.read != truth.read || read.counts.stored != truth.stored {
          differences.append("seed \(seed): \(read.counts) for \(truth.read)")
        }
      } catch {
        differences.append("seed \(seed): \(error)\n\(file.text.prefix(600))")
      }
    }
    // What a sample cannot tell (a thousands blank between blanks) may be taken for something else.
    expectNone(differences, of: count, atMost: count / 100)
  }

  /// What the sniffer found otherwise than it was written; nil where nothing.
  private func difference(_ found: CSVFormat, _ file: GeneratedFile) -> String? {
    let written = file.format
    func differ<Value: Equatable>(_ name: String, _ a: Value, _ b: Value) -> String? {
      a == b ? nil : "\(name) \(a) for \(b)"
    }
    var differences = [
      differ("dialect", found.dialect, written.dialect),
      differ("encoding", found.encoding, written.encoding),
      differ("header", found.header, written.header),
      differ("comment", found.comment ?? "", written.comment ?? ""),
      differ("trailing delimiter", found.hasTrailingDelimiter, written.hasTrailingDelimiter),
      differ("time format", found.timeFormat ?? "", written.timeFormat ?? ""),
      differ("decimal mark", found.decimalMark, written.decimalMark),
      differ("thousands mark", found.thousandsMark ?? "", written.thousandsMark ?? ""),
      differ("shape", found.shape, written.shape),
      differ("names", found.columns.map(\.name), written.columns.map(\.name)),
      differ("contents", found.columns.map(\.content), written.columns.map(\.content)),
    ]
    if file.plan.ends != .mixed {
      differences.append(differ("line end", found.lineEnd, written.lineEnd))
    }
    for (column, other) in zip(found.columns, written.columns) where other.unit?.isEmpty == false {
      differences.append(differ("unit of \(other.name)", column.unit, other.unit))
    }
    let told = differences.compactMap { $0 }
    return told.isEmpty ? nil : told.joined(separator: "; ")
  }

  @Test("batches together hold every row, units and all, whatever the pieces")
  func batches() throws {
    let scratch = Scratch()
    let path = try scratch.file([])
    let count = Self.files / 10
    var differences: [String] = []
    for seed in 0..<count {
      var generator = SeededGenerator(root: 9, stage: "batches", index: seed)
      let file = GeneratedFile(&generator, isClean: false)
      try scratch.overwrite(path, file.bytes)
      var options = options(&generator)
      options.batchBytes = generator.pick([1, 500, 1 << 20])
      var naive = try NaiveFormat(file.format, options)
      if !file.plan.isLong { naive.keeps = .all }
      let table = NaiveReader(naive).read(file.unpacked)
      var rows: [(time: Int64, unit: String, cells: [Double])] = []
      var refused: [Int] = []
      do throws(Fault) {
        _ = try CSVReader(format: file.format, options: options).stream(file: path) { batch in
          let isSorted = zip(batch.times, batch.times.dropFirst()).allSatisfy { $0 <= $1 }
          if !isSorted { differences.append("seed \(seed): a batch is not sorted") }
          refused += batch.quarantine.map(\.line)
          for row in batch.times.indices {
            rows.append(
              (
                batch.times[row].nanoseconds,
                batch.units.map { batch.unitNames[Int($0[row])] } ?? "",
                (0..<batch.values.columns).map { batch.values[row, $0] }
              ))
          }
        }
      } catch {
        if table.stored > 0 { differences.append("seed \(seed): \(error)") }
        continue
      }
      // Batches come in the order of the file: a stable sort makes one of them.
      let order = rows.indices.sorted { a, b in
        (rows[a].time, rows[a].unit, a) < (rows[b].time, rows[b].unit, b)
      }
      if order.map({ rows[$0].time }) != table.times {
        differences.append(
          "seed \(seed): \(order.count) rows for \(table.times.count)\n\(file.text.prefix(600))")
        continue
      }
      if !table.units.isEmpty, order.map({ rows[$0].unit }) != table.units {
        differences.append("seed \(seed): units")
      }
      let wrong = zip(order, table.values).count { row, cells in
        // The long form's columns grow from batch to batch; what a row lacks is missing.
        let read = rows[row].cells + Array(repeating: .nan, count: cells.count)
        return zip(read, cells).contains {
          $0.bitPattern != $1.bitPattern && !($0.isNaN && $1.isNaN)
        }
      }
      if wrong > 0 { differences.append("seed \(seed): \(wrong) rows differ") }
      if refused != table.quarantine.map(\.line) { differences.append("seed \(seed): refused") }
    }
    expectNone(differences, of: count)
  }
}

extension Scratch {
  /// Writes a file in place: making and removing 100,000 files takes longer than reading them.
  fileprivate func overwrite(_ path: String, _ bytes: [UInt8]) throws {
    let file = try #require(fopen(path, "wb"))
    defer { fclose(file) }
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
  }
}
