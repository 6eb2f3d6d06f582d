/// The stages of a run, in order.
public enum StageName: String, Sendable, CaseIterable {
  /// CSV files → store.
  case ingest
  /// Normal telemetry → twin, and how near it comes to the plant.
  case calibrate
  /// Twin × campaign → labelled traces.
  case simulate
  /// Normal telemetry → fitted detectors with limits; histories of units → fitted prognosers.
  case train
  /// Detectors × unseen telemetry and simulated traces → scores, alarms, metrics.
  case evaluate
  /// The deployed models → model folder, gate, promotion.
  case export
  /// Everything → report and alerts.
  case report
}
