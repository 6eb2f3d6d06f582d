public import Telemetry

/// A row of somebody's alarms or scores.
public struct AlarmRow: Sendable, Equatable {
  /// When.
  public let time: Timestamp
  /// Whether an alarm stood; nil where the cell was empty or there was no such column.
  public let alarm: Bool?
  /// The score, higher = worse; nil where the cell was empty or there was no such column.
  public let score: Double?

  /// Makes a row.
  public init(time: Timestamp, alarm: Bool? = nil, score: Double? = nil) {
    self.time = time
    self.alarm = alarm
    self.score = score
  }
}

/// A row of labels.
public struct LabelRow: Sendable, Equatable {
  /// When.
  public let time: Timestamp
  /// Whether it was an attack; nil where nobody knows.
  public let attack: Bool?

  /// Makes a row.
  public init(time: Timestamp, attack: Bool?) {
    self.time = time
    self.attack = attack
  }
}

/// The truth as a labels file gives it.
public enum LabelSource: Sendable, Equatable {
  /// One label for each stamp; consecutive attack rows are one window.
  case rows([LabelRow])
  /// Windows, both ends included; every moment outside them is normal.
  case windows([LabelledWindow])
}
