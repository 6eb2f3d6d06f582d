public import Diagnostics
public import Learning
internal import LinearAlgebra
internal import Telemetry

extension SynchronisedState {
  /// The kind in artifacts.
  public static let kind = "synchronised-state"

  /// The neutral form; numbers keep their bits.
  public var artifact: ModelArtifact {
    let (members, columns) = (links.count, layout.links.count)
    var open = Matrix(rows: members, columns: columns)
    var settings = open
    for (i, member) in links.enumerated() {
      for (j, link) in member.enumerated() {
        open[i, j] = link.isOpen ? 1 : 0
        // A link without a setting has none in the file either.
        settings[i, j] = link.setting ?? -1
      }
    }
    return ModelArtifact(
      kind: Self.kind,
      // Whole numbers of 64 bits that a double does not hold.
      texts: [
        "time-ns": "\(time.nanoseconds)", "seed": "\(seed)", "memory-ns": "\(memory.nanoseconds)",
      ],
      numbers: ["refused": Double(refused), "rows": Double(rows)],
      arrays: [
        "ensemble": .init(ensemble), "open": .init(open), "settings": .init(settings),
        "leak-rows": .init(leakRows.map(Double.init)),
        "open-zones": .init(openZones.map { $0 ? 1 : 0 }),
        "doubts": .init(doubts.cells),
      ])
  }

  /// Restores a state of a twin.
  ///
  /// - Throws: ``Fault`` of kind `badData` where something is missing or does not fit the twin.
  public init(artifact: ModelArtifact, of twin: HydraulicTwin) throws(Fault) {
    guard artifact.kind == Self.kind else {
      throw Fault(.badData, "expected a state of kind '\(Self.kind)', got '\(artifact.kind)'")
    }
    let layout = SynchronisedLayout(twin)
    let shape = artifact.arrays["ensemble"]?.shape ?? []
    let members = shape.count == 2 ? shape[1] : 0
    let ensemble = try artifact.matrix("ensemble", rows: layout.count, columns: members)
    let open = try artifact.matrix("open", rows: members, columns: layout.links.count)
    let settings = try artifact.matrix("settings", rows: members, columns: layout.links.count)
    let leakRows = try artifact.vector("leak-rows", count: layout.zones)
    let openZones = try artifact.vector("open-zones", count: layout.zones)
    let gauges = twin.points.count { twin.isStock($0) }
    let doubts = GaugeDoubts(
      try artifact.matrix("doubts", rows: GaugeDoubts.numbers, columns: gauges))
    guard let doubts, let nanoseconds = Int64(try artifact.text("time-ns")),
      let seed = UInt64(try artifact.text("seed")),
      let memory = Int64(try artifact.text("memory-ns")), memory > 0, members > 1,
      ensemble.elements.allSatisfy(\.isFinite),
      (open.elements + settings.elements + openZones).allSatisfy(\.isFinite),
      leakRows.allSatisfy({ Int(exactly: $0) != nil })
    else {
      throw Fault(
        .badData, "the stored state of the twin has a number that is none",
        hint: "the file is damaged; without it the state begins anew")
    }
    self.init(
      time: Timestamp(nanoseconds: nanoseconds), seed: seed, ensemble: ensemble,
      links: (0..<members).map { member in
        layout.links.indices.map { link in
          WantedLink(
            isOpen: open[member, link] == 1,
            setting: settings[member, link] < 0 ? nil : settings[member, link])
        }
      }, layout: layout, memory: TimeSpan(nanoseconds: memory),
      refused: try artifact.count("refused"),
      rows: try artifact.count("rows"),
      leakRows: leakRows.map { Int($0) }, openZones: openZones.map { $0 == 1 },
      doubts: doubts)
  }
}
