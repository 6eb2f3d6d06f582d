public import Diagnostics
internal import Foundation
public import Learning
internal import LinearAlgebra
public import Telemetry

/// A fitted ``ECOD`` detector; it keeps nothing between rows.
public struct ECODModel: DetectorModel {
  /// Nothing crosses from row to row.
  public struct State: Codable, Sendable, Equatable {}

  /// The values of each tag in training, ascending; as many of each.
  let sorted: [[Double]]

  /// The empty state.
  public func initialState() -> State { State() }

  /// A score per row; NaN where it has no cell.
  public func scores(_ rows: Frame, state: inout State) -> [Double] {
    (0..<rows.count).map { i in
      var sum = 0.0
      var present = 0
      for j in sorted.indices where !rows.values[i, j].isNaN {
        sum += outlyingness(rows.values[i, j], tag: j)
        present += 1
      }
      return present > 0 ? sum * Double(sorted.count) / Double(present) : .nan
    }
  }

  /// Each tag's own part; each was expected at its median.
  public func explain(_ rows: Frame, state: State) -> Explanation? {
    var expected = rows.values
    var parts = rows.values
    for j in sorted.indices {
      for i in 0..<rows.count {
        let value = rows.values[i, j]
        expected[i, j] = sorted[j][sorted[j].count / 2]
        parts[i, j] = value.isNaN ? 0 : outlyingness(value, tag: j)
      }
    }
    return Explanation(expected: expected, shares: Explanation.normalised(parts))
  }

  // max(L, R): the smaller of the two counts decides.
  private func outlyingness(_ value: Double, tag: Int) -> Double {
    let own = sorted[tag]
    let below = own.place { $0 >= value }
    let notAbove = own.place { $0 > value }
    let rarer = min(notAbove, own.count - below)
    return -log(Double(rarer + 1) / Double(own.count + 1))
  }

  /// The sorted values, a row per tag.
  public var artifact: ModelArtifact {
    ModelArtifact(
      kind: ECOD.id,
      arrays: [
        "sorted": ModelArtifact.Array(
          shape: [sorted.count, sorted.first?.count ?? 0], values: sorted.flatMap(\.self))
      ])
  }

  init(sorted: [[Double]]) { self.sorted = sorted }

  /// Restores the model.
  public init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault) {
    let count = artifact.arrays["sorted"]?.shape.last ?? 0
    let values = try artifact.matrix("sorted", rows: tags.count, columns: count)
    guard count > 0 else {
      throw Fault(.badData, "model 'ecod': 'sorted' needs at least 1 value a tag, got 0")
    }
    sorted = (0..<tags.count).map { values.row($0) }
    for (j, own) in sorted.enumerated() {
      let isAscending = zip(own, own.dropFirst()).allSatisfy { $0 <= $1 }
      guard isAscending, own.allSatisfy(\.isFinite) else {
        throw Fault(
          .badData, "model 'ecod': the values of tag \(j) must be finite and ascending")
      }
    }
  }
}
