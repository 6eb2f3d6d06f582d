internal import LinearAlgebra

/// Rows of the grid in their order that wait for later samples or for a batch to fill.
struct GridRows {
  private let width: Int
  private let hasUnits: Bool
  private var stamps: [Int64] = []
  private var names: [String] = []
  private var hasRow: [Bool] = []
  /// *rows × tags*, row by row.
  private var cells: [GridCell] = []
  /// The rows before this place are gone.
  private var head = 0
  /// The number of the first row in memory.
  private var base = 0

  init(tags: Int, hasUnits: Bool) {
    width = tags
    self.hasUnits = hasUnits
  }

  /// The number of the first row that waits.
  var first: Int { base + head }
  /// How many rows wait.
  var count: Int { stamps.count - head }
  /// The stamp of the first row that waits; nil where there is none.
  var firstStamp: Int64? { head < stamps.count ? stamps[head] : nil }

  func stamp(_ row: Int) -> Int64 { stamps[row - base] }

  /// Adds a row and returns its number.
  mutating func append(_ stamp: Int64, unit: String, hasRow: Bool, cells: [GridCell]) -> Int {
    stamps.append(stamp)
    if hasUnits { names.append(unit) }
    self.hasRow.append(hasRow)
    self.cells += cells
    return base + stamps.count - 1
  }

  subscript(row: Int, tag: Int) -> GridCell {
    get { cells[(row - base) * width + tag] }
    set { cells[(row - base) * width + tag] = newValue }
  }

  /// Takes the first row; false where it has neither a row of the source nor a value.
  mutating func move(into batch: inout GridBatch) {
    let row = cells[head * width..<(head + 1) * width]
    if hasRow[head] || row.contains(where: { !$0.value.isNaN }) {
      batch.append(stamps[head], unit: hasUnits ? names[head] : nil, cells: row)
    }
    head += 1
    if head > 4_096, head > stamps.count / 2 { compact() }
  }

  private mutating func compact() {
    stamps.removeFirst(head)
    if hasUnits { names.removeFirst(head) }
    hasRow.removeFirst(head)
    cells.removeFirst(head * width)
    base += head
    head = 0
  }
}

/// Rows of the grid on their way out.
struct GridBatch {
  private let tags: [Tag]
  private let hasUnits: Bool
  private var times: [Timestamp] = []
  private var names: [String] = []
  private var cells: [GridCell] = []

  init(tags: [Tag], hasUnits: Bool) {
    self.tags = tags
    self.hasUnits = hasUnits
  }

  var count: Int { times.count }

  mutating func append(_ stamp: Int64, unit: String?, cells: ArraySlice<GridCell>) {
    times.append(Timestamp(nanoseconds: stamp))
    if let unit { names.append(unit) }
    self.cells += cells
  }

  /// The rows as columns; begins anew.
  mutating func take() -> (frame: Frame, quality: [UInt8]) {
    let rows = times.count
    var values = Matrix(rows: rows, columns: tags.count)
    var quality = [UInt8](repeating: 0, count: rows * tags.count)
    for tag in tags.indices {
      values.withUnsafeMutableColumn(tag) { column in
        for row in 0..<rows {
          let cell = cells[row * tags.count + tag]
          column[row] = cell.value
          quality[tag * rows + row] = cell.quality
        }
      }
    }
    var units: UnitColumn?
    if hasUnits {
      let known = UnitNames(names)
      units = UnitColumn(names: known.names, codes: known.codes(of: names))
    }
    let frame = Frame(times: times, units: units, tags: tags, values: values)
    self = GridBatch(tags: tags, hasUnits: hasUnits)
    return (frame, quality)
  }
}
