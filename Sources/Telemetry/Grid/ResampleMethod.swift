/// How a tag's samples become cells of an even grid.
///
/// All but `linear` look back alone: a cell stamped t knows samples at t and before.
public enum ResampleMethod: String, Sendable, Codable, CaseIterable {
  /// The last sample in the cell, otherwise the last one before it, carried.
  case last
  /// The mean of the samples in the cell.
  case mean
  /// The smallest sample in the cell.
  case min
  /// The largest sample in the cell.
  case max
  /// The point at the cell's stamp on the line between the samples on either side of it.
  case linear
}
