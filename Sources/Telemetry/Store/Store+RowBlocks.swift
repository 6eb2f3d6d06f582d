public import Diagnostics
public import LinearAlgebra

extension Store {
  /// Hands over a partition's rows that count, all tags, in column-major blocks of up to `most` rows, in order.
  ///
  /// Each block is read into the memory of the one before and ends with the call; missing cells are NaN. Reading
  /// into memory that stays in the cache costs less than mapping the file: a page that is mapped for one look costs more
  /// than its copy. Memory: one block; the whole partition where rows were deleted.
  /// - Parameter most: at least 1; 4,096 rows of 52 tags, which take 1.7 MB, are read at the file's rate.
  /// - Throws: what opening and reading the file or `body` throws.
  public func eachRowBlock(
    partition index: Int, most: Int = 4_096, _ body: (MatrixBlock) throws(Fault) -> Void
  ) throws(Fault) {
    precondition(most > 0, "a block has rows, got \(most)")
    let file = file(index)
    guard file.partition.deletions.isEmpty else {
      return try file.frame().values.withUnsafeBlock { whole throws(Fault) in
        for start in stride(from: 0, to: whole.rows, by: most) {
          try body(whole.rows(start..<min(whole.rows, start + most)))
        }
      }
    }
    let reader = try file.reader()
    let width = tags.count
    let height = min(most, reader.rows)
    // Columns begin on lines of the cache, an odd number of lines apart: so no vector of theirs crosses two lines, and they
    // do not share lines as columns a multiple of a page apart would.
    let line = 8
    let apart = ((height + line - 1) / line | 1) * line
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: MemoryLayout<Double>.stride * max(1, apart * width),
      alignment: MemoryLayout<Double>.stride * line)
    defer { memory.deallocate() }
    let cells = memory.bindMemory(to: Double.self)
    func part(ofColumn column: Int, rows: Int) -> UnsafeMutableBufferPointer<Double> {
      UnsafeMutableBufferPointer(rebasing: cells[column * apart..<column * apart + rows])
    }
    for (column, place) in file.places.enumerated() where place == nil {
      part(ofColumn: column, rows: height).initialize(repeating: .nan)
    }
    for start in stride(from: 0, to: reader.rows, by: max(1, height)) {
      let rows = start..<min(reader.rows, start + height)
      for (column, place) in file.places.enumerated() {
        guard let place else { continue }
        try reader.readDoubles(
          column: file.firstTag + place, rows: rows, into: part(ofColumn: column, rows: rows.count))
      }
      try body(
        MatrixBlock(
          UnsafeBufferPointer(cells), rows: rows.count, columns: width, leadingDimension: apart))
    }
  }
}
