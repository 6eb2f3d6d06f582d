/// The words of a trace's labels: what its rows say of scenario, step, technique, target, phase, consequence.
public struct SampleText: Sendable {
  /// What is to be known of a step.
  public struct Step: Sendable, Codable, Equatable {
    /// The name; `1` where it is the scenario's only one.
    public var name: String
    /// The technique; empty in a look-alike.
    public var technique: String
    /// The tags that are tampered with.
    public var targets: [String]

    /// Makes a step.
    public init(name: String, technique: String, targets: [String]) {
      self.name = name
      self.technique = technique
      self.targets = targets
    }
  }

  /// The columns of a CSV, behind `label`.
  public static let columns = [
    "technique", "scenario", "step", "target", "phase", "consequence",
  ]

  private let scenario: String
  private let steps: [Step]

  /// The words of a scenario of this name with these steps.
  public init(scenario: String, steps: [Step]) {
    self.scenario = scenario
    self.steps = steps
  }

  /// The cells of a row under ``columns``, not yet escaped; several words stand with `;` between.
  ///
  /// Technique, step and target are empty where nothing is at work.
  public func cells(_ label: SampleLabel) -> [String] {
    let acting = steps.indices.filter { $0 < 32 && label.steps & (1 << UInt32($0)) != 0 }.map {
      steps[$0]
    }
    return [
      Self.joined(acting.map(\.technique)), scenario, Self.joined(acting.map(\.name)),
      Self.joined(acting.flatMap(\.targets)), label.phase.text,
      Self.joined(label.effects.list.map(\.rawValue)),
    ]
  }

  private static func joined(_ words: [String]) -> String {
    var seen: Set<String> = [""]
    return words.filter { seen.insert($0).inserted }.joined(separator: ";")
  }
}

extension Scenario {
  /// What its labels say of its steps.
  public var sampleSteps: [SampleText.Step] {
    acts.map { step in
      SampleText.Step(
        name: chain.isEmpty ? "1" : step.name, technique: step.technique ?? "", targets: step.tags)
    }
  }
}
