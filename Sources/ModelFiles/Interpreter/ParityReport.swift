public import Telemetry

/// How far an exported graph is from Tocsin's own scores, or remaining lives.
public struct ParityReport: Sendable, Equatable {
  /// The first row whose score or alarm differs.
  public struct Mismatch: Sendable, Equatable, CustomStringConvertible {
    /// The row, from 0.
    public let row: Int
    /// Its moment.
    public let time: Timestamp
    /// The graph's score; NaN where it has none.
    public let onnx: Double
    /// Tocsin's score; NaN where it has none.
    public let tocsin: Double
    /// Whether the graph's alarm is on.
    public let onnxAlarm: Bool
    /// Whether Tocsin's alarm is on.
    public let tocsinAlarm: Bool
    /// Whether the rows were given in the pieces of ``GraphParity``, not all at once.
    public let isInPieces: Bool

    /// Row, moment, both scores and both alarms.
    public var description: String {
      let pieces = isInPieces ? " (rows given in pieces)" : ""
      return "row \(row) at \(time.description)\(pieces): "
        + "ONNX \(onnx), alarm \(onnxAlarm ? 1 : 0); tocsin \(tocsin), alarm \(tocsinAlarm ? 1 : 0)"
    }
  }

  /// The first quantile of a remaining life that differs.
  public struct LifeMismatch: Sendable, Equatable, CustomStringConvertible {
    /// The unit.
    public let unit: String
    /// The row of the unit, from 0.
    public let row: Int
    /// The unit's age there.
    public let age: Double
    /// The quantile's place among the levels, from 0.
    public let level: Int
    /// The graph's life; NaN where it tells none.
    public let onnx: Double
    /// Tocsin's life; NaN where it tells none.
    public let tocsin: Double
    /// Whether the rows were given in the pieces of ``LifeParity``, not all at once.
    public let isInPieces: Bool

    /// Unit, row, age, level and both lives.
    public var description: String {
      let pieces = isInPieces ? " (rows given in pieces)" : ""
      return "unit '\(unit)', row \(row) at age \(age), level \(level)\(pieces): "
        + "ONNX \(onnx); tocsin \(tocsin)"
    }
  }

  /// How many rows were compared.
  public var rows: Int
  /// The largest |onnx − tocsin| / max(1, |tocsin|); infinite where one of the two has none.
  public var largestDifference: Double
  /// How many rows have another alarm; 0 for graphs of remaining life.
  public var alarmsDiffering: Int
  /// The largest difference that passes.
  public var tolerance: Double
  /// The first row whose score differs by more than the tolerance, or whose alarm differs.
  public var firstMismatch: Mismatch?
  /// The first life that differs by more than the tolerance, unit by unit, row by row.
  public var firstLifeMismatch: LifeMismatch?

  /// Whether all scores are within the tolerance and all alarms equal.
  public var passed: Bool { largestDifference <= tolerance && alarmsDiffering == 0 }
}
