internal import Attacks
internal import Diagnostics
internal import Telemetry

/// One simulated scenario, as the stages after simulation know it.
package struct TraceRecord: Codable, Sendable {
  /// What kind of thing was simulated.
  package enum Kind: String, Codable, Sendable {
    case attack
    case lookAlike = "look-alike"
  }

  /// What came of it in the process, against the same run without it.
  package struct Consequence: Codable, Sendable {
    /// The tag whose true value moved most.
    var tag: String
    /// The largest deviation, in engineering units.
    var deviation: Double
    /// The same in parts of the tag's usual span.
    var spans: Double
    /// How long a true value was beyond its usual range, and never was without the attack.
    var hoursBeyond: Double
  }

  /// A number within the campaign: `0007`.
  var id: String
  /// The Arrow file of the trace beside this record.
  var file: String
  var kind: Kind
  /// In plain words: `level told too low`.
  var name: String
  /// The scenario's own name: the `name:` of the campaign's file, or one with a number where it was drawn.
  var scenario: String
  /// The ATT&CK technique, the first step's where it has several; nil for a look-alike.
  var technique: String?
  /// Its steps, in the order of the bits of the trace's column `step`.
  var steps: [SampleText.Step]
  /// Where: tags, in words.
  var asset: String
  /// Everything about it in a sentence.
  var what: String
  /// Parts of the usual span; nil where size means nothing.
  var size: Double?
  /// `small`, `medium`, `large`, or `–`.
  var sizeClass: String
  /// Whether the historian was shown something else than what happened.
  var isConcealed: Bool
  /// Whether it is recorded telemetry that was falsified, not a run of the twin.
  var isInjected: Bool
  /// The rows of the whole trace.
  var span: TimeRange
  /// When something was tampered with; nil where the trigger never fired.
  var tampered: TimeRange?
  /// The tags whose stored values differ from the truth.
  var falsified: [String]
  /// What came of it; nil where nothing fired.
  var consequence: Consequence?
  /// Hours, and switches, of what came of it by tag.
  var effects: [EffectAmount]
}

/// What simulation leaves behind for the stages after it: `simulate.json`.
package struct SimulateResult: Codable, Sendable {
  /// The scenarios in their order.
  var traces: [TraceRecord]
  /// The techniques of the campaign with their names, in its order.
  var techniques: [TechniqueRecord]
  /// How good the traces are as data.
  var quality: CampaignQuality
  /// What a person should know.
  var notices: [String]

  /// A technique of the campaign.
  package struct TechniqueRecord: Codable, Sendable {
    var id: String
    var name: String
  }

  /// The attacks whose trigger fired.
  var attacks: [TraceRecord] { traces.filter { $0.kind == .attack && $0.tampered != nil } }
  /// The look-alikes that took place.
  var lookAlikes: [TraceRecord] { traces.filter { $0.kind == .lookAlike && $0.tampered != nil } }
}
