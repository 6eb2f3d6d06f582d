internal import Attacks
internal import Diagnostics
internal import Ingest
internal import LinearAlgebra
internal import Telemetry

/// Simulated traces as CSV: the columns of the store to `label`, then each row's labels in words.
public struct TraceExport {
  private let folder: String

  /// The traces of a simulation's folder.
  public init(folder: String) { self.folder = folder }

  /// Writes a CSV per trace and `scenarios.csv`, which says what each is.
  ///
  /// - Throws: ``Fault`` of kind `configuration` where the folder has traces of another campaign, which
  ///   `scenarios.csv` would not tell of.
  public func csv(to target: String) throws {
    let result = try JSONFile.read(SimulateResult.self, from: "\(folder)/simulate.json")
    let own = Set(result.traces.map { "trace-\($0.id).csv" })
    let others = Folder.names(in: target).filter {
      $0.hasPrefix("trace-") && $0.hasSuffix(".csv") && !own.contains($0)
    }
    if let first = others.first {
      throw Fault(
        .configuration,
        "the folder has \(others.count) \(others.count == 1 ? "trace" : "traces") of another campaign: "
          + first + (others.count > 1 ? ", …" : ""), at: Place(file: target),
        hint: "name another folder, or remove them")
    }
    try Folder.make(target)
    let store = try TraceStore(simulation: folder)
    var index = ["id,kind,technique,name,scenario,where,size,start,end,what"]
    for record in result.traces {
      let frame = try store.frame(of: record)
      try AtomicFile.write(Self.text(frame, record), to: "\(target)/trace-\(record.id).csv")
      let cells: [String] = [
        record.id, record.kind.rawValue, record.technique ?? "", CSVField.escaped(record.name),
        CSVField.escaped(record.scenario), CSVField.escaped(record.asset),
        record.size.map { "\($0)" } ?? "",
        record.tampered?.start.description ?? "", record.tampered?.end.description ?? "",
        CSVField.escaped(record.what),
      ]
      index.append(cells.joined(separator: ","))
    }
    try AtomicFile.write(index.joined(separator: "\n") + "\n", to: "\(target)/scenarios.csv")
  }

  private static func text(_ frame: Frame, _ record: TraceRecord) -> String {
    // The numbers behind `label` become words.
    let count = frame.tags.count - SampleLabel.columns.count
    var names = ["time"] + frame.tags.prefix(count).map(\.id)
    for word in SampleText.columns {
      var name = word
      while names.contains(name) { name += "'" }
      names.append(name)
    }
    var text = names.map(CSVField.escaped).joined(separator: ",") + "\n"
    let words = SampleText(scenario: record.scenario, steps: record.steps)
    let columns = frame.tags.indices.map { frame.values.column($0) }
    for (row, time) in frame.times.enumerated() {
      text += time.description
      for column in columns.prefix(count) {
        text += column[row].isNaN ? "," : ",\(column[row])"
      }
      let label = SampleLabel(numbers: columns.suffix(SampleLabel.columns.count).map { $0[row] })
      for cell in words.cells(label) { text += ",\(CSVField.escaped(cell))" }
      text += "\n"
    }
    return text
  }
}
