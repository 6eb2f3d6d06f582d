/// Why a matrix could not be factorised or a system not be solved: always the data's doing.
///
/// Mistakes of the caller (shapes that do not fit) are preconditions, not errors. Rows, columns and
/// entries are counted from 0, minors from 1 as in the books.
public enum LinearAlgebraError: Error, Sendable, Equatable {
  /// The leading `minor` × `minor` part of a matrix of `order` rows is not positive definite.
  case notPositiveDefinite(minor: Int, order: Int)
  /// The entry at (`row`, `column`) is NaN or infinite.
  case notFinite(operation: String, row: Int, column: Int)
  /// An iteration gave up; `remaining` of `order` values had not settled.
  case notConverged(operation: String, remaining: Int, order: Int)
  /// Column `column` of `columns` is a combination of the columns before it.
  case rankDeficient(column: Int, columns: Int)
  /// Fewer rows than columns: the solution is not unique.
  case underdetermined(rows: Int, columns: Int)

  /// What went wrong, in one sentence with its numbers.
  public var problem: String {
    switch self {
    case .notPositiveDefinite(let minor, let order):
      "Cholesky failed: leading minor \(minor) of \(order) is not positive definite"
    case .notFinite(let operation, let row, let column):
      "\(operation) failed: the entry in row \(row), column \(column) is not a finite number"
    case .notConverged(let operation, let remaining, let order):
      "\(operation) failed: \(remaining) of \(order) values did not converge"
    case .rankDeficient(let column, let columns):
      "least squares failed: column \(column) of \(columns) is a combination of those before it"
    case .underdetermined(let rows, let columns):
      "least squares failed: \(rows) rows cannot determine \(columns) coefficients"
    }
  }

  /// What to do about it.
  public var hint: String {
    switch self {
    case .notPositiveDefinite:
      "add a ridge term or a noise floor, or drop constant or duplicate tags"
    case .notFinite:
      "fill or drop missing cells first; rows and columns are counted from 0"
    case .notConverged:
      "bring the columns to comparable size, for example to unit variance"
    case .rankDeficient:
      "drop that column (counted from 0) or give a ridge above 0"
    case .underdetermined:
      "give at least as many rows as columns, drop columns or give a ridge above 0"
    }
  }
}

extension LinearAlgebraError: CustomStringConvertible {
  /// The problem, and the hint on a second line.
  public var description: String {
    "\(problem)\n  hint: \(hint)"
  }
}

extension Matrix {
  /// Throws if an entry is NaN or infinite: LAPACK would loop, return nonsense or refuse.
  func requireFinite(for operation: String) throws(LinearAlgebraError) {
    let offender = storage.withUnsafeBufferPointer { entries -> Int? in
      for i in entries.indices where !entries[i].isFinite { return i }
      return nil
    }
    if let offender {
      throw .notFinite(operation: operation, row: offender % rows, column: offender / rows)
    }
  }
}
