public import Diagnostics
public import LinearAlgebra

extension ModelArtifact {
  /// A number that must be there.
  public func number(_ name: String) throws(Fault) -> Double {
    guard let value = numbers[name] else { throw missing("number", name) }
    return value
  }

  /// A whole number that must be there, from 0 on.
  public func count(_ name: String) throws(Fault) -> Int {
    let value = try number(name)
    guard let whole = Int(exactly: value), whole >= 0 else {
      throw Fault(.badData, "model '\(kind)': '\(name)' must be a whole number ≥ 0, got \(value)")
    }
    return whole
  }

  /// A text that must be there.
  public func text(_ name: String) throws(Fault) -> String {
    guard let value = texts[name] else { throw missing("text", name) }
    return value
  }

  /// A list that must be there.
  public func list(_ name: String) throws(Fault) -> [String] {
    guard let value = lists[name] else { throw missing("list", name) }
    return value
  }

  /// A vector that must be there with `count` values.
  public func vector(_ name: String, count: Int) throws(Fault) -> [Double] {
    guard let array = arrays[name] else { throw missing("array", name) }
    guard array.shape == [count] else { throw wrongShape(name, array.shape, [count]) }
    return array.values
  }

  /// A matrix that must be there with the given shape.
  public func matrix(_ name: String, rows: Int, columns: Int) throws(Fault) -> Matrix {
    guard let array = arrays[name] else { throw missing("array", name) }
    guard array.shape == [rows, columns] else {
      throw wrongShape(name, array.shape, [rows, columns])
    }
    return Matrix(rows: columns, columns: rows, columnMajor: array.values).transposed()
  }

  private func missing(_ what: String, _ name: String) -> Fault {
    Fault(
      .badData, "model '\(kind)' has no \(what) '\(name)'",
      hint: "the file is damaged or was written by another version")
  }

  private func wrongShape(_ name: String, _ got: [Int], _ wanted: [Int]) -> Fault {
    Fault(.badData, "model '\(kind)': array '\(name)' has shape \(got), expected \(wanted)")
  }
}

extension ModelArtifact.Array {
  /// A vector.
  public init(_ values: [Double]) { self.init(shape: [values.count], values: values) }

  /// A matrix, turned into row-major order.
  public init(_ matrix: Matrix) {
    self.init(
      shape: [matrix.rows, matrix.columns], values: matrix.transposed().elements)
  }
}
