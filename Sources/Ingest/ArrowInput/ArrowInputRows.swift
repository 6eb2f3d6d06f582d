/// Some rows of an Arrow file, column by column in the order of ``ArrowInput/columns``.
public struct ArrowRows: Sendable {
  /// How many rows there are; at least one.
  public var count: Int
  /// The columns' cells, ``count`` each.
  public var columns: [ArrowCells]
}

/// The cells of one column.
public enum ArrowCells: Sendable, Equatable {
  /// Numbers; NaN where there is none. Of unsigned integers beyond 2^53 the last digits are lost.
  case numbers([Double])
  /// Whole numbers of 64 bits; nil where there is none.
  case integers([Int64?])
  /// Moments in nanoseconds from 1970, nil where there is none; in UTC where the column has a zone,
  /// else by the clock on the wall.
  case times([Int64?], hasZone: Bool)
  /// Texts by their places in `names`; −1 where there is none. Names may come twice, and those of
  /// the rows before may stand elsewhere.
  case texts(codes: [Int32], names: [String])

  /// How many cells there are.
  public var count: Int {
    switch self {
    case .numbers(let values): values.count
    case .integers(let values): values.count
    case .times(let times, _): times.count
    case .texts(let codes, _): codes.count
    }
  }

  /// Whole numbers as Doubles; everything else as it is.
  var rounded: ArrowCells {
    guard case .integers(let values) = self else { return self }
    return .numbers(values.map { $0.map { Double($0) } ?? .nan })
  }
}
