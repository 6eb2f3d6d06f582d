internal import Diagnostics
internal import Ingest
internal import Telemetry

/// How the files of one source are written, where that is settled over all of them: which of day and
/// month comes first, what the marks in numbers are, and what the numbers of qualities count as good.
struct SourceFormats {
  private var formats: [String: CSVFormat] = [:]

  /// Sniffs files, and settles over all of them what single ones leave open.
  ///
  /// - Parameters:
  ///   - threads: how many files are sniffed at once.
  ///   - known: the format of a file that was read before; such a file is looked at again only
  ///     where its own dates and numbers do not show how they are written.
  /// - Throws: ``Fault`` of the first file that cannot be sniffed.
  init(
    _ files: [String], declared: FormatDeclaration, threads: Int,
    known: (String) -> CSVFormat? = { _ in nil }
  ) throws(Fault) {
    let kept = files.map { file in known(file).flatMap { $0.isSettledAlone ? $0 : nil } }
    let own = try Self.sniffed(files, kept, declared, threads)
    var siblings = DateOrderSiblings()
    var marks = MarkSiblings()
    var scales = QualitySiblings()
    for ((file, format), kept) in zip(zip(files, own), kept) {
      siblings.add(format, file: PathName.last(of: file))
      marks.add(format, file: PathName.last(of: file))
      scales.add(format, file: PathName.last(of: file))
      if kept == nil { formats[file] = format }
    }
    for file in files {
      if let format = formats[file] {
        formats[file] = Self.settled(format, siblings, marks, scales)
      }
    }
  }

  /// The formats that the files show on their own, each looked at unless it is kept.
  private static func sniffed(
    _ files: [String], _ kept: [CSVFormat?], _ declared: FormatDeclaration, _ threads: Int
  ) throws(Fault) -> [CSVFormat] {
    do {
      return try ParallelMap(threads: threads)(files.count) { index in
        if let format = kept[index] { return format }
        let file = files[index]
        return try MarkSiblings.settled(
          try DateOrderSiblings.settled(
            try CSVSniffer.sniff(file: file, declared: declared), file: file), file: file)
      }
    } catch let fault as Fault {
      throw fault
    } catch {
      throw Fault(.ourBug, "sniffing failed: \(error)")
    }
  }

  private static func settled(
    _ format: CSVFormat, _ siblings: DateOrderSiblings, _ marks: MarkSiblings,
    _ scales: QualitySiblings
  ) -> CSVFormat {
    var format = format
    siblings.settle(&format)
    marks.settle(&format)
    scales.settle(&format)
    return format
  }

  /// How a file is written; nil where it was read before and is to be read as it was then.
  subscript(_ file: String) -> CSVFormat? { formats[file] }

  /// Whether a file that was read before was read by the order, the marks and the scale that hold now.
  func agree(with format: CSVFormat, of file: String) -> Bool {
    formats[file].map(format.agrees) ?? true
  }
}
