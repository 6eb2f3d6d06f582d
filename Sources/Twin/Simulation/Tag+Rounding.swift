internal import Telemetry

extension Tag {
  /// A value as the historian stores it: rounded to the tag's resolution where one is declared.
  package func rounded(_ value: Double) -> Double {
    guard let resolution, resolution > 0 else { return value }
    return value.rounded(toStep: resolution)
  }
}

extension Double {
  /// The nearest multiple of a step above 0.
  func rounded(toStep step: Double) -> Double {
    let steps = (self / step).rounded()
    // 435 / 100 is what a file's 4.35 is read as, 435 · 0.01 is not.
    let perUnit = 1 / step
    return perUnit == perUnit.rounded() ? steps / perUnit : steps * step
  }
}
