internal import Diagnostics
internal import Ingest

/// How the files of one source are written, where that is settled over all of them: which of day and
/// month comes first, what the marks in numbers are, and what the numbers of qualities count as good.
struct SourceFormats {
  private var formats: [String: CSVFormat] = [:]

  /// Sniffs files, and settles over all of them what single ones leave open.
  ///
  /// - Parameter known: the format of a file that was read before; such a file is looked at again only
  ///   where its own dates and numbers do not show how they are written.
  init(
    _ files: [String], declared: FormatDeclaration,
    known: (String) -> CSVFormat? = { _ in nil }
  ) throws(Fault) {
    var siblings = DateOrderSiblings()
    var marks = MarkSiblings()
    var scales = QualitySiblings()
    for file in files {
      if let format = known(file), format.isSettledAlone {
        siblings.add(format, file: PathName.last(of: file))
        marks.add(format, file: PathName.last(of: file))
        scales.add(format, file: PathName.last(of: file))
        continue
      }
      let format = try MarkSiblings.settled(
        try DateOrderSiblings.settled(
          try CSVSniffer.sniff(file: file, declared: declared), file: file), file: file)
      siblings.add(format, file: PathName.last(of: file))
      marks.add(format, file: PathName.last(of: file))
      scales.add(format, file: PathName.last(of: file))
      formats[file] = format
    }
    for file in files {
      if let format = formats[file] {
        formats[file] = Self.settled(format, siblings, marks, scales)
      }
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
