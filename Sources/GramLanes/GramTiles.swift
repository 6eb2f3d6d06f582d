/// The lower triangle of XᵀX by lanes of four rows, from columns that lie where they are.
///
/// A tile is four columns by three: its twelve sums stay in registers while the rows go by, seven loads for
/// twelve products. On the diagonal six tiles take what they can of a square of twelve columns, and the ten entries that
/// they leave are one tile more, of six loads. Nothing is packed, which is what dsyrk spends a third of its time on where
/// columns are few:
///
///     C[i, j] = (s₀ + s₁) + (s₂ + s₃),   s_l = Σ x[r, i] · x[r, j] over r ≡ l (mod 4), r ascending, fused
///
/// So the bits depend on the rows and their order alone: not on blocks, strides, neighbouring columns or threads.
/// The module is built for AVX2 and FMA: only pointers cross its border, and who calls checks the processor.
public enum GramTiles {
  private typealias Lanes = SIMD4<Double>
  private static let tall = 4
  private static let wide = 3
  /// How many columns a square on the diagonal has: the least that both sides of a tile divide.
  private static let square = 12
  /// What the tiles of a square leave of its triangle, as rows and columns within the square.
  private static let corners = [
    (3, 3), (6, 6), (7, 6), (7, 7), (9, 9), (10, 9), (10, 10), (11, 9), (11, 10), (11, 11),
  ]
  /// How many rows are taken before the next tile: all columns' pieces then stay in the second cache.
  private static let blockRows = 256

  /// Writes the lower triangle of XᵀX, `columns` × `columns`, at `result`; what lies above the diagonal stays.
  ///
  /// Column `j` of X starts at `x[j * leadingDimension]` and has `rows` values; `columns` is at least 1. Memory: 48 bytes
  /// for each entry of the triangle. O(rows · columns²).
  public static func lower(
    of x: UnsafePointer<Double>, rows: Int, columns: Int, leadingDimension: Int,
    into result: UnsafeMutablePointer<Double>
  ) {
    let tiles = count(columns)
    let size = tall * wide
    withUnsafeTemporaryAllocation(of: Lanes.self, capacity: tiles * size) { sums in
      sums.initialize(repeating: .zero)
      guard let sums = sums.baseAddress else { return }
      let whole = rows & ~3
      var row = 0
      while row < whole {
        let end = min(whole, row &+ blockRows)
        add(x + row, rows: end &- row, columns, leadingDimension, to: sums)
        row = end
      }
      if whole < rows {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: columns * 4) { rest in
          rest.initialize(repeating: 0)
          guard let rest = rest.baseAddress else { return }
          for j in 0..<columns {
            for r in whole..<rows { rest[j * 4 + r - whole] = x[j * leadingDimension + r] }
          }
          add(rest, rows: 4, columns, 4, to: sums)
        }
      }
      write(sums, columns, into: result)
    }
  }

  /// How many tiles the triangle has.
  private static func count(_ columns: Int) -> Int {
    var tiles = 0
    eachTile(columns, tile: { _, _ in tiles += 1 }, corners: { _ in tiles += 1 })
    return tiles
  }

  /// Calls `tile` with the first row and column of each tile, and `corners` with the first column of each square.
  @inline(__always)
  private static func eachTile(
    _ columns: Int, tile: (Int, Int) -> Void, corners: (Int) -> Void
  ) {
    var first = 0
    while first < columns {
      let end = min(columns, first &+ square)
      var (i, own) = (first, first &+ wide)
      while i < end {
        var j = 0
        while j < own, j < columns {
          tile(i, j)
          j &+= wide
        }
        i &+= tall
        own &+= wide
      }
      if end &- first > wide { corners(first) }
      first = end
    }
  }

  /// Adds the products of some rows, four at a time, to all tiles.
  private static func add(
    _ x: UnsafePointer<Double>, rows: Int, _ columns: Int, _ leadingDimension: Int,
    to sums: UnsafeMutablePointer<Lanes>
  ) {
    var tile = sums
    // Columns that a tile has too many are the last one again; their sums are not written.
    @inline(__always)
    func column(_ index: Int) -> UnsafePointer<Double> {
      x + min(index, columns &- 1) &* leadingDimension
    }
    eachTile(
      columns,
      tile: { i, j in
        add(
          column(i), column(i &+ 1), column(i &+ 2), column(i &+ 3),
          column(j), column(j &+ 1), column(j &+ 2), rows: rows, to: tile)
        tile += tall * wide
      },
      corners: { first in
        addCorners(
          column(first &+ 3), column(first &+ 6), column(first &+ 7), column(first &+ 9),
          column(first &+ 10), column(first &+ 11), rows: rows, to: tile)
        tile += tall * wide
      })
  }

  @inline(__always)
  private static func load(_ cells: UnsafePointer<Double>) -> Lanes {
    UnsafeRawPointer(cells).loadUnaligned(as: Lanes.self)
  }

  @inline(never)
  private static func add(
    _ a0: UnsafePointer<Double>, _ a1: UnsafePointer<Double>, _ a2: UnsafePointer<Double>,
    _ a3: UnsafePointer<Double>, _ b0: UnsafePointer<Double>, _ b1: UnsafePointer<Double>,
    _ b2: UnsafePointer<Double>, rows: Int, to sums: UnsafeMutablePointer<Lanes>
  ) {
    var (c00, c01, c02) = (sums[0], sums[1], sums[2])
    var (c10, c11, c12) = (sums[3], sums[4], sums[5])
    var (c20, c21, c22) = (sums[6], sums[7], sums[8])
    var (c30, c31, c32) = (sums[9], sums[10], sums[11])
    var r = 0
    while r < rows {
      let (w0, w1, w2) = (load(b0 + r), load(b1 + r), load(b2 + r))
      var u = load(a0 + r)
      c00 = c00.addingProduct(u, w0)
      c01 = c01.addingProduct(u, w1)
      c02 = c02.addingProduct(u, w2)
      u = load(a1 + r)
      c10 = c10.addingProduct(u, w0)
      c11 = c11.addingProduct(u, w1)
      c12 = c12.addingProduct(u, w2)
      u = load(a2 + r)
      c20 = c20.addingProduct(u, w0)
      c21 = c21.addingProduct(u, w1)
      c22 = c22.addingProduct(u, w2)
      u = load(a3 + r)
      c30 = c30.addingProduct(u, w0)
      c31 = c31.addingProduct(u, w1)
      c32 = c32.addingProduct(u, w2)
      r &+= 4
    }
    (sums[0], sums[1], sums[2]) = (c00, c01, c02)
    (sums[3], sums[4], sums[5]) = (c10, c11, c12)
    (sums[6], sums[7], sums[8]) = (c20, c21, c22)
    (sums[9], sums[10], sums[11]) = (c30, c31, c32)
  }

  @inline(never)
  private static func addCorners(
    _ a3: UnsafePointer<Double>, _ a6: UnsafePointer<Double>, _ a7: UnsafePointer<Double>,
    _ a9: UnsafePointer<Double>, _ a10: UnsafePointer<Double>, _ a11: UnsafePointer<Double>,
    rows: Int, to sums: UnsafeMutablePointer<Lanes>
  ) {
    var (c0, c1, c2, c3, c4) = (sums[0], sums[1], sums[2], sums[3], sums[4])
    var (c5, c6, c7, c8, c9) = (sums[5], sums[6], sums[7], sums[8], sums[9])
    var r = 0
    while r < rows {
      var u = load(a3 + r)
      c0 = c0.addingProduct(u, u)
      u = load(a6 + r)
      var v = load(a7 + r)
      c1 = c1.addingProduct(u, u)
      c2 = c2.addingProduct(v, u)
      c3 = c3.addingProduct(v, v)
      u = load(a9 + r)
      v = load(a10 + r)
      let w = load(a11 + r)
      c4 = c4.addingProduct(u, u)
      c5 = c5.addingProduct(v, u)
      c6 = c6.addingProduct(v, v)
      c7 = c7.addingProduct(w, u)
      c8 = c8.addingProduct(w, v)
      c9 = c9.addingProduct(w, w)
      r &+= 4
    }
    (sums[0], sums[1], sums[2], sums[3], sums[4]) = (c0, c1, c2, c3, c4)
    (sums[5], sums[6], sums[7], sums[8], sums[9]) = (c5, c6, c7, c8, c9)
  }

  /// Adds up the lanes and writes what belongs to the triangle.
  private static func write(
    _ sums: UnsafePointer<Lanes>, _ columns: Int, into result: UnsafeMutablePointer<Double>
  ) {
    var tile = sums
    func put(_ row: Int, _ column: Int, _ lanes: Lanes) {
      guard row < columns, column <= row else { return }
      result[row + column * columns] = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
    }
    eachTile(
      columns,
      tile: { i, j in
        for a in 0..<tall {
          for b in 0..<wide { put(i + a, j + b, tile[a * wide + b]) }
        }
        tile += tall * wide
      },
      corners: { first in
        for (place, (row, column)) in corners.enumerated() {
          put(first + row, first + column, tile[place])
        }
        tile += tall * wide
      })
  }
}
