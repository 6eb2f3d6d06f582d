public import LinearAlgebra
public import Telemetry

/// What a plant's stocks gather, held against what flows into them.
///
/// Whatever is tampered with, true values obey the plant: two runs of the same chance leave the same
/// unexplained in every row, but for what the tolerance of an account says.
public protocol ProcessBalance: Sendable {
  /// The accounts of a course of true values, *rows × tags* of the plant; always the same ones in one order.
  func accounts(of truth: Matrix, at times: [Timestamp]) -> [BalanceAccount]
}

/// What one account leaves unexplained in a course.
public struct BalanceAccount: Sendable, Equatable {
  /// The zone, by its first junction, or the stock's tag.
  public var of: String
  /// A number per row; NaN where it cannot be told.
  public var unexplained: [Double]
  /// By how much a row of another run of the same chance may differ.
  public var tolerance: Double

  /// Makes an account.
  public init(of: String, unexplained: [Double], tolerance: Double) {
    self.of = of
    self.unexplained = unexplained
    self.tolerance = tolerance
  }
}
