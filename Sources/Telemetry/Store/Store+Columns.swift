public import Diagnostics
public import LinearAlgebra

extension Store {
  /// Hands over a partition's tags as a column-major block of memory, mapped where that is possible.
  ///
  /// A partition of all tags without missing cells and deletions is mapped and not copied: BLAS reads the file's
  /// pages, the leading dimension being the rows rounded up to 8. Others are copied, missing cells NaN.
  /// The block ends with the call. A commit or ``garbageCollect()`` meanwhile does no harm: partition
  /// files are removed but never shortened, and a removed file's pages stay while they are mapped.
  /// - Throws: what opening the file or `body` throws.
  public func withColumns<Result>(
    partition index: Int, _ body: (MatrixBlock) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    let file = file(index)
    let reader = try file.reader()
    guard file.partition.tags == nil, file.partition.deletions.isEmpty,
      let layout = reader.columnMajor(columns: file.firstTag..<file.firstTag + tags.count)
    else {
      return try file.frame().values.withUnsafeBlock { block throws(Fault) in try body(block) }
    }
    return try reader.file.withMapping { mapped throws(Fault) in
      // Both the mapping and the offset are multiples of 64, hence aligned for doubles.
      let values = UnsafeRawBufferPointer(rebasing: mapped[layout.bytes])
        .assumingMemoryBound(to: Double.self)
      return try body(
        MatrixBlock(
          values, rows: reader.rows, columns: tags.count, leadingDimension: layout.stride))
    }
  }
}

extension ArrowFileReader {
  /// Where the given Float64 columns are one column-major matrix in the file; nil where they are not.
  ///
  /// They are where there is one record batch, nothing is missing and the values start at multiples of
  /// 64 bytes at one distance.
  func columnMajor(columns: Range<Int>) -> (bytes: Range<Int>, stride: Int)? {
    guard let first = columns.first.flatMap({ chunks[$0].first }), let last = columns.last else {
      return nil
    }
    let width = 8 * first.rows
    let distance =
      columns.count > 1
      ? (chunks[columns.lowerBound + 1].first?.values ?? 0) - first.values
      : width.roundedUp(to: ArrowLayout.alignment)
    guard distance >= width, distance % ArrowLayout.alignment == 0,
      first.values % ArrowLayout.alignment == 0
    else { return nil }
    for (position, column) in columns.enumerated() {
      guard self.columns[column].type == .float64, chunks[column].count == 1,
        chunks[column][0].missing == 0,
        chunks[column][0].values == first.values + position * distance
      else { return nil }
    }
    return (first.values..<chunks[last][0].values + width, distance / 8)
  }
}
