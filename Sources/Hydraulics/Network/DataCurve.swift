/// Points (x, y) with x strictly increasing, in the file's units.
public struct DataCurve: Sendable, Equatable {
  /// What a curve tells; raw values are EPANET's curve types.
  public enum Kind: Int, Sendable, Equatable {
    /// Level → volume of a tank.
    case volume = 0
    /// Flow → head of a pump.
    case pump
    /// Flow → efficiency of a pump, percent.
    case efficiency
    /// Flow → head loss of a GPV.
    case headLoss
    /// Not used by any element.
    case generic
  }

  /// The id.
  public var id: String
  /// What the curve tells, from who uses it.
  public var kind: Kind
  /// x of every point.
  public var x: [Double]
  /// y of every point; as many as `x`.
  public var y: [Double]
}

extension DataCurve {
  /// y at x by straight lines between the points, held beyond the ends (EPANET's `interp`).
  ///
  /// O(points); 0 for a curve without points.
  public func value(at position: Double) -> Double {
    guard let first = x.first, let last = y.last else { return 0 }
    if position <= first { return y[0] }
    for k in x.indices.dropFirst() where x[k] >= position {
      let dx = x[k] - x[k - 1]
      let dy = y[k] - y[k - 1]
      return abs(dx) < 1e-6 ? y[k] : y[k] - (x[k] - position) * dy / dx
    }
    return last
  }
}
