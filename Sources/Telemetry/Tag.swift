/// What a telemetry column stands for in the plant.
public enum TagRole: String, Sendable, Codable, CaseIterable {
  /// A measured process value.
  case sensor
  /// What a controller drives: pump speed, valve opening, flow through a driven element.
  case actuator
  /// A target value.
  case setpoint
  /// A discrete state: on/off, open/closed.
  case status
  /// A measured input that the plant does not control.
  case disturbance
  /// Ground truth that came with the data; never an input of a model.
  case label

  /// Whether models read tags of this role.
  public var isModelInput: Bool { self != .label }
}

/// One telemetry column: its id and what is known of it.
public struct Tag: Sendable, Hashable, Codable {
  /// The longest id that a store keeps, in bytes of UTF-8.
  public static let longestID = 1_024

  /// The column's name, trimmed of blanks; unique in a plant.
  public var id: String
  /// What it stands for.
  public var role: TagRole
  /// The engineering unit, as the site writes it.
  public var unit: String?
  /// The step that the historian rounds to, in engineering units, as declared; nil if not declared.
  public var resolution: Double?
  /// The plant's element that the tag measures or drives.
  public var element: String?
  /// What it measures or sets of its element; nil where element and role say it.
  public var quantity: MeasuredQuantity?
  /// The controller that reads or writes the tag.
  public var controller: String?
  /// How a source's cells become the tag's values; nil where they are its numbers as they are.
  public var reading: TagReading?

  /// Makes a tag.
  public init(
    id: String, role: TagRole = .sensor, unit: String? = nil, resolution: Double? = nil,
    element: String? = nil, quantity: MeasuredQuantity? = nil, controller: String? = nil,
    reading: TagReading? = nil
  ) {
    self.id = id
    self.role = role
    self.unit = unit
    self.resolution = resolution
    self.element = element
    self.quantity = quantity
    self.controller = controller
    self.reading = reading
  }
}
