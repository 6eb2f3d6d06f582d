import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Twin

/// A twin identified from simulated tanks, with the default settings.
func tankTwin(rows: Int = 3_000, seed: UInt64 = 1, threads: Int = 1) throws -> IdentifiedTwin {
  try identified(SimulatedTanks(rows: rows, seed: seed).record, threads: threads)
}

/// A twin with the default settings.
func identified(_ record: ProcessRecord, threads: Int = 1) throws -> IdentifiedTwin {
  try IdentifiedTwin(
    record, ridge: 1e-4, block: .hours(24), margin: 0.15, threads: threads)
}

/// The process component with the default settings.
func defaultProcess() -> Identified {
  var fields = Fields(.empty, problems: Problems())
  return Identified(&fields)
}

/// 2026-01-01.
let newYear = Timestamp(nanoseconds: 1_767_225_600_000_000_000)

extension IdentifiedTwin {
  /// A run from New Year on.
  func run<Tap: LoopTap>(_ steps: Int, _ tap: Tap, seed: UInt64 = 7) -> LoopTrace {
    var tap = tap
    var generator = SeededGenerator(seed: seed)
    return started { () throws(Fault) in
      try run(from: newYear, steps: steps, tap: &tap, generator: &generator)
    }
  }
}

extension LoopTrace {
  /// Whether the first rows of all matrices have the same bits.
  func agrees(with other: LoopTrace, on rows: Range<Int>) -> Bool {
    times[rows] == other.times[rows]
      && zip([truth, controller, historian], [other.truth, other.controller, other.historian])
        .allSatisfy { $0.rows(rows).hasSameBits(as: $1.rows(rows)) }
  }
}

/// Somebody on the line who does what closures say, from a step on.
struct Intruder: LoopTap {
  var from = 0
  var until = Int.max
  var innovations: (@Sendable (inout [Double]) -> Void)?
  var told: (@Sendable (inout [Double]) -> Void)?
  var driven: (@Sendable (inout [Double]) -> Void)?
  var stored: (@Sendable (inout [Double]) -> Void)?
  private var step = 0

  init(
    from: Int = 0, until: Int = .max,
    innovations: (@Sendable (inout [Double]) -> Void)? = nil,
    told: (@Sendable (inout [Double]) -> Void)? = nil,
    driven: (@Sendable (inout [Double]) -> Void)? = nil,
    stored: (@Sendable (inout [Double]) -> Void)? = nil
  ) {
    self.from = from
    self.until = until
    self.innovations = innovations
    self.told = told
    self.driven = driven
    self.stored = stored
  }

  private var isActive: Bool { (from..<until).contains(step) }

  mutating func begin(step: Int, at time: Timestamp, truth: [Double]) { self.step = step }
  mutating func disturb(_ values: inout [Double]) { if isActive { innovations?(&values) } }
  mutating func tell(_ values: inout [Double]) { if isActive { told?(&values) } }
  mutating func drive(_ values: inout [Double]) { if isActive { driven?(&values) } }
  mutating func store(_ values: inout [Double]) { if isActive { stored?(&values) } }
}

extension ProcessComponent {
  /// Calibrates a twin of the identified kind, which needs no files.
  func calibrate(
    _ record: ProcessRecord, seed: UInt64, threads: Int, progress: any Progress
  ) throws -> (twin: IdentifiedTwin, fidelity: Fidelity) {
    let (twin, fidelity) = try calibrate(
      record, files: [:], seed: seed, threads: threads, progress: progress
    ).outcome
    guard let identified = twin as? IdentifiedTwin else {
      throw Fault(.ourBug, "expected an identified twin, got \(type(of: twin))")
    }
    return (identified, fidelity)
  }
}

extension Calibration {
  /// The twin and how near it comes.
  var outcome: (twin: any CalibratedTwin, fidelity: Fidelity) { (twin, fidelity) }
}
