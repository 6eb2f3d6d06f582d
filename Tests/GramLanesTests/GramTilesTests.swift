import CProcessor
import GramLanes
import Testing

/// The tiles at the border of the module, where only pointers cross.
@Suite(.enabled(if: tocsin_has_wide_lanes() != 0))
struct GramTilesTests {
  /// The lower triangle of columns that lie `leadingDimension` apart, with what stands above it as it was.
  private func lower(_ x: [Double], rows: Int, columns: Int, leadingDimension: Int) -> [Double] {
    var result = [Double](repeating: -7, count: columns * columns)
    x.withUnsafeBufferPointer { x in
      result.withUnsafeMutableBufferPointer { result in
        guard let from = x.baseAddress, let to = result.baseAddress else { return }
        GramTiles.lower(
          of: from, rows: rows, columns: columns, leadingDimension: leadingDimension, into: to)
      }
    }
    return result
  }

  @Test(
    "whole numbers give exact sums below the diagonal, and nothing above it is written",
    arguments: [(1, 1), (3, 2), (4, 3), (5, 4), (259, 7), (513, 13)])
  func exact(rows: Int, columns: Int) {
    let x = (0..<rows * columns).map { Double($0 * 37 % 101 - 50) }
    let result = lower(x, rows: rows, columns: columns, leadingDimension: rows)
    for j in 0..<columns {
      for i in 0..<columns {
        let sum = (0..<rows).reduce(0.0) { $0 + x[i * rows + $1] * x[j * rows + $1] }
        #expect(result[i + j * columns] == (i < j ? -7 : sum))
      }
    }
  }

  @Test("bits do not depend on how far columns lie apart, and what lies between them is not read")
  func strides() {
    let (rows, columns) = (261, 6)
    let x = (0..<rows * columns).map { 1 / Double($0 + 3) }
    let packed = lower(x, rows: rows, columns: columns, leadingDimension: rows)
    for apart in [rows + 1, rows + 8, 512] {
      var spread = [Double](repeating: .nan, count: apart * columns)
      for j in 0..<columns {
        for row in 0..<rows { spread[j * apart + row] = x[j * rows + row] }
      }
      let result = lower(spread, rows: rows, columns: columns, leadingDimension: apart)
      #expect(result.map(\.bitPattern) == packed.map(\.bitPattern))
    }
  }
}
