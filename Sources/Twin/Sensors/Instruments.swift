internal import LinearAlgebra
internal import Telemetry

/// What stands between a plant's true course and its record: sensors, the network, then the historian.
///
/// Controllers read what sensors show; what comes late or is lost on the way to the historian, and what it leaves out,
/// is its own matter.
public struct Instruments: Sendable, Equatable {
  /// The sensors that do not show the truth, one per tag at the most.
  public var sensors: [SensorModel]
  /// The tags that the network makes late or loses on their way to the historian, one per tag at the most.
  public var deliveries: [HistorianDelivery]
  /// What the historian does not keep row by row, one per tag at the most.
  public var historian: [HistorianModel]

  /// Nothing: sensors show the truth and the historian keeps every row.
  public static let none = Instruments(sensors: [], historian: [])

  /// Makes it of its parts.
  public init(
    sensors: [SensorModel], deliveries: [HistorianDelivery] = [], historian: [HistorianModel]
  ) {
    self.sensors = sensors
    self.deliveries = deliveries
    self.historian = historian
  }

  /// True where there is nothing between the truth and the record.
  public var isEmpty: Bool { sensors.isEmpty && deliveries.isEmpty && historian.isEmpty }

  /// What the historian gives back of what came to it, *rows × tags*.
  func givenBack(_ sent: Matrix, at times: [Timestamp]) -> Matrix {
    var result = sent
    for model in historian {
      let values = model.compression.givenBack(sent.column(model.tag), at: times)
      result.withUnsafeMutableColumn(model.tag) { column in
        for row in column.indices { column[row] = values[row] }
      }
    }
    return result
  }
}

/// How the historian keeps a tag.
public struct HistorianModel: Sendable, Equatable {
  /// The tag, as an index in the loop's tags.
  public var tag: Int
  /// Which values it keeps, and what it gives back.
  public var compression: any Compression

  /// Makes one.
  public init(tag: Int, compression: any Compression) {
    self.tag = tag
    self.compression = compression
  }

  /// Compares all parts.
  public static func == (a: Self, b: Self) -> Bool {
    a.tag == b.tag && type(of: a.compression) == type(of: b.compression)
      && a.compression.numbers == b.compression.numbers
  }
}
