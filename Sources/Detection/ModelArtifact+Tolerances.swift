internal import Diagnostics
internal import Learning

extension ModelArtifact {
  /// How many rows a detector with a natural limit tolerates of each tag: finite and above 0.
  ///
  /// - Throws: ``Fault`` of kind `badData` where they are missing, too few or out of range.
  func tolerated(tags count: Int) throws(Fault) -> [Double] {
    let tolerated = try vector("tolerated", count: count)
    if let worst = tolerated.first(where: { !($0 > 0 && $0.isFinite) }) {
      throw Fault(
        .badData, "model '\(kind)': 'tolerated' must be finite and > 0, got \(worst)")
    }
    return tolerated
  }
}
