public import Telemetry

/// The plant and what its data are worth.
public struct PlantFacts: Sendable, Codable, Equatable {
  /// The plant's name.
  public var name: String
  /// How many rows were read.
  public var rows: Int
  /// From the first to the last row; nil without rows.
  public var span: TimeRange?
  /// The usual time between rows; nil where not known.
  public var interval: TimeSpan?
  /// The oldest that the last row may be before the report warns; nil for no such rule.
  public var freshness: TimeSpan?
  /// Stretches without rows.
  public var gaps: [DataGap]
  /// Rows that could not be used, by reason; they stand in `quarantine.csv`.
  public var quarantine: [QuarantineReason]
  /// The tags in their order.
  public var tags: [TagQuality]
  /// Warnings about the data as a whole.
  public var notices: [String]
  /// Whether it has telemetry at all; false where only histories of units are known.
  public var hasTelemetry: Bool

  /// Makes the facts of a plant.
  public init(
    name: String, rows: Int = 0, span: TimeRange? = nil, interval: TimeSpan? = nil,
    freshness: TimeSpan? = nil, gaps: [DataGap] = [], quarantine: [QuarantineReason] = [],
    tags: [TagQuality] = [], notices: [String] = [], hasTelemetry: Bool = true
  ) {
    self.name = name
    self.rows = rows
    self.span = span
    self.interval = interval
    self.freshness = freshness
    self.gaps = gaps
    self.quarantine = quarantine
    self.tags = tags
    self.notices = notices
    self.hasTelemetry = hasTelemetry
  }

  /// The share of cells that are missing, over all tags; 0 without tags.
  public var missingShare: Double {
    tags.isEmpty ? 0 : tags.reduce(0) { $0 + $1.missingShare } / Double(tags.count)
  }

  /// How many rows could not be used.
  public var quarantinedRows: Int { quarantine.reduce(0) { $0 &+ $1.rows } }
}

/// A stretch without rows.
public struct DataGap: Sendable, Codable, Equatable {
  /// From the last row before to the first row after.
  public var range: TimeRange
  /// How many rows were due; nil where not known.
  public var missingRows: Int?

  /// Makes a gap.
  public init(range: TimeRange, missingRows: Int? = nil) {
    self.range = range
    self.missingRows = missingRows
  }
}

/// Why rows could not be used, and how many.
public struct QuarantineReason: Sendable, Codable, Equatable {
  /// The reason, in words.
  public var reason: String
  /// The number of rows.
  public var rows: Int

  /// Makes a reason with its count.
  public init(reason: String, rows: Int) {
    self.reason = reason
    self.rows = rows
  }
}

/// What is known of a tag's data.
public struct TagQuality: Sendable, Codable, Equatable {
  /// The tag's name.
  public var id: String
  /// What it stands for.
  public var role: TagRole
  /// The engineering unit; nil where not known.
  public var unit: String?
  /// The share of missing cells, 0 to 1.
  public var missingShare: Double
  /// Whether the tag never changed in the data a model was fitted to.
  public var isConstant: Bool
  /// The least value; nil where there is none.
  public var minimum: Double?
  /// The greatest value; nil where there is none.
  public var maximum: Double?
  /// What a person should know of the tag.
  public var notices: [String]
  /// A small picture of the values, evenly spaced in time, about 40 of them; nil where missing.
  public var sketch: [Double?]

  /// Makes the facts of a tag.
  public init(
    id: String, role: TagRole = .sensor, unit: String? = nil, missingShare: Double = 0,
    isConstant: Bool = false, minimum: Double? = nil, maximum: Double? = nil,
    notices: [String] = [], sketch: [Double?] = []
  ) {
    self.id = id
    self.role = role
    self.unit = unit
    self.missingShare = missingShare
    self.isConstant = isConstant
    self.minimum = minimum
    self.maximum = maximum
    self.notices = notices
    self.sketch = sketch
  }
}
