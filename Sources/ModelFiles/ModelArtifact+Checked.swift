internal import Diagnostics
internal import Learning

/// Reading with ranges, for graphs: a constant that is not a number would spoil every score.
extension ModelArtifact {
  /// A finite number above one limit and not above another.
  func number(
    _ name: String, above low: Double, upTo high: Double
  ) throws(Fault) -> Double {
    let value = try number(name)
    guard value > low, value <= high, value.isFinite else {
      let upper = high == .infinity ? "" : " and at most \(high)"
      throw Fault(
        .badData, "model '\(kind)': '\(name)' must be above \(low)\(upper), got \(value)")
    }
    return value
  }

  /// A finite number.
  func finite(_ name: String) throws(Fault) -> Double {
    let value = try number(name)
    guard value.isFinite else {
      throw Fault(.badData, "model '\(kind)': '\(name)' must be finite, got \(value)")
    }
    return value
  }

  /// A whole number in a range.
  func count(_ name: String, from low: Int, upTo high: Int = Int(Int32.max)) throws(Fault) -> Int {
    let value = try number(name)
    guard let whole = Int(exactly: value), whole >= low, whole <= high else {
      throw Fault(
        .badData,
        "model '\(kind)': '\(name)' must be a whole number from \(low) to \(high), got \(value)")
    }
    return whole
  }

  /// A whole number of nanoseconds.
  func nanoseconds(_ name: String, from low: Int64) throws(Fault) -> Int64 {
    // Doubles hold every whole number up to here.
    Int64(try count(name, from: Int(low), upTo: 1 << 53))
  }

  /// Finite values of the shape, in row-major order.
  func values(_ name: String, shape: [Int]) throws(Fault) -> [Double] {
    guard let array = arrays[name] else {
      throw Fault(
        .badData, "model '\(kind)' has no array '\(name)'",
        hint: "the file is damaged or was written by another version")
    }
    guard array.shape == shape else {
      throw Fault(
        .badData,
        "model '\(kind)': array '\(name)' has shape \(array.shape), expected \(shape)")
    }
    if let bad = array.values.firstIndex(where: { !$0.isFinite }) {
      throw Fault(
        .badData,
        "model '\(kind)': array '\(name)' must be finite, got \(array.values[bad]) at \(bad)")
    }
    return array.values
  }

  /// Finite values of the shape above a limit, in row-major order.
  func values(_ name: String, shape: [Int], above low: Double) throws(Fault) -> [Double] {
    let values = try values(name, shape: shape)
    if let bad = values.firstIndex(where: { $0 <= low }) {
      throw Fault(
        .badData,
        "model '\(kind)': array '\(name)' must be above \(low), got \(values[bad]) at \(bad)")
    }
    return values
  }

  /// Finite values of the shape that are not below a limit, in row-major order.
  func values(_ name: String, shape: [Int], from low: Double) throws(Fault) -> [Double] {
    let values = try values(name, shape: shape)
    if let bad = values.firstIndex(where: { $0 < low }) {
      throw Fault(
        .badData,
        "model '\(kind)': array '\(name)' must be at least \(low), got \(values[bad]) at \(bad)")
    }
    return values
  }

  /// How many columns a matrix of `rows` rows has.
  func columns(of name: String, rows: Int) throws(Fault) -> Int {
    guard let shape = arrays[name]?.shape, shape.count == 2, shape[0] == rows else {
      let got = arrays[name].map { "has shape \($0.shape)" } ?? "is missing"
      throw Fault(
        .badData,
        "model '\(kind)': array '\(name)' \(got), expected [\(rows), any number]")
    }
    return shape[1]
  }

  /// The parts, where there are exactly so many.
  func parts(_ count: Int, _ what: String) throws(Fault) -> [ModelArtifact] {
    guard parts.count == count else {
      throw Fault(
        .badData, "model '\(kind)' has \(parts.count) parts, expected \(count): \(what)")
    }
    return parts
  }
}

extension SuiteGraph {
  /// `[n, c]`: the rows as a detector sees them: standardised, missing cells filled from the
  /// others.
  mutating func filledRows(of model: ModelArtifact) throws(Fault) -> GraphValue {
    let c = tagCount
    let z = standardised(
      mean: try model.values("mean", shape: [c]),
      scale: try model.values("scale", shape: [c], above: 0))
    return try conditionalMean(
      of: z, covariance: try model.values("covariance", shape: [c, c]), model: model.kind)
  }
}
