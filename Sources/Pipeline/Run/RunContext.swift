internal import CAllocator
public import Diagnostics
internal import Foundation
internal import LinearAlgebra
public import Telemetry

/// What a stage may know and touch: the configuration, "now", the seed, threads, and who listens.
public struct RunContext: Sendable {
  /// The configuration.
  public var configuration: Configuration
  /// "Now", where the command line says so; nothing stamped later is read.
  public var asOf: Timestamp?
  /// The root seed.
  public var seed: UInt64
  /// How many threads work.
  public var threads: Int
  /// Who is told.
  public var listener: any RunListener

  /// The wall clock: what "now" is where the command line says nothing; no result depends on it.
  var wallClock: Timestamp {
    Timestamp(nanoseconds: Int64(Date().timeIntervalSince1970 * 1e9))
  }

  /// Makes a context.
  public init(
    configuration: Configuration, asOf: Timestamp?, seed: UInt64?, threads: Int?,
    listener: any RunListener
  ) {
    self.configuration = configuration
    self.asOf = asOf
    self.seed = seed ?? configuration.seed
    self.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    self.listener = listener
  }

  /// Versions of everything that can change a bit of a result.
  public static var versions: [String: String] {
    [
      "tocsin": Tocsin.version, "openblas": BLASEnvironment.version,
      "openblas-kernel": BLASEnvironment.kernel,
    ]
  }
}

/// Facts about this build.
public enum Tocsin {
  /// The version, as in CHANGELOG.md.
  public static let version = "0.1.0"

  /// Pins the linear algebra to one thread per call; threads are ours, one partial per partition.
  ///
  /// Blocks of text and of rows come and go in the same sizes: freed ones stay with the process.
  public static func prepare() {
    BLASEnvironment.pin()
    tocsin_keep_freed_memory(32 << 20, 256 << 20)
  }
}

/// Who hears what a run does: a terminal, a log, a test.
public protocol RunListener: Diagnostics.Progress {
  /// The run knows what it is.
  func began(_ run: String, _ asOf: Timestamp, seed: UInt64)
  /// A stage is done; the line is a result for people.
  func finished(_ stage: String, _ line: String, seconds: Double)
  /// Something that a person should know.
  func notice(_ notice: Notice)
}

/// A listener that says nothing.
public struct SilentListener: RunListener {
  /// Makes one.
  public init() {}
  /// Does nothing.
  public func advance(_ stage: String, done: Int, of total: Int) {}
  /// Does nothing.
  public func began(_ run: String, _ asOf: Timestamp, seed: UInt64) {}
  /// Does nothing.
  public func finished(_ stage: String, _ line: String, seconds: Double) {}
  /// Does nothing.
  public func notice(_ notice: Notice) {}
}

/// The wall clock for `timing.json` and the lines on the terminal; nothing else may depend on it.
struct Stopwatch {
  private let start = DispatchTime.now().uptimeNanoseconds

  /// Seconds since the start.
  var seconds: Double { Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9 }
}
