internal import Diagnostics
public import Telemetry
public import Twin

/// What of a plant can be tampered with: its tags, what is usual for them, and its rhythm.
public struct AttackSurface: Sendable {
  /// The twin's tags.
  public let tags: [Tag]
  /// The time between two rows.
  public let interval: TimeSpan
  /// What is usual for each tag.
  public let profiles: [TagProfile]
  /// The controllers, each reached over links of its own; empty where all are told the same.
  public let controllers: [LoopController]
  /// What controllers' programs keep beside tags: modes, alarms, memories.
  public let signals: [ProgramSignal]
  /// What controllers go by, as it can be edited.
  public let logic: [ControllerLogic]
  /// Whether the plant answers to what its controllers are told and its actuators do; recorded telemetry does
  /// not.
  public let answers: Bool
  /// Whether what is usual, and the rules that controllers go by, are known; before a calibration they are not.
  public let isCalibrated: Bool
  /// Whether the controllers are known; not where what declares them is wrong.
  public let knowsControllers: Bool

  /// The surface of a twin.
  public init(_ plant: some ClosedLoop) {
    self.init(
      tags: plant.tags, interval: plant.interval, profiles: plant.profiles,
      controllers: plant.controllers, logic: plant.controllerLogic,
      answers: !(plant is RecordedPlant))
  }

  /// A surface of its parts; there must be a profile per tag.
  public init(
    tags: [Tag], interval: TimeSpan, profiles: [TagProfile], controllers: [LoopController] = [],
    logic: [ControllerLogic] = [], answers: Bool = true
  ) {
    precondition(
      tags.count == profiles.count,
      "\(tags.count) tags need as many profiles, got \(profiles.count)")
    self.tags = tags
    self.interval = interval
    self.profiles = profiles
    self.controllers = controllers
    signals = ProgramSignal.all(controllers, tags: tags)
    self.logic = logic
    self.answers = answers
    isCalibrated = true
    knowsControllers = true
  }

  /// The surface of a plant of which only the declarations are known: any tag may have any value.
  ///
  /// - Parameters:
  ///   - interval: The time between two rows; nil where nobody knows, and then none is too short.
  ///   - controllers: nil where they are not known.
  public init(declared tags: [Tag], interval: TimeSpan?, controllers: [LoopController]?) {
    let reading: [MeasuredQuantity] = [.status, .setting, .speed]
    self.tags = tags
    self.interval = interval ?? TimeSpan(nanoseconds: 1)
    profiles = tags.map { tag in
      // What is declared to be measured is nothing that can be driven; all else may be.
      let isMeasured = tag.role == .sensor && tag.quantity.map { !reading.contains($0) } ?? false
      return TagProfile(
        low: .nan, high: .nan, mean: .nan, deviation: .nan, isDriven: !isMeasured,
        isControlling: true)
    }
    self.controllers = controllers ?? []
    signals = ProgramSignal.all(self.controllers, tags: tags)
    logic = ControllerLogic.programs(self.controllers)
    answers = true
    isCalibrated = false
    knowsControllers = controllers != nil
  }

  /// The index of a tag; nil where the plant has none of that name.
  public func index(of id: String) -> Int? { tags.firstIndex { $0.id == id } }

  /// The index of a tag; nil where the plant has none of that name, and a problem is added.
  func index(of id: String, at place: Place, _ problems: Problems) -> Int? {
    if let index = index(of: id) { return index }
    problems.add(
      "unknown tag '\(id)'", at: place, hint: Suggestion.hint(for: id, in: tags.map(\.id)))
    return nil
  }

  /// Between what values of tags lie, or the states that they take, for a hint; nil for no tag.
  func ranges(of indices: [Int]) -> String? {
    let texts = indices.map { index in
      let (id, profile) = (tags[index].id, profiles[index])
      if !profile.states.isEmpty {
        return "'\(id)' takes the states \(profile.states.map(shortest).joined(separator: ", "))"
      }
      return profile.low.isNaN
        ? "'\(id)' may have any value"
        : "'\(id)' ranges from \(rounded(profile.low)) to \(rounded(profile.high))"
    }
    return texts.isEmpty ? nil : texts.joined(separator: ", ")
  }

  /// The tags of a group that move at all in normal operation, in the plant's order.
  public func members(_ group: TagGroup) -> [Int] {
    tags.indices.filter { index in
      let profile = profiles[index]
      guard profile.span > 0, profile.mean.isFinite else { return false }
      switch group {
      case .controlling:
        return profile.isControlling && !profile.isDriven && profile.states.isEmpty
          && tags[index].role != .setpoint
      case .sensors:
        return tags[index].role == .sensor && !profile.isDriven && profile.states.isEmpty
      case .driven: return profile.isDriven
      case .switched: return profile.isDriven && profile.states.count > 1
      case .variable: return profile.isDriven && profile.isVariable
      case .setPoints: return profile.isControlling && tags[index].role == .setpoint
      }
    }
  }
}

/// Which tags a technique is for.
public enum TagGroup: String, Sendable, CaseIterable {
  /// Continuous values by which a controller decides.
  case controlling
  /// All continuous sensors.
  case sensors
  /// Actuators that can be driven.
  case driven
  /// Actuators with states.
  case switched
  /// Pumps that can run at a part of their speed.
  case variable
  /// Set points by which a controller decides.
  case setPoints = "set-points"

  /// The group in a user's words.
  public var text: String {
    switch self {
    case .controlling: "sensor that a controller decides by"
    case .sensors: "continuous sensor"
    case .driven: "actuator that changes"
    case .switched: "actuator that switches"
    case .variable: "pump that can run at a part of its speed"
    case .setPoints: "set point that a controller decides by"
    }
  }
}

extension TagProfile {
  /// The usual span: high − low, or between the outermost states; 0 where that is no positive number.
  public var span: Double {
    let width =
      states.count > 1 ? (states.last ?? 0) - (states.first ?? 0) : states.isEmpty ? high - low : 0
    return width.isFinite && width > 0 ? width : 0
  }

  /// The least and greatest usual value or state.
  public var range: (low: Double, high: Double) {
    (states.first ?? low, states.last ?? high)
  }

  /// The distance of a value from the mean in spans; nil for a discrete or constant tag.
  func distance(of value: Double) -> Double? {
    states.isEmpty && span > 0 ? abs(value - mean) / span : nil
  }

  /// The outermost state in a direction; nil for a continuous tag.
  func outermost(_ direction: Double) -> Double? { direction > 0 ? states.last : states.first }

  /// Whether forcing the tag in a direction changes something: it is not there anyway nearly always.
  func hasRoom(_ direction: Double) -> Bool {
    let (low, high) = range
    return (direction > 0 ? high - mean : mean - low) >= 0.05 * span
  }
}

extension ShapeUse {
  /// Refuses states that a discrete actuator never takes, and speeds beyond 120 % of a pump's own.
  func refusing(states: [Double]) -> [(problem: String, hint: String?)] {
    guard point == .actuator, !profile.states.isEmpty else { return [] }
    if profile.states.count == 1 {
      return states.filter { ![0, 1].contains($0) && !profile.states.contains($0) }.map {
        (
          "'\(tag)' never switched in telemetry and can be driven to 0 and 1, got \(shortest($0))",
          nil
        )
      }
    }
    let known = profile.states.map(shortest).joined(separator: ", ")
    let (off, on) = profile.range
    let most = off + 1.2 * (on - off)
    return states.filter { !profile.states.contains($0) }
      .filter { !(profile.isVariable && $0 > off && $0 <= most) }
      .map {
        let speeds =
          profile.isVariable ? " and parts of its speed up to \(rounded(most))" : ""
        return ("'\(tag)' takes the states \(known)\(speeds), got \(shortest($0))", nil)
      }
  }

  /// Refuses a shape that gives values between the states of a tag that takes states only: nothing shows such values.
  func refusingStates(of shape: String) -> [(problem: String, hint: String?)] {
    guard point == .actuator || profile.isDriven && profile.states.count > 1,
      !profile.states.isEmpty, !profile.isVariable
    else { return [] }
    let known = profile.states.map(shortest).joined(separator: ", ")
    return [
      (
        "'\(tag)' takes the states \(known) alone, the \(shape) gives values between them",
        "use override, toggle, hold or freeze"
      )
    ]
  }

  /// Refuses a length of time that is shorter than one or two rows.
  func refusing(
    _ span: TimeSpan, of key: String, shorterThanRows rows: Int
  ) -> [(problem: String, hint: String?)] {
    guard span < interval * rows else { return [] }
    let fewest = rows == 1 ? "one row" : "two rows"
    return [
      (
        "'\(key)' must be at least \(fewest) of \(interval), got \(span)",
        "a shorter time falls between the rows"
      )
    ]
  }
}
