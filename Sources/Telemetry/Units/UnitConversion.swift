public import Diagnostics

/// The way from one unit to another: value · factor + offset.
public struct UnitConversion: Sendable, Hashable {
  /// What a value is multiplied by.
  public let factor: Double
  /// What is added then.
  public let offset: Double

  /// The way from one spelling to another; of one unit to itself it changes no bit.
  ///
  /// - Throws: ``Fault`` of kind `configuration` where a unit is unknown (with the nearest one that
  ///   is known), or the two measure different things (with both dimensions), or one is a
  ///   gauge and the other an absolute pressure.
  public init(from: String, to: String) throws(Fault) {
    let source = try EngineeringUnits.unit(from)
    let target = try EngineeringUnits.unit(to)
    guard source.dimension == target.dimension else {
      throw Fault(
        .configuration,
        "'\(CellText.shown(from.utf8))' is a unit of \(source.dimension.rawValue), "
          + "'\(CellText.shown(to.utf8))' one of \(target.dimension.rawValue)",
        hint: "both must measure the same thing")
    }
    if let a = EngineeringUnits.isGauge(from), let b = EngineeringUnits.isGauge(to), a != b {
      throw Fault(
        .configuration,
        "'\(CellText.shown(from.utf8))' is \(a ? "gauge" : "absolute") pressure, "
          + "'\(CellText.shown(to.utf8))' is \(b ? "gauge" : "absolute")",
        hint: "add the air's pressure with 'offset' and name one kind in both")
    }
    // SI = v · f₁ + o₁ = w · f₂ + o₂, so w = v · f₁/f₂ + (o₁ − o₂)/f₂.
    factor = source.factor / target.factor
    offset = (source.offset - target.offset) / target.factor
  }

  /// Whether nothing changes.
  public var isIdentity: Bool { factor == 1 && offset == 0 }

  /// The value in the other unit; NaN stays NaN.
  public func callAsFunction(_ value: Double) -> Double { value * factor + offset }

  /// A value from one unit in another.
  public static func convert(
    _ value: Double, from: String, to: String
  ) throws(Fault) -> Double {
    try UnitConversion(from: from, to: to)(value)
  }
}
