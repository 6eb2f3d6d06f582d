internal import Telemetry

/// The sensors of one lane at work; tags without one show the truth.
///
/// What comes over a slow way to the historian is read a part of a row earlier for it, with the chance of its row.
struct RunningSensors: Sendable {
  /// No sensors.
  static let none = RunningSensors(sensors: [])

  private var sensors: [RunningSensor]
  /// Where the sensor of a tag stands.
  private let slots: [Int: Int]

  private init(sensors: [RunningSensor]) {
    self.sensors = sensors
    slots = Dictionary(sensors.enumerated().map { ($1.model.tag, $0) }) { $1 }
  }

  /// Sensors at rest in a true row.
  init(_ instruments: Instruments, tags: [Tag], interval: TimeSpan, truth: [Double]) {
    var models = instruments.sensors
    var early: [Int: Double] = [:]
    for delivery in instruments.deliveries {
      let part = delivery.lateness(interval: interval, isState: tags[delivery.tag].isState).part
      if part == 0 { continue }
      early[delivery.tag] = part
      // Who knows the row before is a sensor, if one that shows the truth.
      if !models.contains(where: { $0.tag == delivery.tag }) {
        models.append(SensorModel(tag: delivery.tag))
      }
    }
    self.init(
      sensors: models.map {
        RunningSensor(
          $0, id: tags[$0.tag].id, truth: truth[$0.tag], interval: interval.seconds,
          early: early[$0.tag] ?? 0)
      })
  }

  /// A row begins; `seed` is that from which all chance of the row derives.
  mutating func begin(seed: UInt64) {
    for slot in sensors.indices { sensors[slot].begin(seed: seed) }
  }

  /// The row is over.
  mutating func conclude(_ truth: [Double]) {
    for slot in sensors.indices { sensors[slot].conclude(truth[sensors[slot].model.tag]) }
  }

  private func sensor(_ tag: Int) -> RunningSensor? { slots[tag].map { sensors[$0] } }

  /// What they show if that is the true row.
  func shown(_ row: [Double]) -> [Double] {
    var shown = row
    for sensor in sensors { shown[sensor.model.tag] = sensor.shown(row[sensor.model.tag]) }
    return shown
  }

  /// What one of them shows if that is the true value.
  func shown(_ value: Double, of tag: Int) -> Double { sensor(tag)?.shown(value) ?? value }

  /// What they showed last; of all other tags a true row.
  func lastShown(_ row: [Double]) -> [Double] {
    var shown = row
    for sensor in sensors { shown[sensor.model.tag] = sensor.lastShown }
    return shown
  }

  /// The sample of a tag for the historian, before it is rounded.
  func sampled(_ value: Double, of tag: Int) -> Double {
    sensor(tag).map { $0.sampled(value, early: $0.early) } ?? value
  }

  /// What is sent to the historian of a sample of a tag.
  func stored(_ sample: Double, of tag: Int) -> Double { sensor(tag)?.stored(sample) ?? sample }

  /// What is sent to the historian of a true row.
  func stored(_ row: [Double]) -> [Double] {
    var stored = row
    for sensor in sensors {
      stored[sensor.model.tag] = sensor.stored(
        sensor.sampled(row[sensor.model.tag], early: sensor.early))
    }
    return stored
  }

  /// Whether a tag's noise is its sensor's.
  func hasNoise(_ tag: Int) -> Bool { sensor(tag)?.model.noise != nil }

  /// What controllers heard that was the sensor's own value becomes NaN: it stands for what the sensor shows
  /// once the row is over.
  func release(_ heard: inout ToldRows, told: ToldRows, shown: [Double]) {
    for tag in sensors.map(\.model.tag) {
      for row in told.rows.indices where told.rows[row][tag] == shown[tag] {
        heard.rows[row][tag] = .nan
      }
    }
  }
}
