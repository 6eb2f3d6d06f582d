package import Diagnostics

/// Looks for a byte that may be a mark in a number, without splitting a text into records.
///
/// Most files of whole numbers have none, and the search reads them as fast as memory allows. It may
/// find a byte that is no mark, a point in a stamp say, but misses none.
package struct MarkSearch {
  private let format: CSVFormat
  private let isCommaDelimiter: Bool

  /// A search through files of a format.
  package init(_ format: CSVFormat) throws(Fault) {
    self.format = format
    isCommaDelimiter =
      try DialectCatalog.catalog.product(named: format.dialect).delimiter == UInt8(ascii: ",")
  }

  /// The windows of a file that is looked through; its digest is not taken.
  static func windows(_ file: String, _ format: CSVFormat) throws(Fault) -> RecordWindows {
    RecordWindows(
      try TextSource.open(file, format: format, isDigested: false),
      windowBytes: CSVReaderOptions().windowBytes)
  }

  /// Whether a number below the file's header may have a mark.
  ///
  /// - Throws: ``Fault`` as ``CSVReader/read(file:threads:progress:)`` where it cannot be opened or its header differs.
  package func mayFind(in file: String) throws(Fault) -> Bool {
    let windows = try Self.windows(file, format)
    guard var window = try windows.next(after: [], offset: 0, line: 1) else { return false }
    var start = try HeaderRecords.skip(format, &window, windows).offset
    while true {
      if mayFind(in: window.bytes[start...]) { return true }
      guard !window.isLast, let next = try windows.next(after: [], offset: 0, line: 1) else {
        return false
      }
      window = next
      start = next.first
    }
  }

  /// Whether some of the bytes may be marks in numbers; what stands beyond their ends is not known.
  package func mayFind(in bytes: ArraySlice<UInt8>) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      if stands(UInt8(ascii: "."), beside: Self.isDigit, in: bytes) { return true }
      // Between commas, a comma that belongs to a number stands in quotes.
      return isCommaDelimiter
        ? stands(UInt8(ascii: "\""), beside: { _ in true }, in: bytes)
        : stands(UInt8(ascii: ","), beside: Self.isDigit, in: bytes)
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 <= 9 }

  private func stands(
    _ mark: UInt8, beside isNeighbour: (UInt8) -> Bool, in bytes: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    var at = 0
    while let place = bytes.place(of: mark, from: at) {
      if place == 0 || place + 1 == bytes.count { return true }
      if isNeighbour(bytes[place - 1]) || isNeighbour(bytes[place + 1]) { return true }
      at = place + 1
    }
    return false
  }
}
