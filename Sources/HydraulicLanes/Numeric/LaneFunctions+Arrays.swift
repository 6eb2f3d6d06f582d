/// The lanes' functions over arrays: what a caller outside this module may use.
///
/// Vectors of eight numbers do not cross the module's border, because other modules are compiled
/// without wide registers and pass them differently.
extension LaneFunctions {
  /// x^p of every number.
  package static func powers(_ x: [Double], _ p: Double) -> [Double] { map(x) { power($0, p) } }

  /// x^p of every number, for normal x and results.
  package static func normalPowers(_ x: [Double], _ p: Double) -> [Double] {
    map(x) { normalPower($0, p) }
  }

  /// ln x of every number.
  package static func logarithms(_ x: [Double]) -> [Double] { map(x) { logarithm($0) } }

  /// e^x of every number.
  package static func exponentials(_ x: [Double]) -> [Double] { map(x) { exponential($0) } }

  private static func map(_ x: [Double], _ function: (LaneVector) -> LaneVector) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(x.count)
    for start in stride(from: 0, to: x.count, by: 8) {
      var input = LaneVector(repeating: 1)
      let count = min(8, x.count - start)
      for lane in 0..<count { input[lane] = x[start + lane] }
      let output = function(input)
      for lane in 0..<count { result.append(output[lane]) }
    }
    return result
  }
}
