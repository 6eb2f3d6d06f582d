public import Diagnostics
public import Learning

/// A way to get the process of a twin from telemetry.
public protocol ProcessComponent: Sendable, Catalogued {
  /// Reads the settings; what is wrong is added to the fields' problems.
  init(_ fields: inout Fields)
  /// The settings with defaults filled in, as a configuration file would write them.
  var settings: [String: String] { get }
  /// Calibrates the twin on normal operation and says how near it comes to time that it has not seen.
  ///
  /// - Throws: ``Fault`` of kind `badData` where there are too few rows.
  func calibrate(
    _ record: ProcessRecord, seed: UInt64, threads: Int, progress: any Progress
  ) throws -> (twin: IdentifiedTwin, fidelity: Fidelity)
}
