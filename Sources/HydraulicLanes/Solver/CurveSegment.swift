internal import Hydraulics

/// The straight line of a curve at a flow, in feet and cubic feet per second (`curvecoeff`).
struct CurveSegment {
  /// Head at flow 0, ft.
  var intercept: Double
  /// Head per flow, ft/cfs.
  var slope: Double

  /// The segment whose end is the first point not below the flow; the last one beyond the curve.
  init(_ curve: DataCurve, at flow: Double, _ units: UnitFactors) {
    let q = flow * units.flow
    guard curve.x.count > 1 else {
      (intercept, slope) = ((curve.y.first ?? 0) / units.length, 0)
      return
    }
    let end = max(1, curve.x.firstIndex { !($0 < q) } ?? curve.x.count - 1)
    let r = (curve.y[end] - curve.y[end - 1]) / (curve.x[end] - curve.x[end - 1])
    intercept = (curve.y[end - 1] - r * curve.x[end - 1]) / units.length
    slope = r * units.flow / units.length
  }
}
