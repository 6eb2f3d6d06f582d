import LinearAlgebra
import Testing

/// The law that scoring rests on: a row's bits do not depend on which rows are multiplied with it.
@Suite struct RowStableProductTests {
  static let sizes = [1, 2, 5, 6, 7, 8, 13, 16, 17, 31, 33, 43, 51, 64, 65, 100, 127, 128, 130]

  @Test("any cut of the rows gives the same bits, for every inner dimension", arguments: sizes)
  func anyCut(k: Int) throws {
    let a = Matrix.random(1000, k, seed: 9)
    for n in Self.sizes {
      let b = Matrix.random(k, n, seed: 10)
      let whole = a.timesRowStable(b)
      for m in [1, 3, 7, 64, 65, 200, 999] {
        for start in [0, 1, 37, 1000 - m] where start + m <= 1000 {
          let part = a.rows(start..<start + m).timesRowStable(b)
          let same = part.hasSameBits(as: whole.rows(start..<start + m))
          try #require(same, "m \(m), k \(k), n \(n), start \(start)")
        }
      }
    }
  }

  @Test(
    "the law also holds where the inner dimension exceeds OpenBLAS's blocks", arguments: [300, 800])
  func longInner(k: Int) {
    let a = Matrix.random(200, k, seed: 11)
    let b = Matrix.random(k, 43, seed: 12)
    let whole = a.timesRowStable(b)
    for i in [0, 1, 63, 64, 130, 199] {
      #expect(a.rows(i...i).timesRowStable(b).hasSameBits(as: whole.rows(i...i)))
    }
  }

  @Test("moving the rows to other places in memory changes no bit")
  func anyPlace() {
    let a = Matrix.random(192, 43, seed: 13)
    let b = Matrix.random(43, 43, seed: 14)
    let whole = a.timesRowStable(b)
    for shift in 1..<64 {
      let order = (0..<192).map { ($0 + shift) % 192 }
      let moved = a.selecting(rows: order, columns: Array(0..<43)).timesRowStable(b)
      #expect(moved.hasSameBits(as: whole.selecting(rows: order, columns: Array(0..<43))))
    }
  }

  @Test("a block read from strided memory gives the bits of its copy")
  func strided() {
    let memory = Matrix.random(320, 20, seed: 15)
    let b = Matrix.random(20, 9, seed: 16)
    let view = memory.withUnsafeBlock { $0.rows(5..<205).timesRowStable(b) }
    #expect(view.hasSameBits(as: memory.rows(5..<205).timesRowStable(b)))
  }

  @Test("NaN and infinity stay in their row")
  func notANumber() {
    var a = Matrix.random(70, 6, seed: 17)
    let b = Matrix.random(6, 5, seed: 18)
    let clean = a.timesRowStable(b)
    a[3, 2] = .nan
    a[66, 0] = .infinity
    let dirty = a.timesRowStable(b)
    for i in 0..<70 where i != 3 && i != 66 {
      #expect(dirty.rows(i...i).hasSameBits(as: clean.rows(i...i)))
    }
    #expect(dirty.row(3).allSatisfy { $0.isNaN })
    #expect(dirty.row(66).allSatisfy { !$0.isFinite })
  }

  @Test("a product with one column keeps the law")
  func vector() {
    let a = Matrix.random(150, 43, seed: 19)
    let x = Matrix.random(43, 1, seed: 20).elements
    let whole = a.timesRowStable(x)
    for i in 0..<150 {
      #expect(a.rows(i...i).timesRowStable(x).map(\.bitPattern) == [whole[i].bitPattern])
    }
  }

  @Test("many tasks at once get the bits of one")
  func concurrent() async {
    let a = Matrix.random(500, 43, seed: 21)
    let b = Matrix.random(43, 43, seed: 22)
    let (product, gram) = (a.timesRowStable(b), a.gram())
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 {
        group.addTask {
          a.timesRowStable(b).hasSameBits(as: product) && a.gram().hasSameBits(as: gram)
        }
      }
      for await same in group { #expect(same) }
    }
  }
}
