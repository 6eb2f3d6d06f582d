internal import Diagnostics
internal import Telemetry

/// A two-point rule of a process's model, on its way to being written as a block.
struct WrittenRule {
  var actuator: Int
  var sensor: Int
  var onAt: Double
  var offAt: Double
  /// Whether it goes on above and off below.
  var isInverse: Bool
  var levels: SwitchLevels
  /// The controls of a network that switch on and off, by their places among all, from 1; nil without a network.
  var controls: (on: Int, off: Int)?

  /// The rule as a two-point block of a program.
  func settings(_ tags: [Tag]) -> Settings {
    let texts = [
      ("use", TwoPoint.id), ("of", tags[sensor].id),
      (isInverse ? "on-above" : "on-below", "\(onAt)"),
      (isInverse ? "off-below" : "off-above", "\(offAt)"), ("to", tags[actuator].id),
    ]
    return Settings(
      .mapping(
        texts.map {
          .init(key: $0.0, place: Place(), value: Settings(.scalar($0.1, quoted: false)))
        }))
  }
}

/// The values of an actuator's tag that its rule calls off and on.
struct SwitchLevels: Sendable, Equatable {
  var off: Double
  var on: Double

  /// A program's 0 or 1 as the tag has it; other numbers are the tag's own.
  func value(ofSignal signal: Double) -> Double {
    signal == 0 ? off : signal == 1 ? on : signal
  }

  /// The tag's value as a program's 0 or 1.
  func signal(ofValue value: Double) -> Double {
    value.isNaN ? value : abs(value - on) < abs(value - off) ? 1 : 0
  }
}
