/// The type of an Arrow column, as far as Tocsin reads it.
public enum ArrowColumnType: Sendable, Hashable {
  /// IEEE double.
  case float64
  /// IEEE single.
  case float32
  /// A whole number of 8, 16, 32 or 64 bits.
  case integer(bits: Int, signed: Bool)
  /// One bit per value.
  case bool
  /// A 64-bit count of a unit since 1970; a column without a zone is read as UTC.
  case timestamp(ArrowTimeUnit)
  /// A place of 32 bits, signed, in a dictionary of texts: the units of rows.
  case dictionary(id: Int64)

  /// Bits that a value takes in its buffer.
  var bits: Int {
    switch self {
    case .float64, .timestamp: 64
    case .float32, .dictionary: 32
    case .integer(let bits, _): bits
    case .bool: 1
    }
  }
}

/// What a timestamp column counts.
public enum ArrowTimeUnit: Int16, Sendable, Hashable, CaseIterable {
  /// Seconds.
  case second
  /// Thousandths of a second.
  case millisecond
  /// Millionths of a second.
  case microsecond
  /// Billionths of a second.
  case nanosecond

  /// The length in nanoseconds.
  var nanoseconds: Int64 {
    switch self {
    case .second: 1_000_000_000
    case .millisecond: 1_000_000
    case .microsecond: 1_000
    case .nanosecond: 1
    }
  }
}

/// One column of an Arrow file.
public struct ArrowColumn: Sendable, Hashable {
  /// The name; unique in the file.
  public let name: String
  /// What its values are.
  public let type: ArrowColumnType
  /// Unit, role, resolution, element and controller, where the field has them.
  public let metadata: [String: String]
}

/// Where a column's cells of one record batch lie in the file, checked against its end.
struct ArrowChunk: Sendable {
  let rows: Int
  let missing: Int
  /// The offset of the validity bitmap in the file; meaningless where nothing is missing.
  let bitmap: Int
  /// The offset of the values in the file.
  let values: Int
}
