internal import LinearAlgebra
public import Telemetry
public import Twin

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
  /// When the trigger fired; nil where it never did, which is no missed attack.
  public let firedAt: Timestamp?
  /// The rows in which something was tampered with: from the trigger to the tampering's end.
  public let rows: Range<Int>
  /// What came of it; nil where nothing fired.
  public let consequence: Consequence?
  /// What a check against the untouched run found.
  public let check: TraceCheck

  /// Whether the trigger fired.
  public var hasFired: Bool { firedAt != nil }
  /// The first and the last moment of tampering; nil where there was none.
  public var tampered: TimeRange? {
    rows.isEmpty ? nil : TimeRange(trace.times[rows.lowerBound], trace.times[rows.upperBound - 1])
  }
  /// One value per row: 1 where an attack tampers with something, else 0; all 0 in a look-alike.
  public var labels: [Double] {
    trace.times.indices.map { scenario.isAttack && rows.contains($0) ? 1 : 0 }
  }
  /// The rows in which a tag was tampered with on a channel; empty where it never was.
  public func rows(tag: String, channel: Channel) -> Range<Int> {
    scenario.tamperings.contains { $0.id == tag && $0.point.channels.contains(channel) }
      ? rows : 0..<0
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
