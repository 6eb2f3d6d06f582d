internal import Diagnostics
internal import Telemetry

/// The dictionaries of an Arrow file's columns of categories, as far as they have come.
struct ArrowDictionaries {
  private var cells: [Int64: ArrowCells] = [:]
  /// What the entries of each are.
  private var fields: [Int64: ArrowField] = [:]

  /// More entries than any category has.
  private static let mostEntries = 1 << 24

  /// None yet, for some columns.
  init(_ columns: [ArrowField]) {
    for column in columns where column.kind != nil {
      guard let id = column.dictionary?.id, fields[id] == nil else { continue }
      fields[id] = column.ofDictionary
    }
  }

  /// The entries that a column's codes are places of; none where they have not come.
  func entries(of column: ArrowField) -> ArrowCells {
    let empty: ArrowCells =
      switch column.kind {
      case .text: .texts(codes: [], names: [])
      case .time(let hasZone): .times([], hasZone: hasZone)
      default: .numbers([])
      }
    return column.dictionary.flatMap { cells[$0.id] } ?? empty
  }

  /// Takes a dictionary's entries: in place of those before, or after them.
  ///
  /// - Throws: ``Fault`` of kind `badData` where they are damaged.
  mutating func add(
    _ table: FlatTableView, body: Range<Int>, input: InputFile, outOfRange: inout Int
  ) throws(Fault) {
    let id = try table.integer(0, default: Int64(0))
    guard let field = fields[id] else { return }
    guard let data = try table.table(1) else {
      throw table.buffer.damaged("dictionary \(id) is empty")
    }
    let batch = try ArrowRecordBatch(data, body: body, input: input, fields: [field])
    // Nulls take no bytes: nothing would bound their number.
    guard field.storage != .null, let column = batch.columns.first ?? nil else {
      throw table.buffer.damaged("dictionary \(id) holds nothing")
    }
    let known = cells[id]?.count ?? 0
    guard batch.rows <= Self.mostEntries - min(known, Self.mostEntries) else {
      throw table.buffer.damaged("dictionary \(id) has more than \(Self.mostEntries) entries")
    }
    let fresh = try column.cells(0..<batch.rows, outOfRange: &outOfRange).rounded
    guard try table.integer(2, default: UInt8(0)) != 0, let before = cells[id] else {
      cells[id] = fresh
      return
    }
    switch (before, fresh) {
    case (.numbers(let old), .numbers(let new)): cells[id] = .numbers(old + new)
    case (.times(let old, let hasZone), .times(let new, _)):
      cells[id] = .times(old + new, hasZone: hasZone)
    case (.texts(let old, let oldNames), .texts(let new, let newNames)):
      // No more names than entries.
      let shift = Int32(truncatingIfNeeded: oldNames.count)
      cells[id] = .texts(
        codes: old + new.map { $0 < 0 ? $0 : $0 &+ shift }, names: oldNames + newNames)
    default: throw table.buffer.damaged("dictionary \(id) changes its type")
    }
  }
}
