internal import Diagnostics

/// Looks through a whole file for a date that tells which of day and month comes first.
enum DateOrderScan {
  /// The format with the order that the file's dates show; the same format where they show none.
  static func settled(_ format: CSVFormat, file: String) throws(Fault) -> CSVFormat {
    guard format.isDateOrderOpen, let column = format.timeColumn else { return format }
    let windows = RecordWindows(
      try TextSource.open(file, format: format, isDigested: false),
      windowBytes: CSVReaderOptions().windowBytes)
    guard var window = try windows.next(after: [], offset: 0, line: 1) else { return format }
    let header = try HeaderRecords.skip(format, &window, windows)
    let slots = format.columns.indices.map { $0 == column ? RowParser.Slot.text(0) : .ignored }
    let parser = try RowParser(format, slots: slots, missing: [])
    var tally = DateOrderTally()
    var start = header.offset
    var cells = [0.0]
    var texts = [RowParser.Text()]
    while true {
      let size = window.bytes.count
      window.bytes.withUnsafeBufferPointer { bytes in
        guard let base = bytes.baseAddress else { return }
        while start < size {
          let record = parser.parse(
            base, from: start, to: size, isLast: window.isLast, into: &cells, texts: &texts)
          if case .needsMore = record.outcome { return }
          if case .row = record.outcome {
            tally.add(UnsafeBufferPointer(rebasing: bytes[texts[0].start..<texts[0].end]))
          }
          start = record.next
        }
      }
      guard !window.isLast,
        let next = try windows.next(after: window.bytes[start...], offset: 0, line: 1)
      else { break }
      window = next
      start = next.first
    }
    var settled = format
    tally.settle(&settled)
    return settled
  }
}
