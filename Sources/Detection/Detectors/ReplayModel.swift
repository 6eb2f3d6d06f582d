public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

/// A fitted ``Replay`` detector; it carries the last rows and what agrees with them.
public struct ReplayModel: DetectorModel {
  /// The last rows and the runs.
  public struct State: Codable, Sendable, Equatable {
    var search: ReplaySearch
  }

  let tolerated: [Double]
  /// Per tag the squared difference below which two values agree.
  let squares: [Double]
  let history: Int
  let interval: TimeSpan

  /// Nothing seen.
  public func initialState() -> State {
    State(search: ReplaySearch(tags: tolerated.count, history: history))
  }

  /// A score per row; NaN in a row without cells.
  public func scores(_ rows: Frame, state: inout State) -> [Double] {
    runs(rows, state: &state).enumerated().map { i, row in
      let isEmpty = tolerated.indices.allSatisfy { rows.values[i, $0].isNaN }
      return isEmpty ? .nan : zip(row, tolerated).reduce(0) { max($0, Double($1.0) / $1.1) }
    }
  }

  /// The tags that repeat themselves; nothing is expected of their values.
  public func explain(_ rows: Frame, state: State) -> Explanation? {
    var state = state
    var parts = Matrix(rows: rows.count, columns: tolerated.count)
    for (i, row) in runs(rows, state: &state).enumerated() {
      for (j, count) in row.enumerated() { parts[i, j] = Double(count) / tolerated[j] }
    }
    let unknown = [Double](repeating: .nan, count: parts.rows * parts.columns)
    return Explanation(
      expected: Matrix(rows: parts.rows, columns: parts.columns, columnMajor: unknown),
      shares: Explanation.normalised(parts))
  }

  private func runs(_ rows: Frame, state: inout State) -> [[Int]] {
    (0..<rows.count).map {
      state.search.next(
        rows.values.row($0), at: rows.times[$0], interval: interval, squares: squares)
    }
  }

  /// What is tolerated, what agrees, and how far back is looked.
  public var artifact: ModelArtifact {
    ModelArtifact(
      kind: Replay.id, numbers: ["history": Double(history)],
      arrays: [
        "tolerated": ModelArtifact.Array(tolerated),
        "squared-tolerance": ModelArtifact.Array(squares),
      ])
  }

  init(tolerated: [Double], squares: [Double], history: Int, interval: TimeSpan) {
    self.tolerated = tolerated
    self.squares = squares
    self.history = history
    self.interval = interval
  }

  /// Restores the model.
  public init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault) {
    tolerated = try artifact.tolerated(tags: tags.count)
    squares = try artifact.vector("squared-tolerance", count: tags.count)
    if let worst = squares.first(where: { !($0 >= 0 && $0.isFinite) }) {
      throw Fault(
        .badData, "model 'replay': 'squared-tolerance' must be finite and ≥ 0, got \(worst)")
    }
    history = try artifact.count("history")
    guard (2...5_000).contains(history) else {
      throw Fault(.badData, "model 'replay': 'history' must be from 2 to 5000, got \(history)")
    }
    self.interval = interval
  }
}
