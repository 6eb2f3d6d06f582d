internal import Foundation

/// The coefficients of a pump's head curve h = a − b·q^c through three points.
struct PumpCurve {
  /// Shutoff head.
  var a: Double
  /// Coefficient, negative as in EPANET (`*b = -h4 / pow(q1, *c)`).
  var b: Double
  /// Exponent.
  var c: Double

  /// The curve through (0, h0), (q1, h1) and (q2, h2); nil where EPANET's `powercurve` refuses.
  init?(h0: Double, h1: Double, h2: Double, q1: Double, q2: Double) {
    let tiny = 1e-6
    if h0 < tiny || h0 - h1 < tiny || h1 - h2 < tiny || q1 < tiny || q2 - q1 < tiny { return nil }
    let h4 = h0 - h1
    let h5 = h0 - h2
    // c = ln(h5/h4) / ln(q2/q1)
    let c = log(h5 / h4) / log(q2 / q1)
    if !(c > 0 && c <= 20) { return nil }
    let b = -h4 / pow(q1, c)
    if !(b < 0 && b.isFinite) { return nil }
    (self.a, self.b, self.c) = (h0, b, c)
  }

  /// The curve that EPANET makes of one point: shutoff at 4/3 of the head, no head at twice the flow.
  init?(head: Double, flow: Double) {
    self.init(h0: 1.33334 * head, h1: head, h2: 0, q1: flow, q2: 2 * flow)
  }

  /// Writes the curve into a pump, in the file's units.
  func apply(to pump: inout NetworkPump, design flow: Double) {
    pump.form = .powerFunction
    pump.h0 = -a
    pump.r = -b
    pump.n = c
    pump.q0 = flow
    // q at h = 0: (a / −b)^(1/c)
    pump.qMax = pow(-a / b, 1 / c)
    pump.hMax = a
  }
}
