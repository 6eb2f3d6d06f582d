/// Where a value is tampered with on its way through the plant.
public enum AttackPoint: String, Sendable, Codable, CaseIterable {
  /// At the sensor or its device: controllers and the historian both get the false value.
  case sensor
  /// On the link to the controllers; the historian goes on getting the true value.
  case controller
  /// On the way to the historian alone; controllers go on with the true value.
  case historian
  /// At the actuator, after its controller has decided; the historian stores what the actuator then does.
  case actuator

  /// The ways of a value that a tampering at this point changes.
  public var channels: [Channel] {
    switch self {
    case .sensor: [.controller, .historian]
    case .controller: [.controller]
    case .historian: [.historian]
    case .actuator: [.actuator]
    }
  }
}

/// A way that values travel: each has its own past.
public enum Channel: String, Sendable, Codable, CaseIterable {
  /// What controllers are told.
  case controller
  /// What an actuator does.
  case actuator
  /// What the historian stores.
  case historian
}
