internal import Diagnostics
internal import Learning
internal import LinearAlgebra

extension OperatingRegimes {
  /// The kind in artifacts.
  static let artifactKind = "operating-regimes"

  /// The neutral form; numbers keep their bits.
  var artifact: ModelArtifact {
    ModelArtifact(
      kind: Self.artifactKind,
      numbers: ["count": Double(count), "block-rows": Double(blockRows)],
      arrays: [
        "tags": .init(tags.map(Double.init)), "factors": .init(factors),
        "initial": .init(chain.initial), "transition": .init(chain.transition),
        "means": .init(chain.means), "variances": .init(chain.variances),
      ])
  }

  /// Restores regimes.
  ///
  /// - Throws: ``Fault`` of kind `badData` where something is missing, has another shape or names no tag, or is
  ///   no share or variance.
  init(artifact: ModelArtifact, tags count: Int) throws(Fault) {
    let regimes = try artifact.count("count")
    let rows = try artifact.count("block-rows")
    let listed = artifact.arrays["tags"]?.values.count ?? 0
    let tags = try artifact.vector("tags", count: listed).map { (value) throws(Fault) in
      try TwinArtifactReader.index(value, tags: count)
    }
    let initial = try artifact.vector("initial", count: regimes)
    let transition = try artifact.matrix("transition", rows: regimes, columns: regimes)
    let variances = try artifact.matrix("variances", rows: regimes, columns: tags.count)
    guard regimes >= 2, rows >= 1, !tags.isEmpty,
      (initial + transition.elements).allSatisfy({ $0 >= 0 && $0 <= 1 }),
      variances.elements.allSatisfy({ $0 > 0 })
    else {
      throw Fault(
        .badData,
        "the twin's \(regimes) regimes of \(tags.count) tags hold no shares and variances",
        hint: "the file is damaged or was written by another version")
    }
    self.init(
      tags: tags, blockRows: rows, factors: try artifact.vector("factors", count: tags.count),
      chain: HiddenMarkovModel(
        initial: initial, transition: transition,
        means: try artifact.matrix("means", rows: regimes, columns: tags.count),
        variances: variances))
  }
}
