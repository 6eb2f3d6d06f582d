public import Diagnostics
public import Learning
public import Telemetry

/// Plant equations and controller rules from telemetry alone.
public struct Identified: ProcessComponent {
  /// The id in configuration files.
  public static let id = "identified"
  /// What it is.
  public static let summary = "plant equations and controller rules learned from telemetry alone"

  /// λ of all regressions, on standardised terms, 1e-9 to 1.
  public let ridge: Double
  /// How long a stretch of innovations is replayed together.
  public let block: TimeSpan
  /// How far beyond the values seen a stock may go, in parts of their span, 0 to 10.
  public let margin: Double
  /// Sensors that count as known inputs where stocks are followed with recorded inputs: names, or beginnings
  /// of names with a `*`; empty for the flows that actuators shut.
  public let inputs: [String]
  // Where `inputs` stands.
  private let place: Place

  /// Reads `ridge`, `block`, `margin` and `inputs`.
  public init(_ fields: inout Fields) {
    ridge = fields.number("ridge", default: 1e-4, in: 1e-9...1)
    block = fields.span(
      "block", default: .hours(24), in: TimeSpan(seconds: 1)...TimeSpan.hours(24 * 28))
    margin = fields.number("margin", default: 0.15, in: 0...10)
    inputs = fields.strings("inputs", default: [])
    place = fields.settings("inputs")?.place ?? fields.place
  }

  /// The settings.
  public var settings: [String: String] {
    var settings = ["ridge": "\(ridge)", "block": "\(block)", "margin": "\(margin)"]
    if !inputs.isEmpty {
      settings["inputs"] = "[" + inputs.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    }
    return settings
  }

  /// Fits on the first 70 % of the rows, judges on the rest, then fits on all.
  ///
  /// - Throws: ``Faults`` of kind `configuration` where something in `inputs` matches no tag of the record;
  ///   ``Fault`` of kind `badData` where there are too few rows.
  public func calibrate(
    _ record: ProcessRecord, files: [String: [UInt8]], seed: UInt64, threads: Int,
    progress: any Progress
  ) throws -> Calibration {
    try NamePattern.requireMatches(
      inputs.map(NamePattern.init), in: record.tags.map(\.id), of: "tag", at: place)
    let cut = record.count * 7 / 10
    progress.advance("calibrate", done: 0, of: 3)
    let early = try IdentifiedTwin(
      record.rows(0..<cut), ridge: ridge, block: block, margin: margin, threads: threads)
    progress.advance("calibrate", done: 1, of: 3)
    let (fidelity, untouched) = try IdentifiedFidelity(
      twin: early, fitted: record.rows(0..<cut), unseen: record.rows(cut..<record.count),
      inputs: inputs(of: early), ridge: ridge, margin: margin, seed: seed, threads: threads
    ).fidelity()
    progress.advance("calibrate", done: 2, of: 3)
    let twin = try IdentifiedTwin(
      record, ridge: ridge, block: block, margin: margin, threads: threads)
    progress.advance("calibrate", done: 3, of: 3)
    return Calibration(
      twin: twin, fidelity: fidelity, untouched: untouched)
  }

  // The sensors that count as known inputs of a twin.
  private func inputs(of twin: IdentifiedTwin) -> [Int] {
    if inputs.isEmpty { return twin.structure.flows }
    let structure = twin.structure
    return (structure.gated + structure.driven).sorted().filter { tag in
      inputs.contains { NamePattern($0).matches(twin.tags[tag].id) }
    }
  }
}
