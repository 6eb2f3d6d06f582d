/// Where the columns of a table between runs of blanks stand on their lines.
///
/// Programs that pad their cells write nothing but blanks for an empty one: the row has a field less
/// then, and only the places of the others tell which one is empty. Places are counted in characters,
/// because programs pad to characters and not to bytes.
public struct FixedColumns: Sendable, Codable, Equatable {
  /// Which end of its cells stands at one place.
  public enum Edge: String, Sendable, Codable {
    /// Cells begin at one place.
    case left
    /// Cells end at one place.
    case right
    /// All sampled cells begin and end at one place.
    case both
  }

  /// One column: the characters that its cells take, counted from 0.
  public struct Column: Sendable, Codable, Equatable {
    /// The first character that a cell took.
    public var start: Int
    /// The character after the last one.
    public var end: Int
    /// What its cells have in common.
    public var edge: Edge

    /// Makes a column.
    public init(start: Int, end: Int, edge: Edge) {
      self.start = start
      self.end = end
      self.edge = edge
    }

    /// Whether a cell stands as the column's do.
    func holds(_ cell: Range<Int>) -> Bool {
      (edge != .right && cell.lowerBound == start) || (edge != .left && cell.upperBound == end)
    }
  }

  /// The columns from left to right.
  public var columns: [Column]

  /// Makes a layout.
  public init(columns: [Column]) { self.columns = columns }

  /// A field on a line: its bytes, and its place in characters.
  struct Field {
    var bytes: Range<Int>
    var place: Range<Int>
  }

  /// The fields between the blanks of a line, and how many characters it has; nil where a tab or a
  /// quote stands on it, because then places say nothing.
  static func fields(
    of bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int
  ) -> (fields: [Field], length: Int)? {
    var fields: [Field] = []
    var place = 0
    var open: (byte: Int, place: Int)?
    for at in start..<end {
      let byte = bytes[at]
      if byte == 9 || byte == 0x22 { return nil }
      if byte == 32 {
        if let first = open {
          fields.append(Field(bytes: first.byte..<at, place: first.place..<place))
        }
        open = nil
        place += 1
      } else {
        open = open ?? (at, place)
        // The further bytes of a character take no place.
        if byte & 0xc0 != 0x80 { place += 1 }
      }
    }
    if let first = open {
      fields.append(Field(bytes: first.byte..<end, place: first.place..<place))
    }
    return (fields, place)
  }

  /// The bytes of each column's cell on a line with fewer fields than columns, an empty cell at the
  /// line's end; nil where some field cannot be placed for certain.
  ///
  /// Every field must stand as its column's cells do and reach into no other column. Cells at the end
  /// of a line are empty only where what stands before them is whole: it ends where its column does,
  /// or blanks follow up to the next column. A line that was cut off has neither, as a rule.
  func cells(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> [Range<Int>]? {
    guard let (fields, length) = Self.fields(of: bytes, start, end), fields.count < columns.count,
      let last = fields.last
    else { return nil }
    var cells = [Range<Int>](repeating: end..<end, count: columns.count)
    var next = 0
    for field in fields {
      guard
        let column = columns[next...].firstIndex(where: { $0.holds(field.place) }),
        column == 0 || field.place.lowerBound >= columns[column - 1].end,
        column + 1 == columns.count || field.place.upperBound <= columns[column + 1].start
      else { return nil }
      cells[column] = field.bytes
      next = column + 1
    }
    guard next < columns.count else { return cells }
    let own = columns[next - 1]
    let isWhole = own.edge != .left && last.place.upperBound == own.end
    return isWhole || length > columns[next].start ? cells : nil
  }
}
