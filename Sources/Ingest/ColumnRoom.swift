internal import CAllocator
internal import Telemetry

/// Room for columns of cells and of their qualities that several threads fill from rows, each its own rows.
///
/// A batch of columns is larger than the cache and is read when it is whole. So lines of memory are written past the
/// cache: each would have to be fetched before it is overwritten otherwise, and memory is what the work waits for.
package struct ColumnRoom: @unchecked Sendable {
  /// The numbers, column-major.
  private let values: UnsafeMutablePointer<Double>
  /// The quality of each.
  private let quality: UnsafeMutablePointer<UInt8>
  private let rows: Int
  private let columns: Int

  /// The numbers in a line of memory.
  private static let line = 8

  /// Room for `rows` × `columns` cells at each of two places.
  package init(
    values: UnsafeMutablePointer<Double>, quality: UnsafeMutablePointer<UInt8>, rows: Int,
    columns: Int
  ) {
    self.values = values
    self.quality = quality
    self.rows = rows
    self.columns = columns
  }

  /// Puts rows that lie one behind the other into the columns, from row `first` on; NaN is a missing cell.
  ///
  /// Some rows at a time: all of them should stay in cache while column after column picks its cells from them.
  package func put(_ cells: UnsafePointer<Double>, _ count: Int, at first: Int) {
    let measured = CellQuality.measured.rawValue
    let missing = CellQuality.missing.rawValue
    for column in 0..<columns {
      let place = column * rows + first
      let empty = pick(cells + column, count, into: values + place)
      let qualities = quality + place
      // Mostly a tag has all of some rows or none.
      if empty == 0 || empty == count {
        qualities.initialize(repeating: empty == 0 ? measured : missing, count: count)
      } else {
        for row in 0..<count {
          qualities[row] = cells[row &* columns &+ column].isNaN ? missing : measured
        }
      }
    }
  }

  /// Ends what a thread puts: other threads see it from then on.
  package func end() { tocsin_end_stream() }

  /// Copies every `columns`-th number; gives how many of them are none.
  @inline(__always)
  private func pick(
    _ cells: UnsafePointer<Double>, _ count: Int, into place: UnsafeMutablePointer<Double>
  ) -> Int {
    var row = 0
    var empty = 0
    func pickOne() {
      let cell = cells[row &* columns]
      place[row] = cell
      if cell.isNaN { empty &+= 1 }
      row &+= 1
    }
    let begun = UInt(bitPattern: place) / UInt(MemoryLayout<Double>.stride) % UInt(Self.line)
    let head = min(count, (Self.line - Int(begun)) % Self.line)
    while row < head { pickOne() }
    // A number that does not equal itself is none. Lanes, because the compiler makes a branch of each cell otherwise.
    var lanes = SIMD2<Int64>()
    while row &+ Self.line <= count {
      for pair in 0..<Self.line / 2 {
        let at = row &+ 2 &* pair
        let two = SIMD2(cells[at &* columns], cells[(at &+ 1) &* columns])
        tocsin_stream_pair(place + at, two.x, two.y)
        lanes &+= SIMD2<Int64>().replacing(with: 1, where: two .!= two)
      }
      row &+= Self.line
    }
    while row < count { pickOne() }
    return empty &+ Int(lanes.wrappedSum())
  }
}
