/// The step that a historian rounds a tag to, as its values show it.
package enum RecordedStep {
  /// The largest power of ten from 1 down to 1e-6 of which every value is a multiple; nil where none is.
  package static func of(_ x: [Double]) -> Double? {
    // 10^k divides what 10^(k+1) divides: the first that fits all is sought once over the values.
    var scale = 1.0
    for value in x where value.isFinite {
      while scale <= 1e6,
        abs(value * scale - (value * scale).rounded()) > 1e-9 * max(1, abs(value * scale))
      {
        scale *= 10
      }
      if scale > 1e6 { return nil }
    }
    return 1 / scale
  }
}
