public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

/// A fitted ``FrozenValues`` detector; it counts how often each tag has repeated its value.
public struct FrozenValuesModel: DetectorModel {
  /// Each tag's last value, nil where it was missing, how many rows have repeated it, and the last row's moment.
  public struct State: Codable, Sendable, Equatable {
    var values: [Double?]
    var repeats: [Int]
    var last: Int64?
  }

  let tolerated: [Double]
  let interval: TimeSpan
  private static let largest = Double.greatestFiniteMagnitude

  /// Nothing seen.
  public func initialState() -> State {
    State(
      values: [Double?](repeating: nil, count: tolerated.count),
      repeats: [Int](repeating: 0, count: tolerated.count), last: nil)
  }

  /// A score per row; NaN in a row without cells.
  public func scores(_ rows: Frame, state: inout State) -> [Double] {
    repeats(rows, state: &state).enumerated().map { i, row in
      let isEmpty = tolerated.indices.allSatisfy { rows.values[i, $0].isNaN }
      return isEmpty ? .nan : zip(row, tolerated).reduce(0) { max($0, Double($1.0) / $1.1) }
    }
  }

  /// The tags that repeat themselves; nothing is expected of their values.
  public func explain(_ rows: Frame, state: State) -> Explanation? {
    var state = state
    var parts = Matrix(rows: rows.count, columns: tolerated.count)
    for (i, row) in repeats(rows, state: &state).enumerated() {
      for (j, count) in row.enumerated() { parts[i, j] = Double(count) / tolerated[j] }
    }
    let unknown = [Double](repeating: .nan, count: parts.rows * parts.columns)
    return Explanation(
      expected: Matrix(rows: parts.rows, columns: parts.columns, columnMajor: unknown),
      shares: Explanation.normalised(parts))
  }

  private func repeats(_ rows: Frame, state: inout State) -> [[Int]] {
    (0..<rows.count).map { i in
      let time = rows.times[i]
      let follows =
        state.last.map {
          Frame.isContiguous(Timestamp(nanoseconds: $0), time, interval: interval)
        } ?? false
      state.last = time.nanoseconds
      for j in tolerated.indices {
        // Infinities cannot be written as JSON; nothing else is held.
        let raw = rows.values[i, j]
        let cell = raw.isInfinite ? raw.sign == .minus ? -Self.largest : Self.largest : raw
        let isRepeated = follows && state.values[j] == cell
        state.repeats[j] = isRepeated ? state.repeats[j] + 1 : 0
        state.values[j] = cell.isNaN ? nil : cell
      }
      return state.repeats
    }
  }

  /// The tolerated repeats.
  public var artifact: ModelArtifact {
    ModelArtifact(
      kind: FrozenValues.id, arrays: ["tolerated": ModelArtifact.Array(tolerated)])
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
