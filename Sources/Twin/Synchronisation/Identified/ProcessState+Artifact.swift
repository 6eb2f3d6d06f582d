package import Diagnostics
package import Learning
internal import LinearAlgebra
internal import Telemetry

extension ProcessState {
  /// The kind in artifacts.
  package static let kind = "process-state"

  /// The neutral form of the state of a twin; numbers keep their bits.
  package func artifact(of twin: IdentifiedTwin) -> ModelArtifact {
    ModelArtifact(
      kind: Self.kind,
      // A whole number of 64 bits that a double does not hold.
      texts: ["time-ns": "\(time.nanoseconds)"],
      numbers: ["refused": Double(refused), "block-rows": Double(blockRows)],
      lists: [
        "tags": twin.tags.map(\.id), "stocks": twin.stocks.terms.stocks.map { twin.tags[$0].id },
      ],
      arrays: [
        "row": .init(row), "mean": .init(mean), "covariance": .init(covariance),
        "sensors": .init(sensors), "regimes": .init(regimes), "surprises": .init(surprises),
        "doubts": .init(doubts.cells),
      ])
  }

  /// Restores a state of a twin.
  ///
  /// - Throws: ``Fault`` of kind `badData` where something is missing or does not fit the twin.
  package init(artifact: ModelArtifact, of twin: IdentifiedTwin) throws(Fault) {
    guard artifact.kind == Self.kind else {
      throw Fault(.badData, "expected a state of kind '\(Self.kind)', got '\(artifact.kind)'")
    }
    let stocks = twin.stocks.terms.stocks.map { twin.tags[$0].id }
    guard try artifact.list("tags") == twin.tags.map(\.id),
      try artifact.list("stocks") == stocks
    else {
      throw Fault(
        .badData, "the state belongs to another twin: its tags or stocks are not this one's",
        hint: "begin anew without it")
    }
    let width = 2 * stocks.count
    row = try artifact.vector("row", count: twin.tags.count)
    mean = try artifact.vector("mean", count: width)
    let covariance = try artifact.matrix("covariance", rows: width, columns: width)
    self.covariance = covariance
    sensors = try artifact.vector("sensors", count: twin.dynamics?.model.order ?? 0)
    regimes = try artifact.vector("regimes", count: twin.regimes?.count ?? 0)
    surprises = try artifact.vector("surprises", count: twin.regimes?.tags.count ?? 0)
    blockRows = try artifact.count("block-rows")
    refused = try artifact.count("refused")
    let doubts = GaugeDoubts(
      try artifact.matrix("doubts", rows: GaugeDoubts.numbers, columns: stocks.count))
    guard let doubts, let nanoseconds = Int64(try artifact.text("time-ns")),
      (mean + covariance.elements + sensors + regimes + surprises).allSatisfy(\.isFinite),
      (0..<width).allSatisfy({ covariance[$0, $0] >= 0 }),
      regimes.allSatisfy({ (0...1).contains($0) }), row.allSatisfy({ !$0.isInfinite })
    else {
      throw Fault(
        .badData, "the stored state of the twin has a number that is none",
        hint: "the file is damaged; without it the state begins anew")
    }
    time = Timestamp(nanoseconds: nanoseconds)
    self.doubts = doubts
  }
}
