/// Where an attack stands in a row.
public enum AttackPhase: Int, Sendable, Codable, CaseIterable {
  /// Nothing of it.
  case normal
  /// In place and asleep, before a trigger that waits for a date or a change.
  case dormant
  /// Something is tampered with.
  case acting
  /// Nothing is tampered with any more, and the process still feels it, in this row or in a later one.
  case recovering

  /// The word in tables.
  public var text: String {
    switch self {
    case .normal: "normal"
    case .dormant: "dormant"
    case .acting: "acting"
    case .recovering: "recovering"
    }
  }
}

/// What is true of one row of a trace, in numbers: what the store holds beside `label`.
public struct SampleLabel: Sendable, Equatable {
  /// The steps at work, a bit each in the scenario's order; 1 where its only step is.
  public var steps: UInt32
  /// Where the attack stands; normal throughout in a look-alike.
  public var phase: AttackPhase
  /// What it did to the process.
  public var effects: ProcessEffects

  /// Makes a label.
  public init(steps: UInt32, phase: AttackPhase, effects: ProcessEffects) {
    self.steps = steps
    self.phase = phase
    self.effects = effects
  }

  /// The columns of the store, behind `label`.
  public static let columns = ["step", "phase", "consequence"]
  /// The numbers in these columns: bits of the steps, the phase from 0 to 3, bits of the effects.
  public var numbers: [Double] {
    [Double(steps), Double(phase.rawValue), Double(effects.rawValue)]
  }
  /// Reads the numbers back; what is none of them is nothing.
  public init(numbers: [Double]) {
    func whole(_ index: Int) -> Int {
      index < numbers.count ? Int(exactly: numbers[index]) ?? 0 : 0
    }
    self.init(
      steps: UInt32(exactly: whole(0)) ?? 0, phase: AttackPhase(rawValue: whole(1)) ?? .normal,
      effects: ProcessEffects(rawValue: UInt8(exactly: whole(2)) ?? 0))
  }
}

extension AttackTrace {
  /// One label per row.
  ///
  /// A row is dormant where nothing acts or recovers and a step with a trigger that sleeps has not fired yet.
  /// Recovery lasts to the last row, before a step acts again, that has an effect or a value beyond its usual range
  /// and off the untouched run.
  public var samples: [SampleLabel] {
    var samples = effects.rows.map { SampleLabel(steps: 0, phase: .normal, effects: $0) }
    guard scenario.isAttack else { return samples }
    for (number, course) in courses.enumerated() {
      for row in course.rows {
        samples[row].steps |= 1 << UInt32(number)
        samples[row].phase = .acting
      }
    }
    let sleeping = zip(scenario.acts, courses).filter { step, _ in
      type(of: step.trigger).isDormant
    }.map { $1.rows.isEmpty ? samples.count : $1.rows.lowerBound }
    let wakes = sleeping.max() ?? 0
    // From the end on: whether the process feels it in this row or in a later one before a step acts again.
    var feels = false
    let started =
      courses.map(\.rows).filter { !$0.isEmpty }.map(\.lowerBound).min() ?? samples.count
    for row in samples.indices.reversed() {
      if samples[row].phase == .acting {
        feels = false
        continue
      }
      feels = feels || effects.isAway[row] || effects.rows[row] != []
      if feels, row > started {
        samples[row].phase = .recovering
      } else if row < wakes {
        samples[row].phase = .dormant
      }
    }
    return samples
  }
}
