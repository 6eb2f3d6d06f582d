public import Diagnostics
public import Learning
public import Telemetry

/// An EPANET network at whose elements a plant's tags stand.
public struct ElementNetwork: Sendable, Equatable {
  /// The `.inp` file, as the configuration names it; one of the process's files.
  public var file: String
  /// The zone of the clock by which its patterns run.
  public var timeZone: String

  /// Names a network.
  public init(file: String, timeZone: String) {
    self.file = file
    self.timeZone = timeZone
  }
}

/// A way to get the process of a twin from telemetry.
public protocol ProcessComponent: Sendable, Catalogued {
  /// Reads the settings; what is wrong is added to the fields' problems.
  init(_ fields: inout Fields)
  /// The settings with defaults filled in, as a configuration file would write them.
  var settings: [String: String] { get }
  /// The files that it reads, as the configuration names them.
  var files: [String] { get }
  /// The EPANET network at whose elements tags stand, and the clock of its patterns; nil without one.
  var elementNetwork: ElementNetwork? { get }
  /// Calibrates the twin on normal operation and says how near it comes to time that it has not seen.
  ///
  /// - Parameters:
  ///   - record: Normal operation.
  ///   - files: The bytes of each of ``files``, by its name.
  ///   - seed: What chance derives from.
  ///   - threads: How many threads work; the same bits on any number.
  ///   - progress: Told how far it is.
  /// - Throws: ``Fault`` of kind `badData` where there are too few rows.
  func calibrate(
    _ record: ProcessRecord, files: [String: [UInt8]], seed: UInt64, threads: Int,
    progress: any Progress
  ) throws -> Calibration
}

/// What a calibration leaves.
public struct Calibration: Sendable {
  /// The twin, fitted to all normal rows.
  public var twin: any CalibratedTwin
  /// How near one that was fitted to the first rows alone comes to the last.
  public var fidelity: Fidelity
  /// What that one does if nobody touches it, over the time that it was judged on, as a historian stores it.
  public var untouched: Frame

  /// Makes it of its parts; the fidelity is summed up here.
  public init(twin: any CalibratedTwin, fidelity: Fidelity, untouched: Frame) {
    self.twin = twin
    self.fidelity = fidelity
    self.fidelity.figures = FidelityFigures(fidelity).figures
    self.untouched = untouched
  }
}

extension ProcessComponent {
  /// None.
  public var files: [String] { [] }

  /// None.
  public var elementNetwork: ElementNetwork? { nil }
}
