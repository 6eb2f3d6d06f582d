public import Diagnostics
public import LinearAlgebra
public import Telemetry

/// A twin that runs in closed loop: process, controllers that read what they are told, actuators.
public protocol ClosedLoop: Sendable {
  /// The tags of every row, in order; no labels.
  var tags: [Tag] { get }
  /// The time between two rows.
  var interval: TimeSpan { get }
  /// What is usual for each tag, in the order of the tags.
  var profiles: [TagProfile] { get }
  /// Its controllers; empty where all of them are told the same.
  var controllers: [LoopController] { get }
  /// What its controllers go by, as it can be edited; empty where nothing can.
  var controllerLogic: [ControllerLogic] { get }
  /// What its stocks gather against what flows into them; nil where nothing keeps account.
  var balance: (any ProcessBalance)? { get }
  /// Runs `steps` rows from `start` on; the generator alone decides what chance does.
  ///
  /// The same arguments and generator give the same bits, and `OpenLine` gives what no tap at all would.
  func run<Tap: LoopTap>(
    from start: Timestamp, steps: Int, tap: inout Tap, generator: inout SeededGenerator
  ) throws(Fault) -> LoopTrace
  /// How many runs are best made side by side.
  static var groupSize: Int { get }
  /// Runs several courses side by side; each gives the bits of its own ``run(from:steps:tap:generator:)``.
  ///
  /// `taps` and `generators` have one element per course.
  func run<Tap: LoopTap>(
    _ courses: [LoopCourse], taps: inout [Tap], generators: inout [SeededGenerator]
  ) throws(Fault) -> [LoopTrace]
}

extension ClosedLoop {
  /// None.
  public var controllers: [LoopController] { [] }

  /// The programs of its controllers.
  public var controllerLogic: [ControllerLogic] { ControllerLogic.programs(controllers) }

  /// None.
  public var balance: (any ProcessBalance)? { nil }

  /// One after the other.
  public static var groupSize: Int { 1 }

  /// Runs the courses one after the other.
  public func run<Tap: LoopTap>(
    _ courses: [LoopCourse], taps: inout [Tap], generators: inout [SeededGenerator]
  ) throws(Fault) -> [LoopTrace] {
    var traces: [LoopTrace] = []
    for (index, course) in courses.enumerated() {
      traces.append(
        try run(
          from: course.start, steps: course.steps, tap: &taps[index],
          generator: &generators[index]))
    }
    return traces
  }
}

/// When a run of a closed loop begins and how long it is.
public struct LoopCourse: Sendable, Equatable {
  /// The moment of the first row.
  public var start: Timestamp
  /// How many rows, from 0.
  public var steps: Int

  /// Makes a course.
  public init(start: Timestamp, steps: Int) {
    self.start = start
    self.steps = steps
  }
}

/// What is usual for a tag in normal operation.
public struct TagProfile: Sendable, Codable, Equatable {
  /// The least usual value (the 0.1 % quantile).
  public var low: Double
  /// The greatest usual value (the 99.9 % quantile).
  public var high: Double
  /// The mean.
  public var mean: Double
  /// The standard deviation.
  public var deviation: Double
  /// The values that a discrete tag takes, ascending; empty for a continuous one.
  public var states: [Double]
  /// Whether the twin lets a tap drive it: an actuator's command or state.
  public var isDriven: Bool
  /// Whether a controller decides something by it.
  public var isControlling: Bool
  /// Whether a driven value between two states means something: a part of a pump's speed.
  public var isVariable: Bool

  /// Makes a profile.
  public init(
    low: Double, high: Double, mean: Double, deviation: Double, states: [Double] = [],
    isDriven: Bool = false, isControlling: Bool = false, isVariable: Bool = false
  ) {
    self.low = low
    self.high = high
    self.mean = mean
    self.deviation = deviation
    self.states = states
    self.isDriven = isDriven
    self.isControlling = isControlling
    self.isVariable = isVariable
  }
}

/// What a closed loop did: each matrix is *rows × tags*.
public struct LoopTrace: Sendable {
  /// The rows' moments.
  public var times: [Timestamp]
  /// The true values.
  public var truth: Matrix
  /// What controllers were told.
  public var controller: Matrix
  /// What the historian gives back; NaN = missing.
  public var historian: Matrix
  /// What alarms controllers' programs raised.
  public var alarms: LoopAlarms

  /// Makes a trace.
  public init(
    times: [Timestamp], truth: Matrix, controller: Matrix, historian: Matrix,
    alarms: LoopAlarms = .none
  ) {
    self.alarms = alarms
    self.times = times
    self.truth = truth
    self.controller = controller
    self.historian = historian
  }
}
