internal import Diagnostics

/// Looks through a whole file for a number that tells what the marks in its numbers are.
enum MarkScan {
  /// A column whose cells are looked at.
  private struct Asked {
    var index: Int
    var isTag: Bool
    /// What stands behind its numbers.
    var suffix: [UInt8]
  }

  /// The format with the marks that the file's numbers show; the same format where the sample did.
  ///
  /// Ends at the first number that can be read one way only. A file in which no number can have a mark is
  /// not split into records at all.
  static func settled(_ format: CSVFormat, file: String) throws(Fault) -> CSVFormat {
    guard format.marks == .open else { return format }
    guard try MarkSearch(format).mayFind(in: file) else {
      var settled = format
      MarkChoice.settle(&settled, MarkChoice.tally(of: format))
      return settled
    }
    let windows = try MarkSearch.windows(file, format)
    guard var window = try windows.next(after: [], offset: 0, line: 1) else { return format }
    let header = try HeaderRecords.skip(format, &window, windows)
    var asked: [Asked] = []
    let slots = format.columns.enumerated().map { index, column -> RowParser.Slot in
      guard MarkChoice.isNumber(column) || format.shape == .long && column.content == .tag else {
        return .ignored
      }
      asked.append(
        Asked(
          index: index, isTag: column.content == .tag, suffix: Array((column.suffix ?? "").utf8)))
      return .text(asked.count - 1)
    }
    let parser = try RowParser(format, slots: slots, missing: [])
    var tally = MarkChoice.tally(of: format)
    var start = header.offset
    var cells = [0.0]
    var texts = [RowParser.Text](repeating: .init(), count: max(1, asked.count))
    while true {
      let size = window.bytes.count
      window.bytes.withUnsafeBufferPointer { bytes in
        guard let base = bytes.baseAddress else { return }
        while start < size, !tally.isShown {
          let record = parser.parse(
            base, from: start, to: size, isLast: window.isLast, into: &cells, texts: &texts)
          if case .needsMore = record.outcome { return }
          if case .row = record.outcome { add(bytes, texts, asked, to: &tally) }
          start = record.next
        }
      }
      guard !window.isLast, !tally.isShown,
        let next = try windows.next(after: window.bytes[start...], offset: 0, line: 1)
      else { break }
      window = next
      start = next.first
    }
    var settled = format
    MarkChoice.settle(&settled, tally)
    return settled
  }

  private static func add(
    _ bytes: UnsafeBufferPointer<UInt8>, _ texts: [RowParser.Text], _ asked: [Asked],
    to tally: inout MarkTally
  ) {
    var key: [UInt8] = []
    for (place, column) in asked.enumerated() where column.isTag {
      key += bytes[texts[place].start..<texts[place].end] + [0]
    }
    for place in asked.indices where !asked[place].isTag {
      var end = texts[place].end
      if end == texts[place].start { continue }
      let suffix = asked[place].suffix
      if !suffix.isEmpty, end - texts[place].start > suffix.count,
        bytes[(end - suffix.count)..<end].elementsEqual(suffix)
      {
        end -= suffix.count
        while end > texts[place].start, bytes[end - 1] == 32 { end -= 1 }
      }
      tally.add(
        UnsafeBufferPointer(rebasing: bytes[texts[place].start..<end]), column: asked[place].index,
        key: key)
    }
  }
}
