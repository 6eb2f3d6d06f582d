internal import LinearAlgebra
public import Telemetry
public import Twin

/// What became of one step of a scenario.
public struct StepCourse: Sendable, Equatable {
  /// When its trigger fired; nil where it never did.
  public let firedAt: Timestamp?
  /// The rows in which it tampered with something.
  public let rows: Range<Int>
}

/// The telemetry of one simulated scenario: true, controller-seen and historian-seen values, and labels.
public struct AttackTrace: Sendable {
  /// What was simulated.
  public let scenario: Scenario
  /// The plant's tags, the columns of the matrices.
  public let tags: [Tag]
  /// The time between two rows.
  public let interval: TimeSpan
  /// What the loop did.
  public let trace: LoopTrace
  /// What alarms controllers' programs raise in the same run without the attack.
  public let untouchedAlarms: LoopAlarms
  /// What became of its steps, in their order; of one without a list of them.
  public let courses: [StepCourse]
  /// What came of it; nil where nothing fired.
  public let consequence: Consequence?
  /// What it did to the process, row by row.
  public let effects: EffectRows
  /// What a check against the untouched run found.
  public let check: TraceCheck

  /// When the first step's trigger fired; nil where none ever did, which is no missed attack.
  public var firedAt: Timestamp? { courses.compactMap(\.firedAt).min() }
  /// The rows from the first to the last in which something was tampered with.
  ///
  /// Between two steps there may be untouched ones.
  public var rows: Range<Int> { Self.hull(courses.map(\.rows)) }
  /// Whether the trigger fired.
  public var hasFired: Bool { firedAt != nil }
  /// The first and the last moment of tampering; nil where there was none.
  public var tampered: TimeRange? {
    rows.isEmpty ? nil : TimeRange(trace.times[rows.lowerBound], trace.times[rows.upperBound - 1])
  }
  /// One value per row: 1 where an attack tampers with something, else 0; all 0 in a look-alike.
  public var labels: [Double] {
    trace.times.indices.map { row in
      scenario.isAttack && courses.contains { $0.rows.contains(row) } ? 1 : 0
    }
  }
  /// The rows from the first to the last in which a tag was tampered with on a channel; empty where it never was.
  public func rows(tag: String, channel: Channel) -> Range<Int> {
    Self.hull(
      zip(scenario.acts, courses).filter { step, _ in
        step.tamperings.contains { $0.id == tag && $0.point.channels.contains(channel) }
      }.map { $1.rows })
  }

  private static func hull(_ ranges: [Range<Int>]) -> Range<Int> {
    let filled = ranges.filter { !$0.isEmpty }
    guard let first = filled.map(\.lowerBound).min(), let last = filled.map(\.upperBound).max()
    else { return 0..<0 }
    return first..<last
  }

  /// The alarms that controllers' programs raised.
  public var alarms: LoopAlarms { trace.alarms }
  /// The alarms that would have stood in a row without the attack and do not, by their names.
  public func silenced(row: Int) -> [String] {
    alarms.ids.indices.filter {
      untouchedAlarms.states[row, $0] == 1 && alarms.states[row, $0] == 0
    }.map { alarms.ids[$0] }
  }

  /// What the historian stored.
  public var historian: Frame { frame(trace.historian) }
  /// What was true.
  public var truth: Frame { frame(trace.truth) }
  /// What controllers were told.
  public var controller: Frame { frame(trace.controller) }

  private func frame(_ values: Matrix) -> Frame {
    Frame(times: trace.times, tags: tags, values: values)
  }
}
