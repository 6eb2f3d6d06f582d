internal import Diagnostics
internal import Telemetry

/// Sensors as `plant.yaml` declares them: some tags, and what their sensors make of the truth.
public struct DeclaredSensor: Sendable, Equatable {
  /// Which tags.
  let tags: TagPatterns
  /// The parts; its tag counts for nothing.
  let model: SensorModel

  /// A size beyond this is a slip.
  private static let greatest = 1e12
  /// What can be said of a sensor.
  private static let parts = ["lag", "bias", "drift", "noise", "quantum", "dropout", "jitter"]

  /// Reads one item of `sensors:`.
  init(_ settings: Settings, problems: Problems) {
    var fields = Fields(settings, problems: problems)
    defer { fields.finish() }
    tags = TagPatterns(&fields)
    let any = -Self.greatest...Self.greatest
    var model = SensorModel(tag: 0)
    model.lag =
      fields.span("lag", default: .zero, in: .zero...TimeSpan.hours(24)).seconds
    model.bias = fields.number("bias", default: 0, in: any)
    model.drift = fields.number("drift", default: 0, in: any)
    model.noise = fields.optionalNumber("noise", in: 0...Self.greatest)
    model.quantum = fields.optionalNumber("quantum", in: -Self.greatest...Self.greatest)
    if let quantum = model.quantum, quantum <= 0 {
      problems.add(
        "'quantum' must be a number above 0, got \(quantum)",
        at: fields.settings("quantum")?.place, hint: "leave it out where nothing is rounded")
      model.quantum = nil
    }
    model.jitter =
      fields.span("jitter", default: .zero, in: .zero...TimeSpan.hours(24)).seconds
    let isSaid = fields.has("dropout")
    var dropout = fields.fields("dropout")
    for key in ["share", "lasts"] where isSaid && !dropout.has(key) {
      problems.add(
        "'\(key)' is missing", at: dropout.place, hint: "dropout: { share: 0.001, lasts: 10min }")
    }
    let range = TimeSpan(seconds: 1)...TimeSpan.hours(24 * 31)
    let out = SensorDropout(
      share: dropout.number("share", default: 0, in: 0...SensorDropout.greatestShare),
      lasts: dropout.span("lasts", default: TimeSpan(seconds: 1), in: range).seconds)
    dropout.finish()
    model.dropout = isSaid ? out : nil
    self.model = model
    if !Self.parts.contains(where: fields.has) {
      problems.add(
        "the sensors of \(tags.text) have no part", at: settings.place,
        hint: "known: \(Self.parts.joined(separator: ", "))")
    }
  }

  /// The sensor of a tag; what does not fit it is a problem.
  func model(_ number: Int, _ tag: Tag, _ problems: Problems) -> SensorModel {
    if tag.isState, !model.isPlain {
      problems.add(
        "'\(tag.id)' is a state: of all parts of a sensor only 'dropout' fits it", at: tags.place,
        hint: "name the tags without it")
    }
    var own = model
    own.tag = number
    return own
  }

  /// A sample is taken between two rows.
  func check(interval: TimeSpan, _ problems: Problems) {
    if model.jitter <= interval.seconds { return }
    problems.add(
      "the jitter of \(tags.text) is \(TimeSpan(seconds: model.jitter)), the rows come every \(interval)",
      at: tags.place, hint: "at most the time between two rows")
  }
}
