public import Diagnostics
public import Learning

/// Score → score over time: gathers weak evidence that lasts, forgets strong evidence that does not.
///
/// A NaN score gives NaN and leaves the state alone. After a gap in time the state starts anew.
public protocol Accumulator: Sendable, Catalogued {
  /// Reads the settings; what is wrong is added to the fields' problems.
  init(_ fields: inout Fields)
  /// The settings with defaults filled in.
  var settings: [String: String] { get }
  /// After how many rows a score no longer matters: three time constants.
  var memoryRows: Int { get }
  /// A running accumulator that starts at `center`, the usual score.
  func start(center: Double) -> any RunningAccumulator
  /// The neutral form.
  var artifact: ModelArtifact { get }
  /// Restores the settings from an artifact.
  init(artifact: ModelArtifact) throws(Fault)
}

/// An accumulator at work.
public protocol RunningAccumulator: Sendable {
  /// Takes the next score, which is not NaN, and gives the accumulated one.
  mutating func next(_ score: Double) -> Double
  /// Starts anew.
  mutating func restart()
}
