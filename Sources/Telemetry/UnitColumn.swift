/// Which of several alike things (pump, engine, drive) each row of a frame is about.
///
/// A unit is its name's bytes: two names are one unit where their UTF-8 is the same, and units are
/// ordered by it.
public struct UnitColumn: Sendable, Hashable {
  /// The name of the Arrow column.
  public static let columnName = "unit"

  /// The names that ``codes`` point to; some may stand for no row.
  public var names: [String]
  /// A place in ``names`` per row.
  public var codes: [Int32]

  /// Makes a column; every code must be a place in `names`.
  public init(names: [String], codes: [Int32]) {
    precondition(
      codes.allSatisfy { $0 >= 0 && Int($0) < names.count }, "a unit's code points to no name")
    self.names = names
    self.codes = codes
  }

  /// The number of rows.
  public var count: Int { codes.count }

  /// The name of a row's unit.
  public subscript(row: Int) -> String { names[Int(codes[row])] }

  /// The rows of an index range, with all names.
  public func rows(_ range: Range<Int>) -> UnitColumn {
    UnitColumn(names: names, codes: Array(codes[range]))
  }

  /// The place of each name in the order of their bytes; the same bytes have the same place.
  ///
  /// O(names · log names).
  public var ranks: [Int32] { UnitNames(names).codes(of: names) }

  /// The same units, with the names in use alone, ascending by their bytes.
  ///
  /// Columns that name the same units row for row become equal. O(rows + names · log names).
  public func compacted() -> UnitColumn {
    var isUsed = [Bool](repeating: false, count: names.count)
    for code in codes { isUsed[Int(code)] = true }
    let sorted = UnitNames(names.indices.filter { isUsed[$0] }.map { names[$0] })
    let places = names.indices.map { isUsed[$0] ? sorted.code(of: names[$0]) ?? 0 : 0 }
    return UnitColumn(names: sorted.names, codes: codes.map { places[Int($0)] })
  }
}
