/// Where standardised features of a tree ensemble lie: multiples of 1/1024 from −1000 to 1000.
///
/// A thousandth of a deviation decides nothing, and what it buys is exactness: such numbers have at most 20
/// bits, so that single precision holds them, sums of millions of them are exact in any order, and two ways
/// of computing a residual that differ in the last bit end in the same leaf. Without it a threshold at the
/// usual value of a tag that stands still would be decided by rounding.
public enum FeatureGrid {
  /// Points per unit.
  public static let density = 1024.0
  /// What lies farther from 0 is taken as this.
  public static let farthest = 1000.0

  /// The nearest point; of two, the even one.
  ///
  /// The value must not be NaN.
  @inlinable
  public static func nearest(_ value: Double) -> Double {
    (min(max(value, -farthest), farthest) * density).rounded(.toNearestOrEven) / density
  }
}
