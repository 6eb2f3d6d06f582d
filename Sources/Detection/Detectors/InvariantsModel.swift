public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

/// A fitted ``Invariants`` detector; it carries the last row from call to call.
public struct InvariantsModel: DetectorModel {
  /// The last row.
  public typealias State = LaggedRows

  /// The relations as directions, each in units of its scale.
  let projection: LaggedProjectionModel
  /// What each relation says, in engineering units.
  let relations: [String]

  /// No rows seen.
  public func initialState() -> State { projection.initialState() }

  /// A score per row; NaN where the row before is not there or not contiguous, or it has no cell.
  public func scores(_ rows: Frame, state: inout State) -> [Double] {
    let seen = projection.seen(rows, state: &state)
    return (0..<rows.count).map { i in
      guard seen.isJudged[i] else { return .nan }
      var largest = 0.0
      for k in relations.indices { largest = max(largest, abs(seen.variates[i, k])) }
      return largest
    }
  }

  /// By how much the squares of all relations would fall if a tag were as the row's others expect it.
  ///
  /// The relation that holds worst is named.
  public func explain(_ rows: Frame, state: State) -> Explanation? {
    var past = state
    let seen = projection.seen(rows, state: &past)
    var explanation = projection.explain(rows, state: state)
    explanation?.broken = (0..<rows.count).map { i in
      let sizes = relations.indices.map { abs(seen.variates[i, $0]) }
      guard seen.isJudged[i], let largest = sizes.max(), largest > 0 else { return nil }
      return sizes.firstIndex(of: largest).map { relations[$0] }
    }
    return explanation
  }

  /// Mean, scale, covariance and directions; the relations in words.
  public var artifact: ModelArtifact {
    var artifact = projection.artifact
    artifact.lists["relations"] = relations
    return artifact
  }

  init(projection: LaggedProjectionModel, relations: [String]) {
    self.projection = projection
    self.relations = relations
  }

  /// Restores the model.
  public init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault) {
    projection = try LaggedProjectionModel(artifact: artifact, tags: tags, interval: interval)
    relations = try artifact.list("relations")
    let columns = projection.projection.columns
    guard projection.lags == 1, relations.count == columns else {
      throw Fault(
        .badData,
        "model 'invariants': 2 rows and a relation for each of \(columns) directions are needed, got "
          + "\(projection.lags + 1) rows and \(relations.count) relations")
    }
  }
}
