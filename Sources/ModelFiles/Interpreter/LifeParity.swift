public import Diagnostics
public import LinearAlgebra

/// Checks that an exported graph tells the remaining lives that Tocsin's own prognoser tells.
///
/// The bytes of the file are read again and evaluated by ``ONNXInterpreter``: every unit from the
/// first states, once with all its rows in one call (2²² cells at most), and once in pieces, 50 of
/// one row and then blocks of 97, with the states fed back.
public enum LifeParity {
  /// The largest |onnx − tocsin| / max(1, |tocsin|) that passes.
  public static let tolerance = 1e-9

  /// One unit's rows with what Tocsin tells of them.
  public struct Unit: Sendable {
    /// The unit's name.
    public var name: String
    /// The cells, *rows × columns* of the model in order, engineering units; NaN = missing.
    public var rows: Matrix
    /// The age at each row.
    public var ages: [Double]
    /// Tocsin's quantiles, *rows × levels*; a row of NaN where none can be told.
    public var lives: Matrix

    /// Collects a unit's rows.
    public init(name: String, rows: Matrix, ages: [Double], lives: Matrix) {
      self.name = name
      self.rows = rows
      self.ages = ages
      self.lives = lives
    }
  }

  /// Compares the lives that a graph tells of one unit with those of the prognoser.
  ///
  /// - Parameters:
  ///   - bytes: the content of `failure.onnx`.
  ///   - rows: the cells, *rows × columns* of the model in order, engineering units.
  ///   - ages: the age at each row.
  ///   - lives: Tocsin's quantiles, *rows × levels*; NaN equals NaN.
  ///   - states: the states of the graph before the first row, as the exporter describes them.
  /// - Throws: as ``compare(model:units:states:)``.
  public static func compare(
    model bytes: [UInt8], rows: Matrix, ages: [Double], lives: Matrix, states: [StateTensor]
  ) throws(Fault) -> ParityReport {
    try compare(
      model: bytes, units: [Unit(name: "1", rows: rows, ages: ages, lives: lives)],
      states: states)
  }

  /// Compares the lives that a graph tells of units with those of the prognoser.
  ///
  /// - Parameters:
  ///   - bytes: the content of `failure.onnx`.
  ///   - units: the units; each starts from the first states.
  ///   - states: the states of the graph before the first row, as the exporter describes them.
  /// - Complexity: two evaluations of the graph.
  /// - Throws: ``Fault`` of kind `badData` where the graph cannot be read or evaluated, or the
  ///   numbers of rows, ages and lives, or of levels, differ; with the unit as its place.
  public static func compare(
    model bytes: [UInt8], units: [Unit], states: [StateTensor]
  ) throws(Fault) -> ParityReport {
    let interpreter = try ONNXInterpreter(model: bytes)
    var report = ParityReport(
      rows: 0, largestDifference: 0, alarmsDiffering: 0, tolerance: tolerance)
    for unit in units {
      do throws(Fault) {
        try compare(unit, interpreter, states, &report)
      } catch {
        throw error.at(Place(path: "unit \(unit.name)"))
      }
    }
    return report
  }

  private static func compare(
    _ unit: Unit, _ interpreter: ONNXInterpreter, _ states: [StateTensor],
    _ report: inout ParityReport
  ) throws(Fault) {
    guard unit.ages.count == unit.rows.rows, unit.lives.rows == unit.rows.rows else {
      throw Fault(
        .badData,
        "\(unit.rows.rows) rows need as many ages and lives, "
          + "got \(unit.ages.count) and \(unit.lives.rows)")
    }
    var first: ParityReport.LifeMismatch?
    for isInPieces in [false, true] {
      var run = try GraphRun(interpreter, states: states)
      for range in GraphRun.calls(
        rows: unit.rows.rows, columns: unit.rows.columns, isInPieces: isInPieces)
      {
        let lives = try lives(of: &run, unit, range)
        for row in range {
          for level in 0..<unit.lives.columns {
            let onnx = lives[(row - range.lowerBound) * unit.lives.columns + level]
            let tocsin = unit.lives[row, level]
            let difference = GraphRun.difference(onnx, tocsin)
            report.largestDifference = max(report.largestDifference, difference)
            guard difference > tolerance,
              (row, level) < (first?.row ?? Int.max, first?.level ?? Int.max)
            else { continue }
            first = ParityReport.LifeMismatch(
              unit: unit.name, row: row, age: unit.ages[row], level: level, onnx: onnx,
              tocsin: tocsin, isInPieces: isInPieces)
          }
        }
      }
    }
    report.rows += unit.rows.rows
    report.firstLifeMismatch = report.firstLifeMismatch ?? first
  }

  /// The lives of the next rows, row-major.
  private static func lives(
    of run: inout GraphRun, _ unit: Unit, _ range: Range<Int>
  ) throws(Fault) -> [Double] {
    let outputs = try run.next([
      "rows": try ONNXTensor(rows: range, of: unit.rows),
      "age": try ONNXTensor(shape: [range.count], .float64(Array(unit.ages[range]))),
    ])
    let life = try GraphRun.output("life", of: outputs)
    let expected = [range.count, unit.lives.columns]
    guard life.shape == expected else {
      throw Fault(.badData, "the graph gives lives of shape \(life.shape), expected \(expected)")
    }
    return try life.values(Double.self)
  }
}
