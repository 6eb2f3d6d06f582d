public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

/// Silence may be an attack: a tag that is lost for longer than it ever was in normal operation.
///
///     score = max over tags ( rows lost in a row / rows tolerated )
///
/// Tolerated is `factor` × the longest loss seen in normal rows, at least `least`. Rows that are absent
/// altogether count for every tag. Complexity: O(n c).
public struct MissingData: Detector {
  /// The id in configuration files.
  public static let id = "missing-data"
  /// What it is.
  public static let summary = "a tag that is lost for longer than it ever was in normal operation"

  /// How many times the longest normal loss is tolerated, 1 to 100.
  public let factor: Double
  /// How long a loss is tolerated at least.
  public let least: TimeSpan

  /// Reads `factor` and `least`.
  public init(_ fields: inout Fields) {
    factor = fields.number("factor", default: 2, in: 1...100)
    least = fields.span("least", default: .hours(1), in: .zero...TimeSpan.hours(24 * 365))
  }

  /// 1: lost for longer than is tolerated.
  public var naturalLimit: Double? { 1 }

  /// Both settings.
  public var settings: [String: String] { ["factor": "\(factor)", "least": "\(least)"] }

  /// The longest losses.
  public func emptyStatistic(_ context: TrainingContext) -> LongestLoss {
    LongestLoss(tags: context.tags.count, interval: context.interval)
  }

  /// Tolerates a multiple of the longest loss.
  public func model(
    from statistic: LongestLoss, _ context: TrainingContext
  ) throws(Fault) -> MissingDataModel {
    let rows = max(
      1, (Double(least.nanoseconds) / Double(context.interval.nanoseconds)).rounded(.up))
    return MissingDataModel(
      tolerated: statistic.longest.map { max(rows, factor * $0) },
      interval: context.interval)
  }
}

/// A fitted ``MissingData`` detector; it counts how long each tag has been lost.
public struct MissingDataModel: DetectorModel {
  /// How many intervals each tag has been lost, and the last row's moment.
  public struct State: Codable, Sendable, Equatable {
    var lost: [Double]
    var last: Int64?
  }

  let tolerated: [Double]
  /// The usual time between two rows.
  package let interval: TimeSpan

  /// Nothing lost, nothing seen.
  public func initialState() -> State {
    State(lost: [Double](repeating: 0, count: tolerated.count), last: nil)
  }

  /// A score per row; never NaN.
  public func scores(_ rows: Frame, state: inout State) -> [Double] {
    losses(rows, state: &state).map { row in
      zip(row, tolerated).reduce(0) { max($0, $1.0 / $1.1) }
    }
  }

  /// The tags that are lost; nothing is expected of their values.
  public func explain(_ rows: Frame, state: State) -> Explanation? {
    var state = state
    var parts = Matrix(rows: rows.count, columns: tolerated.count)
    for (i, row) in losses(rows, state: &state).enumerated() {
      for (j, lost) in row.enumerated() { parts[i, j] = lost / tolerated[j] }
    }
    let unknown = [Double](repeating: .nan, count: parts.rows * parts.columns)
    return Explanation(
      expected: Matrix(rows: parts.rows, columns: parts.columns, columnMajor: unknown),
      shares: Explanation.normalised(parts))
  }

  private func losses(_ rows: Frame, state: inout State) -> [[Double]] {
    (0..<rows.count).map { i in
      let time = rows.times[i].nanoseconds
      // The rows between were lost for every tag.
      let steps = LongestLoss.steps(from: state.last, to: time, interval: interval)
      state.last = time
      return tolerated.indices.map { j in
        let missing = rows.values[i, j].isNaN
        let lost = state.lost[j] + (missing ? steps : steps - 1)
        state.lost[j] = missing ? lost : 0
        return lost
      }
    }
  }

  /// The tolerated losses.
  public var artifact: ModelArtifact {
    ModelArtifact(
      kind: MissingData.id, arrays: ["tolerated": ModelArtifact.Array(tolerated)])
  }

  init(tolerated: [Double], interval: TimeSpan) {
    self.tolerated = tolerated
    self.interval = interval
  }

  /// Restores the model.
  public init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault) {
    tolerated = try artifact.tolerated(tags: tags.count)
    self.interval = interval
  }
}
