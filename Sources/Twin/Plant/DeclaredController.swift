public import Diagnostics

/// A controller as `plant.yaml` declares it: by the names of tags, or of elements for what it drives.
public struct DeclaredController: Sendable, Equatable {
  /// A tag that another controller sends.
  public struct Poll: Sendable, Equatable {
    /// The tag.
    public var tag: String
    /// The controller that reads it.
    public var from: String
    /// Where it is said.
    public var place: Place
  }

  /// What is driven, by which rule.
  public struct Drive: Sendable, Equatable {
    /// The actuator: a tag, or the element of one.
    public var actuator: String
    /// The tag by which it is switched; nil without a rule.
    public var sensor: String?
    /// On (a pump) or open (a valve) below this, in the sensor's unit.
    public var onBelow: Double?
    /// Off or closed above this; between the two it stays as it is.
    public var offAbove: Double?
    /// What it holds by itself, in its own unit: of a valve; nil where nobody says.
    public var setpoint: Double?
    /// Where it is said.
    public var place: Place
  }

  /// The name.
  public var id: String
  /// The host on which it runs; its own name where none is said.
  public var host: String
  /// The tags whose sensors it reads itself.
  public var reads: [String] = []
  /// The tags that others send it.
  public var polls: [Poll] = []
  /// What it drives.
  public var drives: [Drive] = []
  /// What it runs besides the rules of its drives; nil without.
  public var program: DeclaredProgram?
  /// Where it is said.
  public var place: Place

  /// A controller without tags.
  init(id: String, host: String? = nil, place: Place) {
    self.id = id
    self.host = host ?? id
    self.place = place
  }

  /// Reads one item of `controllers:`.
  init(_ settings: Settings, problems: Problems) {
    var fields = Fields(settings, problems: problems)
    place = settings.place
    id = fields.requiredString("id")
    host = fields.string("host", default: id)
    _ = fields.optionalString("site")
    reads = fields.strings("reads", default: [])
    polls = fields.list("polls").map { item in
      var poll = Fields(item, problems: problems)
      defer { poll.finish() }
      return Poll(
        tag: poll.requiredString("tag"), from: poll.requiredString("from"), place: item.place)
    }
    drives = fields.list("drives").map { Self.drive($0, problems: problems) }
    program = DeclaredProgram(controller: &fields)
    fields.finish()
    if reads.isEmpty, polls.isEmpty, drives.isEmpty {
      problems.add(
        "\(id.isEmpty ? "a controller" : "controller '\(id)'") has no tag", at: place,
        hint: "say what it reads, polls or drives")
    }
  }

  private static func drive(_ settings: Settings, problems: Problems) -> Drive {
    var fields = Fields(settings, problems: problems)
    let any = -1e12...1e12
    var drive = Drive(
      actuator: fields.requiredString("actuator"), sensor: fields.optionalString("sensor"),
      onBelow: fields.optionalNumber("on-below", in: any),
      offAbove: fields.optionalNumber("off-above", in: any), place: settings.place)
    // A valve that holds a value by itself has no rule.
    drive.setpoint = fields.optionalNumber("setpoint", in: any)
    fields.finish()
    let name = drive.actuator.isEmpty ? "an actuator" : "'\(drive.actuator)'"
    if let on = drive.onBelow, let off = drive.offAbove, on >= off {
      problems.add(
        "\(name) goes on below \(on) and off above \(off): between the two it would do both",
        at: settings.place, hint: "on-below must be less than off-above")
    }
    if (drive.onBelow == nil) != (drive.offAbove == nil) {
      problems.add(
        "the rule of \(name) says only when it goes \(drive.onBelow == nil ? "off" : "on")",
        at: settings.place, hint: "give on-below and off-above")
      (drive.onBelow, drive.offAbove) = (nil, nil)
    }
    if drive.onBelow != nil, drive.sensor == nil {
      problems.add(
        "the rule of \(name) names no sensor", at: settings.place,
        hint: "sensor: the tag that it goes by")
    }
    return drive
  }
}
